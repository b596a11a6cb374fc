"""From one colour space to another, in floating point: by tables where profiles are curves and a matrix, else by
Little CMS.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay.arrays.rows import strips
from inlay.arrays.sample_types import convert_samples
from inlay.arrays.warning import warn
from inlay.colour import press, profiles
from inlay.colour.little_cms import transformed
from inlay.colour.pipeline import pipeline_between
from inlay.contract.language import _
from inlay.errors import InlayWarning, InputError
from inlay.picture import CHANNELS, Picture, Space

_REC709 = (0.2126, 0.7152, 0.0722)
#: Pixels that fit into the cache.
_STRIP_PIXELS = 1 << 14
#: Samples that the tables may not reach.
_FAR = 16.0
#: Pixels for which kernels are not worth loading.
_FEW = 1 << 10


def convert(picture: Picture, space: Space) -> Picture:
    """Express a picture in another colour space.

    Parameters
    ----------
    picture : Picture
        In any space; ``MASK`` pictures stay masks.
    space : Space
        Model, sample type, transfer and profile that are wanted. A model without opacity drops it, one with opacity
        adds an opaque one.

    Returns
    -------
    Picture
        `picture` itself where there is nothing to do. Colours are converted relative to the white point with black
        point compensation, opacity is straight and never touched. In floating point, values beyond 0..1 survive
        between profiles whose curves are formulas, or tables that sample one. Integers of CMYK are full ink at their
        maximum; LAB is encoded as ICC version 4 has it, in floating point scaled to 0..1 like the integers.

    Raises
    ------
    InputError
        If a mask is to become colours, or a profile cannot be used.

    Warns
    -----
    InlayWarning
        ``profile``: an unknown name stands for sRGB, and inks with no known profile for those of `inlay.colour.press`.
    """
    if picture.space == space:
        return picture
    model, wanted = _colours(picture.space.model), _colours(space.model)
    if "MASK" in (model, wanted):
        if model != wanted:
            raise InputError(_("A mask has no colours."), _("Choose a layer."))
        pixels = convert_samples(picture.pixels, space.dtype)
        return replace(picture, pixels=pixels, space=replace(picture.space, dtype=space.dtype))
    if _same_colours(picture.space, space):
        return _repack(picture, space)
    before, after = _profile(picture.space), _profile(space)
    if before == after and model == wanted:
        return _repack(picture, space)
    return _repack(picture, space, _transform(picture.colour, model, before, wanted, after, space.dtype))


def luminance_weights(space: Space) -> tuple[float, ...]:
    """How much each colour channel of a space counts for the luminance; their sum is one.

    The middle row of an RGB profile's matrix, Rec. 709 where it has none; lightness alone in LAB; in CMYK black like
    the three others together.
    """
    model = _colours(space.model)
    if model in ("GRAY", "MASK"):
        return (1.0,)
    if model == "LAB":
        return (1.0, 0.0, 0.0)
    if model == "CMYK":
        return (*(weight / 2 for weight in _REC709), 0.5)
    profile, standard = _profile(space, quiet=True), profiles.builtin("RGB", space.transfer == "linear")
    if profiles.equal(profile, standard):
        return _REC709
    primaries = profiles.colorants(profile)
    if primaries is None or abs(primaries[:, 1].sum() - 1) > 0.05:
        return _REC709
    weights = primaries[:, 1] / primaries[:, 1].sum()
    return tuple(float(weight) for weight in weights)


def same_colours(first: Space, second: Space) -> bool:
    """Whether samples of both spaces mean the same colours, whatever their type and opacity."""
    return _same_colours(first, second) or (
        _colours(first.model) == _colours(second.model) and _profile(first) == _profile(second)
    )


def _colours(model: str) -> str:
    return model.removesuffix("A")


def _same_colours(first: Space, second: Space) -> bool:
    if _colours(first.model) != _colours(second.model):
        return False
    if (first.transfer, first.profile) == (second.transfer, second.profile):
        return True
    before, after = _profile(first, quiet=True), _profile(second, quiet=True)
    return profiles.equal(before, after)


def _profile(space: Space, quiet: bool = False) -> bytes:
    """The ICC profile by which a space's samples are read."""
    model = _colours(space.model)
    linear = space.transfer == "linear"
    found = profiles.named(space.profile) if isinstance(space.profile, str) else space.profile
    if found is not None and profiles.belongs(found, model):
        return profiles.linear(found) if linear else found
    if not quiet:
        _tell_of_builtin(space, found)
    return profiles.builtin(model, linear)


def _tell_of_builtin(space: Space, found: bytes | None) -> None:
    """Say what stands for an unknown profile, or for none where none is usual."""
    is_inks = space.model.startswith("CMYK")
    meaning = press.NAME if is_inks else "sRGB"
    if isinstance(space.profile, str) and found is None:
        said = _(
            "The colour profile “{profile}” is not known; it is read as {meaning}.",
            profile=space.profile,
            meaning=meaning,
        )
    elif is_inks:
        said = _("The CMYK picture has no usable colour profile; it is read as {meaning}.", meaning=meaning)
    else:
        return
    warn(InlayWarning("profile", said))


def _repack(picture: Picture, space: Space, colour: np.ndarray | None = None) -> Picture:
    """Put colours (the picture's own if not given) and its opacity together as `space` has them."""
    wants_alpha = space.model.endswith("A")
    if colour is None and picture.space.dtype == space.dtype and wants_alpha == picture.has_alpha:
        return replace(picture, space=space)
    colour = convert_samples(picture.colour if colour is None else colour, space.dtype)
    if not wants_alpha:
        return replace(picture, pixels=colour, space=space)
    pixels = np.empty((picture.height, picture.width, CHANNELS[space.model]), space.dtype)
    pixels[..., :-1] = colour
    pixels[..., -1] = space.white if picture.alpha is None else convert_samples(picture.alpha, space.dtype)
    return replace(picture, pixels=pixels, space=space)


def _transform(colour: np.ndarray, model: str, before: bytes, wanted: str, after: bytes, dtype: np.dtype) -> np.ndarray:
    before, after = profiles.unbounded(before), profiles.unbounded(after)
    height, width = colour.shape[:2]
    pipeline = pipeline_between(before, after) if height * width > _FEW else None
    channels = CHANNELS[wanted]
    result = np.empty((height, width, channels), dtype)
    for top, bottom in strips(height, width, _STRIP_PIXELS, fewest=1):
        strip = colour[top:bottom].reshape(-1, colour.shape[2])
        converted = None if pipeline is None else pipeline.converted(strip)
        if converted is None:
            samples = convert_samples(strip, np.float32)
            far = np.ones(len(samples), bool) if pipeline is None else ~(np.abs(samples) < _FAR).all(axis=1)
            near = (
                None if pipeline is None else pipeline.converted(np.where(far[:, np.newaxis], np.float32(0), samples))
            )
            if near is None:
                converted = transformed(samples, model, before, wanted, after)
            else:
                # What the others become does not depend on these.
                converted = near
                converted[far, :channels] = transformed(samples[far], model, before, wanted, after)
        result[top:bottom] = convert_samples(converted[:, :channels], dtype).reshape(bottom - top, width, channels)
    return result
