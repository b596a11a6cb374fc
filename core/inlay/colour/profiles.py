"""ICC profiles: the built-in ones, those known by name only, and what Inlay must know of any."""

from __future__ import annotations

import re
import struct
from functools import lru_cache

import numpy as np

from inlay.colour import icc, transfer_curves

# XYZ of red, green and blue, adapted to D50.
_COLORANTS = {
    "sRGB": ((0.43604, 0.22249, 0.01392), (0.38512, 0.71690, 0.09706), (0.14305, 0.06061, 0.71393)),
    "ClayRGB": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
    "Rec2020": ((0.67349, 0.27904, -0.00194), (0.16566, 0.67535, 0.02998), (0.12505, 0.04561, 0.79686)),
    "LargeRGB": ((0.79771, 0.28806, 0.0), (0.13516, 0.71187, 0.00002), (0.03133, 0.00008, 0.82489)),
    "WideRGB": ((0.71646, 0.25871, 0.0), (0.10100, 0.72472, 0.05121), (0.14674, 0.01657, 0.77370)),
    "ACEScg": ((0.68988, 0.28452, -0.00604), (0.14977, 0.67169, 0.01001), (0.12456, 0.04379, 0.82094)),
}
_CURVES = {
    "srgbtrc": transfer_curves.SRGB,
    "rec709": transfer_curves.REC709,
    "labl": transfer_curves.LIGHTNESS,
    "g10": (1.0,),
    "g18": (0x1CD / 256,),
    "g22": (0x233 / 256,),
}
_ELLE = re.compile(r"(?P<primaries>[A-Za-z0-9]+)(-D50)?-elle-V[24]-(?P<curve>[a-z0-9]+)(\.icc)?", re.IGNORECASE)
_ALIASES = {
    "": "sRGB-elle-V4-srgbtrc",
    "srgb": "sRGB-elle-V4-srgbtrc",
    "srgb built-in": "sRGB-elle-V4-srgbtrc",
    "srgb iec61966-2.1": "sRGB-elle-V4-srgbtrc",
    "gimp built-in srgb": "sRGB-elle-V4-srgbtrc",
    "gimp built-in linear srgb": "sRGB-elle-V4-g10",
    "krita-2.5, lcms srgb built-in with linear gamma trc": "sRGB-elle-V4-g10",
    "scrgb (linear)": "sRGB-elle-V4-g10",
    "gimp built-in d65 grayscale with srgb trc": "Gray-elle-V4-srgbtrc",
    "gimp built-in d65 linear grayscale": "Gray-elle-V4-g10",
    "gray built-in": "Gray-elle-V4-srgbtrc",
    "adobe rgb (1998)": "ClayRGB-elle-V4-g22",
}
_CLASSES = {"RGB": b"RGB ", "GRAY": b"GRAY", "CMYK": b"CMYK", "LAB": b"Lab "}

_SAME_COLORANT = 1e-3


@lru_cache(maxsize=64)
def builtin(model: str, linear: bool = False) -> bytes:
    """The profile that holds where a picture carries none: sRGB's, in colour or gray; for inks that of `press`."""
    curve = transfer_curves.formula(1.0) if linear else transfer_curves.formula(*transfer_curves.SRGB)
    if model == "RGB":
        return icc.matrix(_COLORANTS["sRGB"], curve)
    if model == "GRAY":
        return icc.gray(curve)
    if model == "CMYK":
        from inlay.colour import press

        return press.profile()
    import imagecodecs

    made = bytes(imagecodecs.cms_profile("lab4"))
    # Without the time at which it was made, which would make two of them differ.
    return made[:24] + bytes(12) + made[36:]


