"""The colours of filled polygons: those of the picture below, one, or random ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.operations.job import Job
from inlay.operations.trace.tracing import Shape
from inlay.picture import Picture, Space, with_alpha

if TYPE_CHECKING:
    from inlay.segmentation.contours import LabelledContours

_SRGB = Space("RGBA", np.dtype(np.float32))


def coloured(
    job: Job,
    image: Picture,
    shape: Shape,
    traced: LabelledContours,
    chosen: np.ndarray,
    fill: str,
    colour: Sequence[float],
    seed: int,
) -> tuple[np.ndarray, Picture]:
    """Which polygon each stroke belongs to, and the colours of the polygons as a row of pixels.

    Parameters
    ----------
    image : Picture
        Whose colours fill polygons with their ``mean`` or ``median``.
    chosen : ndarray of bool
        Which of the rings that were traced are strokes.
    fill : str
        ``mean``, ``median``, ``colour`` or ``random``.
    """
    from inlay.segmentation import filling

    everyone = filling.polygons(traced.contours)
    is_polygon = chosen & (everyone == np.arange(len(everyone)))
    numbers = np.where(is_polygon, np.cumsum(is_polygon) - 1, -1)[everyone]
    count = int(is_polygon.sum())
    if fill == "colour":
        return numbers[chosen], Picture(np.tile(np.asarray(colour, np.float32), (1, count, 1)), space=_SRGB)
    if fill == "random":
        return numbers[chosen], Picture(_palette(count, seed), space=_SRGB)
    below = image.crop(shape.box)
    inside = shape.plane >= shape.level
    doing = _("Looking at the colours")
    places = filling.labels(traced, inside, numbers, progress=job.span(0.7, 0.75, doing))
    measure = filling.mean_colours if fill == "mean" else filling.median_colours
    found = measure(places, count, below.colour, below.alpha, progress=job.span(0.75, 0.8, doing))
    missing = int(np.isnan(found).any(axis=1).sum())
    if missing:
        message = _(
            "{missing} of {count} polygons lie over nothing but transparency and are left out.",
            missing=missing,
            count=count,
        )
        warn(InlayWarning("colours", message, _("Fill them with one colour.")))
    return numbers[chosen], _row(found, below.space)


def _row(colours: np.ndarray, space: Space) -> Picture:
    """Samples as a row of opaque pixels in floating point; transparent where there is no colour."""
    known = np.isfinite(colours).all(axis=1)
    pixels = np.concatenate((np.where(known[:, None], colours / space.white, 0), known[:, None]), axis=1)
    exact = replace(space, model=with_alpha(space.model), dtype=np.dtype(np.float32))
    return Picture(pixels.astype(np.float32)[np.newaxis], space=exact)


def _palette(count: int, seed: int) -> np.ndarray:
    """Random colours of sRGB, neighbours never alike, ``(1, count, 4)``."""
    random = np.random.default_rng(seed)
    golden = (np.sqrt(5) - 1) / 2
    hue = (random.random() + golden * np.arange(count)) % 1
    saturation, value = random.uniform(0.45, 0.85, count), random.uniform(0.65, 1.0, count)
    # The six pieces of the wheel of hues, as in every conversion from HSV.
    wheel = np.clip(np.abs((hue[:, None] * 6 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    colours = value[:, None] * (1 - saturation[:, None] * (1 - wheel))
    return np.concatenate((colours, np.ones((count, 1))), axis=1).astype(np.float32)[np.newaxis]
