"""Pictures as cameras push them of themselves: found in whatever surrounds them. Pure."""
