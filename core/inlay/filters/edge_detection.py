"""Where the contours of a picture are: the edge detectors of texture flattening."""

from __future__ import annotations

import numpy as np

from inlay.arrays.rows import strips
from inlay.filters.separable import gaussian_weights, weighed

#: How far a Gaussian is read, in standard deviations.
CUT = 4
#: Pixels that fit into the cache with what is computed from them.
_STRIP = 1 << 16


def sobel(picture: np.ndarray, threshold: float, sigma: float = 0.0) -> np.ndarray:
    """Pixels of a plane, or of any channel, whose Sobel gradient is at least `threshold`; with 0 all of them.

    A step of height h has the gradient h at the two pixels beside it. `sigma` blurs the picture first, in pixels; its
    Gaussian ends at `CUT` standard deviations. Beyond the border both go on with the pixel there.
    """
    height, width, *_ = picture.shape
    found = np.zeros((height, width), bool)
    reach = int(CUT * sigma + 0.5)
    line = gaussian_weights(sigma, reach)
    least = np.float32(threshold) ** 2
    for top, bottom in strips(height, width, _STRIP):
        # Blurred rows, with one more on either side as far as there is one.
        first, last = max(0, top - 1), min(height, bottom + 1)
        rows = np.clip(np.arange(first - reach, last + reach), 0, height - 1)
        lacking = first - top + 1, bottom + 1 - last
        for channel in np.ndindex(picture.shape[2:]):
            plane = picture[(rows, slice(None), *channel)].astype(np.float32)
            blurred = weighed(np.pad(plane, ((0, 0), (reach, reach)), mode="edge"), line) if reach else plane
            down, right = _central(np.pad(blurred, (lacking, (1, 1)), mode="edge"))
            down *= down
            right *= right
            down += right
            found[top:bottom] |= down >= least
    return found


def canny(picture: np.ndarray, low: float, high: float, sigma: float = 1.0) -> np.ndarray:
    """Contours one pixel wide: largest gradients across, above `high` or connected to such above `low`.

    J. Canny: A computational approach to edge detection, IEEE PAMI 8(6), 1986. The picture is a plane; `sigma` blurs
    it first, in pixels; thresholds are in the units of `sobel`.
    """
    from scipy import ndimage

    plane = ndimage.gaussian_filter(np.asarray(picture, np.float32), sigma, mode="nearest")
    down, right = _central(np.pad(plane, 1, mode="edge"))
    length = np.hypot(down, right)
    ridge = _is_largest_across(length, down, right) & (length >= low) & (length > 0)
    labels, count = ndimage.label(ridge, np.ones((3, 3)))
    strong = np.zeros(count + 1, bool)
    strong[labels[ridge & (length >= high)]] = True
    strong[0] = False
    return strong[labels]


def _central(plane: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sobel's gradient down and to the right, of the pixels inside a plane's border."""
    down, right = plane[2:] - plane[:-2], plane[:, 2:] - plane[:, :-2]
    return (
        (down[:, :-2] + down[:, 2:]) / 4 + down[:, 1:-1] / 2,
        (right[:-2] + right[2:]) / 4 + right[1:-1] / 2,
    )


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
