"""Violations as people work on them: listed, told in full, decided. Shared by the interface and the pages."""
