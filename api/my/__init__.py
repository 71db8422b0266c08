"""One's own record: what is held about oneself, as the person concerned may see it."""
