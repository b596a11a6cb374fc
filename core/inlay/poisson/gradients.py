"""Vector fields on the edges between neighbouring pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Edges(NamedTuple):
    """A vector field on the edges between neighbouring pixels: what differences the result should have.

    Attributes
    ----------
    down : ndarray, (height - 1, width[, channels]), or None
        Value at (y + 1, x) less that at (y, x). None for one-dimensional images.
    right : ndarray, (height, width - 1[, channels]), or (n - 1,)
        Value at (y, x + 1) less that at (y, x).
    """

    down: np.ndarray | None
    right: np.ndarray


class Gradient(NamedTuple):
    """Values on the edges around the rows of a strip: one row more of edges down, one column more of edges right."""

    down: np.ndarray
    right: np.ndarray


def differences(plane: np.ndarray) -> Gradient:
    """Forward differences of a strip over all edges that touch its inner rows and columns."""
    return Gradient(
        down=plane[1:, 1:-1] - plane[:-1, 1:-1],
        right=plane[1:-1, 1:] - plane[1:-1, :-1],
    )


def between(frame: np.ndarray) -> Gradient:
    """The edges of a strip whose two ends are true."""
    return Gradient(
        down=frame[1:, 1:-1] & frame[:-1, 1:-1],
        right=frame[1:-1, 1:] & frame[1:-1, :-1],
    )
