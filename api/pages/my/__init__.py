"""What everybody does to their own log-in."""
