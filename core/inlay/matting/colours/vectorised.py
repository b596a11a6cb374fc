"""The same as `relaxation` for machines without numba: a few times slower."""

from __future__ import annotations

import numpy as np


def enter(
    first: int,
    last: int,
    place: np.ndarray,
    stride: int,
    alpha: np.ndarray,
    colours: np.ndarray,
    coarse: np.ndarray,
    coarse_pairs: np.ndarray,
    pairs: np.ndarray,
) -> None:
    """See `relaxation.enter`."""
    y, x = np.divmod(place[first:last], stride)
    part, channels = pairs[first:last], colours.shape[1]
    part[:] = coarse_pairs[coarse[((y - 1) >> 1) + 1, ((x - 1) >> 1) + 1]]
    opaque, clear = alpha[first:last] == 1, alpha[first:last] == 0
    part[opaque, :channels] = colours[first:last][opaque]
    part[clear, channels:] = colours[first:last][clear]


def relax(
    even_top: int,
    even_bottom: int,
    odd_top: int,
    odd_bottom: int,
    starts: np.ndarray,
    place: np.ndarray,
    stride: int,
    index: np.ndarray,
    alpha: np.ndarray,
    colours: np.ndarray,
    pairs: np.ndarray,
    limits: tuple[np.float32, np.float32, np.float32],
) -> None:
    """See `relaxation.relax`."""
    rest = place, stride, index, alpha, colours, pairs, limits
    _relax_half(0, starts[even_top], starts[even_bottom], *rest)
    _relax_half(1, starts[odd_top], starts[odd_bottom], *rest)


def _relax_half(
    half: int,
    first: int,
    last: int,
    place: np.ndarray,
    stride: int,
    index: np.ndarray,
    alpha: np.ndarray,
    colours: np.ndarray,
    pairs: np.ndarray,
    limits: tuple[np.float32, np.float32, np.float32],
) -> None:
    """See `relaxation.relax_half`."""
    lowest, highest, regularization = limits
    own = first + np.flatnonzero((place[first:last] & 1) == half)
    near = index[place[own, None] + np.array([-stride, stride, -1, 1])]
    near = np.where(near < 0, own[:, None], near)
    a = alpha[own, None]
    b = 1 - a
    weights = regularization + np.abs(a - alpha[near])
    total = weights.sum(axis=1, keepdims=True)
    f, g = np.split(np.einsum("nk,nkc->nc", weights / total, pairs[near]), 2, axis=1)
    t = (colours[own] - a * f - b * g) / (total + a * a + b * b)
    before_f, before_b = np.split(pairs[own], 2, axis=1)
    foreground = np.where(a < 1, np.clip(f + a * t, lowest, highest), before_f)
    background = np.where(b < 1, np.clip(g + b * t, lowest, highest), before_b)
    pairs[own] = np.concatenate([foreground, background], axis=1)
