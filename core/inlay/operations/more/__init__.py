"""The menu More: plain filters."""
