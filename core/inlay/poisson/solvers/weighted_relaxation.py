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
    QUARTER,
    ZERO,
    clear_ends,
    excess_row,
    leave_row,
    row_of,
    separate,
    slots_for,
    take_row,
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
    even, odd : ndarray of float32, (height, half + 1)
        Weight of the link from the left to the pixels of even columns, and of odd ones; empty if every link weighs 1.
    even_down, odd_down : ndarray of float32, (height + 1, half)
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
    even: np.ndarray
    odd: np.ndarray
    even_down: np.ndarray
    odd_down: np.ndarray
    upper_left: np.ndarray
    upper_right: np.ndarray
    lower_left: np.ndarray
    lower_right: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    width: int
    mirrored_right: int


@kernel
def relax_screened_row(ring, by, row, parity, f, weight, ground):
    """Relax the pixels of a row in columns of `parity` from those of the other colour, where every link weighs 1."""
    parity &= 1
    y, here = row.y, row.here
    for k in range(row.first, row.behind):
        across = by[here, k + parity] + by[here, k + parity + 1]
        mean = QUARTER * (across + (by[row.above, k + 1] + by[row.below, k + 1]))
        value = mean + weight[y, k] * (f[y, k] - ground[y, k] * mean)
        ring[here, k + 1] = value if weight[y, k] > ZERO else ZERO


@kernel
def relax_weighted_row(ring, by, row, parity, f, weight, ground, left, right, along):
    """The same with links to the left (`left`), from the left of the pixel on the right (`right`), and from above."""
    parity &= 1
    y, here = row.y, row.here
    for k in range(row.first, row.behind):
        a = by[here, k + parity]
        to_right = right[y, k + parity] * (by[here, k + parity + 1] - a)
        to_above = along[y, k] * (by[row.above, k + 1] - a)
        to_below = along[y + 1, k] * (by[row.below, k + 1] - a)
        value = a + weight[y, k] * (((to_right + to_above) + to_below) + (f[y, k] - ground[y, k] * a))
        ring[here, k + 1] = value if weight[y, k] > ZERO else ZERO


@kernel
def screened_residual_row(residual, red, black, row, f, weight, ground):
    """Red residual of a row where every link weighs 1."""
    y, here, parity = row.y, row.here, row.y & 1
    for k in range(row.first, row.behind):
        u = red[here, k + 1]
        across = (black[here, k + parity] - u) + (black[here, k + parity + 1] - u)
        along = (black[row.above, k + 1] - u) + (black[row.below, k + 1] - u)
        value = (across + along) + (f[y, k] - ground[y, k] * u)
        residual[here, k + 1] = value if weight[y, k] > ZERO else ZERO


@kernel
def weighted_residual_row(residual, red, black, row, f, weight, ground, left, right, along):
    """Red residual of a row."""
    y, here, parity = row.y, row.here, row.y & 1
    for k in range(row.first, row.behind):
        u = red[here, k + 1]
        to_left = left[y, k] * (black[here, k + parity] - u)
        to_right = right[y, k + parity] * (black[here, k + parity + 1] - u)
        to_above = along[y, k] * (black[row.above, k + 1] - u)
        to_below = along[y + 1, k] * (black[row.below, k + 1] - u)
        value = ((to_left + to_right) + (to_above + to_below)) + (f[y, k] - ground[y, k] * u)
        residual[here, k + 1] = value if weight[y, k] > ZERO else ZERO


@kernel
def copy_correction(red, row, weight, correction):
    """Prolongate on an even row: coarse points are every other pixel."""
    for k in range(row.first, row.behind):
        red[row.here, k + 1] += correction[row.y >> 1, k + 1] if weight[row.y, k] > ZERO else ZERO


@kernel
def interpolate_correction(red, row, correction, upper_left, upper_right, lower_left, lower_right):
    """Prolongate on an odd row: every red pixel lies between four coarse points."""
    i = row.y >> 1
    below = min(i + 1, correction.shape[0] - 1)
    for k in range(row.first, row.behind):
        upper = upper_left[i + 1, k + 1] * correction[i, k + 1] + upper_right[i + 1, k + 1] * correction[i, k + 2]
        lower = lower_left[i + 1, k + 1] * correction[below, k + 1]
        lower += lower_right[i + 1, k + 1] * correction[below, k + 2]
        red[row.here, k + 1] += upper + lower


@kernel
def restrict_weighted_row(coarse, residual, row, upper_left, upper_right, lower_left, lower_right):
    """Restrict into a coarse row: the transpose of the correction."""
    half, i, above, below = residual.shape[1] - 2, row.y >> 1, row.above, row.below
    for k in range(half):
        upper = residual[above, k] * lower_right[i, k] + residual[above, k + 1] * lower_left[i, k + 1]
        lower = residual[below, k] * upper_right[i + 1, k] + residual[below, k + 1] * upper_left[i + 1, k + 1]
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
    red = np.zeros((slots + 1, half + 2), np.float32)
    black = np.zeros((slots + 1, half + 2), np.float32)
    residual = np.zeros((slots + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    changes = np.zeros(half, np.float32)
    first, behind = stencil.first, stencil.behind
    red_terms = red_f, stencil.red_weight, stencil.red_ground
    black_terms = black_f, stencil.black_weight, stencil.black_ground
    even = stencil.even, stencil.odd, stencil.even_down
    odd = stencil.odd, stencil.even, stencil.odd_down
    shares = stencil.upper_left, stencil.upper_right, stencil.lower_left, stencil.lower_right
    is_weighted = stencil.even.shape[0] > 0
    begin = max(0, top - last_red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            row = row_of(t, height, slots, first, behind)
            take_row(red, row, red_in)
            clear_ends(black, row)
            if correction.shape[0] > 0:
                if t & 1 == 0:
                    copy_correction(red, row, stencil.red_weight, correction)
                else:
                    interpolate_correction(red, row, correction, *shares)
        for stage in range(1, min(last, t - begin) + 1):
            if t - stage >= height:
                continue
            row = row_of(t - stage, height, slots, first, behind)
            parity = (row.y + stage) & 1
            to, by, terms = (black, red, black_terms) if stage & 1 == 1 else (red, black, red_terms)
            if not is_weighted:
                relax_screened_row(to, by, row, parity, *terms)
            elif parity == 0:
                relax_weighted_row(to, by, row, parity, *terms, *even)
            else:
                relax_weighted_row(to, by, row, parity, *terms, *odd)
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
                if not is_weighted:
                    screened_residual_row(residual, red, black, row, *red_terms)
                elif y & 1 == 0:
                    weighted_residual_row(residual, red, black, row, *red_terms, *even)
                else:
                    weighted_residual_row(residual, red, black, row, *red_terms, *odd)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                restrict_weighted_row(coarse, residual, row_of(2 * i, height, slots, first, behind), *shares)
                separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])
    return changes.max()


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