@lru_cache(maxsize=64)
def named(name: str) -> bytes | None:
    """The profile of a name as an editor shows it; None if it is not known."""
    found = _ELLE.fullmatch(_ALIASES.get(name.strip().lower(), name.strip()))
    if not found:
        return None
    primaries = {known.lower(): known for known in (*_COLORANTS, "Gray")}.get(found["primaries"].lower())
    parameters = _CURVES.get(found["curve"].lower())
    if primaries is None or parameters is None:
        return None
    curve = transfer_curves.formula(*parameters)
    return icc.gray(curve) if primaries == "Gray" else icc.matrix(_COLORANTS[primaries], curve)


def belongs(profile: bytes, model: str) -> bool:
    """Whether a profile is whole and describes the colours of `model` (without opacity)."""
    return profile[36:40] == b"acsp" and profile[16:20] == _CLASSES.get(model) and bool(icc.tags(profile))


def model_of(profile: bytes) -> str | None:
    """The colours that a whole profile describes, as in ``RGB``; None for others, or where it is damaged."""
    return next((model for model in _CLASSES if belongs(profile, model)), None)


@lru_cache(maxsize=64)
def neutral(profile: bytes) -> bytes | None:
    """The gray profile of an RGB profile's grays; None unless that is a matrix with one curve for all channels."""
    transfers = set(_transfer(profile))
    return icc.gray(transfers.pop()) if colorants(profile) is not None and len(transfers) == 1 else None


@lru_cache(maxsize=64)
def colorants(profile: bytes) -> np.ndarray | None:
    """XYZ of red, green and blue as rows, ``(3, 3)``, of a profile that is a matrix and curves; else None."""
    found = icc.tags(profile)
    if b"A2B0" in found or not all(name in found for name in (b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")):
        return None
    try:
        return np.array([struct.unpack(">3i", found[name][8:20]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]) / 65536
    except struct.error:
        return None


def _transfer(profile: bytes) -> list[bytes]:
    found = icc.tags(profile)
    return [found[name] for name in (b"rTRC", b"gTRC", b"bTRC", b"kTRC") if name in found]


@lru_cache(maxsize=64)
def equal(first: bytes, second: bytes) -> bool:
    """Whether two profiles mean the same colours, however they write them: the many sRGBs are one."""
    if first == second:
        return True
    if first[16:20] != second[16:20]:
        return False
    primaries = colorants(first), colorants(second)
    if first[16:20] == b"RGB " and (primaries[0] is None or primaries[1] is None):
        return False
    if primaries[0] is not None and np.abs(primaries[0] - primaries[1]).max() > _SAME_COLORANT:
        return False
    transfers = _transfer(first), _transfer(second)
    if not transfers[0] or len(transfers[0]) != len(transfers[1]) or b"A2B0" in (*icc.tags(first), *icc.tags(second)):
        return False
    sampled = [[transfer_curves.sample(curve) for curve in transfer] for transfer in transfers]
    return all(a is not None and b is not None and transfer_curves.same(a, b) for a, b in zip(*sampled, strict=True))


@lru_cache(maxsize=64)
def linear(profile: bytes) -> bytes:
    """The same primaries with linear light; the profile itself where it is not a matrix and curves."""
    straight = transfer_curves.formula(1.0)
    primaries = colorants(profile)
    if primaries is not None:
        return icc.matrix(tuple(map(tuple, primaries)), straight)
    return icc.gray(straight) if profile[16:20] == b"GRAY" and b"kTRC" in icc.tags(profile) else profile


@lru_cache(maxsize=64)
def unbounded(profile: bytes) -> bytes:
    """The same colours with formulas for the curves where they can be told, so that values beyond 0..1 survive."""
    formulas = [transfer_curves.parametric(curve) for curve in _transfer(profile)]
    if not formulas or None in formulas:
        return profile
    known = tuple(formula for formula in formulas if formula is not None)
    primaries = colorants(profile)
    if primaries is not None:
        return icc.matrix(tuple(map(tuple, primaries)), known)
    return icc.gray(known[0]) if profile[16:20] == b"GRAY" and b"A2B0" not in icc.tags(profile) else profile
