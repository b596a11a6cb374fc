"""Spaces to blend in: the same colours in coordinates in which differences mean something else.

``rgb`` is the samples as stored, ``linear`` their linear light, ``lab`` CIELAB, ``hsv`` hue, saturation and value, and
``gray`` the luminance alone. Channels that a result does not have independently, such as the hue's sine and cosine,
are brought together again on the way back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.sample_types import convert_samples
from inlay.colour.conversion import convert, luminance_weights
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError
from inlay.picture import Picture, Space

SPACES = ("rgb", "linear", "lab", "hsv", "gray")

_FLOAT = np.dtype(np.float32)
_LAB = Space("LAB", _FLOAT)


def to_space(pixels: np.ndarray, name: str, space: Space) -> np.ndarray:
    """Express colours in a space to blend in.

    Parameters
    ----------
    pixels : ndarray, (height, width, channels)
        Colours without opacity, as `space` has them.
    name : {"rgb", "linear", "lab", "hsv", "gray"}
        The space. ``hsv`` gives four channels: cosine and sine of the hue, saturation, value.
    space : Space
        What the pixels mean; its opacity channel is not expected in `pixels`.

    Returns
    -------
    ndarray of float32, (height, width, channels of the space)
        0..1 for white, saturation and value; lightness 0..1 and a, b as ICC encodes them.

    Raises
    ------
    ParameterError
        If the space is unknown.
    InputError
        If the picture's colours are not RGB or gray.
    """
    bare = replace(_known(name, space), dtype=pixels.dtype)
    if name == "linear":
        return convert(Picture(pixels, space=bare), replace(bare, dtype=_FLOAT, transfer="linear")).pixels
    if name == "lab":
        return convert(Picture(pixels, space=bare), _LAB).pixels
    samples = convert_samples(pixels, _FLOAT)
    if name == "rgb":
        return samples
    if name == "gray":
        return (samples @ np.array(luminance_weights(bare), np.float32))[..., None]
    return _to_hsv(samples)


def from_space(values: np.ndarray, name: str, space: Space) -> np.ndarray:
    """Colours as `space` has them, in its sample type, from what `to_space` gives."""
    bare = _known(name, space)
    values = np.asarray(values, _FLOAT)
    if name == "linear":
        return convert(Picture(values, space=replace(bare, dtype=_FLOAT, transfer="linear")), bare).pixels
    if name == "lab":
        return convert(Picture(values, space=_LAB), bare).pixels
    if name == "gray":
        values = np.repeat(values, 3 if bare.model == "RGB" else 1, axis=2)
    elif name == "hsv":
        values = _from_hsv(values, bare.model)
    return convert_samples(values, bare.dtype)


def _known(name: str, space: Space) -> Space:
    """The space without opacity, if `name` can be had of it."""
    if name not in SPACES:
        raise ParameterError(
            _("The space to blend in is {name}.", name=repr(name)),
            _("Choose one of {spaces}.", spaces=", ".join(SPACES)),
        )
    bare = replace(space, model=space.model.removesuffix("A"))
    if name != "rgb" and bare.model not in ("RGB", "GRAY"):
        raise InputError(
            _("Colours of a {model} document cannot be blended in another space.", model=bare.model),
            _("Convert the document to RGB, or blend the colours as they are stored."),
        )
    return bare


def _to_hsv(samples: np.ndarray) -> np.ndarray:
    """Smith: Color gamut transform pairs, SIGGRAPH 1978; of gray the hue is 0."""
    red, green, blue = (samples[..., k % samples.shape[2]] for k in range(3))
    value = np.maximum(np.maximum(red, green), blue)
    chroma = value - np.minimum(np.minimum(red, green), blue)
    safe = np.where(chroma > 0, chroma, 1)
    sixth = np.where(
        value == red, (green - blue) / safe, np.where(value == green, 2 + (blue - red) / safe, 4 + (red - green) / safe)
    )
    angle = np.where(chroma > 0, sixth, 0) * np.float32(np.pi / 3)
    saturation = np.where(value > 0, chroma / np.where(value > 0, value, 1), 0)
    return np.stack([np.cos(angle), np.sin(angle), saturation, value], axis=-1).astype(np.float32)


def _from_hsv(values: np.ndarray, model: str) -> np.ndarray:
    cosine, sine, saturation, value = np.moveaxis(values, -1, 0)
    if model == "GRAY":
        return value[..., None]
    sixth = (np.arctan2(sine, cosine) * (3 / np.pi)) % 6
    chroma = np.clip(saturation, 0, 1) * value
    channels = [value - chroma * np.clip(np.minimum((n + sixth) % 6, 4 - (n + sixth) % 6), 0, 1) for n in (5, 3, 1)]
    return np.stack(channels, axis=-1)
