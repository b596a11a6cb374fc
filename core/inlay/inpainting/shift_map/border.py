"""Where pieces meet the known picture: by how much they differ there, and how much of it is to be evened out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.inpainting.shift_map.labelling import Labelling

#: Of the edges of a piece along the border as many of the nearest are compared, and at most.
SHARE, MOST = 0.34, 200
#: Differences from the usual one, and usual ones, that are half evened out, as a part of what random places differ in.
TOLERANCE, USUAL = 0.25, 1.0


@dataclass(frozen=True, eq=False)
class Border:
    """The edges between the hole and the known picture.

    Attributes
    ----------
    labels : ndarray of int, (edges,)
        Of the pixels inside.
    places : ndarray of int, (edges, 2)
        Rows and columns of the pixels outside.
    inside, beyond, known : ndarray, (edges, channels)
        The piece's colour inside; what it has outside, the same where it has nothing there; and what is known there.
    contrast : float
        How far colours of random places lie from each other.
    """

    labels: np.ndarray
    places: np.ndarray
    inside: np.ndarray
    beyond: np.ndarray
    known: np.ndarray
    contrast: float

    @classmethod
    def of(cls, labelling: Labelling, inside: np.ndarray, outside: np.ndarray) -> Border:
        labels = labelling.labels[inside[:, 0], inside[:, 1]]
        here = labelling.colours(labels, *inside.T)
        beyond = labelling.colours(labels, *outside.T)
        beyond = np.where(np.isfinite(beyond), beyond, here)
        known = labelling.level.pictures[0][outside[:, 0], outside[:, 1]]
        return cls(labels, outside, here, beyond, known, labelling.contrast)

    def steps(self) -> np.ndarray:
        """The gradients from outside to inside: those of the pieces, but where something else ends the jump to it.

        A piece that is lighter or darker all along is fitted by its own gradients. Where it differs far more than it
        does around, the selection cuts through a thing: its colours must not bleed into the hole, and it keeps its
        edge.
        """
        difference = self.beyond - self.known
        there = np.isfinite(difference).all(axis=1)
        evened = np.full(difference.shape, np.nan, np.float32)
        for label in np.unique(self.labels[there]):
            mine = np.flatnonzero(there & (self.labels == label))
            evened[mine] = self._evened(difference[mine], self.places[mine])
        steps = self.inside - self.known - evened
        return np.where(np.isfinite(steps), steps, 0)

    def _evened(self, difference: np.ndarray, places: np.ndarray) -> np.ndarray:
        """The differences along the border of a piece, what sticks out replaced by what is usual around it."""
        from scipy.spatial import cKDTree

        count = max(1, min(len(places), MOST, max(9, int(SHARE * len(places)))))
        _, near = cKDTree(places).query(places, count)
        usual = self._tamed(np.median(difference[near.reshape(len(places), count)], axis=1), USUAL)
        return usual + self._tamed(difference - usual, TOLERANCE)

    def _tamed(self, difference: np.ndarray, most: float) -> np.ndarray:
        """Differences, the less of them the larger they are."""
        excess = np.sqrt((difference**2).sum(axis=1, keepdims=True)) / (most * self.contrast or 1.0)
        # Beyond that nothing is left, and the power of light as bright as the sun is no number any more.
        return difference / (1 + np.minimum(excess, 1e6) ** 4)
