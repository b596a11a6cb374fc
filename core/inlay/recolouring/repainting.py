"""A thing's colours in another colour: hue and saturation turned, lightness shifted, light and shade kept."""

from __future__ import annotations

import numpy as np

from inlay.colour.oklab import to_oklab
from inlay.recolouring.gamut import within_gamut
from inlay.recolouring.membership import Membership, membership
from inlay.recolouring.pigment import Pigment, saturations
from inlay.recolouring.tone import tone

#: Degrees by which hues may still differ from the wanted one.
_VARIETY = 5.0
#: How much more saturated than the wanted colour a pixel may become.
_STRONGEST = 1.25


def repainted(
    linear: np.ndarray,
    own: Pigment,
    wanted: np.ndarray,
    *,
    seen: np.ndarray | None = None,
    tolerance: float = 50.0,
    lightness: float = 100.0,
) -> np.ndarray:
    """Paint a thing in another colour.

    What has the thing's hue gets the wanted one, with a saturation that is to the wanted colour's as its own was to the
    thing's, and lightness by one curve for all. What is gray in a coloured thing, such as gloss, stays gray and as
    light as it is; other hues stay as they are. A gray thing is dyed where it is about as light as most of it.

    Parameters
    ----------
    linear : ndarray of float32, (n, 3)
        Its colours, in linear light of sRGB's primaries.
    own : Pigment
        Its own colour.
    wanted : ndarray, (3,)
        The wanted one, in Oklab.
    seen : ndarray of float32, (n, 3), optional
        The same with less noise, by which is told what changes.
    tolerance : float
        How far from its own colour a pixel may be and still change, 0 to 100.
    lightness : float
        How far its lightness becomes the wanted one's, 0 to 100.

    Returns
    -------
    ndarray of float32, (n, 3)
        What keeps its colour keeps it bit for bit. What could not be shown has less chroma.
    """
    lab = to_oklab(linear)
    share = membership(lab if seen is None else to_oklab(seen), own, tolerance)
    goal = own.lightness + lightness / 100 * (float(wanted[0]) - own.lightness)
    painted = _painted(lab, share, own, goal, complex(wanted[1], wanted[2]) / max(goal, 1e-3))
    # What is beyond the gamut already may stay there.
    lowest = np.minimum(linear.min(axis=1, keepdims=True), 0)
    highest = np.maximum(linear.max(axis=1, keepdims=True), 1)
    found = within_gamut(painted, lowest, highest)
    untouched = (share.hue == 0) & (share.light == 0)
    np.copyto(found, linear, where=untouched[:, np.newaxis])
    return found


def _painted(lab: np.ndarray, share: Membership, own: Pigment, goal: float, dye: complex) -> np.ndarray:
    """Colours in Oklab with another mean lightness and another saturation."""
    curve, lightness = tone(own, goal), lab[:, 0]
    # Gloss is the lamp's colour: the dye shows as far as shading goes.
    shading = lightness + share.light * (curve.shading(lightness) - lightness)
    before = lab[:, 1] + 1j * lab[:, 2]
    chroma = before + share.hue * (_dyed(saturations(lab), own, dye) * shading - before)
    found = np.empty_like(lab)
    found[:, 0] = lightness + share.light * (curve(lightness) - lightness)
    found[:, 1], found[:, 2] = chroma.real, chroma.imag
    return found


def _dyed(saturation: np.ndarray, own: Pigment, dye: complex) -> np.ndarray:
    """The new saturation: turned and scaled in a coloured thing, shifted in a gray one."""
    shifted = dye + saturation - own.saturation
    if own.is_coloured == 0:
        return shifted
    turned, limit = saturation / own.saturation, np.radians(_VARIETY)
    angle = limit * np.tanh(np.angle(turned) / limit)
    scaled = dye * np.minimum(np.abs(turned), _STRONGEST) * np.exp(1j * angle)
    return shifted + own.is_coloured * (scaled - shifted)
