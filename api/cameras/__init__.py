"""How the cameras are doing."""
