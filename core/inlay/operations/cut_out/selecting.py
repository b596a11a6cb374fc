"""Selections that are refined along their border."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from inlay.colour import white
from inlay.errors import RegionError
from inlay.operations.call import Call
from inlay.operations.parameters import Boolean, Integer
from inlay.operations.part import Part
from inlay.picture import Picture

_LARGEST = 250
#: How many pixels beyond the outer radius are read: what is certain there.
CERTAIN = 6
#: Which parameter widens what is read around a selection.
REACH = {"outer": 1.0}
_ROUGHLY = "Select roughly what is to be cut out."

Inner = Annotated[
    int,
    Integer(
        "Inner radius",
        "How far inside the border the foreground may still be mixed with background.",
        0,
        _LARGEST,
        "pixels",
    ),
]
Outer = Annotated[
    int,
    Integer("Outer radius", "How far outside the border hair and soft edges may reach.", 0, _LARGEST, "pixels"),
]
Smart = Annotated[
    bool,
    Boolean("Smart radius", "Wide where the picture is soft, narrow where it is sharp; the radii are the most."),
]


def trimap_of_selection(part: Part, coverage: np.ndarray, inner: int, outer: int, smart: Picture | None) -> np.ndarray:
    """The trimap along the border of what is selected; by a smart radius, if there is a picture for it.

    Raises
    ------
    RegionError
        If nothing of the layer is selected, or all of it.
    """
    from inlay.matting import trimap_from_coverage

    if not coverage.any():
        raise RegionError("Nothing of the picture is selected.", _ROUGHLY)
    if (coverage >= (1 if coverage.dtype == bool else white(coverage.dtype))).all():
        raise RegionError("All of the picture is selected.", _ROUGHLY)
    image = None if smart is None else smart.pixels
    progress = part.job.span(0, 0.05, "Looking at the border")
    return trimap_from_coverage(coverage, inner, outer, image=image, progress=progress)


def trimap_on(call: Call, region: np.ndarray) -> np.ndarray:
    """The trimap along the border of a region that is an array."""
    from inlay.matting import trimap_from_coverage

    values = call.values
    return trimap_from_coverage(
        region,
        values["inner"],
        values["outer"],
        image=call.arrays["image"] if values["smart"] else None,
        progress=call.span("Looking at the border"),
    )
