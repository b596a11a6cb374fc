"""Colour samples of foreground and background, and what they say about alpha."""
