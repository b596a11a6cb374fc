"""Kernel for many tridiagonal systems at once, one in each column of a plane (see `lines`)."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel


@kernel
def eliminate_columns(plane, shifts, missing, left, right):
    """Solve ``(K + shift) x = value`` down the columns ``left .. right - 1`` of two rows or more, in place.

    K has 2 on its diagonal, less by `missing` at both ends, and -1 beside it. Gauss without pivots divides by
    ``1 + shift + q`` with a new ``q = (shift + q) / (1 + shift + q)`` in each row: what the quotient lacks of 1, which
    is kept instead of it, since single precision would not tell quotients near 1 apart.
    """
    length, count = plane.shape[0], np.uint32(right - left)
    one = plane.dtype.type(1)
    lacks = np.empty((length, count), plane.dtype)
    for j in range(count):
        over = shifts[left + j] + one - missing
        lacks[0, j] = over / (one + over)
    for i in range(1, length):
        for j in range(count):
            over = shifts[left + j] + lacks[i - 1, j]
            lacks[i, j] = over / (one + over)
            before = plane[i - 1, left + j]
            plane[i, left + j] += before - before * lacks[i - 1, j]
    for j in range(count):
        plane[length - 1, left + j] /= (shifts[left + j] + lacks[length - 2, j]) + (one - missing)
    for i in range(length - 2, -1, -1):
        for j in range(count):
            total = plane[i, left + j] + plane[i + 1, left + j]
            plane[i, left + j] = total - total * lacks[i, j]
