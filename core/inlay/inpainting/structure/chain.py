"""Patches for the anchors of a curve, chosen from along its known parts by dynamic programming.

J. Sun, L. Yuan, J. Jia, H.-Y. Shum: Image completion with structure propagation, ACM Transactions on Graphics 24(3),
SIGGRAPH 2005, https://doi.org/10.1145/1073204.1073274, sections 3.1 and 3.2, whose names these are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.inpainting.structure.curves import Curve

#: Half the side of a patch beyond the band, and pixels between anchors, on the level that lines are found on.
HALF, BETWEEN = 4, 4
#: The most candidates for an anchor.
CANDIDATES = 120
#: Weights of the structure's energy (for each squared pixel), of the completion's, and of another shift than the last
#: anchor's; that of coherence is 1. Differences of colours count as parts of the patches' variance.
STRUCTURE, COMPLETION, CHANGE = 0.2, 2.0, 0.02
#: Pixels over which a curve is smoothed before patches follow it.
SMOOTHED = 9


@dataclass(frozen=True, eq=False)
class Chain:
    """Anchors along a curve, and where their patches may come from.

    Attributes
    ----------
    scale : int
        The pixels of the level that lines are found on, in pixels of the picture.
    half : int
        Half the side of a patch, in these pixels.
    points : ndarray, (n, 2)
        The curve.
    anchors, candidates : ndarray of int
        Which of its points are anchors, inside the hole, and centres of known patches.
    bends : ndarray, (anchors, candidates)
        Mean squared distances between the curve around an anchor and around a candidate, in pixels of `scale`.
    """

    scale: int
    half: int
    points: np.ndarray
    anchors: np.ndarray
    candidates: np.ndarray
    bends: np.ndarray

    @classmethod
    def along(cls, curve: Curve, usable: np.ndarray, band: int, scale: int) -> Chain | None:
        """The chain of a curve that a band of so many pixels on each side is filled along; None if none is known."""
        half = HALF * scale + band
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
        return cls(scale, half // scale, curve.points, anchors, known, bends)

    def chosen(self, picture: np.ndarray, usable: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """For each anchor the number of its best candidate: the least sum of energies along the chain."""
        centres = np.rint(self.points[self.anchors]).astype(int)
        shifts = np.rint(self.points[self.candidates] - self.points[self.anchors][:, None]).astype(int)
        patches = [self._patches(picture, usable, centres[k], shifts[k]) for k in range(len(centres))]
        variance = np.mean([patch.var(axis=1).mean() for patch in patches[:1]]) + 1e-12
        costs = STRUCTURE * self.bends
        for k, centre in enumerate(centres):
            progress(0.5 * k / len(centres))
            costs[k] += COMPLETION * self._completion(picture, usable, centre, patches[k]) / variance
        best, previous = costs[0], []
        for k in range(1, len(centres)):
            progress(0.5 + 0.5 * k / len(centres))
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
        steps = self.scale * np.arange(-self.half, self.half + 1)
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
        side = 2 * self.half + 1
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
    """Whether all of a patch is, and what is next to it, since shifts are rounded."""
    row, column = np.rint(point).astype(int)
    half += 1
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
