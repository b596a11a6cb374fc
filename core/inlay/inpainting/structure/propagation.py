"""Structure first: what lies along a curve through a hole is taken from along the same curve outside of it.

J. Sun, L. Yuan, J. Jia, H.-Y. Shum: Image completion with structure propagation, ACM Transactions on Graphics 24(3),
SIGGRAPH 2005, https://doi.org/10.1145/1073204.1073274. The names are those of its sections 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress, part, silent
from inlay.inpainting.structure.curves import Curve, strokes_of
from inlay.inpainting.structure.finding import curves_through, reduction

#: Half the side of a patch, and half the width of the band that is filled, in pixels of the level lines are found on.
HALF, BAND = 7, 3
#: Pixels of the same level between anchors, and the most candidates for them.
BETWEEN, CANDIDATES = 4, 120
#: Weights of the structure's energy (for each squared pixel), of the completion's, and of a change of the shift; that of
#: coherence is 1. Differences of colours count as parts of the patch's variance.
STRUCTURE, COMPLETION, CHANGE = 0.2, 2.0, 0.02
#: Pixels over which a curve is smoothed before patches follow it.
SMOOTHED = 9
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
        Polylines of rows and columns: what an artist drew, from the picture through the hole and on. Without them the
        lines that meet the hole are found.
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
    scale = reduction(hole)
    found = curves_through(picture, usable, hole, part(progress, 0.0, 0.5)) if curves is None else None
    lines = strokes_of(curves, hole) if found is None and curves is not None else found or []
    filling = Filling.empty(hole, usable)
    for number, curve in enumerate(lines):
        progress(0.5 + 0.5 * number / len(lines))
        for piece in pieces(curve):
            chain = Chain.along(piece, usable, scale)
            if chain is not None:
                filling.add(chain, chain.chosen(picture, usable))
    return filling.mask, filling.shifts


def pieces(curve: Curve) -> Iterator[Curve]:
    """The curve for each time that it leads through the hole: all of it, with only that part inside."""
    starts = np.flatnonzero(np.diff(curve.inside.astype(int), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(curve.inside.astype(int), append=0) == -1) + 1
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        first = ends[number - 1] if number else 0
        last = starts[number + 1] if number + 1 < len(starts) else len(curve.points)
        inside = np.zeros(last - first, bool)
        inside[start - first : end - first] = True
        yield Curve(curve.points[first:last], inside)


@dataclass(frozen=True, eq=False)
class Chain:
    """Anchors along a curve, and where their patches may come from.

    Attributes
    ----------
    scale : int
        The pixels to which `HALF`, `BAND` and `BETWEEN` refer, in pixels of the picture.
    points : ndarray, (n, 2)
        The curve.
    anchors, candidates : ndarray of int
        Which of its points are anchors, inside the hole, and centres of known patches.
    bends : ndarray, (anchors, candidates)
        Mean squared distances between the curve around an anchor and around a candidate, in pixels of `scale`.
    """

    scale: int
    points: np.ndarray
    anchors: np.ndarray
    candidates: np.ndarray
    bends: np.ndarray

    @classmethod
    def along(cls, curve: Curve, usable: np.ndarray, scale: int) -> Chain | None:
        """The chain of a curve; None if no patch along it is known."""
        half = HALF * scale
        inside = np.flatnonzero(curve.inside)
        count = max(1, round(len(inside) / (BETWEEN * scale)))
        anchors = inside[((np.arange(count) + 0.5) * len(inside) / count).astype(int)]
        known = np.array([k for k in np.flatnonzero(~curve.inside) if _is_usable(usable, curve.points[k], half)], int)
        if not len(known):
            return None
        known = known[:: -(-len(known) // CANDIDATES)]
        around = np.linspace(-half, half, 9).astype(int)
        segments = [_segments(curve.points, each, around) / scale for each in (anchors, known)]
        bends = ((segments[0][:, None] - segments[1][None]) ** 2).sum(axis=3).mean(axis=2)
        return cls(scale, curve.points, anchors, known, bends)

    def chosen(self, picture: np.ndarray, usable: np.ndarray) -> np.ndarray:
        """For each anchor the number of its best candidate: the least sum of energies along the chain."""
        centres = np.rint(self.points[self.anchors]).astype(int)
        shifts = np.rint(self.points[self.candidates] - self.points[self.anchors][:, None]).astype(int)
        patches = [self._patches(picture, usable, centres[k], shifts[k]) for k in range(len(centres))]
        variance = np.mean([patch.var(axis=1).mean() for patch in patches[:1]]) + 1e-12
        costs = STRUCTURE * self.bends
        for k, centre in enumerate(centres):
            costs[k] += COMPLETION * self._completion(picture, usable, centre, patches[k]) / variance
        best, previous = costs[0], []
        for k in range(1, len(centres)):
            across = best[:, None] + self._coherence(patches[k - 1], patches[k], centres[k] - centres[k - 1]) / variance
            stride = self.anchors[k] - self.anchors[k - 1]
            across += CHANGE * (np.abs(self.candidates - self.candidates[:, None] - stride) > self.scale)
            previous.append(across.argmin(axis=0))
            best = across.min(axis=0) + costs[k]
        path = [int(best.argmin())]
        for before in previous[::-1]:
            path.append(int(before[path[-1]]))
        return np.array(path[::-1])

    def shifts(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each point of the curve from the first anchor to the last one, where it lies and its shift.

        Patches follow the curve: as far as a point lies from its anchor, as far lies its source from the candidate.
        """
        from scipy import ndimage

        first, last = self.anchors[[0, -1]] + self.scale * np.array([-BETWEEN, BETWEEN])
        places = np.arange(max(0, first), min(len(self.points), last + 1))
        nearest = np.abs(places[:, None] - self.anchors).argmin(axis=1)
        sources = self.candidates[chosen[nearest]] + places - self.anchors[nearest]
        smooth = ndimage.uniform_filter1d(self.points, SMOOTHED * self.scale, axis=0, mode="nearest")
        sources = np.clip(sources, 0, len(smooth) - 1)
        return self.points[places], np.rint(smooth[sources] - smooth[places]).astype(int)

    @property
    def _grid(self) -> np.ndarray:
        """Where a patch is looked at, relative to its centre: (n, n, 2)."""
        steps = self.scale * np.arange(-HALF, HALF + 1)
        return np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1)

    def _patches(self, picture: np.ndarray, usable: np.ndarray, centre: np.ndarray, shifts: np.ndarray) -> np.ndarray:
        """The patches that candidates give an anchor, (candidates, pixels, channels) of float32."""
        places = centre + self._grid.reshape(-1, 2) + shifts[:, None]
        rows, columns = (np.clip(each, 0, size - 1) for each, size in zip(places.T, usable.shape, strict=True))
        return picture[rows.T, columns.T].astype(np.float32)

    def _completion(
        self, picture: np.ndarray, usable: np.ndarray, centre: np.ndarray, patches: np.ndarray
    ) -> np.ndarray | float:
        """How much each candidate differs from what is known around an anchor, as a mean over the patch."""
        places = centre + self._grid.reshape(-1, 2)
        within = ((places >= 0) & (places < usable.shape)).all(axis=1)
        rows, columns = np.clip(places, 0, np.array(usable.shape) - 1).T
        known = within & usable[rows, columns]
        if not known.any():
            return 0.0
        there = picture[rows[known], columns[known]].astype(np.float32)
        return ((patches[:, known] - there) ** 2).mean(axis=2).sum(axis=1) / len(places)

    def _coherence(self, first: np.ndarray, second: np.ndarray, step: np.ndarray) -> np.ndarray:
        """How much each two candidates of neighbouring anchors differ where they overlap, as a mean over the patch."""
        side = 2 * HALF + 1
        down, right = np.rint(step / self.scale).astype(int)
        if max(abs(down), abs(right)) >= side:
            return np.zeros((len(first), len(second)), np.float32)
        mine, theirs = (each.reshape(len(each), side, side, -1) for each in (first, second))
        rows, columns = (slice(max(0, each), side + min(0, each)) for each in (down, right))
        across, along = (slice(max(0, -each), side + min(0, -each)) for each in (down, right))
        a = mine[:, rows, columns].reshape(len(first), -1)
        b = theirs[:, across, along].reshape(len(second), -1)
        squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
        return np.maximum(squares, 0) / (side**2 * mine.shape[3])


