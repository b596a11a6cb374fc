"""From stored samples to a picture: palettes, inversion, luminance and chrominance, opacity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from inlay.arrays.rows import BAND, strips
from inlay.arrays.saturation import saturated
from inlay.arrays.warning import warn
from inlay.colour import convert_samples, white
from inlay.colour.compositing import straight
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import unpacking
from inlay.files.metadata import embedded
from inlay.files.tiff import tags
from inlay.files.tiff.directories import Directory
from inlay.files.tiff.layout import JPEG, MINISBLACK, MINISWHITE, PALETTE, RGB, SEPARATED, YCBCR, Layout
from inlay.files.words import AGAIN
from inlay.picture import COLOUR_CHANNELS, Picture, Space, with_alpha

_MODELS = {MINISBLACK: "GRAY", MINISWHITE: "GRAY", PALETTE: "RGB", RGB: "RGB", SEPARATED: "CMYK", YCBCR: "RGB"}
_UNSPECIFIED, _PREMULTIPLIED, _STRAIGHT = 0, 1, 2
_LONGEST_NAME = 1000
_CMYK_INKS = 1
_FULL_RANGE = np.array([0, 255, 128, 255, 128, 255])
_SPANS = np.array([255, 127, 127], np.float32)
_TO_RGB = _("Convert it to RGB in an editor.")


def check(layout: Layout) -> None:
    """Refuse what Inlay cannot show, before anything is unpacked.

    Raises
    ------
    FileError
        If the colours are of another kind, or channels are missing.
    """
    path, photometric = layout.path, layout.photometric
    if photometric not in _MODELS:
        raise FileError(
            _("{path} holds {name} colours, which Inlay does not read.", path=path, name=_name(photometric)), _TO_RGB
        )
    inks = layout.directory.number(tags.INKS, _CMYK_INKS)
    if photometric == SEPARATED and (inks != _CMYK_INKS or layout.samples < 4):
        raise FileError(_("{path} holds other inks than CMYK, which Inlay does not read.", path=path), _TO_RGB)
    if layout.samples < _stored(photometric):
        raise FileError(_("{path} lacks a colour channel.", path=path), AGAIN)


def _name(photometric: int) -> str:
    import tifffile

    try:
        return tifffile.PHOTOMETRIC(photometric).name.replace("_", " ")
    except ValueError:
        return _("unknown (no. {photometric})", photometric=photometric)


def _stored(photometric: int) -> int:
    """Samples of a pixel's colour, as they are stored."""
    return 1 if photometric == PALETTE else len(COLOUR_CHANNELS[_MODELS[photometric]])


@dataclass(frozen=True)
class Meaning:
    """What the samples of a checked layout mean.

    Attributes
    ----------
    opacity : int or None
        Which sample of a pixel is its opacity.
    premultiplied : bool
        Whether the colours are stored times the opacity.
    profile : bytes or None
        Of the colours.
    """

    layout: Layout
    opacity: int | None
    premultiplied: bool
    profile: bytes | None = field(repr=False)

    @property
    def model(self) -> str:
        model = _MODELS[self.layout.photometric]
        return model if self.opacity is None else with_alpha(model)

    def picture(self, samples: np.ndarray) -> Picture:
        """The picture that samples of any part of it are, with straight opacity."""
        colour = self._colours(samples)
        if self.opacity is not None:
            alpha = convert_samples(_scaled(samples[..., self.opacity], self.layout), colour.dtype)
            colour = _joined(colour, alpha, self.premultiplied)
        space = Space(self.model, colour.dtype, profile=self.profile)
        return Picture(colour, space=space, name=self.layout.path.stem)

    def _colours(self, samples: np.ndarray) -> np.ndarray:
        layout = self.layout
        if layout.photometric == PALETTE:
            return _palette(layout.directory, samples[..., 0])
        colour = _scaled(samples[..., : _stored(layout.photometric)], layout)
        if layout.photometric == MINISWHITE:
            return colour.dtype.type(white(colour.dtype)) - colour
        if layout.photometric == YCBCR and (layout.compression not in JPEG or layout.planar or layout.samples > 3):
            return _from_luminance(layout, colour)
        return colour


def meaning(layout: Layout, is_used: Callable[[int], bool]) -> Meaning:
    """What samples of a checked layout mean, and what is to be said of it.

    Parameters
    ----------
    is_used : callable
        Whether a channel, given by its number, is anywhere above 0.
    """
    _warn_of_levels(layout)
    opacity, premultiplied = _opacity(layout, is_used)
    model = _MODELS[layout.photometric]
    profile = _profile(layout, model if opacity is None else with_alpha(model))
    return Meaning(layout, opacity, premultiplied, profile)


