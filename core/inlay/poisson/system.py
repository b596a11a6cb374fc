"""The equations of a region beyond the plain ones: edges of any weight, and screened pixels.

What is minimised is ``sum over edges w_pq ((f_p - f_q) - v_pq)^2 + sum over pixels s_p (f_p - t_p)^2`` with the
weights w > 0 and the screening s >= 0 (Bhat, Curless, Cohen, Zitnick: Fourier analysis of the 2D screened Poisson
equation for gradient domain problems, ECCV 2008, https://doi.org/10.1007/978-3-540-88688-4_9, eq. 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, strips
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.poisson.gradients import Gradient, between
from inlay.poisson.region import Region


@dataclass(frozen=True, eq=False)
class Weights:
    """Positive weights of the edges of an image: ``down`` (height - 1, width) and ``right`` (height, width - 1)."""

    down: np.ndarray
    right: np.ndarray


@dataclass(frozen=True, eq=False)
class Screening:
    """How strongly each pixel of an image is drawn towards which value.

    Attributes
    ----------
    weight : float or ndarray, (height, width)
        s.
    target : ndarray, (height, width, channels)
        t; only values where s > 0 count.
    """

    weight: float | np.ndarray
    target: np.ndarray

    @property
    def is_constant(self) -> bool:
        return not isinstance(self.weight, np.ndarray)


class Terms(NamedTuple):
    """Weights and screening in a strip of the box, ``float32``; without rows where there are none.

    Attributes
    ----------
    down, right : ndarray, (height + 1, width), (height, width + 1)
        Weights of the edges above and left of each pixel, and below and right of the last ones.
    mass, target : ndarray, (height, width)
        s and t.
    """

    down: np.ndarray
    right: np.ndarray
    mass: np.ndarray
    target: np.ndarray


#: In the place of weights that are all 1, and of a screening that is 0.
NO_PLANE = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, eq=False)
class System:
    """The matrix of a region: ``(A e)_p = sum_q w_pq (e_p - e_q) + s_p e_p``, e = 0 at known pixels.

    Attributes
    ----------
    region : Region
        The unknown pixels and their neighbours.
    weights : Weights or None
        w over the whole image; None for 1.
    screening : Screening or None
        s over the whole image; None for 0.
    """

    region: Region
    weights: Weights | None = None
    screening: Screening | None = None

    @property
    def is_plain(self) -> bool:
        """Whether all weights are 1 and nothing is screened."""
        return self.weights is None and self.screening is None

    def mass(self, top: int = 0, bottom: int | None = None) -> np.ndarray:
        """s in some rows of the box, by default all of them: a view that must not be written to."""
        box = self.region.box
        rows = (box.height if bottom is None else bottom) - top
        if self.screening is None or self.screening.is_constant:
            constant = 0.0 if self.screening is None else self.screening.weight
            return np.broadcast_to(np.float64(constant), (rows, box.width))
        plane = np.asarray(self.screening.weight)[box.slices]
        return plane[top : top + rows]

    def screening_term(self, values: np.ndarray, channel: int, top: int, bottom: int) -> np.ndarray:
        """``s (t - values)`` in some rows of the box; 0 where nothing is screened, whatever the target holds there."""
        assert self.screening is not None
        box = self.region.box
        target = self.screening.target[box.y + top : box.y + bottom, box.columns, channel]
        if self.screening.is_constant:
            return np.multiply(target - values, self.screening.weight, dtype=values.dtype)
        mass = self.mass(top, bottom)
        return np.where(mass > 0, mass * (target - values), 0).astype(values.dtype)

    def terms(self, channel: int, top: int, bottom: int, columns: tuple[int, int]) -> Terms:
        """What there is beside the plain equations in a part of the box."""
        left, right = columns
        down = across = mass = target = NO_PLANE
        if self.weights is not None:
            edges = self.edges(top, bottom)
            down = np.ascontiguousarray(edges.down[:, left:right])
            across = np.ascontiguousarray(edges.right[:, left : right + 1])
        if self.screening is not None:
            box = self.region.box
            rows = slice(box.y + top, box.y + bottom)
            mass = np.ascontiguousarray(self.mass(top, bottom)[:, left:right], dtype=np.float32)
            values = self.screening.target[rows, box.x + left : box.x + right, channel].astype(np.float32)
            target = np.where(mass > 0, values, np.float32(0))
        return Terms(down, across, mass, target)

    def edges(self, top: int, bottom: int) -> Gradient:
        """Weights of all edges that touch rows ``top .. bottom - 1`` of the box, in single precision.

        They are 0 where an edge does not count.

        Raises
        ------
        InputError
            If a weight beside the region is not a positive finite number.
        """
        counted, touched = self.counted(top, bottom)
        if self.weights is None:
            return Gradient(*(each.astype(np.float32) for each in counted))
        box = self.region.box
        found = Gradient(
            down=window(self.weights.down, (box.y + top - 1, box.y + bottom), _columns(box, 0), np.float32),
            right=window(self.weights.right, (box.y + top, box.y + bottom), _columns(box, 1), np.float32),
        )
        for weight, exists, matters in zip(found, counted, touched, strict=True):
            np.copyto(weight, 0, where=~exists)
            usable = (weight > 0) & (weight < np.inf)
            if not np.all(usable | ~matters):
                raise InputError(
                    _("The weight of an edge beside the region is not a positive finite number."),
                    _("Give every edge a weight above zero, such as 1e-4 for one that hardly counts."),
                )
            np.copyto(weight, 0, where=~usable)
        return found

    def all_edges(self, pool: Pool) -> Gradient:
        """`edges` of the whole box, in single precision."""
        box = self.region.box
        down = np.empty((box.height + 1, box.width), np.float32)
        right = np.empty((box.height, box.width + 1), np.float32)

        def fill(top: int, bottom: int) -> None:
            for first, last in strips(bottom, box.width, BAND, first=top, fewest=8):
                edges = self.edges(first, last)
                down[first:last], right[first:last] = edges.down[:-1], edges.right
                if last == box.height:
                    down[last] = edges.down[-1]

        pool.run(fill, box.height, box.width)
        return Gradient(down, right)

    def counted(self, top: int, bottom: int) -> tuple[Gradient, Gradient]:
        """The edges that exist, and those of them with an unknown end."""
        region = self.region
        if region.linked is not None:
            exist = between(region.linked[top : bottom + 2])
        else:
            framed = np.ones((bottom - top + 2, region.box.width + 2), bool)
            natural = region.natural
            framed[0] = not (natural.top and top == 0)
            framed[-1] = not (natural.bottom and bottom == region.box.height)
            framed[:, 0], framed[:, -1] = not natural.left, not natural.right
            exist = between(framed)
        unknown = region.framed_unknown(top, bottom)
        down = unknown[1:, 1:-1] | unknown[:-1, 1:-1]
        right = unknown[1:-1, 1:] | unknown[1:-1, :-1]
        return exist, Gradient(exist.down & down, exist.right & right)


def window(field: np.ndarray, rows: tuple[int, int], columns: tuple[int, int], dtype: type) -> np.ndarray:
    """A rectangle of `field` as a new array, 0 where it reaches beyond."""
    cut: np.ndarray = np.zeros((rows[1] - rows[0], columns[1] - columns[0]), dtype)
    first, last = max(0, rows[0]), min(field.shape[0], rows[1])
    start, stop = max(0, columns[0]), min(field.shape[1], columns[1])
    if first < last and start < stop:
        inner = cut[first - rows[0] : last - rows[0], start - columns[0] : stop - columns[0]]
        inner[:] = field[first:last, start:stop]
    return cut


def _columns(box: Box, before: int) -> tuple[int, int]:
    return box.x - before, box.right
