"""Structure first: what lies along a curve through a hole is taken from along the same curve outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part, silent
from inlay.contract.boxes import Box
from inlay.inpainting.healing import groups
from inlay.inpainting.structure.chain import Chain
from inlay.inpainting.structure.curves import Curve
from inlay.inpainting.structure.finding import curves_along, curves_through, reduction
from inlay.inpainting.structure.tracing import NEAR, STEPS

#: Half the width of the band that is filled along a line, and how far apart two lines are that are filled as one, on
#: the level that lines are found on.
BAND, TOGETHER = 3, 9
#: By how many times the band of an artist's stroke is wider: whoever draws a line means all of it.
STROKE = 2
#: The cosine of the angle from which on lines cross rather than lie beside each other.
BESIDE = 0.9


def propagated(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    curves: Sequence[np.ndarray] | None = None,
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Where the pixels along lines through a hole come from.

    Anchors along each curve get patches from along its known parts, chosen so that the curve goes on in them
    (structure), that they fit what is known around the hole (completion) and each other (coherence), by dynamic
    programming along the curve.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type.
    usable : ndarray of bool, (height, width)
        Where it has a colour that may be taken; nothing of the hole.
    hole : ndarray of bool, (height, width)
        What is filled.
    curves : sequence of ndarray of float, (n, 2), optional
        Polylines of rows and columns that an artist drew through the hole, with or without what is around it. Without
        them the lines that meet the hole are found.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    mask : ndarray of bool, (height, width)
        The pixels of the hole whose source is known.
    shifts : ndarray of int32, (height, width, 2)
        Rows and columns from each of them to its source.

    References
    ----------
    J. Sun, L. Yuan, J. Jia, H.-Y. Shum: Image completion with structure propagation, SIGGRAPH 2005,
    https://doi.org/10.1145/1073204.1073274
    """
    progress = progress or silent
    usable = usable & ~hole
    if picture.dtype.kind == "f":
        usable &= np.isfinite(picture).all(axis=2)
    mask, shifts = np.zeros(hole.shape, bool), np.zeros((*hole.shape, 2), np.int32)
    every = list(groups(hole, progress))
    for number, group in enumerate(every):
        share = part(progress, number / len(every), (number + 1) / len(every))
        scale = reduction(group)
        window = _around(group, scale)
        strokes = None if curves is None else [stroke - [each.start for each in window] for stroke in curves]
        filling = _filled(picture[window], usable[window], group[window], strokes, scale, share)
        mask[window] |= filling.mask
        shifts[window][filling.mask] = filling.shifts[filling.mask]
    return mask, shifts


def _around(hole: np.ndarray, scale: int) -> tuple[slice, slice]:
    """Where lines that lead through a hole are looked at."""
    ring = (NEAR + STEPS + TOGETHER) * scale
    return bounding_box(hole).grow(ring).intersect(Box(0, 0, *hole.shape[::-1])).slices


def _filled(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    strokes: Sequence[np.ndarray] | None,
    scale: int,
    progress: Progress,
) -> Filling:
    """What is filled along the lines through a hole, or along an artist's strokes."""
    finding = part(progress, 0.0, 0.5)
    if strokes is None:
        curves = curves_through(picture, usable, hole, finding)
    else:
        curves = curves_along(strokes, picture, usable, hole, finding)
    filling = Filling.empty(hole, usable)
    bands = bundled(curves, BAND if strokes is None else STROKE * BAND, scale)
    for number, (curve, width) in enumerate(bands):
        share = part(progress, 0.5 + 0.5 * number / len(bands), 0.5 + 0.5 * (number + 1) / len(bands))
        share(0.0)
        chain = Chain.along(curve, usable, width, scale)
        if chain is not None:
            filling.add(*chain.shifts(chain.chosen(picture, usable, share)), width)
    return filling


class Band(NamedTuple):
    """A curve and half the width of what is filled along it, in pixels."""

    curve: Curve
    width: int


def bundled(curves: Sequence[Curve], width: int, scale: int) -> list[Band]:
    """Bands of a width for curves, one for those that run beside each other, as both edges of a pole do.

    It follows the first of them; widths are in pixels of the level that lines are found on.
    """
    from scipy.spatial import cKDTree

    bands: list[Band] = []
    trees: list[cKDTree] = []
    for curve in curves:
        inner = curve.points[curve.inside]
        far = [float(tree.query(inner)[0].max()) for tree in trees]
        nearest = int(np.argmin(far)) if far else -1
        if far and far[nearest] <= TOGETHER * scale:
            wide = int(np.ceil(far[nearest])) + width * scale
            bands[nearest] = Band(bands[nearest].curve, max(wide, bands[nearest].width))
        else:
            bands.append(Band(curve, width * scale))
            trees.append(cKDTree(inner))
    return bands


@dataclass(frozen=True, eq=False)
class Filling:
    """What has a source by now.

    Attributes
    ----------
    hole, usable : ndarray of bool, (height, width)
        What is filled, and what it may be filled with.
    mask, shifts : ndarray
        As `propagated` gives them.
    direction : ndarray of float32, (height, width, 2)
        Along the first curve that came near a pixel; 0 where none has.
    """

    hole: np.ndarray
    usable: np.ndarray
    mask: np.ndarray
    shifts: np.ndarray
    direction: np.ndarray

    @classmethod
    def empty(cls, hole: np.ndarray, usable: np.ndarray) -> Filling:
        wide = (*hole.shape, 2)
        return cls(hole, usable, np.zeros_like(hole), np.zeros(wide, np.int32), np.zeros(wide, np.float32))

    def add(self, points: np.ndarray, shifts: np.ndarray, width: int) -> None:
        """Give the pixels of the hole near a curve the shifts of its points.

        Those of earlier curves keep theirs; where curves cross, pixels have none.
        """
        from scipy.spatial import cKDTree

        if len(points) < 2:
            return
        reach = width + 0.5
        corner = np.maximum(np.floor(points.min(axis=0) - reach).astype(int), 0)
        far = np.ceil(points.max(axis=0) + reach).astype(int) + 1
        places = np.argwhere(self.hole[corner[0] : far[0], corner[1] : far[1]]) + corner
        distances, nearest = cKDTree(points).query(places, distance_upper_bound=reach)
        places, nearest = places[np.isfinite(distances)], nearest[np.isfinite(distances)]
        along = np.gradient(points, axis=0)
        along /= np.linalg.norm(along, axis=1)[:, None] + 1e-12
        rows, columns = places.T
        before = self.direction[rows, columns]
        free = ~before.any(axis=1)
        crossed = ~free & (np.abs((before * along[nearest]).sum(axis=1)) < BESIDE)
        self.mask[rows[crossed], columns[crossed]] = False
        rows, columns, nearest = rows[free], columns[free], nearest[free]
        self.direction[rows, columns] = along[nearest]
        self.shifts[rows, columns] = shifts[nearest]
        self.mask[rows, columns] = self._has_source(np.stack([rows, columns], axis=1) + shifts[nearest])

    def _has_source(self, sources: np.ndarray) -> np.ndarray:
        within = ((sources >= 0) & (sources < self.usable.shape)).all(axis=1)
        rows, columns = np.clip(sources, 0, np.array(self.usable.shape) - 1).T
        return within & self.usable[rows, columns]
