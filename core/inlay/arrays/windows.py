"""Pictures that are read by windows, since they need not fit into memory."""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Windows(Protocol):
    """A picture of which any window can be had."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""

    @property
    def dtype(self) -> np.dtype: ...

    def window(self, top: int, bottom: int, left: int, right: int) -> np.ndarray:
        """The pixels of some rows and columns that lie inside it, (rows, columns, channels)."""


class Channels:
    """Some channels of a picture that is read by windows, to be sliced by rows and columns as an array is.

    Parameters
    ----------
    picture : Windows
    first, behind : int
        The first channel and the one behind the last.
    plane : bool
        Whether it is one channel without an axis of its own.
    """

    def __init__(self, picture: Windows, first: int, behind: int, plane: bool = False) -> None:
        self._picture, self._first, self._behind, self._plane = picture, first, behind, plane
        self.dtype = picture.dtype
        self.shape: tuple[int, ...] = picture.shape[:2] if plane else (*picture.shape[:2], behind - first)

    def __getitem__(self, place: tuple[slice, slice]) -> np.ndarray:
        (top, bottom, _), (left, right, _) = (each.indices(size) for each, size in zip(place, self.shape, strict=False))
        pixels = self._picture.window(top, bottom, left, right)
        return pixels[..., self._first] if self._plane else pixels[..., self._first : self._behind]
