"""Inlay inside an editor: an adapter, and what it shares with the others."""
