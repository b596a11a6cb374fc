"""Where the contours of a picture are: the edge detectors of texture flattening."""

from __future__ import annotations

import numpy as np


def sobel(picture: np.ndarray, threshold: float) -> np.ndarray:
    """Pixels of a plane, or of any channel, whose Sobel gradient is at least `threshold`; with 0 all of them.

    A step of height h has the gradient h at the two pixels beside it.
    """
    down, right = _sobel(picture)
    length = np.hypot(down, right)
    return (length.max(axis=2) if length.ndim == 3 else length) >= threshold


def canny(picture: np.ndarray, low: float, high: float, sigma: float = 1.0) -> np.ndarray:
    """Contours one pixel wide: largest gradients across, above `high` or connected to such above `low`.

    J. Canny: A computational approach to edge detection, IEEE PAMI 8(6), 1986. The picture is a plane; `sigma` blurs
    it first, in pixels; thresholds are in the units of `sobel`.
    """
    from scipy import ndimage

    plane = ndimage.gaussian_filter(np.asarray(picture, np.float32), sigma, mode="nearest")
    down, right = _sobel(plane)
    length = np.hypot(down, right)
    ridge = _is_largest_across(length, down, right) & (length >= low) & (length > 0)
    labels, count = ndimage.label(ridge, np.ones((3, 3)))
    strong = np.zeros(count + 1, bool)
    strong[labels[ridge & (length >= high)]] = True
    strong[0] = False
    return strong[labels]


def _sobel(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from scipy import ndimage

    plane = np.asarray(picture, np.float32)
    steps = [ndimage.correlate1d(plane, [-1, 0, 1], axis=axis, mode="nearest") for axis in (0, 1)]
    down, right = (
        ndimage.correlate1d(step, [0.25, 0.5, 0.25], axis=1 - axis, mode="nearest") for axis, step in enumerate(steps)
    )
    return down, right


def _is_largest_across(length: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether no neighbour in the direction of the gradient, of eight directions, has a larger one."""
    framed = np.pad(length, 1)
    sector = np.rint(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    largest = np.zeros(length.shape, bool)
    for number, (y, x) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = framed[1 + y : framed.shape[0] - 1 + y, 1 + x : framed.shape[1] - 1 + x]
        behind = framed[1 - y : framed.shape[0] - 1 - y, 1 - x : framed.shape[1] - 1 - x]
        largest |= (sector == number) & (length >= ahead) & (length > behind)
    return largest
