"""The appeal against a verdict: who may, until when, and its steps."""
