"""Figures, not verdicts: run with `pytest tests/bench --benchmark-only`."""
