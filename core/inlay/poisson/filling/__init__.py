"""Holes filled: from the best place nearby, or smoothly as a thin plate."""
