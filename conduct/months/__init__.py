"""A month's appraisal: computed, drafted, signed, locked, opened again."""
