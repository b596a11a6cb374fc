"""How a layer mixes with what lies below it: the operators that OpenRaster names (W3C Compositing and Blending 1)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Blend = Callable[[np.ndarray, np.ndarray], np.ndarray]

_TINY = np.float32(1e-12)


def compose(
    mode: str, source: np.ndarray, source_alpha: np.ndarray, backdrop: np.ndarray, backdrop_alpha: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Put a source over a backdrop.

    Parameters
    ----------
    mode : str
        One of `MODES`; another one is taken as ``svg:src-over``.
    source, backdrop : ndarray
        ``(height, width, channels)`` of ``float32``; the source straight, the backdrop premultiplied.
    source_alpha, backdrop_alpha : ndarray
        ``(height, width, 1)`` of ``float32``.

    Returns
    -------
    colour, alpha : ndarray
        Premultiplied colour and opacity of both together.
    """
    if mode == "svg:plus":
        return source * source_alpha + backdrop, np.minimum(source_alpha + backdrop_alpha, 1)
    if mode in _OPERATORS:
        keep_source, keep_backdrop = _OPERATORS[mode](source_alpha, backdrop_alpha)
        colour = source * (source_alpha * keep_source) + backdrop * keep_backdrop
        return colour, source_alpha * keep_source + backdrop_alpha * keep_backdrop
    blend = _BLENDS.get(mode)
    if blend is not None:
        straight = backdrop / np.maximum(backdrop_alpha, _TINY)
        source = (1 - backdrop_alpha) * source + backdrop_alpha * blend(straight, source)
    rest = 1 - source_alpha
    return source * source_alpha + backdrop * rest, source_alpha + backdrop_alpha * rest


def blend(mode: str) -> Blend:
    """The formula of a blending mode in the words of CSS: colours below and above to those of both where all is opaque.

    That of the normal mode where there is none.
    """
    return _plus if mode == "plus" else _BLENDS.get(f"svg:{mode}", _normal)


def _normal(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return above


def _plus(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return np.minimum(below + above, 1)


_OPERATORS: dict[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray | int, np.ndarray | int]]] = {
    "svg:dst-in": lambda source, backdrop: (0, source),
    "svg:dst-out": lambda source, backdrop: (0, 1 - source),
    "svg:src-atop": lambda source, backdrop: (backdrop, 1 - source),
    "svg:dst-atop": lambda source, backdrop: (1 - backdrop, source),
}


def _screen(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return below + above - below * above


def _hard_light(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return np.where(above <= 0.5, below * (2 * above), _screen(below, 2 * above - 1))


def _dodge(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    bright = np.minimum(1, below / np.maximum(1 - above, _TINY))
    return np.where(below <= 0, 0, np.where(above >= 1, 1, bright))


def _burn(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    dark = 1 - np.minimum(1, (1 - below) / np.maximum(above, _TINY))
    return np.where(below >= 1, 1, np.where(above <= 0, 0, dark))


def _soft_light(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    root = np.where(below <= 0.25, ((16 * below - 12) * below + 4) * below, np.sqrt(np.maximum(below, 0)))
    darker = below - (1 - 2 * above) * below * (1 - below)
    return np.where(above <= 0.5, darker, below + (2 * above - 1) * (root - below))


def _luminosity(colour: np.ndarray) -> np.ndarray:
    if colour.shape[-1] != 3:
        return colour
    # Not by linear algebra, which rounds by the size of arrays.
    red, green, blue = (colour[..., channel : channel + 1] for channel in range(3))
    return np.float32(0.3) * red + np.float32(0.59) * green + np.float32(0.11) * blue


def _with_luminosity(colour: np.ndarray, luminosity: np.ndarray) -> np.ndarray:
    shifted = colour + (luminosity - _luminosity(colour))
    middle = _luminosity(shifted)
    low, high = shifted.min(axis=-1, keepdims=True), shifted.max(axis=-1, keepdims=True)
    shifted = np.where(low < 0, middle + (shifted - middle) * middle / np.maximum(middle - low, _TINY), shifted)
    raised = middle + (shifted - middle) * (1 - middle) / np.maximum(high - middle, _TINY)
    return np.where(high > 1, raised, shifted)


def _saturation(colour: np.ndarray) -> np.ndarray:
    return colour.max(axis=-1, keepdims=True) - colour.min(axis=-1, keepdims=True)


def _with_saturation(colour: np.ndarray, saturation: np.ndarray) -> np.ndarray:
    low = colour.min(axis=-1, keepdims=True)
    return (colour - low) * saturation / np.maximum(_saturation(colour), _TINY)


_BLENDS: dict[str, Blend] = {
    "svg:multiply": lambda below, above: below * above,
    "svg:screen": _screen,
    "svg:overlay": lambda below, above: _hard_light(above, below),
    "svg:darken": np.minimum,
    "svg:lighten": np.maximum,
    "svg:color-dodge": _dodge,
    "svg:color-burn": _burn,
    "svg:hard-light": _hard_light,
    "svg:soft-light": _soft_light,
    "svg:difference": lambda below, above: np.abs(below - above),
    "svg:exclusion": lambda below, above: below + above - 2 * below * above,
    "svg:hue": lambda below, above: _with_luminosity(_with_saturation(above, _saturation(below)), _luminosity(below)),
    "svg:saturation": lambda below, above: _with_luminosity(
        _with_saturation(below, _saturation(above)), _luminosity(below)
    ),
    "svg:color": lambda below, above: _with_luminosity(above, _luminosity(below)),
    "svg:luminosity": lambda below, above: _with_luminosity(below, _luminosity(above)),
}

MODES = frozenset({"svg:src-over", "svg:plus", *_OPERATORS, *_BLENDS})
