"""Kernels of the multigrid cycle for edges of any weight and screened pixels: the same fused pass as in `relaxation`.

The equations are those of a weighted graph: a pixel is linked to its neighbours by the weights of the edges, and to the
ground, where the value is 0, by its screening and its links to held pixels.

A pixel relaxes to ``u = a + weight (sum of w_q (u_q - a) + f - ground a)`` around the value a of its left neighbour,
or around the mean of all four if every link weighs 1, with weight one over the diagonal: differences and the ground
keep their relative accuracy, so that single precision resolves a weak screening, which the difference between a
diagonal and its links would swallow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.relaxation import (
    KEPT,
    QUARTER,
    ZERO,
    clear_ends,
    excess_row,
    leave_row,
    separate,
    slot,
    write_natural_row,
)


class WeightedStencil(NamedTuple):
    """The equations of one level as the kernels see them, split into colours (see `relaxation`).

    Attributes
    ----------
    red_weight, black_weight : ndarray of float32, (height, half)
        One over the diagonal, 0 where the value is held at 0.
    red_ground, black_ground : ndarray of float32, (height, half)
        Diagonal less the weights of the links.
    even, odd : ndarray of float32, (height, half + 1), or None
        Weight of the link from the left to the pixels of even columns, and of odd ones. None if every link weighs 1.
    even_down, odd_down : ndarray of float32, (height + 1, half), or None
        Weight of the link from above.
    upper_left, upper_right, lower_left, lower_right : ndarray of float32, (height // 2 + 2, half + 1)
        What the coarse points around each red pixel of an odd row y contribute to it, in row y // 2 + 1 and from
        column 1 on.
    first, behind : ndarray of uint32, (height,)
        As in `relaxation.Stencil`.
    width : int
        Pixels of a row.
    mirrored_right : int
        0: what lies beyond a natural side is not needed here.
    """

    red_weight: np.ndarray
    black_weight: np.ndarray
    red_ground: np.ndarray
    black_ground: np.ndarray
    even: np.ndarray | None
    odd: np.ndarray | None
    even_down: np.ndarray | None
    odd_down: np.ndarray | None
    upper_left: np.ndarray
    upper_right: np.ndarray
    lower_left: np.ndarray
    lower_right: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    width: int
    mirrored_right: int


@kernel
def relax_weighted_row(stages, stage, y, parity, f, weight, ground, left, right, along, stencil):
    """Relax the pixels of row y in columns of `parity` from the other colour, which is the stage before.

    `left` and `right` are the links of these pixels: to the left, and from the left of the pixel on the right.
    """
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity &= 1
    before = stage - 1
    clear_ends(stages[stage], y, stencil)
    for k in range(stencil.first[y], stencil.behind[y]):
        w = weight[y, k]
        if left is None:
            across = stages[before, here, k + parity] + stages[before, here, k + parity + 1]
            mean = QUARTER * (across + (stages[before, above, k + 1] + stages[before, below, k + 1]))
            value = mean + w * (f[y, k] - ground[y, k] * mean)
        else:
            a = stages[before, here, k + parity]
            to_right = right[y, k + parity] * (stages[before, here, k + parity + 1] - a)
            to_above = along[y, k] * (stages[before, above, k + 1] - a)
            to_below = along[y + 1, k] * (stages[before, below, k + 1] - a)
            value = a + w * (((to_right + to_above) + to_below) + (f[y, k] - ground[y, k] * a))
        stages[stage, here, k + 1] = value if w > ZERO else ZERO


@kernel
def weighted_residual_row(residual, stages, black, y, f, left, right, along, stencil):
    """Red residual of row y; `black` is the stage of the last black values, the red ones are those before."""
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity = y & 1
    clear_ends(residual, y, stencil)
    for k in range(stencil.first[y], stencil.behind[y]):
        u = stages[black - 1, here, k + 1]
        to_left = stages[black, here, k + parity] - u
        to_right = stages[black, here, k + parity + 1] - u
        to_above = stages[black, above, k + 1] - u
        to_below = stages[black, below, k + 1] - u
        if left is not None:
            to_left *= left[y, k]
            to_right *= right[y, k + parity]
            to_above *= along[y, k]
            to_below *= along[y + 1, k]
        value = ((to_left + to_right) + (to_above + to_below)) + (f[y, k] - stencil.red_ground[y, k] * u)
        residual[here, k + 1] = value if stencil.red_weight[y, k] > ZERO else ZERO


@kernel
def enter_weighted_row(stages, y, red_in, correction, stencil):
    """Stage 0: the red values of row y with the correction from the coarse level."""
    here, i = y & (KEPT - 1), y >> 1
    first, behind = stencil.first[y], stencil.behind[y]
    clear_ends(stages[0], y, stencil)
    if red_in.shape[0] > 0:
        for k in range(first, behind):
            stages[0, here, k + 1] = red_in[y, k]
    else:
        for k in range(first, behind):
            stages[0, here, k + 1] = ZERO
    if correction.shape[0] == 0:
        return
    if y & 1 == 0:
        for k in range(first, behind):
            stages[0, here, k + 1] += correction[i, k + 1] if stencil.red_weight[y, k] > ZERO else ZERO
        return
    below = min(i + 1, correction.shape[0] - 1)
    for k in range(first, behind):
        upper = stencil.upper_left[i + 1, k + 1] * correction[i, k + 1]
        upper += stencil.upper_right[i + 1, k + 1] * correction[i, k + 2]
        lower = stencil.lower_left[i + 1, k + 1] * correction[below, k + 1]
        lower += stencil.lower_right[i + 1, k + 1] * correction[below, k + 2]
        stages[0, here, k + 1] += upper + lower


@kernel
def restrict_weighted_row(i, residual, coarse, coarse_red, coarse_black, height, stencil):
    """Restrict into row i of the coarse right-hand side: the transpose of the correction."""
    half = residual.shape[1] - 2
    y = 2 * i
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    for k in range(half):
        upper = residual[above, k] * stencil.lower_right[i, k] + residual[above, k + 1] * stencil.lower_left[i, k + 1]
        lower = residual[below, k] * stencil.upper_right[i + 1, k]
        lower += residual[below, k + 1] * stencil.upper_left[i + 1, k + 1]
        coarse[k] = residual[here, k + 1] + (upper + lower)
    coarse[half] = ZERO
    separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])


@kernel
def weighted_pass(
    red_in, correction, stencil, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` of a level: as `relaxation.fused_pass`, for a `WeightedStencil`."""
    height, half = red_f.shape
    red = 2 * sweeps
    black = red + 1
    restricts = coarse_red.shape[0] > 0
    last = black if restricts or natural_out.shape[0] > 0 else red
    stages = np.zeros((black + 1, KEPT + 1, half + 2), np.float32)
    residual = np.zeros((KEPT + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    even, odd, even_down, odd_down = stencil.even, stencil.odd, stencil.even_down, stencil.odd_down
    change = ZERO
    begin = max(0, top - red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            enter_weighted_row(stages, t, red_in, correction, stencil)
        for stage in range(1, min(last, t - begin) + 1):
            y = t - stage
            if y >= height:
                continue
            if stage & 1 == 1:
                f, weight, ground = black_f, stencil.black_weight, stencil.black_ground
            else:
                f, weight, ground = red_f, stencil.red_weight, stencil.red_ground
            if (y + stage) & 1 == 0:
                relax_weighted_row(stages, stage, y, 0, f, weight, ground, even, odd, even_down, stencil)
            else:
                relax_weighted_row(stages, stage, y, 1, f, weight, ground, odd, even, odd_down, stencil)
        y = t - red
        if red_out.shape[0] > 0 and y >= top and y < bottom:
            change = max(change, leave_row(stages, red, y, red_in, red_out, stencil))
        y = t - black
        if natural_out.shape[0] > 0 and y >= top and y < bottom:
            write_natural_row(natural_out, y - top, stages, red, y, stencil)
        y = t - black - 1
        if restricts and y >= begin and y <= height:
            if y < height:
                if y & 1 == 0:
                    weighted_residual_row(residual, stages, black, y, red_f, even, odd, even_down, stencil)
                else:
                    weighted_residual_row(residual, stages, black, y, red_f, odd, even, odd_down, stencil)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                restrict_weighted_row(i, residual, coarse, coarse_red, coarse_black, height, stencil)
    return change


@kernel
def weighted_right_hand_side(
    source, destination, share, stronger, unknown, down, right, mass, target, red, black, top, left
):
    """As `relaxation.plain_right_hand_side`, with weights of the edges and screening towards a target where given.

    `down` and `right` belong to the edges above and left of each of the strip's pixels and one row or column more.
    """
    height, width = unknown.shape
    across = np.zeros(width + 1, np.float32)
    above = np.zeros(width, np.float32)
    below = np.zeros(width, np.float32)
    row = np.zeros(2 * red.shape[1], np.float32)
    for i in range(-1, height):
        g, f = source[i + 1], destination[i + 1]
        excess_row(below, g[1:], source[i + 2, 1:], f[1:], destination[i + 2, 1:], share, stronger)
        if down is not None:
            for x in range(width):
                below[x] *= down[i + 1, x]
        if i >= 0:
            excess_row(across, g, g[1:], f, f[1:], share, stronger)
            if right is not None:
                for x in range(width + 1):
                    across[x] *= right[i, x]
            for x in range(width):
                excess = (across[x] - across[x + 1]) + (above[x] - below[x])
                if mass is not None:
                    excess += mass[i, x] * (target[i, x] - f[x + 1])
                row[left + x] = excess if unknown[i, x] else ZERO
            separate(row, red, black, top + i, left >> 1, (left + width + 1) >> 1)
        above, below = below, above