def _is_usable(usable: np.ndarray, point: np.ndarray, half: int) -> bool:
    """Whether all of a patch is."""
    row, column = np.rint(point).astype(int)
    if min(row, column) < half or row + half >= usable.shape[0] or column + half >= usable.shape[1]:
        return False
    return bool(usable[row - half : row + half + 1, column - half : column + half + 1].all())


def _segments(points: np.ndarray, places: np.ndarray, around: np.ndarray) -> np.ndarray:
    """The curve around some of its points relative to them, (places, around, 2); straight beyond its ends."""
    wanted = places[:, None] + around
    there = np.clip(wanted, 0, len(points) - 1)
    beyond = wanted - there
    near = min(len(points) - 1, 10)
    ends = (points[near] - points[0]) / near, (points[-1] - points[-1 - near]) / near
    out = points[there] + np.where(beyond < 0, beyond, 0)[..., None] * ends[0]
    out += np.where(beyond > 0, beyond, 0)[..., None] * ends[1]
    return out - points[places][:, None]


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

    def add(self, chain: Chain, chosen: np.ndarray) -> None:
        """Give the pixels of the hole near a chain their sources; earlier chains keep theirs, crossings have none."""
        from scipy.spatial import cKDTree

        points, shifts = chain.shifts(chosen)
        if len(points) < 2:
            return
        reach = BAND * chain.scale + 0.5
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
