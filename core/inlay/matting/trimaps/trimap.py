"""Trimaps: what is certainly background, what is certainly foreground, and what is to be found out."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress, part
from inlay.arrays.sample_types import at_least_half
from inlay.colour import white
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting import checking
from inlay.matting.distance_transform import Tile, tiles
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

#: Coverage nearer than this to none or all is none or all: a rounding error of 8-bit products.
_ROUNDING = 1 / 512


def trimap_from_image(image: np.ndarray, low: float = 0.1, high: float = 0.9) -> np.ndarray:
    """Read a trimap from a picture: black is background, white is foreground, everything else is unknown.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        Gray or colour, with or without alpha, ``bool``, ``uint8``, ``uint16`` or floating point with white as 1.
        The unknown gray is free: files have 128 or 102.
    low, high : float
        A pixel is background if all its channels are at most `low` and foreground if all are at least `high`, as
        fractions of white: compressed and resampled trimaps are read as they were painted. A pixel less opaque than
        `high`, and one that is not a number, is unknown.

    Returns
    -------
    ndarray, (height, width), uint8
        `BACKGROUND`, `UNKNOWN` or `FOREGROUND`.

    Raises
    ------
    InputError
        If the array is no picture, or if its floating-point values are not from 0 to 1.
    ParameterError
        If `low` is not below `high`.

    Examples
    --------
    >>> import numpy as np
    >>> trimap_from_image(np.array([[0, 3, 102, 128, 250, 255]], np.uint8))
    array([[  0,   0, 128, 128, 255, 255]], dtype=uint8)
    """
    if not 0 <= low < high <= 1:
        raise ParameterError(
            _("low is {low} and high is {high}.", low=repr(low), high=repr(high)), _("Give 0 <= low < high <= 1.")
        )
    pixels = checking.trimap_pixels(image)
    if pixels.dtype == bool:
        return _trimap(~pixels[..., 0], pixels[..., 0])
    scale = white(pixels.dtype)
    colours, opacity = checking.split_opacity(pixels)
    channels = [colours[..., channel] for channel in range(colours.shape[2])]
    dark = reduce(np.logical_and, (channel <= low * scale for channel in channels))
    bright = reduce(np.logical_and, (channel >= high * scale for channel in channels))
    if opacity is not None:
        opaque = opacity >= high * scale
        dark &= opaque
        bright &= opaque
    return _trimap(dark, bright)


def trimap_from_coverage(
    coverage: np.ndarray,
    inner: float,
    outer: float,
    *,
    image: np.ndarray | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Make a trimap from a selection, hard or soft, by a band along its border.

    The border is where half is selected. Unknown is whatever is nearer to it than the radii, and whatever is selected
    in part.

    Parameters
    ----------
    coverage : ndarray, (height, width)
        How far each pixel is selected: ``bool``, ``uint8``, ``uint16`` or floating point from 0 to 1.
    inner, outer : float
        How far the band reaches into the selection and out of it, in pixels, 0 or more.
    image : ndarray, (height, width) or (height, width, 1 to 4), optional
        The picture, for a *smart radius*: `inner` and `outer` are then the most, reached where the picture is soft
        along the border, in hair and where the picture says nothing, and the band is narrow where the picture is sharp.
        Transparent pixels do not count.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray, (height, width), uint8
        `BACKGROUND`, `UNKNOWN` or `FOREGROUND`. There may be none of one of them: what is thinner than twice `inner`
        has no certain foreground.

    Raises
    ------
    InputError
        If the sizes differ or an array is not what it should be.
    ParameterError
        If a radius is negative or not finite.

    Notes
    -----
    Time and memory follow the length of the border, and hardly the radii. The smart radius is where the contrast
    across the border, averaged along it, has stopped growing with the distance from it, and a quarter as much again.
    """
    plane = checking.plane(coverage, _("selection"))
    certain = _ROUNDING * white(plane.dtype) if plane.dtype != bool else 0
    return _band(plane, certain, (inner, outer), image, progress)


