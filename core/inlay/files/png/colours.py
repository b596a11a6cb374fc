"""What a PNG file says about its colours, as a profile: its own, or one built by what it says."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np

from inlay.colour import icc, profiles, transfer_curves
from inlay.colour.primaries import D65, Chromaticity, colorants
from inlay.contract.language import _
from inlay.files.metadata import embedded
from inlay.files.unpacking import LARGEST_PROFILE, inflate

# ITU-T H.273, table 2: white, red, green, blue.
_C = (0.310, 0.316)
_PRIMARIES: dict[int, tuple[Chromaticity, ...]] = {
    1: (D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    4: (_C, (0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: (D65, (0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: (D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: (D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    8: (_C, (0.681, 0.319), (0.243, 0.692), (0.145, 0.049)),
    9: (D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: (D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    22: (D65, (0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
_PQ, _HLG = 16, 18
# Table 3; the scene's light where a curve is a camera's.
_TRANSFERS = {
    **dict.fromkeys((1, 6, 11, 12, 14, 15), transfer_curves.REC709),
    4: (2.2,),
    5: (2.8,),
    7: (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0913),
    8: (1.0,),
    13: transfer_curves.SRGB,
}
_NAMES = {(1, 13): "sRGB", (12, 13): "Display P3", (9, 1): "Rec. 2020", (9, 14): "Rec. 2020", (9, 15): "Rec. 2020"}
_TABLE = 4096
_CODES = 100_000
# Encoders round 1 / 2.2 differently; with sRGB's primaries it stands for sRGB.
_GAMMA_OF_SRGB = range(45_400, 45_601)
_SAME_COLORANT = 2e-3
_EXPONENTS = 0.1, 10


def profile(found: Mapping[bytes, bytes], model: str) -> tuple[bytes | None, list[str]]:
    """The ICC profile of a picture, None for sRGB, and what could not be used.

    Parameters
    ----------
    found : mapping
        The chunks. ``cICP`` counts before ``iCCP``, ``sRGB``, and ``gAMA`` with ``cHRM`` (PNG, third edition, 4.3).
    model : str
        ``GRAY`` or ``RGB``, with or without opacity.
    """
    notes: list[str] = []
    gray = model.startswith("GRAY")
    if b"cICP" in found:
        coded = _coded(found[b"cICP"], gray, notes)
        if coded:
            return _unless_standard(coded, gray), notes
    if b"iCCP" in found:
        taken, note = embedded.fitting(_embedded(found[b"iCCP"]), "GRAY" if gray else "RGB")
        if not note:
            return taken, notes
        notes.append(note)
    if b"sRGB" in found or not (b"gAMA" in found or b"cHRM" in found):
        return None, notes
    return _unless_standard(_measured(found, gray, notes), gray), notes


def coding(profile: bytes) -> bytes:
    """The content of the chunk ``cICP`` for a profile that bears code points for RGB; else empty."""
    points = icc.coding(profile)
    return points if points[2:] == b"\0\1" else b""


def _unless_standard(built: bytes | None, gray: bool) -> bytes | None:
    standard = profiles.builtin("GRAY" if gray else "RGB")
    return None if built is None or standard is None or profiles.equal(built, standard) else built


def _embedded(chunk: bytes) -> bytes | None:
    _, _, packed = chunk.partition(b"\0")
    return inflate(packed[1:], LARGEST_PROFILE)


def _coded(chunk: bytes, gray: bool, notes: list[str]) -> bytes | None:
    if len(chunk) != 4:
        notes.append(_("its chunk cICP is damaged and left out"))
        return None
    first, transfer, matrix, full = chunk
    primaries, curve = _PRIMARIES.get(first), _curve(transfer)
    if primaries is None or curve is None or matrix:
        notes.append(
            _(
                "the code points {first}, {transfer}, {matrix} of its colours are not known and left out",
                first=first,
                transfer=transfer,
                matrix=matrix,
            )
        )
        return None
    if not full:
        notes.append(_("its samples do not use their full range; they are taken as if they did"))
    name = _NAMES.get((first, transfer), f"H.273 code points {first}, {transfer}")
    points = b""
    if transfer in (_PQ, _HLG):
        name = _(
            "{transfer} with the primaries {first} of H.273", transfer="PQ" if transfer == _PQ else "HLG", first=first
        )
        points = bytes((first, transfer, 0, 1))
        notes.append(_("its colours are HDR, {name}; their values are kept as they are stored", name=name))
    return _build(colorants(*primaries), curve, gray, name, points)


def _curve(transfer: int) -> bytes | None:
    if transfer in (_PQ, _HLG):
        return transfer_curves.table(_pq(_TABLE) if transfer == _PQ else _hlg(_TABLE))
    parameters = _TRANSFERS.get(transfer)
    return transfer_curves.formula(*parameters) if parameters else None


def _pq(count: int) -> np.ndarray:
    """Light by stored value, 1 for 10,000 cd/m² (ITU-R BT.2100, table 4)."""
    power = np.linspace(0, 1, count) ** (32 / 2523)
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    return (np.clip(power - c1, 0, None) / (c2 - c3 * power)) ** (16384 / 2610)


def _hlg(count: int) -> np.ndarray:
    """The scene's light by stored value (ITU-R BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    stored = np.linspace(0, 1, count)
    return np.where(stored <= 0.5, stored**2 / 3, (np.exp((stored - c) / a) + b) / 12)


def _measured(found: Mapping[bytes, bytes], gray: bool, notes: list[str]) -> bytes | None:
    primaries = _chromaticities(found.get(b"cHRM"), notes)
    standard = colorants(*_PRIMARIES[1])
    wide = primaries is not None and standard is not None and np.abs(np.subtract(primaries, standard)).max()
    gamma = _gamma(found.get(b"gAMA"), notes)
    as_srgb = gamma is None or (gamma in _GAMMA_OF_SRGB and (gray or wide < _SAME_COLORANT))
    curve = transfer_curves.formula(*(transfer_curves.SRGB if as_srgb else (_CODES / gamma,)))  # type: ignore[operator]
    name = "PNG chromaticities" if as_srgb else f"PNG gamma {gamma / _CODES:g}"  # type: ignore[operator]
    return _build(primaries or standard, curve, gray, name)


def _gamma(chunk: bytes | None, notes: list[str]) -> int | None:
    if chunk is None:
        return None
    gamma = int.from_bytes(chunk, "big") if len(chunk) == 4 else 0
    smallest, largest = _EXPONENTS
    if smallest * gamma <= _CODES <= largest * gamma:
        return gamma
    notes.append(_("its chunk gAMA makes no sense and is left out"))
    return None


def _chromaticities(chunk: bytes | None, notes: list[str]) -> tuple[tuple[float, ...], ...] | None:
    if chunk is None:
        return None
    if len(chunk) == 32:
        x_and_y = np.array(struct.unpack(">8I", chunk)).reshape(4, 2) / _CODES
        found = colorants(*map(tuple, x_and_y))
        if found:
            return found
    notes.append(_("its chunk cHRM makes no sense and is left out"))
    return None


def _build(
    primaries: tuple[tuple[float, ...], ...] | None, curve: bytes, gray: bool, name: str, points: bytes = b""
) -> bytes | None:
    if gray:
        return icc.gray(curve, name, points)
    return icc.matrix(primaries, curve, name, points) if primaries else None
