"""The states of windows, now and over time."""
