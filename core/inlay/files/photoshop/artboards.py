"""Artboards: groups with a rectangle, which may be filled."""

from __future__ import annotations

from typing import Any

import numpy as np

from inlay.contract.boxes import Box

# As Photoshop writes them; 3 is transparent.
_WHITE, _BLACK, _COLOUR = 1, 2, 4


def colour(layer: Any) -> tuple[float, float, float] | None:
    """Red, green and blue, 0 to 1, of the background; None where there is none."""
    data = _data(layer)
    kind = data.get(b"artboardBackgroundType") if data is not None else None
    if kind is None:
        return None
    if int(kind) in (_WHITE, _BLACK):
        value = float(int(kind) == _WHITE)
        return value, value, value
    mixed = data.get(b"Clr ") if int(kind) == _COLOUR else None
    values = [mixed.get(key) for key in (b"Rd  ", b"Grn ", b"Bl  ")] if mixed is not None else []
    levels = [min(max(float(value) / 255, 0.0), 1.0) for value in values if value is not None]
    return (levels[0], levels[1], levels[2]) if len(levels) == 3 else None


def _data(layer: Any) -> Any:
    from psd_tools.constants import Tag

    found = None
    if layer.kind == "artboard":
        for key in (Tag.ARTBOARD_DATA1, Tag.ARTBOARD_DATA2, Tag.ARTBOARD_DATA3):
            found = layer.tagged_blocks.get_data(key, found)
    return found


def fill(mixed: tuple[float, float, float], box: Box) -> np.ndarray:
    """A picture of one colour, ``(height, width, 4)`` of 8 bits."""
    value = np.rint(np.array([*mixed, 1.0]) * 255).astype(np.uint8)
    return np.broadcast_to(value, (box.height, box.width, 4))
