"""Planes at the size that a network takes, and its answers at the size of a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image


def resized(values: np.ndarray, size: Sequence[int]) -> np.ndarray:
    """A plane, or planes in the last axis, at another height and width: by Lanczos with antialiasing, as networks are
    trained. The values may leave their range a little.
    """
    if values.shape[:2] == tuple(size[:2]):
        return np.array(values, np.float32)
    if values.ndim == 3:
        return np.stack([resized(values[..., channel], size) for channel in range(values.shape[2])], axis=2)
    picture = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.array(picture.resize((int(size[1]), int(size[0])), Image.Resampling.LANCZOS))
