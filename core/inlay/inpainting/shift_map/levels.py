"""Levels: what a hole can be filled from, at the picture's size and smaller."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.inpainting.offsets import halved_usable, quarters

#: Degrees by which pieces may be turned.
TURNS = (-5.0, 5.0)
#: How much of an interpolated pixel has to be usable.
WHOLE = 0.999


@dataclass(frozen=True, eq=False)
class Level:
    """A picture around a hole, and the pictures that pieces are taken from.

    Attributes
    ----------
    pictures : ndarray, (views, height, width, channels)
        The picture itself, then mirrored or turned ones, in single precision but on the finest level; what is not
        usable may hold anything.
    usable : ndarray of bool, (1 + views, height, width)
        First where the picture is known, then for each view what may be taken from it.
    hole : ndarray of bool, (height, width)
        What is filled.
    fixed : ndarray of int32, (height, width)
        The labels of pixels whose offsets are given, counted from 1; 0 elsewhere.
    offsets : ndarray of float, (labels, 2)
        The given offsets, rows and columns.
    """

    pictures: np.ndarray
    usable: np.ndarray
    hole: np.ndarray
    fixed: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of(
        cls,
        picture: np.ndarray,
        usable: np.ndarray,
        source: np.ndarray,
        hole: np.ndarray,
        fixed: tuple[np.ndarray, np.ndarray] | None = None,
        mirrored: bool = False,
        turned: bool = False,
    ) -> Level:
        """The finest level, of planes and options of `completed`."""
        views = [(picture, source)]
        if mirrored:
            views.append((picture[:, ::-1], source[:, ::-1]))
        if turned:
            views += [_turned(picture, source, degrees) for degrees in TURNS]
        pictures, sources = zip(*views, strict=True)
        labels, offsets = _numbered(hole, source, fixed)
        return cls(np.stack(pictures), np.stack([usable, *sources]), hole, labels, offsets)

    @property
    def known(self) -> np.ndarray:
        return self.usable[0]

    @property
    def fixed_shifts(self) -> np.ndarray:
        """The shifts of label 0, the known picture as it is, and of the labels whose offsets are given."""
        offsets = np.rint(self.offsets).astype(np.int32)
        return np.vstack([np.zeros((1, 3), np.int32), np.insert(offsets, 0, 1, axis=1)])

    def single(self) -> Level:
        """The same in single precision."""
        return replace(self, pictures=self.pictures.astype(np.float32, copy=False))

    def thinned(self, step: int) -> Level:
        """Every so many pixels of it: rough, and at once."""
        pictures, usable = (np.ascontiguousarray(each[:, ::step, ::step]) for each in (self.pictures, self.usable))
        thin = Level(pictures, usable, self.hole[::step, ::step], self.fixed[::step, ::step], self.offsets / step)
        return thin.single()

    def halved(self, progress: Progress = silent) -> Level:
        """Blocks of 2 x 2 as one pixel: only what is usable throughout is usable, and the hole never shrinks."""
        halves = [halved_usable(self.pictures[0], self.known, progress)]
        # What may be taken from the picture itself is known, and has the same means.
        for picture, usable in zip(self.pictures[1:], self.usable[2:], strict=True):
            halves.append(halved_usable(picture, usable, progress))
        source = np.logical_and.reduce(quarters(self.usable[1]))
        return Level(
            np.stack([picture for picture, _ in halves]),
            np.stack([halves[0][1], source, *(each for _, each in halves[1:])]),
            np.logical_or.reduce(quarters(self.hole)),
            np.maximum.reduce(quarters(self.fixed)),
            self.offsets / 2,
        )


def _turned(picture: np.ndarray, usable: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """A picture turned about its middle, by linear interpolation between usable pixels."""
    from scipy import ndimage

    angle = np.deg2rad(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = (np.array(usable.shape) - 1) / 2
    planes = [*np.moveaxis(np.where(usable[..., None], picture, 0).astype(np.float32), 2, 0), usable.astype(np.float32)]
    *channels, share = (ndimage.affine_transform(each, matrix, middle - matrix @ middle, order=1) for each in planes)
    return np.stack(channels, axis=2), share >= WHOLE


def _numbered(
    hole: np.ndarray, source: np.ndarray, fixed: tuple[np.ndarray, np.ndarray] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Labels for pixels of the hole whose offsets are given, and the offsets; those that lead nowhere are left out."""
    labels = np.zeros(hole.shape, np.int32)
    if fixed is None:
        return labels, np.zeros((0, 2))
    rows, columns = np.nonzero(fixed[0] & hole)
    shifts = fixed[1][rows, columns]
    places = np.column_stack([rows, columns]) + shifts
    good = ((places >= 0) & (places < hole.shape)).all(axis=1)
    good[good] = source[places[good, 0], places[good, 1]]
    offsets, number = np.unique(shifts[good], axis=0, return_inverse=True)
    labels[rows[good], columns[good]] = 1 + number.reshape(-1)
    return labels, offsets.reshape(-1, 2).astype(np.float64)
