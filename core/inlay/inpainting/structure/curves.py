"""Curves through a hole: what is known of them on its sides, and how they go on inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.inpainting.structure.tracing import Edge

#: Pixels between the points of a curve.
SPACING = 1.0


@dataclass(frozen=True, eq=False)
class Curve:
    """A line that is known outside of a hole and goes on in it.

    Attributes
    ----------
    points : ndarray, (n, 2)
        Rows and columns from one end to the other, a pixel apart.
    inside : ndarray of bool, (n,)
        Which of them lie in the hole.
    """

    points: np.ndarray
    inside: np.ndarray

    @classmethod
    def between(cls, first: Edge, second: Edge) -> Curve:
        """From an edge through the hole to another one, by a cubic."""
        middle = cubic(first, second)
        points = [first.path[:0:-1], middle, second.path[1:]]
        inside = np.repeat([False, True, False], [len(each) for each in points])
        return cls(np.concatenate(points), inside)

    def scaled(self, factor: int) -> Curve:
        """The curve in a picture so many times as large."""
        points = (self.points + 0.5) * factor - 0.5
        steps = np.arange(0, len(points) - 1 + 1e-9, 1 / factor)
        places = np.arange(len(points))
        fine = np.stack([np.interp(steps, places, each) for each in points.T], axis=1)
        return Curve(fine, self.inside[np.rint(steps).astype(int)])


def cubic(first: Edge, second: Edge) -> np.ndarray:
    """Hermite's cubic from where an edge enters a hole to where another one does."""
    start, end = first.path[0], second.path[0]
    length = np.linalg.norm(end - start)
    t = np.linspace(0, 1, max(2, round(length / SPACING) + 1))[:, None]
    out, into = length * first.direction, -length * second.direction
    return (
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * out
        + (3 * t**2 - 2 * t**3) * end
        + (t**3 - t**2) * into
    )


def evenly(points: np.ndarray) -> np.ndarray:
    """A polyline's points at equal distances."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    places = np.concatenate([[0.0], np.cumsum(lengths)])
    steps = np.linspace(0, places[-1], max(2, round(places[-1] / SPACING) + 1))
    return np.stack([np.interp(steps, places, each) for each in points.T], axis=1)
