"""The thing inside of a selection that is loose in some places and cuts through the thing in others."""

from __future__ import annotations

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress
from inlay.colour import white
from inlay.segmentation.grab_cut import object_inside

#: As of `grab_cut.SMOOTHNESS`: the thing stays whole; its thin parts and hair are a matte's business.
SMOOTHNESS = (20.0, 20.0, 20.0, 20.0, 5.0, 5.0)
#: Outlines are judged on a picture of so many pixels at most.
_LONGEST = 320
#: Over how many of its pixels colours to both sides are averaged, and contrasts along the outline.
_ACROSS, _ALONG = 3.0, 8.0
#: An outline is clear where colours differ across it so many times as much as they mostly do inside the thing, or so
#: much in any case.
_CLEARER, _CLEAR = 2.2, 0.14
#: Pixels from the outline on that are inside.
_INSIDE = 6
#: The part of an outline that may be vague; with more it is none.
_VAGUE_PART = 0.3
#: How far beyond the selection a thing is followed that goes on, in pixels of the small picture.
_BEYOND = 24
#: The least part of the selection that is a thing.
_FEWEST = 0.01


def thing_inside(
    image: np.ndarray,
    region: np.ndarray,
    *,
    foreground: np.ndarray | None = None,
    surroundings: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find the thing inside of a selection, and a little of how it goes on beyond the selection.

    What differs from what lies outside is a thing if its outline is clear: where colours hardly differ more across it
    than from place to place inside the thing, nothing says that what lies between outline and selection is background,
    and all of the selection is the thing. Where they do not differ across the selection's own border the thing goes on.

    Parameters
    ----------
    image, region, foreground, surroundings, progress
        As for `object_inside`.

    Returns
    -------
    ndarray of bool, (height, width)
        The thing, also beyond the selection where that cuts through it: all around where it is all of the selection.
    """
    found = object_inside(
        image,
        region,
        foreground=foreground,
        surroundings=surroundings,
        smoothness=SMOOTHNESS,
        progress=progress,
    )
    step = -(-max(region.shape) // _LONGEST)
    selected, thing = region[::step, ::step], found[::step, ::step]
    outline, is_vague = _outline(_small(image, step), thing)
    loose = outline & _next_to(selected & ~thing)
    beyond = ~selected & (_distance(selected) <= _BEYOND)
    if np.count_nonzero(thing) < _FEWEST * np.count_nonzero(selected) or np.count_nonzero(
        is_vague & loose
    ) > _VAGUE_PART * np.count_nonzero(loose):
        found = np.array(region)
    else:
        cut = is_vague & _next_to(~selected)
        beyond &= _nearest(outline, cut)
    found |= beyond.repeat(step, 0).repeat(step, 1)[: region.shape[0], : region.shape[1]] & ~region
    return found


def _small(image: np.ndarray, step: int) -> np.ndarray:
    """Colours of some pixels, from 0 to 1; nothing is where they are transparent."""
    pixels = checks.picture(image, most_channels=4)[::step, ::step]
    colours = pixels / np.float32(white(pixels.dtype))
    if pixels.shape[2] in (2, 4):
        colours = np.where(colours[..., -1:] > 0, colours[..., :-1], 0)
    return np.nan_to_num(colours, posinf=1, neginf=0).clip(0, 2)


def _outline(colours: np.ndarray, thing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The outermost pixels of a thing, and which of them differ little from what is across."""
    from scipy import ndimage

    outline = thing & _next_to(~thing)
    inner = ndimage.binary_erosion(thing, iterations=_INSIDE, border_value=1)
    if not outline.any() or not inner.any():
        return outline, np.zeros_like(outline)
    here, there = (_means_of(colours, side) for side in (thing, ~thing))
    contrast = np.where(outline, np.linalg.norm(here - there, axis=2), 0)
    lengths = ndimage.gaussian_filter(outline.astype(np.float32), _ALONG)
    contrast = ndimage.gaussian_filter(contrast, _ALONG) / np.maximum(lengths, 1e-6)
    return outline, outline & (contrast < min(_CLEARER * _variation(here, inner), _CLEAR))


def _next_to(plane: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    found: np.ndarray = ndimage.binary_dilation(plane)
    return found


def _nearest(places: np.ndarray, values: np.ndarray) -> np.ndarray:
    """For every pixel the value at the nearest of some places; False where there are none."""
    from scipy import ndimage

    if not places.any():
        return np.zeros_like(values)
    return values[tuple(ndimage.distance_transform_edt(~places, return_distances=False, return_indices=True))]


def _distance(plane: np.ndarray) -> np.ndarray:
    """How far pixels are from a plane."""
    from scipy import ndimage

    found: np.ndarray = ndimage.distance_transform_edt(~plane)
    return found


def _means_of(colours: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Colours around each pixel on one side of an outline."""
    from scipy import ndimage

    weights = ndimage.gaussian_filter(side.astype(np.float32), _ACROSS)
    sums = ndimage.gaussian_filter(colours * side[..., np.newaxis], (_ACROSS, _ACROSS, 0))
    return sums / np.maximum(weights, 1e-4)[..., np.newaxis]


def _variation(means: np.ndarray, inner: np.ndarray) -> float:
    """How much means mostly differ from one place inside a thing to the next."""
    step = round(_ACROSS)
    differences = [np.linalg.norm(np.roll(means, step, axis) - np.roll(means, -step, axis), axis=2) for axis in (0, 1)]
    return float(np.median([each[inner] for each in differences]))
