"""Layers in words."""

_MOST_NAMES = 3


def listing(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else f"{shown} and {len(names) - _MOST_NAMES} more"
