"""The soft edge, which is solved for: the pixels whose alpha is strictly between 0 and 1, and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.pool import Pool
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.matting.colours.lattice import Lattice, number


@dataclass(frozen=True, eq=False)
class Cutout:
    """A picture and its opacity, as they were given.

    Attributes
    ----------
    image : ndarray, (height, width, channels)
        Colours, in samples; may be a view.
    alpha : ndarray, (height, width)
        Opacity from 0 to `white`; floating-point values beyond count as 0 or 1.
    present : ndarray of bool, (height, width), or None
        Where the colours mean anything.
    """

    image: np.ndarray
    alpha: np.ndarray
    present: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self.alpha.shape[0], self.alpha.shape[1]

    @cached_property
    def white(self) -> float:
        """The value of `alpha` that is opaque."""
        return float(np.iinfo(self.alpha.dtype).max) if self.alpha.dtype.kind == "u" else 1.0

    def soft(self, top: int, bottom: int) -> np.ndarray:
        """Where alpha is strictly between 0 and 1, in rows ``top .. bottom - 1``."""
        alpha = self.alpha[top:bottom]
        if alpha.dtype == bool:
            return np.zeros(alpha.shape, bool)
        soft = (alpha > 0) & (alpha < self.white)
        return soft if self.present is None else soft & self.present[top:bottom]

    def opacity(self, rows: slice, where: np.ndarray) -> np.ndarray:
        """Alpha of the pixels of some rows that are in the mask `where`, from 0 to 1."""
        alpha = self.alpha[rows][where] / np.float32(self.white)
        return np.clip(alpha, 0, 1).astype(np.float32, copy=False)

    def colours(self, rows: slice, where: np.ndarray) -> np.ndarray:
        """Colours of the pixels of some rows that are in the mask `where`, (n, channels), in samples.

        Raises
        ------
        InputError
            If one of them is not a finite number in single precision.
        """
        planes = [self.image[rows, :, channel][where] for channel in range(self.image.shape[2])]
        with np.errstate(over="ignore"):
            colours = np.stack(planes, axis=1).astype(np.float32)
        if self.image.dtype.kind == "f" and not np.isfinite(colours).all():
            raise InputError(
                _("The image has a pixel at the edge that is not a finite number."),
                _("Replace NaN and infinite values first, or say by `present` which pixels have no colour."),
            )
        return colours


@dataclass(frozen=True, eq=False)
class SoftEdge:
    """The pixels that are solved for.

    Attributes
    ----------
    inside : ndarray of bool, (height, width)
        Which ones they are.
    lattice : Lattice
        Their numbers.
    alpha : ndarray of float32, (n,)
        Opacity from 0 to 1.
    colours : ndarray of float32, (n, channels)
        The picture's, in samples.
    """

    inside: np.ndarray
    lattice: Lattice
    alpha: np.ndarray
    colours: np.ndarray

    @property
    def channels(self) -> int:
        return self.colours.shape[1]


def find(cutout: Cutout, pool: Pool) -> SoftEdge | None:
    """The soft pixels and their eight neighbours that are present; None if no pixel is soft.

    Raises
    ------
    InputError
        If one of them has no finite colour.
    """
    height, width = cutout.shape
    soft = np.empty((height, width), bool)

    def mark(top: int, bottom: int) -> bool:
        soft[top:bottom] = cutout.soft(top, bottom)
        return bool(soft[top:bottom].any())

    if not any(pool.run(mark, height, width)):
        return None
    inside = _widened(soft, pool)
    if cutout.present is not None:
        inside &= cutout.present
    lattice = number(inside, pool)
    alpha = np.empty(lattice.size, np.float32)
    colours = np.empty((lattice.size, cutout.image.shape[2]), np.float32)

    def fetch(top: int, bottom: int) -> None:
        part, rows = slice(lattice.starts[top], lattice.starts[bottom]), slice(top, bottom)
        alpha[part] = cutout.opacity(rows, inside[rows])
        colours[part] = cutout.colours(rows, inside[rows])

    pool.run(fetch, height, width)
    return SoftEdge(inside, lattice, alpha, colours)


def _widened(mask: np.ndarray, pool: Pool) -> np.ndarray:
    """The mask and the eight neighbours of each of its pixels."""
    height, width = mask.shape
    wide = np.empty_like(mask)

    def widen(top: int, bottom: int) -> None:
        first, last = max(0, top - 1), min(height, bottom + 1)
        rows = mask[first:last].copy()
        rows[:, 1:] |= mask[first:last, :-1]
        rows[:, :-1] |= mask[first:last, 1:]
        out = wide[top:bottom]
        out[:] = rows[top - first : bottom - first]
        out[1 - (top - first) :] |= rows[: bottom - first - 1]
        out[: last - top - 1] |= rows[top - first + 1 :]

    pool.run(widen, height, width)
    return wide
