"""What is kept of pictures, for how long, and throwing away the rest."""
