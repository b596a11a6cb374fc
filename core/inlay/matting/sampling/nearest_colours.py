"""The colours of foreground and background nearest to each unknown pixel, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from inlay.arrays.pool import POLL
from inlay.arrays.progress import Progress, attentively
from inlay.arrays.rows import strips
from inlay.contract.boxes import Box
from inlay.matting.distance_transform import nearest_true
from inlay.matting.scene import Scene
from inlay.poisson.gradients import Edges

#: Standard deviation of the Gaussian filter that smooths F - B, in pixels.
_SMOOTHNESS = 10.0
#: Contrasts below this, of the range, say less and less about alpha.
_INVISIBLE = 0.15


@dataclass(frozen=True, eq=False)
class Contrast:
    """Estimated colours at the unknown pixels of a box.

    Attributes
    ----------
    foreground, background : ndarray, (n, channels), float32
        Colours of the nearest pixels that are foreground and background alone, in the order of ``np.nonzero``.
    difference : ndarray, (height, width, channels), float32
        F - B, smoothed among the unknown pixels; 0 far from any.
    """

    foreground: np.ndarray
    background: np.ndarray
    difference: np.ndarray

    @classmethod
    def estimate(
        cls,
        scene: Scene,
        unknown: np.ndarray,
        foreground: np.ndarray,
        background: np.ndarray,
        box: Box,
        report: Progress,
    ) -> Contrast:
        """Look for the nearest pixels of the masks `foreground` and `background`, (height, width) of the picture.

        Where a mask is empty, its colours are NaN, and there is no contrast.
        """
        nearest = [
            attentively(partial(_nearest_colours, scene, mask, unknown), report) for mask in (foreground, background)
        ]
        inside = unknown[box.slices]
        difference = np.zeros((*inside.shape, scene.image.shape[2]), np.float32)
        if foreground.any() and background.any():
            difference[inside] = nearest[0] - nearest[1]
            attentively(partial(_smooth, difference, inside), report)
        return cls(nearest[0], nearest[1], difference)

    def guidance(self, scene: Scene, box: Box, report: Progress) -> Edges:
        """The gradient of alpha that the gradient of the picture stands for.

        ``grad I . (F - B) / |F - B|^2``, no steeper than from 0 to 1 between two pixels.
        """
        down = np.empty((box.height - 1, box.width), np.float32)
        right = np.empty((box.height, box.width - 1), np.float32)
        for top, bottom in strips(box.height, box.width, POLL):
            report(0.5)
            image = colours(scene, Box(box.x, box.y + top, box.width, min(bottom + 1, box.height) - top))
            contrast = self.difference[top : bottom + 1]
            _slope(image[1:] - image[:-1], contrast[1:] + contrast[:-1], down[top:bottom])
            image, contrast = image[: bottom - top], contrast[: bottom - top]
            _slope(image[:, 1:] - image[:, :-1], contrast[:, 1:] + contrast[:, :-1], right[top:bottom])
        return Edges(down, right)


def colours(scene: Scene, box: Box) -> np.ndarray:
    """The picture in a box as float32, 1 for white; 0 where it is absent."""
    image = scene.image[box.slices] * np.float32(scene.scale)
    if scene.present is not None:
        image[~scene.present[box.slices]] = 0
    return image


def _nearest_colours(scene: Scene, mask: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    if not mask.any():
        return np.full((np.count_nonzero(wanted), scene.image.shape[2]), np.nan, np.float32)
    rows, columns = nearest_true(mask, wanted)
    return scene.image[rows, columns] * np.float32(scene.scale)


def _smooth(difference: np.ndarray, inside: np.ndarray) -> None:
    """Gaussian filter of the pixels inside alone."""
    from scipy.ndimage import gaussian_filter

    weight = gaussian_filter(inside.astype(np.float32), _SMOOTHNESS, mode="constant")
    np.maximum(weight, np.float32(1e-6), out=weight)
    for channel in range(difference.shape[2]):
        plane = gaussian_filter(difference[..., channel], _SMOOTHNESS, mode="constant")
        np.divide(plane, weight, out=difference[..., channel])


def _slope(step: np.ndarray, contrast: np.ndarray, out: np.ndarray) -> None:
    """Slope of alpha for a step of the colours; `contrast` is the sum of F - B at its ends."""
    contrast *= np.float32(0.5)
    power = np.einsum("yxc,yxc->yx", contrast, contrast) + np.float32(_INVISIBLE**2)
    np.clip(np.einsum("yxc,yxc->yx", step, contrast) / power, -1, 1, out=out)
