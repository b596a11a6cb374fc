"""The picture that is solved in, and the one that receives the result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.copies import copy_channels
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.rows import strips
from inlay.poisson import checking
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.region import Region, place
from inlay.poisson.solution import Solution
from inlay.poisson.solvers import engines

RIMS = ("fixed", "free")


@dataclass(frozen=True, eq=False)
class Canvas:
    """The destination, the region in it, and where the result goes.

    Attributes
    ----------
    image, out : ndarray, (height, width, channels)
        The destination, and the result.
    present : ndarray of bool, (height, width), or None
        Where the destination has a colour that may hold the region; None for everywhere.
    region : Region or None
        None where no pixel is unknown.
    result : ndarray
        `out` with the caller's number of dimensions.
    """

    image: np.ndarray
    present: np.ndarray | None
    region: Region | None
    result: np.ndarray
    out: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.image.shape[0], self.image.shape[1]

    @classmethod
    def make(
        cls,
        destination: np.ndarray,
        region: np.ndarray,
        alpha: np.ndarray | None,
        boundaries: tuple[str, str],
        rim: str,
        out: np.ndarray | None,
        progress: Progress,
    ) -> Canvas:
        image = checking.image(destination, "destination")
        plane = np.shape(destination)[:2]
        mask = checking.region(region, plane)
        present = checking.presence(alpha, plane, "destination")
        if checks.choice(rim, RIMS, "rim") == "free":
            present = mask if present is None else mask & present
        progress(0.0)
        placed = place(mask, present, boundaries)
        result = np.empty(np.shape(destination), image.dtype) if out is None else checking.target(out, destination)
        image = apart(image, result)
        target = checking.image(result, "out")
        for top, bottom in strips(*image.shape[:2]):
            progress(0.0)
            copy_channels(target[top:bottom], image[top:bottom])
        return cls(image, present, placed, result, target)

    def framed(self, region: Region, used_inside: bool) -> FramedImage:
        return FramedImage(self.image, self.present, (0, 0), region, self.shape, "destination", used_inside)

    def unchanged(self, effort: Effort) -> Solution:
        """The solution where no pixel is unknown."""
        return Solution(self.result, 0, 0.0, engines.choose(effort.solver))


def apart(array: np.ndarray, out: np.ndarray | None) -> np.ndarray:
    """`array`, or a copy of it where `out` may lie in the same memory."""
    return array.copy() if out is not None and np.may_share_memory(array, out) else array
