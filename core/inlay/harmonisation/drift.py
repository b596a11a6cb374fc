"""Drift: how the tone of a piece has slowly moved away from what lies below it, and where it shows something new.

Around each place the picture below is ``gain * piece + offset`` for each channel, with a gain and an offset that change
slowly. They are found on a grid of cells, by means in which every cell counts as far as both pictures show the same
there. These means are screened membranes (Bhat, Curless, Cohen, Zitnick: Fourier analysis of the 2D screened Poisson
equation for gradient domain problems, ECCV 2008, https://doi.org/10.1007/978-3-540-88688-4_9, eq. 1): the m that makes
``sum |grad m|^2 + sum w (m - x)^2 / scale^2`` least. Where nothing counts they go on from around.

Which cells show the same is found by turns with the drift itself: those that it leaves far off are outliers, whose
weight is Tukey's (Beaton, Tukey: The fitting of power series, Technometrics 16, 1974, https://doi.org/10.2307/1267936).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.resampling import resized
from inlay.arrays.rows import strips

if TYPE_CHECKING:
    from scipy import sparse

#: Cells along the scale, and the most along the longer side of a picture.
CELLS, MOST_CELLS = 4, 160
#: Turns of finding the drift and the outliers.
TURNS = 5
#: An outlier no longer counts from so many tolerances on; nothing holds a cell less than this, so that one does.
CUT, LEAST = 2.0, 1e-7
#: Contrast that is noise, as a part of the range: a level of 8 bits.
NOISE = 1 / 255
#: The gain of contrast that is believed.
SMALLEST_GAIN, LARGEST_GAIN = 0.5, 2.0
#: Rows of pixels that are read at a time.
STRIP = 1 << 18


@dataclass(frozen=True, eq=False)
class Drift:
    """How a piece has to change to have the tone of what lies below.

    Attributes
    ----------
    gain, offset : ndarray of float32, (rows, columns, channels)
        Of cells: the piece times the gain plus the offset, in parts of the range, has the tone of what lies below.
    likeness : ndarray of float32, (rows, columns)
        How far each cell shows the same in both, from 0 to 1; where there is only one, as beside it.
    cell : int
        Pixels along the side of a cell.
    white : float
        The range of the samples.
    """

    gain: np.ndarray
    offset: np.ndarray
    likeness: np.ndarray
    cell: int
    white: float

    def corrected(self, piece: np.ndarray) -> np.ndarray:
        """The piece, (height, width, channels), without the drift, in floating point."""
        dtype = np.float64 if piece.dtype == np.float64 else np.float32
        corrected = np.empty(piece.shape, dtype)
        for channel in range(piece.shape[2]):
            gain, offset = (self._at_pixels(each[..., channel], piece.shape) for each in (self.gain, self.offset))
            with np.errstate(invalid="ignore"):
                corrected[..., channel] = gain * piece[..., channel] + self.white * offset
        return corrected

    def likeness_at(self, shape: tuple[int, ...]) -> np.ndarray:
        """The likeness of the pixels of a picture, (height, width)."""
        return self._at_pixels(self.likeness, shape)

    def _at_pixels(self, plane: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        rows, columns = plane.shape
        whole = resized(plane, (rows * self.cell, columns * self.cell))
        return whole[: shape[0], : shape[1]]


def drift(
    piece: np.ndarray,
    below: np.ndarray,
    common: np.ndarray,
    scale: float,
    *,
    tolerance: float = 0.1,
    contrast: bool = True,
    white: float = 1.0,
    progress: Progress = silent,
) -> Drift:
    """Find how a piece has drifted from what lies below it.

    Parameters
    ----------
    piece, below : ndarray, (height, width, channels)
        In one frame, of one type.
    common : ndarray of bool, (height, width)
        Where both have a colour; elsewhere they may hold anything.
    scale : float
        The distance in pixels over which the drift changes: shorter differences are detail.
    tolerance : float
        What difference of tone is still a drift, as a part of the range: from twice as much on it is something new.
    contrast : bool
        Whether the contrast has drifted, too; else every gain is 1.
    white : float
        The range of the samples.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    Drift
    """
    cell = max(1, round(scale / CELLS), -(-max(common.shape) // MOST_CELLS))
    cells = _Cells.of(piece, below, common, cell, white, progress)
    means = _Means(cells, (cell / scale) ** 2)
    likeness = _like_the_most(cells, tolerance)
    for turn in range(TURNS):
        progress(0.5 + 0.5 * turn / TURNS)
        gain, offset = means.fitted(likeness, contrast)
        likeness = _worn(_biweight(cells.above(gain, offset), CUT * tolerance), cells)
    progress(1.0)
    gain, offset, likeness = (each.astype(np.float32) for each in (gain, offset, likeness))
    return Drift(gain, offset, likeness, cell, white)


@dataclass(frozen=True, eq=False)
class _Cells:
    """Means over cells of two pictures, in parts of the range.

    Attributes
    ----------
    share : ndarray, (rows, columns)
        How much of each cell both pictures have.
    piece, below, squares, products, squares_below : ndarray, (rows, columns, channels)
        Means of a, b, a^2, a b and b^2.
    """

    share: np.ndarray
    piece: np.ndarray
    below: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    squares_below: np.ndarray

    @classmethod
    def of(
        cls, piece: np.ndarray, below: np.ndarray, common: np.ndarray, cell: int, white: float, progress: Progress
    ) -> _Cells:
        height, width, channels = piece.shape
        rows, columns = -(-height // cell), -(-width // cell)
        sums = np.zeros((5, rows, columns, channels))
        count = np.zeros((rows, columns))
        step = max(1, STRIP // (width * cell)) * cell
        for top, bottom in strips(height, width, STRIP, fewest=step):
            progress(0.5 * top / height)
            first = top // cell
            here = common[top:bottom]
            last = first - (top - bottom) // cell
            a, b = (np.where(here[..., None], each[top:bottom], 0).astype(float) / white for each in (piece, below))
            for place, values in enumerate((a, b, a * a, a * b, b * b)):
                sums[place, first:last] += _summed(values, cell)
            count[first:last] += _summed(here.astype(float), cell)
        means = sums / np.maximum(count, 1)[..., None]
        return cls(count / cell**2, *means)

    def above(self, gain: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """How far below lies from the piece with a gain and an offset: the root of the mean square of the channels."""
        return np.sqrt(np.square(self.below - gain * self.piece - offset).mean(axis=2))


def _summed(values: np.ndarray, cell: int) -> np.ndarray:
    """Sums over cells; the last ones may be smaller."""
    starts = [np.arange(0, size, cell) for size in values.shape[:2]]
    return np.add.reduceat(np.add.reduceat(values, starts[0], axis=0), starts[1], axis=1)


def _like_the_most(cells: _Cells, tolerance: float) -> np.ndarray:
    """A first likeness: what differs from below by as much as most of the piece."""
    known = cells.share > 0
    excess = cells.below - cells.piece
    usual = np.median(excess[known], axis=0) if known.any() else 0.0
    return _worn(_biweight(np.sqrt(np.square(excess - usual).mean(axis=2)), 2 * CUT * tolerance), cells)


def _biweight(distance: np.ndarray, cut: float) -> np.ndarray:
    """Tukey's weight: 1 where there is no distance, 0 from the cut on."""
    return np.square(np.maximum(0, 1 - np.square(distance / max(cut, 1e-9))))