def _warn_of_levels(layout: Layout) -> None:
    path = layout.path
    if layout.bits == 64:
        warn(InlayWarning("precision", _("{path}: 64-bit samples are read as 32-bit ones.", path=path)))
    elif layout.bits == 32 and layout.dtype.kind == "u":
        warn(InlayWarning("precision", _("{path}: 32-bit samples are read as 32-bit floating point.", path=path)))
    software = layout.directory.raw(tags.SOFTWARE, _LONGEST_NAME)
    if layout.photometric == MINISWHITE and layout.bits == 1 and software.startswith(b"tifffile"):
        words = _("True is black in it, as tifffile stores booleans; invert it if white is meant.")
        warn(InlayWarning("levels", _("{path}: {words}", path=path, words=words)))


def _scaled(samples: np.ndarray, layout: Layout) -> np.ndarray:
    """Samples in one of the types that Inlay works in."""
    bits, kind = layout.bits, layout.dtype.kind
    if bits == 64:
        return saturated(samples, np.dtype(np.float32))
    if kind == "f" or bits in (8, 16):
        return samples
    if bits == 32:
        return np.divide(samples, np.float64(2**32 - 1), dtype=np.float64).astype(np.float32)
    levels = np.arange(1 << bits) / (2.0**bits - 1)
    return convert_samples(levels, layout.dtype)[samples]


def _opacity(layout: Layout, is_used: Callable[[int], bool]) -> tuple[int | None, bool]:
    """Which of the extra channels is opacity, and whether colours are premultiplied; all others are left out."""
    stored = _stored(layout.photometric)
    number = layout.samples - stored
    kinds = (*layout.directory.integers(tags.EXTRA_SAMPLES, number), *[_UNSPECIFIED] * number)[:number]
    place = next((index for index, kind in enumerate(kinds) if kind in (_PREMULTIPLIED, _STRAIGHT)), None)
    if place is None and number == 1 and layout.photometric != SEPARATED and is_used(stored):
        warn(
            InlayWarning(
                "channels", _("{path} does not say what its extra channel is; it is read as opacity.", path=layout.path)
            )
        )
        return stored, False
    if number > (place is not None):
        warn(InlayWarning("channels", _("{path}: its extra channels are left out.", path=layout.path)))
    return (None, False) if place is None else (stored + place, kinds[place] == _PREMULTIPLIED)


def _joined(colour: np.ndarray, alpha: np.ndarray, premultiplied: bool) -> np.ndarray:
    if premultiplied:
        one = white(colour.dtype)
        # In double precision, in which the colours of hardly visible pixels do not overflow.
        found = straight(colour, alpha[..., np.newaxis].astype(np.float64) / one)
        colour = np.rint(np.clip(found, 0, one)) if colour.dtype.kind == "u" else saturated(found, colour.dtype)
    joined = np.empty((*alpha.shape, colour.shape[2] + 1), alpha.dtype)
    joined[..., :-1], joined[..., -1] = colour, alpha
    return joined


def _palette(directory: Directory, indices: np.ndarray) -> np.ndarray:
    table = directory.numbers(tags.PALETTE).reshape(3, -1).T
    if table.dtype.kind != "u" or indices.max() >= len(table):
        raise ValueError("indices beyond the palette")
    # Programs scale their bytes by 256 or 257, or, against the format, not at all.
    return (table >> 8 if table.max() > 255 else table).astype(np.uint8)[indices]


def _from_luminance(layout: Layout, samples: np.ndarray) -> np.ndarray:
    """RGB of luminance and chrominance, as libtiff computes it (TIFF 6.0, section 21)."""
    if layout.bits != 8:
        raise FileError(
            _(
                "{path} holds YCBCR colours of {bits} bits, which Inlay does not read.",
                path=layout.path,
                bits=layout.bits,
            ),
            _TO_RGB,
        )
    weights = layout.directory.numbers(tags.LUMINANCE_WEIGHTS, 3)
    reference = layout.directory.numbers(tags.BLACK_AND_WHITE, 6)
    red, green, blue = weights if weights.size == 3 and weights.all() else (0.299, 0.587, 0.114)
    reference = reference if reference.size == 6 and (reference[::2] != reference[1::2]).all() else _FULL_RANGE
    black, white = np.float32(reference[::2]), np.float32(reference[1::2])
    pixels = np.empty_like(samples)
    for top, bottom in strips(len(samples), samples.shape[1], BAND):
        y, cb, cr = np.moveaxis((samples[top:bottom] - black) * (_SPANS / (white - black)), -1, 0)
        r, b = y + cr * (2 - 2 * red), y + cb * (2 - 2 * blue)
        g = (y - red * r - blue * b) / green
        pixels[top:bottom] = np.rint(np.clip(np.stack([r, g, b], axis=-1), 0, 255))
    return pixels


def _profile(layout: Layout, model: str) -> bytes | None:
    if layout.directory.find(tags.PROFILE) is None:
        return None
    profile = layout.directory.raw(tags.PROFILE, unpacking.LARGEST_PROFILE)
    return embedded.taken(layout.path, profile or None, model.removesuffix("A"))
