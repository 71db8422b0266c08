"""The audit trail as people are shown it, and its head, anchored outside of the database."""
