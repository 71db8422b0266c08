"""How a hall is set up: from a file, until the pages for it come."""
