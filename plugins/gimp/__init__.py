"""The adapter for GIMP 3."""