def _worn(likeness: np.ndarray, cells: _Cells) -> np.ndarray:
    """The likeness of a cell and of those around it, the least: at its border what is new is mixed with the old."""
    from scipy import ndimage

    return ndimage.minimum_filter(np.where(cells.share > 0, likeness, 1), 3, mode="nearest")


@dataclass(frozen=True, eq=False)
class _Means:
    """Slowly changing means over the cells."""

    cells: _Cells
    pull: float

    def fitted(self, likeness: np.ndarray, contrast: bool) -> tuple[np.ndarray, np.ndarray]:
        """Gain and offset where every cell counts as far as it is alike."""
        cells = self.cells
        weight = np.maximum(likeness * cells.share, LEAST)
        if not contrast:
            piece, below = self._smooth(weight, cells.piece, cells.below)
            return np.ones(piece.shape), below - piece
        given = cells.piece, cells.below, cells.squares, cells.products, cells.squares_below
        piece, below, squares, products, squares_below = self._smooth(weight, *given)
        own = np.maximum(squares - piece**2, 0) + NOISE**2
        wanted = np.maximum(squares_below - below**2, 0) + NOISE**2
        # Where detail of both has little in common, its contrast says little.
        correlation = np.clip((products - piece * below) / np.sqrt(own * wanted), 0, 1)
        gain = 1 + correlation**2 * (np.sqrt(wanted / own) - 1)
        gain = gain.clip(SMALLEST_GAIN, LARGEST_GAIN)
        return gain, below - gain * piece

    def _smooth(self, weight: np.ndarray, *planes: np.ndarray) -> list[np.ndarray]:
        from scipy import sparse
        from scipy.sparse.linalg import splu

        pull = self.pull * weight
        solver = splu((_stiffness(weight.shape) + sparse.diags(pull.ravel())).tocsc())
        stacked = np.concatenate(planes, axis=2)
        found = solver.solve((pull[..., None] * stacked).reshape(pull.size, -1))
        return np.split(found.reshape(stacked.shape), len(planes), axis=2)


def _stiffness(shape: tuple[int, int]) -> sparse.spmatrix:
    """The matrix of the sum over neighbours of squared differences, on a grid."""
    from scipy import sparse

    def along(count: int) -> sparse.spmatrix:
        differences = sparse.diags([-np.ones(count), np.ones(count - 1)], [0, 1], (count - 1, count))
        return differences.T @ differences

    rows, columns = shape
    return sparse.kron(along(rows), sparse.eye(columns)) + sparse.kron(sparse.eye(rows), along(columns))
