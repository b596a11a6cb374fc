"""Colours of foreground and background for a given alpha: multi-level, closed form, and the projection at the end."""
