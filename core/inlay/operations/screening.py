"""Screening: how strongly a pasted piece is held to colours of its own."""

from __future__ import annotations

import math

#: A screened membrane over a disc of radius R keeps half of its target in the middle when it is held over R / 1.81
#: pixels: the modified Bessel function I0(1.81) is 2.
_HALF = 1.81


def screening_weight(percent: float, pixels: int) -> float:
    """The weight of the screening that keeps so many percent of the source's colour.

    The membrane over a disc of `pixels` is ``I0(r / L) / I0(R / L)`` with the length ``L = 1 / sqrt(weight)``; here
    ``L = (R / 1.81) (100 - percent) / percent``: the same look at any resolution.
    """
    radius = math.sqrt(pixels / math.pi)
    return (_HALF * percent / ((100.0 - percent) * radius)) ** 2
