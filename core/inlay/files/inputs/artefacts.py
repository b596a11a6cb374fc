"""What JPEG adds to a mask, and how it is taken away again."""

from __future__ import annotations

import numpy as np

from inlay.files.inputs.levels import TRACE

#: JPEG's coarsest step moves a plain block by this many of 255 levels.
_ROUNDING = 16
#: JPEG's waves end with the block of 8 x 8 pixels in which an edge lies.
_REACH = 16
_HALF = 128


def without_waves(mask: np.ndarray) -> np.ndarray:
    """A mask as it was before JPEG, as far as that can be told.

    Black and white are what most of the nearly black and nearly white pixels are. Faint specks near an edge of the
    mask that nothing joins to what is half selected are JPEG's waves; so are holes that are not half open.

    Parameters
    ----------
    mask : ndarray of uint8, (height, width)

    Returns
    -------
    ndarray of uint8, (height, width)
    """
    counts = np.bincount(mask.ravel(), minlength=256)
    black, white = _plain(counts[: _ROUNDING + 1], 0), 255 - _plain(counts[: 254 - _ROUNDING : -1], 0)
    if (black, white) != (0, 255):
        levels = (np.arange(256) - black) * (255 / (white - black))
        mask = np.rint(levels.clip(0, 255)).astype(np.uint8)[mask]
    return 255 - _without_specks(255 - _without_specks(mask))


def _plain(counts: np.ndarray, default: int) -> int:
    """The level of most of the pixels that are counted, if there is one."""
    level = int(counts.argmax())
    return level if 2 * counts[level] > counts.sum() else default


def _without_specks(mask: np.ndarray) -> np.ndarray:
    """A mask without the faint parts that hang together with nothing and lie near something."""
    from scipy import ndimage

    strong = mask >= _HALF
    if not strong.any() or strong.all():
        return mask
    labels, count = ndimage.label(mask > TRACE * 255)
    kept = np.zeros(count + 1, bool)
    kept[labels[strong]] = True
    near = ndimage.maximum_filter(strong, 2 * _REACH + 1)
    kept[labels[~near]] = True
    return np.where(kept[labels], mask, np.uint8(0))
