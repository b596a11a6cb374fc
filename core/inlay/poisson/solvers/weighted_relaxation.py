"""Kernels of the multigrid cycle for edges of any weight and screened pixels: the same fused pass as in `relaxation`.

The equations are those of a weighted graph: a pixel is linked to its neighbours by the weights of the edges, and to the
ground, where the value is 0, by its screening and its links to held pixels.

A pixel relaxes to ``u = a + weight (sum of w_q (u_q - a) + f - ground a)`` around the value a of its left neighbour,
or around the mean of all four if every link weighs 1, with weight one over the diagonal: differences and the ground
keep their relative accuracy, so that single precision resolves a weak screening, which the difference between a
diagonal and its links would swallow.

Where weights differ it goes further (over-relaxation). Pixels that strong links hold together and weak ones hold to all
else, such as the thin chains along the edges of a photograph, are missing on coarse grids if no even pixel is among
them, and left to relaxation, which in this way brings them down four times as fast. A pixel that is held by the ground
goes no further: what coarse grids do to it must be undone. A pass begins and ends with black pixels relaxed exactly, so
that only red ones need be kept, and its order is the same backwards, as conjugate gradients ask.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.relaxation import (
    QUARTER,
    ZERO,
    clear_ends,
    leave_row,
    row_of,
    separate,
    slots_for,
    take_row,
    write_natural_row,
)

#: The colours as indices.
RED, BLACK = 0, 1
#: How much further than to its neighbours' mean a pixel is relaxed where weights differ; from 0.4 to 0.8 there is
#: little to choose between.
EXCESS = np.float32(0.5)
ONE = np.float32(1)


class WeightedStencil(NamedTuple):
    """The equations of one level as the kernels see them, split into colours (see `relaxation`).

    Attributes
    ----------
    weights : ndarray of float32, (2, height, half)
        One over the diagonal of red and of black pixels, 0 where the value is held at 0.
    grounds : ndarray of float32, (2, height, half)
        Diagonal less the weights of the links.
    across : ndarray of float32, (2, height, half + 1)
        Weight of the link from the left to the pixels of even columns, and of odd ones; empty if every link weighs 1.
    along : ndarray of float32, (2, height + 1, half)
        Weight of the link from above.
    shares : ndarray of float32, (4, height // 2 + 2, half + 1)
        What the coarse points around each red pixel of an odd row y contribute to it, in row y // 2 + 1 and from
        column 1 on: the upper left, upper right, lower left and lower right one.
    first, behind : ndarray of uint32, (height,)
        As in `relaxation.Stencil`.
    width : int
        Pixels of a row.
    mirrored_right : int
        0: what lies beyond a natural side is not needed here.
    """

    weights: np.ndarray
    grounds: np.ndarray
    across: np.ndarray
    along: np.ndarray
    shares: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    width: int
    mirrored_right: int


@kernel
def relax_screened_row(rings, colour, row, parity, f, weights, grounds):
    """Relax the pixels of a row in columns of `parity` from those of the other colour, where every link weighs 1."""
    by, y, here = 1 - colour, row.y, row.here
    parity &= 1
    for k in range(row.first, row.behind):
        across = rings[by, here, k + parity] + rings[by, here, k + parity + 1]
        mean = QUARTER * (across + (rings[by, row.above, k + 1] + rings[by, row.below, k + 1]))
        weight = weights[colour, y, k]
        value = mean + weight * (f[y, k] - grounds[colour, y, k] * mean)
        rings[colour, here, k + 1] = value if weight > ZERO else ZERO


@kernel
def relax_weighted_row(rings, colour, row, parity, f, weights, grounds, across, along, excess):
    """The same with a weight for each link, and further by `excess` times what of them does not lead to the ground."""
    by, y, here = 1 - colour, row.y, row.here
    parity &= 1
    for k in range(row.first, row.behind):
        a = rings[by, here, k + parity]
        to_right = across[1 - parity, y, k + parity] * (rings[by, here, k + parity + 1] - a)
        to_above = along[parity, y, k] * (rings[by, row.above, k + 1] - a)
        to_below = along[parity, y + 1, k] * (rings[by, row.below, k + 1] - a)
        weight, ground = weights[colour, y, k], grounds[colour, y, k]
        value = a + weight * (((to_right + to_above) + to_below) + (f[y, k] - ground * a))
        value += excess * (ONE - weight * ground) * (value - rings[colour, here, k + 1])
        rings[colour, here, k + 1] = value if weight > ZERO else ZERO


@kernel
def screened_residual_row(residual, rings, row, f, weights, grounds):
    """Red residual of a row where every link weighs 1."""
    y, here, parity = row.y, row.here, row.y & 1
    for k in range(row.first, row.behind):
        u = rings[RED, here, k + 1]
        across = (rings[BLACK, here, k + parity] - u) + (rings[BLACK, here, k + parity + 1] - u)
        along = (rings[BLACK, row.above, k + 1] - u) + (rings[BLACK, row.below, k + 1] - u)
        value = (across + along) + (f[y, k] - grounds[RED, y, k] * u)
        residual[here, k + 1] = value if weights[RED, y, k] > ZERO else ZERO


@kernel
def weighted_residual_row(residual, rings, row, f, weights, grounds, across, along):
    """Red residual of a row."""
    y, here, parity = row.y, row.here, row.y & 1
    for k in range(row.first, row.behind):
        u = rings[RED, here, k + 1]
        to_left = across[parity, y, k] * (rings[BLACK, here, k + parity] - u)
        to_right = across[1 - parity, y, k + parity] * (rings[BLACK, here, k + parity + 1] - u)
        to_above = along[parity, y, k] * (rings[BLACK, row.above, k + 1] - u)
        to_below = along[parity, y + 1, k] * (rings[BLACK, row.below, k + 1] - u)
        value = ((to_left + to_right) + (to_above + to_below)) + (f[y, k] - grounds[RED, y, k] * u)
        residual[here, k + 1] = value if weights[RED, y, k] > ZERO else ZERO


@kernel
def correct_weighted_row(red, row, weights, correction, shares):
    """Prolongate: add the coarse solution to the red pixels of a row, by copying (even rows) or by their shares."""
    i, here = row.y >> 1, row.here
    if row.y & 1 == 0:
        for k in range(row.first, row.behind):
            red[here, k + 1] += correction[i, k + 1] if weights[RED, row.y, k] > ZERO else ZERO
        return
    below = min(i + 1, correction.shape[0] - 1)
    for k in range(row.first, row.behind):
        upper = shares[0, i + 1, k + 1] * correction[i, k + 1] + shares[1, i + 1, k + 1] * correction[i, k + 2]
        lower = shares[2, i + 1, k + 1] * correction[below, k + 1] + shares[3, i + 1, k + 1] * correction[below, k + 2]
        red[here, k + 1] += upper + lower


@kernel
def restrict_weighted_row(coarse, residual, row, shares):
    """Restrict into a coarse row: the transpose of the correction."""
    half, i, above, below = residual.shape[1] - 2, row.y >> 1, row.above, row.below
    for k in range(half):
        upper = residual[above, k] * shares[3, i, k] + residual[above, k + 1] * shares[2, i, k + 1]
        lower = residual[below, k] * shares[1, i + 1, k] + residual[below, k + 1] * shares[0, i + 1, k + 1]
        coarse[k] = residual[row.here, k + 1] + (upper + lower)
    coarse[half] = ZERO


@kernel
def weighted_pass(
    red_in, correction, stencil, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` of a level: as `relaxation.fused_pass`, for a `WeightedStencil`."""
    height, half = red_f.shape
    last_red, last_black = 2 * sweeps, 2 * sweeps + 1
    restricts, writes = coarse_red.shape[0] > 0, natural_out.shape[0] > 0
    last = last_black if restricts or writes else last_red
    slots = slots_for(last_black + 3)
    rings = np.zeros((2, slots + 1, half + 2), np.float32)
    red, black = rings[RED], rings[BLACK]
    residual = np.zeros((slots + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    changes = np.zeros(half, np.float32)
    first, behind = stencil.first, stencil.behind
    weights, grounds, across, along, shares = (
        stencil.weights, stencil.grounds, stencil.across, stencil.along, stencil.shares
    )  # fmt: skip
    is_weighted = across.shape[1] > 0
    begin = max(0, top - last_red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            row = row_of(t, height, slots, first, behind)
            take_row(red, row, red_in)
            clear_ends(black, row)
            if correction.shape[0] > 0:
                correct_weighted_row(red, row, weights, correction, shares)
        for stage in range(1, min(last, t - begin) + 1):
            if t - stage >= height:
                continue
            row = row_of(t - stage, height, slots, first, behind)
            parity = (row.y + stage) & 1
            if stage & 1 == 1 and is_weighted:
                excess = EXCESS if stage > 1 and stage < last_black else ZERO
                relax_weighted_row(rings, BLACK, row, parity, black_f, weights, grounds, across, along, excess)
            elif stage & 1 == 1:
                relax_screened_row(rings, BLACK, row, parity, black_f, weights, grounds)
            elif is_weighted:
                relax_weighted_row(rings, RED, row, parity, red_f, weights, grounds, across, along, EXCESS)
            else:
                relax_screened_row(rings, RED, row, parity, red_f, weights, grounds)
        y = t - last_red
        if red_out.shape[0] > 0 and y >= top and y < bottom:
            leave_row(red, row_of(y, height, slots, first, behind), red_in, red_out, changes)
        y = t - last_black
        if writes and y >= top and y < bottom:
            write_natural_row(
                natural_out, y - top, red, black, y, y & (slots - 1), stencil.width, stencil.mirrored_right
            )
        y = t - last_black - 1
        if restricts and y >= begin and y <= height:
            if y < height:
                row = row_of(y, height, slots, first, behind)
                clear_ends(residual, row)
                if is_weighted:
                    weighted_residual_row(residual, rings, row, red_f, weights, grounds, across, along)
                else:
                    screened_residual_row(residual, rings, row, red_f, weights, grounds)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                restrict_weighted_row(coarse, residual, row_of(2 * i, height, slots, first, behind), shares)
                separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])
    return changes.max()
