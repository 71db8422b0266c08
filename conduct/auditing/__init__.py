"""The audit trail and the chain through it."""
