"""Whether a foreground is seen through nearly everywhere, as glass, nets and smoke are.

Y. Aksoy, T. O. Aydin, M. Pollefeys: Designing Effective Inter-Pixel Information Flow for Natural Image Matting. IEEE
Conference on Computer Vision and Pattern Recognition 2017, https://arxiv.org/abs/1707.05055, section 4.2.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Scene

#: Bins of a histogram of one channel.
BINS = 10
#: Rows and columns around the unknown pixels from which known colours are taken.
SURROUNDINGS = 10
#: Mean difference of histograms from which the unknown colours are others than the known ones.
DIFFERENCE = 0.0099


def is_transparent(scene: Scene) -> bool:
    """Whether the colours of the unknown pixels are neither those of the foreground nor those of the background.

    Histograms of all channels of the known pixels close by, or of all of a side that is nowhere close by, are added up
    with the weights that give the histogram of the unknown pixels best. Where that fails the unknown pixels are
    mixtures throughout.
    """
    return difference(scene) > DIFFERENCE


def difference(scene: Scene) -> float:
    """The length of the difference that no weights remove, over the number of all bins."""
    present = np.ones(scene.trimap.shape, bool) if scene.present is None else scene.present
    unknown = (scene.trimap == UNKNOWN) & present
    near = ndimage.maximum_filter(unknown, 2 * SURROUNDINGS) & present
    known = np.empty((BINS * scene.image.shape[2], 2))
    for column, side in enumerate((FOREGROUND, BACKGROUND)):
        there = (scene.trimap == side) & present
        is_near = (there & near).any()
        known[:, column] = _histogram(scene, there & near if is_near else there)
    wanted = _histogram(scene, unknown)
    weights = np.linalg.lstsq(known, wanted, rcond=None)[0]
    return float(np.linalg.norm(known @ weights - wanted) / wanted.size)


def _histogram(scene: Scene, where: np.ndarray) -> np.ndarray:
    """Shares of the pixels in the bins of each channel, one after the other."""
    colours = scene.image[where] * np.float32(scene.scale)
    bins = (colours * BINS).astype(np.int64).clip(0, BINS - 1)
    counts = [np.bincount(channel, minlength=BINS) for channel in bins.T]
    return np.concatenate(counts) / max(1, len(colours))
