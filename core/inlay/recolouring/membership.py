"""How far a pixel has a thing's own colour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.recolouring.pigment import Pigment, saturations, smooth_step

#: Degrees of hue that are one colour: so many at least, and so many times their spread; and without any tolerance.
_NARROWEST, _SPREADS, _NARROW = 15.0, 2.0, 3.0
#: Over what part of the reach what belongs goes over into what does not.
_FADING = 0.4
#: So little saturation beside the thing's own is noise.
_NOISE = 0.02
#: Saturation, as a part of the thing's own, below which a pixel is gray and keeps its lightness, and above not.
_GRAY, _COLOURED = 0.1, 0.4
#: How far from a gray thing's chroma is still its own, how much lighter than its shading, and how much darker than most
#: of it.
_CHROMA, _LIGHTER, _DARKER = 0.04, 0.3, 0.3


class Membership(NamedTuple):
    """How far pixels belong to what changes, from 0 to 1, each (n,) or one for all.

    Attributes
    ----------
    hue : ndarray
        With their hue and saturation.
    light : ndarray
        With their lightness.
    """

    hue: np.ndarray
    light: np.ndarray


def membership(lab: np.ndarray, own: Pigment, tolerance: float) -> Membership:
    """Compare colours in Oklab, (n, 3), with a thing's own; the tolerance is from 0 to 100."""
    coloured = np.float32(own.is_coloured)
    if coloured == 0:
        return _of_gray(lab, own, tolerance)
    found = _of_hue(saturations(lab) / own.saturation, own, tolerance)
    if coloured == 1:
        return found
    gray = _of_gray(lab, own, tolerance)
    return Membership(*(other + coloured * (share - other) for share, other in zip(found, gray, strict=True)))


def _of_hue(turned: np.ndarray, own: Pigment, tolerance: float) -> Membership:
    """By saturations divided by the thing's own."""
    aside = np.sqrt(np.maximum(turned.imag**2 - (_NOISE / abs(own.saturation)) ** 2, 0))
    degrees = np.degrees(np.arctan2(aside, turned.real))
    usual = max(_NARROWEST, _SPREADS * own.spread)
    # By equal factors from the narrowest to the usual reach, and on to all hues.
    low, high, place = (_NARROW, usual, tolerance / 50) if tolerance <= 50 else (usual, 180.0, tolerance / 50 - 1)
    reach = low * (high / low) ** place
    share = (1 - smooth_step(degrees, reach, (1 + _FADING) * reach)).astype(np.float32)
    return Membership(share, share * smooth_step(turned.real, _GRAY, _COLOURED).astype(np.float32))


def _of_gray(lab: np.ndarray, own: Pigment, tolerance: float) -> Membership:
    if tolerance == 100:
        every = np.ones(len(lab), np.float32)
        return Membership(every, every)
    reach = tolerance / 50
    tint = np.abs(lab[:, 1] + 1j * lab[:, 2] - own.saturation * lab[:, 0])
    share = 1 - smooth_step(tint, _CHROMA * reach, _CHROMA * (reach + 1))
    # What is much lighter or darker, such as a car's lamps and windows, is as light as it would be and stays gray.
    lighter = smooth_step(lab[:, 0] - own.brightest, _LIGHTER * reach, _LIGHTER * (reach + 1))
    darker = smooth_step(own.lightness - lab[:, 0], _DARKER * reach, _DARKER * (reach + 0.7))
    hue = share * (1 - lighter) * (1 - darker)
    return Membership(hue.astype(np.float32), share.astype(np.float32))
