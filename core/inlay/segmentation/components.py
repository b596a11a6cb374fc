"""Holes and specks of selections."""

from __future__ import annotations

import numpy as np

from inlay.arrays.contiguity import owned
from inlay.arrays.progress import Progress, attentively, silent
from inlay.arrays.sample_types import white
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.segmentation.morphology import checked

_STEPS = 1 << 19
_EIGHT = np.ones((3, 3), bool)


def without_holes(coverage: np.ndarray, *, progress: Progress | None = None) -> np.ndarray:
    """Fill what is enclosed by a selection: where no path of neighbours leads to the border of the picture.

    Of soft selections every level is filled: each pixel gets the coverage of the lowest pass on any way out.

    Parameters
    ----------
    coverage : ndarray, (height, width)
        Boolean, ``uint8``, ``uint16`` or floating point from 0 to 1.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        Of the same shape and type.

    Raises
    ------
    InputError
        If it is no plane, or not finite.

    References
    ----------
    L. Vincent: Morphological grayscale reconstruction in image analysis. IEEE Transactions on Image Processing 2(2),
    1993, section 3 (the filling of holes).
    """
    from inlay.segmentation.flooding import END, flood

    plane = checked(coverage)
    height, width = plane.shape
    values = owned(plane, np.dtype(np.float32)).ravel()
    order = _order(plane)
    filled = values.copy()
    visited = np.zeros(plane.shape, bool)
    visited[0], visited[-1], visited[:, 0], visited[:, -1] = True, True, True, True
    rim = np.flatnonzero(visited)
    heads = np.full(int(order.max()) + 1, END, np.int64)
    following = np.full(plane.size, END, np.int32)
    for level in np.unique(order[rim]):
        members = rim[order[rim] == level]
        heads[level] = members[0]
        following[members[:-1]] = members[1:]
    report = progress or silent
    lowest, done = 0, 0
    while lowest < heads.size:
        report(min(0.99, done / plane.size))
        lowest = flood(order, values, filled, visited.reshape(-1), heads, following, width, lowest, _STEPS)
        done += _STEPS
    return filled.reshape(height, width).astype(plane.dtype)


def without_specks(coverage: np.ndarray, area: float, *, progress: Progress | None = None) -> np.ndarray:
    """Drop the parts of a selection that are smaller than an area.

    Parameters
    ----------
    coverage : ndarray, (height, width)
        Boolean, ``uint8``, ``uint16`` or floating point from 0 to 1. Pixels that touch, if only by a corner, and are
        selected however little, are of one part.
    area : float
        In pixels; those that are selected in part count by their coverage.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        Of the same shape and type.

    Raises
    ------
    InputError
        If it is no plane, or not finite.
    ParameterError
        If the area is below 0.
    """
    from scipy import ndimage

    plane = checked(coverage)
    if not area >= 0:
        raise ParameterError(_("The area {area} is not possible.", area=repr(area)), _("Give a number from 0 upwards."))

    def dropped() -> np.ndarray:
        labels, _ = ndimage.label(plane > 0, _EIGHT)
        sizes = np.bincount(labels.ravel(), plane.ravel()) / white(plane.dtype)
        # Sums of coverage are not exact.
        kept = sizes >= area - 1e-6 * area
        kept[0] = False
        return np.where(kept[labels], plane, plane.dtype.type(0))

    return attentively(dropped, progress or silent)


def _order(plane: np.ndarray) -> np.ndarray:
    """The level of each value, (n,) of uint16."""
    if plane.dtype.kind in "bu":
        return plane.astype(np.uint16).ravel()
    first, last = float(plane.min()), float(plane.max())
    scale = 65535 / (last - first) if last > first else 0.0
    return ((plane - plane.dtype.type(first)) * np.float64(scale)).astype(np.uint16).ravel()
