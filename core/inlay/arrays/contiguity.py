"""Arrays as compiled kernels take them."""

from __future__ import annotations

import numpy as np


def owned(array: np.ndarray, dtype: np.dtype | None = None) -> np.ndarray:
    """The same contiguous and writable: kernels are compiled for no other arrays."""
    found = np.ascontiguousarray(array, dtype)
    return found if found.flags.writeable else found.copy()
