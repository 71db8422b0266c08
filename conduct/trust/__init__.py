"""How often rules are right, and rules that hold themselves back."""
