"""The thing inside a loose selection of a layer, as a soft matte, for operations that follow it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from inlay.arrays.warning import collected
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import Part

#: How far around a selection is known what is background, in percent of the picture.
SURROUNDINGS = 12.0
#: How far along the thing's outline hair and soft edges reach inwards and outwards: a part of its own size, of the
#: picture's longer side at most, and pixels of an edge out of focus at least.
_INNER, _OUTER = (0.10, 0.03, 12.0), (0.13, 0.04, 8.0)
#: Alpha up to this is none, and from one less this on all.
_TRACE = 1 / 512
#: Unknown pixels above which the matte is found at half the size.
_MANY = 400_000

ThingName = Literal["inside", "selection"]
THING = Choice(
    "The thing",
    "How far the selection is to be trusted.",
    options=(
        Option("inside", "Somewhere inside the selection", "Its outline is found by its colours."),
        Option("selection", "The selection as it is", "All that is selected belongs to it."),
    ),
)


@dataclass(frozen=True, eq=False)
class Matted:
    """A thing in a part of a layer.

    Attributes
    ----------
    alpha : ndarray of float32, (part.box.height, part.box.width)
        How far each pixel belongs to it, from 0 to 1; 0 where nothing is covered.
    colours : ndarray, (part.box.height, part.box.width, channels)
        Its own, as samples of the layer, without what is behind it; the layer's where alpha is 1. Always finite.
    """

    alpha: np.ndarray
    colours: np.ndarray


def matted(part: Part, thing: str, start: float, end: float) -> Matted:
    """Find the thing in a part whose ring has the surroundings.

    All of the selection is the thing where that is said, where nothing lies around the selection, and where nothing
    there looks different.

    Parameters
    ----------
    part : Part
    thing : str
        As of `THING`.
    start, end : float
        The part of the progress that this is.
    """
    # Transparent pixels may hold anything.
    own = np.where(part.covered[..., np.newaxis], part.colours[part.inside], 0).astype(part.colours.dtype)
    whole = Matted(part.covered.astype(np.float32), own)
    if thing == "selection" or not _has_surroundings(part):
        return whole
    part = _from_to(part, start, end)
    trimap = _trimap(part)
    if not (trimap == BACKGROUND).any() or not (trimap == FOREGROUND).any():
        return whole
    alpha, colours = (each[part.inside] for each in _estimated(part, trimap))
    alpha = alpha * (part.covered & (alpha > _TRACE))
    is_all = alpha > 1 - _TRACE
    alpha[is_all], colours[is_all] = 1, whole.colours[is_all]
    return Matted(alpha, colours) if alpha.any() else whole


def _has_surroundings(part: Part) -> bool:
    around = ~part.region
    if part.present is not None:
        around &= part.present
    return bool(around.any())


def _from_to(part: Part, start: float, end: float) -> Part:
    """The same part, whose progress is but a part of all."""
    heard = part.job.progress
    narrowed = replace(part.job, progress=lambda fraction, doing: heard(start + (end - start) * fraction, doing))
    return replace(part, job=narrowed)


def _trimap(part: Part) -> np.ndarray:
    """Certain inside the outline of the thing and outside of it, as far as strokes do not say otherwise."""
    from inlay.matting import trimap_from_coverage
    from inlay.segmentation import thing_inside

    longer_side, marks = part.document.longer_side, part.job.marks
    thing = thing_inside(
        part.around.pixels,
        part.region,
        foreground=None if marks is None else marks.of("foreground", part.frame),
        surroundings=math.ceil(SURROUNDINGS / 100 * longer_side),
        progress=part.span(0.0, 0.2),
    )
    size = math.sqrt(np.count_nonzero(thing))
    inner, outer = (max(least, min(own * size, most * longer_side)) for own, most, least in (_INNER, _OUTER))
    trimap = trimap_from_coverage(thing, inner, outer, image=part.around.pixels, progress=part.span(0.2, 0.3))
    return trimap if marks is None else marks.on_trimap(trimap, part.frame)


def _estimated(part: Part, trimap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Alpha and the thing's own colours in the frame."""
    from inlay.matting import estimate_alpha

    unknown = np.count_nonzero(trimap == UNKNOWN)
    if not unknown:
        return (trimap == FOREGROUND).astype(np.float32), np.array(part.colours)
    is_quick = part.job.quality == "preview" or unknown > _MANY
    # What is said of a trimap is nothing to somebody who has not drawn one.
    with collected():
        matte = estimate_alpha(
            part.around.pixels,
            trimap,
            quality="half" if is_quick else "full",
            threads=part.effort.threads,
            progress=part.span(0.3, 0.9),
        )
        colours = matte.colours(projection=True, threads=part.effort.threads, progress=part.span(0.9, 1.0))
    return matte.alpha, colours.foreground.reshape(part.colours.shape)
