"""The menu Filter: plain filters."""
