"""Guidance: the differences between neighbours that a result shall have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def differences(picture: np.ndarray) -> list[np.ndarray]:
    """The differences between neighbours, for each axis: as guidance they are cloning (Perez 2003, eq. 11).

    Examples
    --------
    >>> differences(np.array([1, 2, 5]))
    [array([1, 3])]
    """
    return [np.diff(picture, axis=axis) for axis in range(picture.ndim)]


def stronger(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Of each pair of differences the one that is larger, whichever its sign (Perez 2003, eq. 13).

    Where both are as large, it is the first.
    """
    return [np.where(np.abs(one) >= np.abs(two), one, two) for one, two in zip(first, second, strict=True)]
