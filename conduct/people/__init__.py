"""What is on record of a person beside punches and cases."""
