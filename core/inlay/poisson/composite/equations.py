"""The equations of all levels as the kernels see them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.poisson.composite.tiles import Tiles


class Weights(NamedTuple):
    """One over the diagonals: ``frames[numbers[t]]`` (18, 18) are those of tile t, 0 outside the region."""

    numbers: np.ndarray
    frames: np.ndarray


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
    masses : ndarray of float32, (levels + 1,)
        Screening of a point of each level that is not part of the diagonals.
    dense_weight : ndarray of float32, (height, width)
        One over the diagonals of the dense level.
    """

    tiles: Tiles
    weights: Weights
    cells: Cells
    masses: np.ndarray
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
