"""Colours that cannot be shown: less chroma, with hue and lightness as they are."""

from __future__ import annotations

import numpy as np

from inlay.colour.oklab import from_oklab

_HALVINGS = 12
_ROUNDING = 1e-4


def within_gamut(lab: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> np.ndarray:
    """Linear light of colours in Oklab, with as much of their chroma as the gamut has room for.

    Parameters
    ----------
    lab : ndarray, (n, 3)
    lowest, highest : ndarray, (n, 1)
        Between which red, green and blue of each may be.

    Returns
    -------
    ndarray of float32, (n, 3)
    """
    linear = from_oklab(lab)
    outside = np.flatnonzero(~_fits(linear, lowest, highest))
    if len(outside):
        colours, bounds = lab[outside], (lowest[outside], highest[outside])
        least, most = np.zeros((len(outside), 1), np.float32), np.ones((len(outside), 1), np.float32)
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            fits = _fits(from_oklab(_with_chroma(colours, middle)), *bounds)[:, None]
            least, most = np.where(fits, middle, least), np.where(fits, most, middle)
        linear[outside] = np.clip(from_oklab(_with_chroma(colours, least)), *bounds)
    return linear


def _fits(linear: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> np.ndarray:
    fits: np.ndarray = (linear >= lowest - _ROUNDING) & (linear <= highest + _ROUNDING)
    return np.all(fits, axis=1)


def _with_chroma(lab: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.concatenate([lab[:, :1], lab[:, 1:] * share], axis=1)
