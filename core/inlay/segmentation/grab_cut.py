"""The object inside of a loose selection: a graph cut by the colours of both sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part, silent
from inlay.arrays.resampling import resized
from inlay.colour import white
from inlay.contract.boxes import Box
from inlay.graph_cut.labelling import STEPS, cheapest_labels, neighbours
from inlay.segmentation.colour_mixtures import Mixture, mixture

#: The object is found on a picture whose longer side has so many pixels at most.
LONGEST = 400
#: Gaussians of each side.
GAUSSIANS = 5
#: What a border costs for each pixel of its length where the picture has no edge, in natural logarithms of densities.
#: It is much in the first rounds, so that the object stays whole while its colours are not known well, and in the last
#: ones so little that holes and thin parts count.
SMOOTHNESS = (20.0, 20.0, 20.0, 20.0, 0.5, 0.5, 0.5)
#: The part of the region's pixels below which so few changes are none.
_STILL = 1e-3
#: Samples of a block of pixels in each direction.
_SAMPLES = 4


def object_inside(
    image: np.ndarray,
    region: np.ndarray,
    *,
    foreground: np.ndarray | None = None,
    surroundings: int | None = None,
    smoothness: Sequence[float] = SMOOTHNESS,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find the object inside of a loose selection, such as a lasso or a rectangle around it.

    By turns the colours inside and outside are described by two mixtures of Gaussians, and the region is divided
    between them so that every pixel has a likely colour and the border runs along edges of the picture. At first all
    of the region is the object.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        Gray or colour, with or without straight alpha.
    region : ndarray of bool, (height, width)
        What the object lies inside; what is outside is background.
    foreground : ndarray of bool, (height, width), optional
        What certainly is the object.
    surroundings : int, optional
        How many pixels around the box of the region are looked at; None for the whole picture.
    smoothness : sequence of float
        What a border costs in each round, as `SMOOTHNESS` has it.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray of bool, (height, width)
        The object, to the pixel of a picture of 400 pixels; none where nothing differs from what lies outside.

    References
    ----------
    C. Rother, V. Kolmogorov, A. Blake: "GrabCut", interactive foreground extraction using iterated graph cuts, ACM
    Transactions on Graphics 23(3), 2004, https://doi.org/10.1145/1015706.1015720
    """
    progress = progress or silent
    pixels = checks.picture(image, most_channels=4)
    found = np.zeros(region.shape, bool)
    box = bounding_box(region)
    if box.is_empty:
        return found
    more = max(region.shape) if surroundings is None else surroundings
    inside = box.grow(more).intersect(Box(0, 0, *region.shape[::-1])).slices
    known = np.zeros(region.shape, bool) if foreground is None else foreground
    edge = math.ceil(max(found[inside].shape) / LONGEST)
    labels = _divided(_reduced(pixels[inside], region[inside], known[inside], edge), smoothness, progress)
    height, width = found[inside].shape
    large = resized(labels.astype(np.float32), [edge * side for side in labels.shape])
    found[inside] = large[:height, :width] >= 0.5
    return found


@dataclass(frozen=True, eq=False)
class _Scene:
    """A small picture.

    Attributes
    ----------
    colours : ndarray of float32, (height, width, channels)
    is_object, is_background : ndarray of bool, (height, width)
        What is certain.
    is_seen : ndarray of bool, (height, width)
        What has a colour.
    """

    colours: np.ndarray
    is_object: np.ndarray
    is_background: np.ndarray
    is_seen: np.ndarray

    def colours_of(self, side: np.ndarray) -> np.ndarray:
        """The colours that are seen of some pixels, or where none is, what stands for them: (pixels, channels)."""
        seen = side & self.is_seen
        return self.colours[seen if seen.any() else side]


def _reduced(pixels: np.ndarray, region: np.ndarray, foreground: np.ndarray, edge: int) -> _Scene:
    """A picture whose pixels are blocks of `edge` x `edge`."""
    inside = _block_means(region[..., None], edge)[..., 0] >= 0.5
    has_opacity = pixels.shape[2] in (2, 4)
    present = pixels[..., -1:] > 0 if has_opacity else np.ones((*region.shape, 1), bool)
    colours = np.where(present, pixels[..., :-1], 0) if has_opacity else pixels
    share = _block_means(present, edge)
    means = _block_means(colours, edge) / (np.maximum(share, 1e-6) * np.float32(white(pixels.dtype)))
    is_seen = share[..., 0] > 0
    is_object = _any_of_blocks(foreground, edge)
    is_background = (~inside & ~is_object) | ~is_seen
    colours = np.nan_to_num(means, posinf=1, neginf=0).clip(0, 2)
    return _Scene(colours, is_object & ~is_background, is_background, is_seen)


def _block_means(pixels: np.ndarray, edge: int) -> np.ndarray:
    """Means of some samples of every block of pixels, as ``float32``."""
    offsets = np.unique((np.arange(_SAMPLES) + 0.5) * edge // _SAMPLES).astype(int)
    rows, columns = (np.arange(-(-side // edge)) * edge for side in pixels.shape[:2])
    total = np.zeros((len(rows), len(columns), pixels.shape[2]), np.float32)
    for row in offsets:
        for column in offsets:
            y, x = np.minimum(rows + row, pixels.shape[0] - 1), np.minimum(columns + column, pixels.shape[1] - 1)
            total += pixels[y[:, None], x]
    return total / np.float32(len(offsets) ** 2)


def _any_of_blocks(plane: np.ndarray, edge: int) -> np.ndarray:
    for axis in (0, 1):
        plane = np.logical_or.reduceat(plane, np.arange(0, plane.shape[axis], edge), axis=axis)
    return plane


def _divided(scene: _Scene, rounds: Sequence[float], progress: Progress) -> np.ndarray:
    """The object's pixels."""
    labels = ~scene.is_background
    if labels.all() or not labels.any():
        return labels
    edges = _edges(scene.colours)
    least = _STILL * np.count_nonzero(labels)
    models = tuple(mixture(scene.colours_of(side), GAUSSIANS) for side in (labels, ~labels))
    for done, smoothness in enumerate(rounds):
        report = part(progress, done / len(rounds), (done + 1) / len(rounds))
        before, labels = labels, cheapest_labels(*_costs(scene, models), [smoothness * edge for edge in edges], report)
        is_last = smoothness == rounds[-1]
        if not labels.any() or (is_last and np.count_nonzero(labels != before) <= least):
            break
        models = tuple(
            model.refitted(scene.colours_of(side)) for model, side in zip(models, (labels, ~labels), strict=True)
        )
    progress(1.0)
    return labels


def _costs(scene: _Scene, models: tuple[Mixture, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What each pixel costs as a part of the object, and of the background."""
    flat = scene.colours.reshape(-1, scene.colours.shape[2])
    surprises = [model.surprise(flat).reshape(scene.is_object.shape) for model in models]
    cheaper = np.minimum(*surprises)
    object_cost, background_cost = (surprise - cheaper for surprise in surprises)
    object_cost[scene.is_background] = background_cost[scene.is_object] = np.inf
    return object_cost, background_cost


def _edges(colours: np.ndarray) -> list[np.ndarray]:
    """What a border between neighbours costs: at most 1, and less where colours differ more than on the average."""
    squares = []
    for step in STEPS:
        here, there = neighbours(colours, step)
        squares.append(np.square(here - there).sum(axis=2))
    mean = np.concatenate([square.ravel() for square in squares]).mean()
    return [
        np.float32(1 / math.hypot(*step)) * np.exp(-square / (2 * mean or 1))
        for square, step in zip(squares, STEPS, strict=True)
    ]
