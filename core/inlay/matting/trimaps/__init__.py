"""Trimaps: what is certainly background, what is certainly foreground, and what is to be found out."""
