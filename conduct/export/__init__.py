"""Months and attendance as files, and such files held against what is stored."""
