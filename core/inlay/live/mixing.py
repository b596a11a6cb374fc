"""What a layer of a mode looks like on what is below: its colours, as if it lay there in normal mode."""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.colour.blend_modes import Blend, blend
from inlay.contract.views import Mixing
from inlay.live.screen import PIECE
from inlay.matting.linear_light import from_linear, to_linear

_FLOAT = np.dtype(np.float32)
_TINY = np.float32(1e-6)


def mixed(layer: np.ndarray, below: np.ndarray, mixing: Mixing, stores_light: bool, effort: Effort) -> np.ndarray:
    """A layer that looks in normal mode, weighed as the screen is encoded, as it does with a host.

    Parameters
    ----------
    layer, below : ndarray of float32, (rows, columns, 4)
        Red, green, blue and opacity from 0 to 1, perceptually encoded.
    mixing : Mixing
    stores_light : bool
        Whether what is stored is linear light.
    effort : Effort

    Returns
    -------
    ndarray
        Of the same shape.
    """
    if mixing == Mixing() and not stores_light:
        return layer
    found = np.empty_like(layer)
    blends, weighs = (light == "linear" or (light == "stored" and stores_light) for light in mixing[1:3])

    def work(top: int, bottom: int) -> None:
        found[top:bottom] = _mixed(layer[top:bottom], below[top:bottom], mixing, blends, weighs)

    effort.in_pieces(work, strips(layer.shape[0], layer.shape[1], PIECE))
    return found


def _mixed(layer: np.ndarray, below: np.ndarray, mixing: Mixing, blends: bool, weighs: bool) -> np.ndarray:
    colour, alpha = layer[..., :3], layer[..., 3:]
    under, cover = below[..., :3], below[..., 3:]
    if mixing.mode != "normal":
        blended = _in_light(blend(mixing.mode), under, colour, blends)
        # Where nothing is below there is nothing to blend with.
        colour = blended if mixing.clips else colour + cover * (blended - colour)
    if weighs:
        # What is weighed by opacity in light, said as what comes to the same weighed as it is encoded.
        laid = _in_light(lambda low, high: low + alpha * (high - low), under, colour, True)
        exact = under + (laid - under) / np.maximum(alpha, _TINY)
        colour = colour + cover * (exact - colour)
    return np.concatenate([colour, alpha * cover if mixing.clips else alpha], axis=2)


def _in_light(formula: Blend, below: np.ndarray, above: np.ndarray, is_linear: bool) -> np.ndarray:
    if not is_linear:
        return formula(below, above)
    return from_linear(formula(to_linear(below), to_linear(above)), _FLOAT)
