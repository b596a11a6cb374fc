"""The colours of the nearest foreground and background of each unknown pixel, and their difference, smoothed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from inlay.arrays.progress import Progress, attentively
from inlay.matting.distance_transform import nearest_true
from inlay.matting.scene import Scene

#: Standard deviation of the Gaussian filter that smooths F - B, in pixels.
SMOOTHNESS = 10.0


@dataclass(frozen=True, eq=False)
class NearestColours:
    """Estimated colours at the unknown pixels, all of which lie in a window.

    Attributes
    ----------
    foreground, background : ndarray, (n, channels), float32
        F and B of the nearest pixels that are foreground and background alone, in the order of ``np.nonzero``; NaN
        where there are no such pixels in the picture.
    difference : ndarray, (height, width, channels) of the window, float32
        F - B, smoothed among the unknown pixels; 0 far from any, and everywhere if one of both is missing.
    """

    foreground: np.ndarray
    background: np.ndarray
    difference: np.ndarray

    @classmethod
    def find(
        cls,
        scene: Scene,
        unknown: np.ndarray,
        foreground: np.ndarray,
        background: np.ndarray,
        window: tuple[slice, slice],
        progress: Progress,
    ) -> NearestColours:
        """Look for the nearest pixels of the masks `foreground` and `background`, (height, width) of the picture.

        `window` is the part of the picture that holds the unknown ones.
        """
        nearest = [attentively(partial(_nearest, scene, mask, unknown), progress) for mask in (foreground, background)]
        inside = unknown[window]
        difference = np.zeros((*inside.shape, scene.image.shape[2]), np.float32)
        if foreground.any() and background.any():
            difference[inside] = nearest[0] - nearest[1]
            attentively(partial(_smooth, difference, inside), progress)
        return cls(nearest[0], nearest[1], difference)


def _nearest(scene: Scene, mask: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    if not mask.any():
        return np.full((np.count_nonzero(wanted), scene.image.shape[2]), np.nan, np.float32)
    rows, columns = nearest_true(mask, wanted)
    return scene.image[rows, columns] * np.float32(scene.scale)


def _smooth(difference: np.ndarray, inside: np.ndarray) -> None:
    """Gaussian filter of the pixels inside alone."""
    from scipy.ndimage import gaussian_filter

    weight = gaussian_filter(inside.astype(np.float32), SMOOTHNESS, mode="constant")
    np.maximum(weight, np.float32(1e-6), out=weight)
    for channel in range(difference.shape[2]):
        plane = gaussian_filter(difference[..., channel], SMOOTHNESS, mode="constant")
        np.divide(plane, weight, out=difference[..., channel])
