"""ICC profiles: the built-in ones, those known by name only, and what Inlay must know of any."""

from __future__ import annotations

import re
import struct
from functools import lru_cache

import numpy as np

from inlay.colour import transfer_curves

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

D50 = (0.96420, 1.0, 0.82491)
_SAME_COLORANT = 1e-3


@lru_cache(maxsize=64)
def builtin(model: str, linear: bool = False) -> bytes:
    """The profile that holds where a picture carries none: sRGB's, in colour or gray; for inks that of `press`."""
    curve = transfer_curves.formula(1.0) if linear else transfer_curves.formula(*transfer_curves.SRGB)
    if model == "RGB":
        return matrix(_COLORANTS["sRGB"], curve)
    if model == "GRAY":
        return gray(curve)
    if model == "CMYK":
        from inlay.colour import press

        return press.profile()
    import imagecodecs

    return bytes(imagecodecs.cms_profile("lab4"))


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
    return gray(curve) if primaries == "Gray" else matrix(_COLORANTS[primaries], curve)


def matrix(
    colorants: tuple[tuple[float, ...], ...], curve: bytes | tuple[bytes, ...], name: str = "", coding: bytes = b""
) -> bytes:
    """Write an RGB profile from three D50 colorants and one transfer curve or three.

    It bears a name, and the code points of `coding` (ITU-T H.273: primaries, transfer, matrix, range) if any are given.
    """
    each = (curve,) * 3 if isinstance(curve, bytes) else curve
    found = {b"rXYZ": _xyz(colorants[0]), b"gXYZ": _xyz(colorants[1]), b"bXYZ": _xyz(colorants[2])}
    return _write(b"RGB ", found | dict(zip((b"rTRC", b"gTRC", b"bTRC"), each, strict=True)), name, coding)


def gray(curve: bytes, name: str = "", coding: bytes = b"") -> bytes:
    """Write a gray profile from its transfer curve, with a name and code points like `matrix`."""
    return _write(b"GRAY", {b"kTRC": curve}, name, coding)


def coding(profile: bytes) -> bytes:
    """The code points of a profile (ICC.1:2022, 9.2.17); empty for none."""
    found = tags(profile).get(b"cicp", b"")
    return found[8:12] if len(found) == 12 else b""


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _words(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def tables(content: dict[bytes, bytes], paper: tuple[float, ...]) -> bytes:
    """Write a printer's CMYK profile from its tables to and from CIELAB, and the XYZ of its paper."""
    return _write(b"CMYK", {b"wtpt": _xyz(paper)} | content, device=b"prtr", between=b"Lab ")


def _write(
    space: bytes,
    content: dict[bytes, bytes],
    title: str = "",
    coding: bytes = b"",
    device: bytes = b"mntr",
    between: bytes = b"XYZ ",
) -> bytes:
    about = {b"desc": _words(title or "Inlay built-in"), b"cprt": _words("Public domain"), b"wtpt": _xyz(D50)}
    content = about | content | ({b"cicp": b"cicp" + bytes(4) + coding} if coding else {})
    table, body = b"", b""
    start = 128 + 4 + 12 * len(content)
    places: dict[bytes, int] = {}
    for name, value in content.items():
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, places[value], len(value))
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"", 0x04300000, device, space, between)
    header += struct.pack(">6H4s", 2025, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + _xyz(D50)[8:]
    return header + bytes(128 - len(header)) + struct.pack(">I", len(content)) + table + body


@lru_cache(maxsize=64)
def tags(profile: bytes) -> dict[bytes, bytes]:
    """The tags of a profile by their four letters; empty if it is damaged."""
    try:
        (count,) = struct.unpack(">I", profile[128:132])
        entries = [struct.unpack(">4sII", profile[132 + 12 * i : 144 + 12 * i]) for i in range(min(count, 1000))]
    except struct.error:
        return {}
    return {name: profile[start : start + size] for name, start, size in entries}


def belongs(profile: bytes, model: str) -> bool:
    """Whether a profile is whole and describes the colours of `model` (without opacity)."""
    return profile[36:40] == b"acsp" and profile[16:20] == _CLASSES.get(model) and bool(tags(profile))


def model_of(profile: bytes) -> str | None:
    """The colours that a whole profile describes, as in ``RGB``; None for others, or where it is damaged."""
    return next((model for model in _CLASSES if belongs(profile, model)), None)


@lru_cache(maxsize=64)
def neutral(profile: bytes) -> bytes | None:
    """The gray profile of an RGB profile's grays; None unless that is a matrix with one curve for all channels."""
    transfers = set(_transfer(profile))
    return gray(transfers.pop()) if colorants(profile) is not None and len(transfers) == 1 else None


@lru_cache(maxsize=64)
def colorants(profile: bytes) -> np.ndarray | None:
    """XYZ of red, green and blue as rows, ``(3, 3)``, of a profile that is a matrix and curves; else None."""
    found = tags(profile)
    if b"A2B0" in found or not all(name in found for name in (b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")):
        return None
    try:
        return np.array([struct.unpack(">3i", found[name][8:20]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]) / 65536
    except struct.error:
        return None


def _transfer(profile: bytes) -> list[bytes]:
    found = tags(profile)
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
    if not transfers[0] or len(transfers[0]) != len(transfers[1]) or b"A2B0" in (*tags(first), *tags(second)):
        return False
    sampled = [[transfer_curves.sample(curve) for curve in transfer] for transfer in transfers]
    return all(a is not None and b is not None and transfer_curves.same(a, b) for a, b in zip(*sampled, strict=True))


@lru_cache(maxsize=64)
def linear(profile: bytes) -> bytes:
    """The same primaries with linear light; the profile itself where it is not a matrix and curves."""
    straight = transfer_curves.formula(1.0)
    primaries = colorants(profile)
    if primaries is not None:
        return matrix(tuple(map(tuple, primaries)), straight)
    return gray(straight) if profile[16:20] == b"GRAY" and b"kTRC" in tags(profile) else profile


@lru_cache(maxsize=64)
def unbounded(profile: bytes) -> bytes:
    """The same colours with formulas for the curves where they can be told, so that values beyond 0..1 survive."""
    formulas = [transfer_curves.parametric(curve) for curve in _transfer(profile)]
    if not formulas or None in formulas:
        return profile
    known = tuple(formula for formula in formulas if formula is not None)
    primaries = colorants(profile)
    if primaries is not None:
        return matrix(tuple(map(tuple, primaries)), known)
    return gray(known[0]) if profile[16:20] == b"GRAY" and b"A2B0" not in tags(profile) else profile
