"""The equations of all levels as the kernels see them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.poisson.composite.tiles import Tiles

#: Less than any weight of a point in the region.
TINY = np.float32(1e-12)


class Weights(NamedTuple):
    """The diagonals of the points of all tiles, in frames (18, 18) that are 0 outside the region.

    Attributes
    ----------
    numbers : ndarray of int32
        For each tile which of the frames it has.
    frames : ndarray of float32
        One over the diagonals, for relaxation.
    diagonals : ndarray of float32
        The diagonals themselves, for residuals, without a screening that would be lost in their last digits: residuals
        take that by itself.
    """

    numbers: np.ndarray
    frames: np.ndarray
    diagonals: np.ndarray

    @classmethod
    def of(cls, numbers: np.ndarray, frames: np.ndarray, resolved: np.ndarray) -> Weights:
        """The weights of tiles from one over the diagonals, and over those in which the screening is resolved."""
        # Not in a kernel, where vectors of quotients are rounded so that a region of four neighbours has a mass.
        diagonals = np.maximum(resolved, TINY)
        np.divide(1, diagonals, out=diagonals)
        diagonals *= resolved > 0
        return cls(numbers, frames, diagonals)


class Cells(NamedTuple):
    """Widths of the cells of all levels' rows and columns, of which level l begins at ``starts[l]``."""

    starts: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


class Equations(NamedTuple):
    """The left-hand side.

    Attributes
    ----------
    tiles : Tiles
        The refined tiles.
    weights : Weights
        One over the diagonals of their points.
    cells : Cells
        Widths of cells, the dense level's too.
    screenings : ndarray of float32, (levels,)
        Of a point of each level.
    masses : ndarray of float32, (levels,)
        What of it is not part of the diagonals that residuals take.
    corners : ndarray of float32, (levels + 1,)
        What part of the couplings of a level's points amid the region goes to the points across.
    dense_mass : float32
        Screening of a point of the dense level.
    dense_weight : ndarray of float32, (height, width)
        One over the diagonals of the dense level.
    """

    tiles: Tiles
    weights: Weights
    cells: Cells
    screenings: np.ndarray
    masses: np.ndarray
    corners: np.ndarray
    dense_mass: np.float32
    dense_weight: np.ndarray


class Values(NamedTuple):
    """What is computed with: frames of tiles, (count, channels, 18, 18), and planes in a ring of 0.

    Attributes
    ----------
    u, r : ndarray
        Values and residuals of all tiles.
    e, b : ndarray
        Corrections and right-hand sides of the tiles of all but the finest level.
    dense_u, dense_r, dense_e : ndarray, (channels, height + 2, width + 2)
        The same for the dense level.
    """

    u: np.ndarray
    r: np.ndarray
    e: np.ndarray
    b: np.ndarray
    dense_u: np.ndarray
    dense_r: np.ndarray
    dense_e: np.ndarray


def corners(levels: int) -> np.ndarray:
    """What part of the couplings of points amid the region goes to those across, for each level from the finest on.

    The five points of a level with spacing H see a smooth solution of the finest level's equations, with spacing 1,
    as one of their own but for ``(H^2 - 1)(c_xxxx + c_yyyy) / 12``. Of functions that these equations make harmonic
    the points across see ``-2`` times as much of it: with this part of them all levels agree to the sixth order.
    """
    return ((1 - 0.25 ** np.arange(levels)) / 3).astype(np.float32)


def coarser_screening(screening: float) -> float:
    """Of a point of the next coarser level, where the screening of a point is this.

    Beside twice the spacing, four times as much, stands what the points of `corners` see of screened functions: of
    ``exp(k x)``, of which ``2 cosh(k) - 2`` is the screening, all levels find the same k.
    """
    return screening * (4 + screening)
