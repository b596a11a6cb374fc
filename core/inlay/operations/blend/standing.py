"""What stands on a ground and casts a shadow on it."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, silent

#: What part of a thing is a speck, and how far from the clean ground's logarithm it still has its own light.
SPECK, LIT = 0.02, 0.15


def thing_on(
    seen: np.ndarray,
    clean: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None = None,
    progress: Progress = silent,
) -> np.ndarray:
    """What in a region is neither the ground nor a shadow on it.

    Parameters
    ----------
    seen, clean : ndarray, (height, width, channels)
        The logarithms of what is seen, and of the clean ground.
    region : ndarray of bool, (height, width)
        The thing and its shadow.
    present : ndarray of bool, (height, width), optional
        Where the picture has a colour; None for everywhere.
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray of bool, (height, width)
    """
    from inlay.harmonisation.shadow import strangeness
    from inlay.segmentation import object_inside, without_holes, without_specks

    features, dark = strangeness(seen, clean, region, present)
    found = object_inside(features, region, progress=progress)
    speck = SPECK * int(found.sum())
    whole = _whole(without_specks(found, speck), region)
    holes = without_holes(whole) & ~whole
    return whole | (holes & ~_seen_through(holes, dark, speck))


def _seen_through(holes: np.ndarray, dark: np.ndarray, speck: float) -> np.ndarray:
    """The holes of a thing in which the ground is seen in its own light, and not a shadow on the thing itself."""
    from scipy import ndimage

    labels, count = ndimage.label(holes)
    every = np.arange(count + 1)
    is_lit = np.abs(ndimage.median(dark, labels, every)) < LIT
    is_lit &= np.bincount(labels.ravel(), minlength=count + 1) > speck
    is_lit[0] = False
    return is_lit[labels]


def _whole(thing: np.ndarray, region: np.ndarray) -> np.ndarray:
    """The largest part of a thing, and those that lie in the middle: what meets the border of a region is ground."""
    from scipy import ndimage

    labels, count = ndimage.label(thing, np.ones((3, 3)))
    if count < 2:
        return thing
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    kept = np.ones(count + 1, bool)
    kept[np.unique(labels[region & ~ndimage.binary_erosion(region)])] = False
    kept[sizes.argmax()] = True
    return thing & kept[labels]
