"""Transfer curves of ICC profiles: from the stored sample to linear light."""

from __future__ import annotations

import struct

import numpy as np

SRGB = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
REC709 = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
LIGHTNESS = (3.0, 100 / 116, 16 / 116, 2700 / 24389, 0.08)

# A table of 4096 words is this near to the curve that it samples.
_SAME_CURVE = 2e-4

_PARAMETERS = (1, 3, 4, 5, 7)


def sample(curve: bytes, count: int = 1025) -> np.ndarray | None:
    """Evaluate a ``curv`` or ``para`` tag at `count` points from 0 to 1; None if it is neither."""
    x = np.linspace(0, 1, count)
    try:
        if curve[:4] == b"curv":
            (length,) = struct.unpack(">I", curve[8:12])
            if length == 0:
                return x
            values = np.frombuffer(curve, ">u2", length, 12)
            if length == 1:
                return x ** (values[0] / 256)
            return np.interp(x, np.linspace(0, 1, length), values / 65535)
        if curve[:4] == b"para":
            (kind,) = struct.unpack(">H", curve[8:10])
            return _parametric(x, kind, np.frombuffer(curve, ">i4", _PARAMETERS[kind], 12) / 65536)
    except (struct.error, ValueError, IndexError):
        return None
    return None


def _parametric(x: np.ndarray, kind: int, values: np.ndarray) -> np.ndarray:
    g, a, b, c, d, e, f = np.pad(values, (0, 7 - len(values)))
    if kind == 0:
        return x**g
    power = np.clip(a * x + b, 0, None) ** g
    if kind == 1:
        return np.where(x >= -b / a, power, 0)
    if kind == 2:
        return np.where(x >= -b / a, power + c, c)
    if kind == 3:
        return np.where(x >= d, power, c * x)
    return np.where(x >= d, power + e, c * x + f)


def same(first: np.ndarray, second: np.ndarray) -> bool:
    return bool(np.abs(first - second).max() < _SAME_CURVE)


def parametric(curve: bytes) -> bytes | None:
    """The formula behind a curve, a ``para`` tag: it also holds beyond 0..1, where a table ends. None if unknown."""
    if curve[:4] == b"para":
        return curve
    if curve[:4] == b"curv" and len(curve) >= 14 and struct.unpack(">I", curve[8:12])[0] == 1:
        return formula(struct.unpack(">H", curve[12:14])[0] / 256)
    sampled = sample(curve)
    if sampled is None:
        return None
    middle = sampled[512]
    gammas = [float(np.log(middle) / np.log(0.5))] if 0 < middle < 1 else []
    for candidate in (formula(*SRGB), formula(*REC709), formula(*LIGHTNESS), *(formula(gamma) for gamma in gammas)):
        expected = sample(candidate)
        if expected is not None and same(sampled, expected):
            return candidate
    return None


def formula(*parameters: float) -> bytes:
    """A ``para`` tag: of one parameter a power, of five one with a straight piece near black (ICC.1:2022, 10.18)."""
    kind = _PARAMETERS.index(len(parameters))
    numbers = struct.pack(f">{len(parameters)}i", *(round(value * 65536) for value in parameters))
    return b"para" + bytes(4) + struct.pack(">HH", kind, 0) + numbers


def table(light: np.ndarray) -> bytes:
    """A ``curv`` tag of light from 0 to 1, at equal steps of the stored sample."""
    words = np.rint(np.clip(light, 0, 1) * 65535).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", len(words)) + words.tobytes()
