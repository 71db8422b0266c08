"""What roster, punches and cameras say together, by which rule, and what a month comes to."""
