"""The care of cameras: what is the matter with their pictures, since when, and what does not count."""
