"""Inlay beside other libraries and programs: the same problem, each one's time and memory at the same error."""
