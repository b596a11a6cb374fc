"""Oklab: lightness and chroma as people see them, a linear step and a cube root away from linear light.

Light and shade multiply linear light, and so scale all three coordinates alike: a thing of one colour has the same
hue, and the same chroma for its lightness, in light and in shade.

References
----------
B. Ottosson: A perceptual color space for image processing, 2020, https://bottosson.github.io/posts/oklab/
"""

from __future__ import annotations

import numpy as np

_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_CONES, _FROM_LAB = np.linalg.inv(_CONES), np.linalg.inv(_LAB)


def to_oklab(linear: np.ndarray) -> np.ndarray:
    """Lightness (1 for white), a (green to red) and b (blue to yellow) of linear light.

    Parameters
    ----------
    linear : ndarray, (..., 3)
        Red, green and blue of sRGB's primaries, white as 1; may be beyond 0 to 1.

    Returns
    -------
    ndarray of float32, (..., 3)
    """
    return _times(np.cbrt(_times(linear, _CONES)), _LAB)


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """Linear light of what `to_oklab` gives: ``float32``, (..., 3)."""
    return _times(_times(lab, _FROM_LAB) ** 3, _FROM_CONES)


def _times(vectors: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return np.asarray(vectors, np.float32) @ matrix.T.astype(np.float32)
