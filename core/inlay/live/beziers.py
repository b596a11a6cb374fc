"""Paths as straight pieces, which can be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from inlay.operations.job import Path

#: Straight pieces of a curve between two anchors.
_PIECES = 8


class Outline(NamedTuple):
    """Straight pieces on the canvas: where each begins and where it ends, (n, 2), x and y."""

    starts: np.ndarray
    ends: np.ndarray


def flattened(paths: Iterable[Path], factor: int) -> Outline:
    """All strokes of paths whose pixels are `factor` of the canvas' large."""
    found = [_stroke(np.asarray(stroke.anchors, float), stroke.closed) for path in paths for stroke in path.strokes]
    if not found:
        return Outline(np.empty((0, 2)), np.empty((0, 2)))
    starts, ends = (np.concatenate(each) * factor for each in zip(*found, strict=True))
    return Outline(starts, ends)


def _stroke(anchors: np.ndarray, closed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends of the pieces of one stroke, (n, 3, 2)."""
    after = np.roll(anchors, -1, axis=0)
    if not closed:
        anchors, after = anchors[:-1], after[:-1]
    corners = anchors[:, 1], anchors[:, 2], after[:, 0], after[:, 1]
    is_straight = (corners[0] == corners[1]).all() and (corners[2] == corners[3]).all()
    if is_straight:
        return corners[0], corners[3]
    t = np.linspace(0, 1, _PIECES + 1)[:, np.newaxis, np.newaxis]
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    points = sum(weight * corner for weight, corner in zip(weights, corners, strict=True))
    along = np.swapaxes(points, 0, 1)
    return along[:, :-1].reshape(-1, 2), along[:, 1:].reshape(-1, 2)
