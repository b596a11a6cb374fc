"""Levels: what a hole can be filled from, at the picture's size and smaller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.inpainting.offsets import halved_usable, quarters


@dataclass(frozen=True, eq=False)
class Level:
    """A picture around a hole, and the pictures that pieces are taken from.

    Attributes
    ----------
    pictures : ndarray of float32, (views, height, width, channels)
        The picture itself, then mirrored or turned ones.
    usable : ndarray of bool, (1 + views, height, width)
        First where the picture is known, then for each view what may be taken from it.
    hole : ndarray of bool, (height, width)
        What is filled.
    """

    pictures: np.ndarray
    usable: np.ndarray
    hole: np.ndarray

    @property
    def known(self) -> np.ndarray:
        return self.usable[0]

    def halved(self, progress: Progress = silent) -> Level:
        """Blocks of 2 x 2 as one pixel: only what is usable throughout is usable, and the hole never shrinks."""
        halves = [halved_usable(self.pictures[0], self.known, progress)]
        # What may be taken from the picture itself is known, and has the same means.
        for picture, usable in zip(self.pictures[1:], self.usable[2:], strict=True):
            halves.append(halved_usable(picture, usable, progress))
        source = np.logical_and.reduce(quarters(self.usable[1]))
        pictures = np.stack([picture for picture, _ in halves])
        usable = np.stack([halves[0][1], source, *(each for _, each in halves[1:])])
        return Level(pictures, usable, np.logical_or.reduce(quarters(self.hole)))
