"""The adapter for Krita."""
