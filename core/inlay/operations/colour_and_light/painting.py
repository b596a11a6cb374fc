"""A thing inside a selection painted in another colour: its own colours in, its new ones out, mixed by its matte."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.arrays.rows import pieces
from inlay.arrays.saturation import as_samples
from inlay.colour.oklab import to_oklab
from inlay.operations.editing import colours_of, samples, working
from inlay.operations.part import Part
from inlay.operations.thing import Matted, matted
from inlay.picture import Picture, Space
from inlay.recolouring.pigment import SAMPLE, pigment
from inlay.recolouring.repainting import repainted

#: Pixels of a piece of work.
_PIECE = 1 << 16
#: How far colours are averaged to tell which of them change, as a part of the picture's longer side.
_GRAIN = 5e-4
#: The part of the progress that finding the thing is.
_FINDING = 0.8
_LINEAR = Space("RGB", np.dtype(np.float32), "linear")


def painted(part: Part, thing: str, wanted: Sequence[float], tolerance: float, lightness: float) -> np.ndarray:
    """New colours for a part with a thing in it.

    Where the thing is mixed with what is behind it, its own colours are changed and that stays: what is not the thing
    is as it was, bit for bit.

    Parameters
    ----------
    part : Part
        Of an RGB layer; its ring has the surroundings.
    thing : str
        As of `inlay.operations.thing.THING`.
    wanted : sequence of float
        As of a parameter that is a colour.
    tolerance, lightness : float
        As of `inlay.recolouring.repainting.repainted`.

    Returns
    -------
    ndarray, (part.box.height, part.box.width, 3)
        Samples of the layer's type.
    """
    result = np.array(colours_of(part)[part.inside], order="C")
    found = matted(part, thing, 0.0, _FINDING)
    places = np.flatnonzero(found.alpha)
    alpha, old = found.alpha.ravel()[places], found.colours.reshape(-1, 3)[places]
    radius = math.ceil(_GRAIN * part.document.longer_side)
    seen = part.attentively(lambda: _smoothed(found, radius), _FINDING).reshape(-1, 3)[places]
    step = max(1, len(places) // SAMPLE)
    own = pigment(to_oklab(_linear(part, old[::step])), alpha[::step])
    goal = to_oklab(_decoded(wanted))
    flat = result.reshape(-1, 3)
    dtype = working(result.dtype)

    def change(start: int, stop: int) -> None:
        linear = _linear(part, old[start:stop])
        smooth = _linear(part, seen[start:stop])
        new = repainted(linear, own, goal, seen=smooth, tolerance=tolerance, lightness=lightness)
        step = _stored(part, new) - _stored(part, linear)
        step[(new == linear).all(axis=1)] = 0
        there = places[start:stop]
        share = alpha[start:stop, None] * dtype.type(part.picture.space.white)
        flat[there] = samples(part, flat[there].astype(dtype) + share * step)

    replace(part.effort, progress=part.span(_FINDING, 1.0)).in_pieces(change, pieces(len(places), _PIECE))
    return result


def _smoothed(found: Matted, radius: int) -> np.ndarray:
    """Means of the thing's colours over squares of pixels: what is told by them has no grain."""
    from scipy import ndimage

    size = 2 * radius + 1
    weights: np.ndarray = ndimage.uniform_filter(found.alpha, size)
    means = np.empty(found.colours.shape, np.float32)
    for channel in range(3):
        plane = found.alpha * found.colours[..., channel]
        means[..., channel] = ndimage.uniform_filter(plane.astype(np.float32), size)
    return as_samples(means / np.maximum(weights, 1e-6)[..., np.newaxis], found.colours.dtype)


def _linear(part: Part, colours: np.ndarray) -> np.ndarray:
    """Samples of the layer, (n, 3), in linear light of sRGB's primaries."""
    space = replace(part.picture.space, model="RGB")
    return colour.convert(Picture(colours[np.newaxis], space=space), _LINEAR).pixels[0]


def _stored(part: Part, linear: np.ndarray) -> np.ndarray:
    """Linear light, (n, 3), as the layer stores it, from 0 to 1 in floating point."""
    space = replace(part.picture.space, model="RGB", dtype=np.dtype(np.float32))
    return colour.convert(Picture(linear[np.newaxis], space=_LINEAR), space).pixels[0]


def _decoded(wanted: Sequence[float]) -> np.ndarray:
    pixels = np.asarray(wanted[:3], np.float32).reshape(1, 1, 3)
    return colour.convert(Picture(pixels, space=Space("RGB", np.dtype(np.float32))), _LINEAR).pixels[0, 0]
