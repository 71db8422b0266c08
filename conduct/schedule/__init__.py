"""The roster as it is kept: shifts, rotations, leave and swaps, the calendar."""