def trimap_from_alpha(
    alpha: np.ndarray,
    radius: float = 0.0,
    *,
    tolerance: float = 0.02,
    image: np.ndarray | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Make a trimap from an existing alpha: unknown where it is neither 0 nor 1, and near its border.

    Parameters
    ----------
    alpha : ndarray, (height, width)
        Opacity as ``bool``, ``uint8``, ``uint16`` or floating point from 0 to 1.
    radius : float
        How far the band reaches to either side of the border, in pixels. The border is where alpha is one half.
    tolerance : float
        Alpha up to this is certainly background, and from one less this certainly foreground; below one half.
    image, progress
        As for `trimap_from_coverage`.

    Returns
    -------
    ndarray, (height, width), uint8
        `BACKGROUND`, `UNKNOWN` or `FOREGROUND`.
    """
    if not 0 <= tolerance < 0.5:
        raise ParameterError(
            _("tolerance is {tolerance}.", tolerance=repr(tolerance)), _("Give a number from 0 to below 0.5.")
        )
    plane = checking.plane(alpha, "alpha")
    return _band(plane, tolerance * white(plane.dtype) if plane.dtype != bool else 0, (radius, radius), image, progress)


def trimap_from_scribbles(foreground: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Make a trimap from scribbles.

    Parameters
    ----------
    foreground, background : ndarray, (height, width)
        Where there are scribbles, as ``bool``, ``uint8``, ``uint16`` or floating point from 0 to 1; from one half a
        pixel counts as scribbled on.

    Returns
    -------
    ndarray, (height, width), uint8
        `BACKGROUND`, `UNKNOWN` or `FOREGROUND`; unknown without a scribble and under two that disagree.

    Raises
    ------
    InputError
        If the sizes differ or an array is not what it should be.
    """
    planes = checking.plane(foreground, "foreground"), checking.plane(background, "background")
    checking.same_size(planes[1], "background", planes[0], "foreground")
    scribbled = [at_least_half(plane) for plane in planes]
    return _trimap(scribbled[1] & ~scribbled[0], scribbled[0] & ~scribbled[1])


def _trimap(background: np.ndarray, foreground: np.ndarray) -> np.ndarray:
    trimap = np.full(background.shape, UNKNOWN, np.uint8)
    trimap[background] = BACKGROUND
    trimap[foreground] = FOREGROUND
    return trimap


def _band(
    plane: np.ndarray,
    certain: float,
    radii: tuple[float, float],
    image: np.ndarray | None,
    progress: Progress | None,
) -> np.ndarray:
    """The trimap of a plane: unknown along its border and where it is neither none nor all by more than `certain`."""
    inner, outer = (checking.length(radius, name) for radius, name in zip(radii, ("inner", "outer"), strict=True))
    inside = at_least_half(plane)
    trimap = np.where(inside, np.uint8(FOREGROUND), np.uint8(BACKGROUND))
    if plane.dtype != bool:
        trimap[(plane > certain) & (plane < white(plane.dtype) - certain)] = UNKNOWN
        if plane.dtype.kind == "f":
            trimap[np.isnan(plane)] = UNKNOWN
    if max(inner, outer) < 1:
        return trimap
    width = _smart(inside, image, max(inner, outer), progress) if image is not None else None
    for tile in tiles(inside, max(inner, outer), part(progress, 0.6 if width else 0.0, 1.0)):
        trimap[tile.slices][_within(tile, inner, outer, width)] = UNKNOWN
    return trimap


def _smart(
    inside: np.ndarray, image: np.ndarray, radius: float, progress: Progress | None
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    from inlay.matting.trimaps.smart_radius import reach

    pixels = checks.picture(image, most_channels=4)
    checking.same_size(inside, _("selection"), pixels[..., 0], _("picture"))
    colours, opacity = checking.split_opacity(pixels)
    present = None if opacity is None else opacity > 0
    return reach(inside, colours, 1 / white(pixels.dtype), radius, present, part(progress, 0.0, 0.6))


def _within(
    tile: Tile, inner: float, outer: float, width: Callable[[np.ndarray, np.ndarray], np.ndarray] | None
) -> np.ndarray:
    """Where a tile belongs to the band."""
    near = tile.distance <= np.where(tile.inside, np.float32(inner), np.float32(outer))
    if width is not None:
        near[near] = tile.distance[near] <= width(tile.inside[near], tile.nearest[:, near])
    return near
