"""How soft a picture is along the border of a region."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.matting.distance_transform import Tile, tiles

#: The contrast has stopped growing where twice as far from the border it is no more than this many times as large.
_PLATEAU = 1.15
#: A contrast below this part of the largest one is not that of the edge.
_NOTABLE = 0.5
#: Colours that are more spread than far away by this part of the contrast are strands.
_STRANDS = 0.1
#: Contrasts below this (white is 1) say nothing about the edge.
_INVISIBLE = 0.02
#: Brighter than this makes no difference (white is 1).
_BRIGHTEST = np.float32(64)
#: The band reaches beyond the distance at which the contrast has stopped growing: there a blurred edge still fades.
_MARGIN = 1.25
#: How much further than the largest reach is looked, for what lies behind.
_BEYOND = 1.5
#: Side, in pixels, of the squares in which colours are gathered; larger ones for large radii.
_CELL = 16


def reach(
    region: np.ndarray,
    image: np.ndarray,
    scale: float,
    radius: float,
    present: np.ndarray | None = None,
    progress: Callable[[float], None] | None = None,
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Measure how far from the border of a region the picture is still in transition.

    Colours are averaged on both sides of the border by their distance to it. Their contrast grows with the distance
    as long as the transition lasts: over two or three pixels at a sharp edge, over the whole blur at a soft one, and
    beyond its own deviation where the border was drawn beside the edge. Loose strands of hair hardly change the
    averages; they show in the spread of the colours, which they raise as far as they reach.

    Parameters
    ----------
    region : ndarray of bool, (height, width)
    image : ndarray, (height, width, channels)
    scale : float
        What a sample is multiplied by, so that white is 1.
    radius : float
        The largest distance that is looked at, in pixels.
    present : ndarray of bool, (height, width), optional
        Where the picture has a colour.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    callable
        Takes whether a pixel is inside, ``(n,)``, and rows and columns, ``(2, n)``, of the border near it; gives the
        reach on that side in pixels, ``(n,)`` float32, from 1 to `radius`; `radius` itself where nothing can be told.
    """
    distances = _distances(_BEYOND * radius)
    cell = max(_CELL, int(radius / 2))
    cells = [-(-size // cell) for size in region.shape]
    sums = np.zeros((*cells, 2, len(distances), image.shape[2] + 2), np.float32)
    for tile in tiles(region, distances[-1], progress):
        _gather(sums, tile, image, scale, present, distances, cell)
    sums = _blurred(sums)
    met = sums[..., 0].any(axis=(2, 3))
    widths = np.full((2, *cells), radius, np.float32)
    widths[:, met] = np.minimum(_widths(sums[met], distances), radius)

    def at(inside: np.ndarray, positions: np.ndarray) -> np.ndarray:
        from scipy.ndimage import map_coordinates

        coordinates = (positions + 0.5) / cell - 0.5
        outer, inner = (map_coordinates(widths[side], coordinates, order=1, mode="nearest") for side in (0, 1))
        return np.where(inside, inner, outer)

    return at


def _distances(radius: float) -> np.ndarray:
    """Distances at which contrasts are compared: four to the octave, as soon as these are pixels apart."""
    steps = 2 ** (np.arange(0, 4 * np.log2(max(radius, 1)) + 1) / 4)
    return np.unique(np.rint(steps)).clip(1, max(1, int(radius)))


def _gather(
    sums: np.ndarray,
    tile: Tile,
    image: np.ndarray,
    scale: float,
    present: np.ndarray | None,
    distances: np.ndarray,
    cell: int,
) -> None:
    """Add the colours of a tile to the cell of their nearest pixel at the border, by side and distance."""
    near = tile.distance < distances[-1] + 1
    if present is not None:
        near &= present[tile.slices]
    with np.errstate(over="ignore"):
        colours = image[tile.slices][near].astype(np.float32) * np.float32(scale)
    np.clip(colours, -_BRIGHTEST, _BRIGHTEST, out=colours)
    usable = np.isfinite(colours).all(axis=1)
    rows, columns = tile.nearest[:, near] // cell
    side = tile.inside[near].astype(np.intp)
    step = np.searchsorted(distances, tile.distance[near], side="right") - 1
    index = np.ravel_multi_index((rows, columns, side, step), sums.shape[:-1])[usable]
    first = index.min(initial=sums.size)
    flat = sums.reshape(-1, sums.shape[-1])
    colours = colours[usable]
    for channel, weights in enumerate((None, *colours.T, np.square(colours).sum(axis=1))):
        if index.size:
            counted = np.bincount(index - first, weights)
            flat[first : first + counted.size, channel] += counted


def _blurred(sums: np.ndarray) -> np.ndarray:
    """The sums, which are changed to take in the neighbouring cells."""
    from scipy.ndimage import convolve1d

    for axis in (0, 1):
        convolve1d(sums, np.array([1, 2, 1], np.float32), axis=axis, output=sums, mode="constant")
    return sums


def _widths(sums: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The reach outside and inside, (2, cells), from the sums (cells, sides, distances, ...) at the border."""
    counts = sums[..., :1]
    moments = sums[..., 1:] / np.maximum(counts, np.finfo(np.float32).tiny)
    for step in range(1, len(distances)):  # a thin part has no pixels that far from its border
        np.copyto(moments[..., step, :], moments[..., step - 1, :], where=counts[..., step, :] == 0)
    means = moments[..., :-1]
    spread = np.sqrt(np.maximum(moments[..., -1] - np.square(means).sum(axis=-1), 0))
    contrast = np.sqrt(np.square(means[:, 0] - means[:, 1]).sum(axis=-1))
    largest = contrast.max(axis=-1)
    transition = _transition(contrast, largest, distances)
    widths = [np.maximum(transition, _unrest(spread[:, side], largest, distances)) for side in (0, 1)]
    return np.where(largest < _INVISIBLE, distances[-1], np.stack(widths) * _MARGIN)


def _transition(contrast: np.ndarray, largest: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The distance at which the contrast has stopped growing."""
    width = np.full(largest.shape, distances[-1], np.float32)
    for step in range(len(distances) - 1, -1, -1):
        twice = np.searchsorted(distances, min(2 * distances[step], distances[-1]))
        ends = (contrast[..., twice] <= _PLATEAU * contrast[..., step]) & (contrast[..., step] >= _NOTABLE * largest)
        width[ends] = distances[step]
    return width


def _unrest(spread: np.ndarray, largest: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The largest distance at which the colours are more spread than far away, by a notable part of the contrast."""
    width = np.zeros(largest.shape, np.float32)
    for step, distance in enumerate(distances):
        width[spread[..., step] > spread[..., -1] + _STRANDS * largest] = distance
    return width
