"""Kernels of the multigrid cycle: relaxation, residual and transfer of one level, fused into one pass over its rows.

The smoother is Gauss-Seidel relaxation in red-black order.

Storage. Pixels are coloured like a chess board: red where x + y is even, black elsewhere. A level keeps for each
colour an array of its height and half its width, so that all neighbours lie at unit stride: red index k of row y is
the pixel x = 2k + (y mod 2), black index k is x = 2k + 1 - (y mod 2).

Only red values are ever stored. One black relaxation makes the black values a function of the red ones and leaves
no residual there, so the residual that goes down consists of red pixels only, and a correction from the coarse grid
(whose points are the even pixels, all red) needs to reach red pixels only.

Equations of a level. A pixel relaxes to ``u = weight (h (left + right) + v (up + down) + f)`` with weight 0 where
u is held at 0. The couplings h and v are 1, but h in the first and last row and v in the first and last column are
smaller or larger along a natural side, where cells are cut.

The kernels index whole arrays by row and column: a slice for each row would cost more than the row itself on small
grids. Column indices are sums of numbers that the compiler knows not to be negative, else it could not vectorise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel

#: Stands for an array that a pass does not have.
NOTHING = np.zeros((0, 0), np.float32)
QUARTER = np.float32(0.25)
ZERO = np.float32(0)
TINY = np.float32(1e-12)
#: Rows that a stage keeps, and the slot behind them, which stays 0.
KEPT = 4


class Stencil(NamedTuple):
    """The equations of one level as the kernels see them.

    Attributes
    ----------
    red_weight, black_weight : ndarray, (height, half)
        `whole` over the diagonal, 0 where the value is held at 0.
    whole : float32
        1, but on the finest level 12: there weights are the bytes 3, 4, 6 and 12.
    first, behind : ndarray of uint32, (height,)
        Where weights other than 0 begin and end in each row, as indices into `half`: the pixels to work on.
    along_rows : ndarray of float32, (height,)
        Coupling h of left and right neighbours in each row.
    along_first, along_last : float32
        Coupling v of upper and lower neighbours in the first and in the last column.
    width : int
        Pixels of a row.
    mirrors_bottom, mirrors_right : int
        Whether that side is natural and of even size: then the coarse point beyond it mirrors the last one.
    mirrored_right : int
        Whether this level is the coarse one of a level that mirrors at its right side.
    mass : float32
        Screening of every pixel that the weights do not hold, since it would be lost in the rounding of the diagonal.
    hidden_mass : float32
        Screening so weak that relaxations do not feel it either: it counts in the residual alone.
    """

    red_weight: np.ndarray
    black_weight: np.ndarray
    whole: np.float32
    first: np.ndarray
    behind: np.ndarray
    along_rows: np.ndarray
    along_first: np.float32
    along_last: np.float32
    width: int
    mirrors_bottom: int
    mirrors_right: int
    mirrored_right: int
    mass: np.float32
    hidden_mass: np.float32


@kernel
def slot(y, height):
    """Where a stage keeps row y: the last four rows in turn; rows outside the grid are 0."""
    return y & (KEPT - 1) if y >= 0 and y < height else KEPT


@kernel
def neighbour_sum(stages, stage, y, k, parity, above, below, h, v):
    """What the neighbours of a pixel in a column of `parity` add up to; they are k - 1 + parity and k + parity."""
    here, k1 = y & (KEPT - 1), k + 1
    across = stages[stage, here, k + parity] + stages[stage, here, k + parity + 1]
    return h * across + v * (stages[stage, above, k1] + stages[stage, below, k1])


@kernel
def clear_ends(rows, y, stencil):
    """Clear what the row that was kept in the slot of row y before has on either side of it."""
    if y >= KEPT:
        here, before = y & (KEPT - 1), y - KEPT
        for k in range(stencil.first[before], min(stencil.behind[before], stencil.first[y])):
            rows[here, k + 1] = ZERO
        for k in range(max(stencil.first[before], stencil.behind[y]), stencil.behind[before]):
            rows[here, k + 1] = ZERO


@kernel
def relaxed(total, weight, stencil):
    """What a pixel relaxes to: `total` over the diagonal plus the mass.

    The mass takes its share from the quotient: the rounding of a diagonal is the same for all pixels and adds up.
    """
    over = np.float32(weight) * (np.float32(1) / stencil.whole)
    value, share = total * over, stencil.mass * over
    return value - value * (share - share * share)


@kernel
def relax_row(stages, stage, y, parity, f, weight, stencil):
    """Relax the pixels of row y in columns of `parity` from the other colour, which is the stage before."""
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity &= 1
    before, h = stage - 1, stencil.along_rows[y]
    first, behind, last = stencil.first[y], stencil.behind[y], stencil.width - 1
    clear_ends(stages[stage], y, stencil)
    for k in range(first, behind):
        total = neighbour_sum(stages, before, y, k, parity, above, below, h, np.float32(1)) + f[y, k]
        stages[stage, here, k + 1] = relaxed(total, weight[y, k], stencil)
    if parity == 0:
        total = neighbour_sum(stages, before, y, 0, parity, above, below, h, stencil.along_first) + f[y, 0]
        stages[stage, here, 1] = relaxed(total, weight[y, 0], stencil)
    if parity == last & 1:
        k = last >> 1
        total = neighbour_sum(stages, before, y, k, parity, above, below, h, stencil.along_last) + f[y, k]
        stages[stage, here, k + 1] = relaxed(total, weight[y, k], stencil)


@kernel
def defect(stages, black, y, k, parity, above, below, f, weight, h, v, stencil):
    """Residual of a red pixel, 0 where the value is held.

    It is ``h (left + right) + v (up + down) + f - u (whole / weight + mass)``, written in differences to u, which are
    exact where neighbours are alike: single precision then resolves the residual of large smooth values, on which the
    mean of a region with few held sides depends. A mass that relaxations leave out is also left over at the black
    neighbours, each of which hands a quarter of it on to this pixel: it counts twice.
    """
    here, k1 = y & (KEPT - 1), k + 1
    u = stages[black - 1, here, k1]
    across = (stages[black, here, k + parity] - u) + (stages[black, here, k + parity + 1] - u)
    along = (stages[black, above, k1] - u) + (stages[black, below, k1] - u)
    mass = stencil.mass + np.float32(2) * stencil.hidden_mass
    ends = np.float32(2) * (h + v) - stencil.whole / max(weight, TINY)
    flow = (h * across + v * along) + (f + ends * u)
    return flow - mass * u if weight > ZERO else ZERO


@kernel
def residual_row(residual, stages, black, y, f, stencil):
    """Red residual of row y; `black` is the stage of the last black values, the red ones are those before."""
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity, last = y & 1, stencil.width - 1
    h, one, weight = stencil.along_rows[y], np.float32(1), stencil.red_weight
    first, behind = stencil.first[y], stencil.behind[y]
    clear_ends(residual, y, stencil)
    for k in range(first, behind):
        w = np.float32(weight[y, k])
        residual[here, k + 1] = defect(stages, black, y, k, parity, above, below, f[y, k], w, h, one, stencil)
    if parity == 0:
        w, v = np.float32(weight[y, 0]), stencil.along_first
        residual[here, 1] = defect(stages, black, y, 0, parity, above, below, f[y, 0], w, h, v, stencil)
    if parity == last & 1:
        k = last >> 1
        w, v = np.float32(weight[y, k]), stencil.along_last
        residual[here, k + 1] = defect(stages, black, y, k, parity, above, below, f[y, k], w, h, v, stencil)


@kernel
def correct_row(stages, y, correction, stencil):
    """Prolongate: add the coarse solution to the red pixels of row y, by copying (even rows) or by the mean of four."""
    weight = stencil.red_weight
    coarse_height = (weight.shape[0] + 1) // 2
    here, i = y & (KEPT - 1), y >> 1
    first, behind = stencil.first[y], stencil.behind[y]
    if y & 1 == 0:
        for k in range(first, behind):
            stages[0, here, k + 1] += correction[i, k + 1] if weight[y, k] > 0 else ZERO
        return
    below = min(i + 1, coarse_height - 1)
    share = ZERO if i + 1 == coarse_height and not stencil.mirrors_bottom else QUARTER
    for k in range(first, behind):
        upper = correction[i, k + 1] + correction[i, k + 2]
        lower = correction[below, k + 1] + correction[below, k + 2]
        stages[0, here, k + 1] += QUARTER * upper + share * lower if weight[y, k] > 0 else ZERO


@kernel
def separate(row, red, black, y, first, behind):
    """Split a row of natural order into its red and black pixels, row y of `red` and `black`, from `first` on."""
    parity = y & 1
    for k in range(first, behind):
        red[y, k] = row[2 * k + parity]
        black[y, k] = row[2 * k + (1 - parity)]


@kernel
def write_natural_row(natural, i, stages, red, y, stencil):
    """Write a solved row y as row i: column 0 is 0, that behind the last pixel the point beyond a natural side."""
    here, parity = y & (KEPT - 1), y & 1
    for k in range(stages.shape[2] - 2):
        natural[i, 2 * k + parity + 1] = stages[red, here, k + 1]
        natural[i, 2 * k + (1 - parity) + 1] = stages[red + 1, here, k + 1]
    natural[i, 0] = ZERO
    natural[i, stencil.width + 1] = natural[i, stencil.width] * np.float32(stencil.mirrored_right)


@kernel
def restrict_row(i, residual, coarse, coarse_red, coarse_black, height, stencil):
    """Restrict into row i of the coarse right-hand side: the transpose of `correct_row`, from the rows around 2i."""
    half = residual.shape[1] - 2
    y = 2 * i
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    is_mirrored = stencil.mirrors_bottom and y + 2 == height
    twice = np.float32(2 if is_mirrored else 1)
    for k in range(half):
        upper = residual[above, k] + residual[above, k + 1]
        lower = residual[below, k] + residual[below, k + 1]
        coarse[k] = residual[here, k + 1] + QUARTER * (upper + twice * lower)
    if stencil.mirrors_right:
        coarse[half - 1] += QUARTER * (residual[above, half] + twice * residual[below, half])
    coarse[half] = ZERO
    separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])


@kernel
def fused_pass(
    red_in, correction, stencil, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` (top even) of a level and do a whole leg of a cycle:

    add the correction from the coarse level; relax `sweeps` times black, then red; write the red values; relax
    black once more; write all values in natural order; restrict the red residual to the coarse level. It is the way
    up of one V-cycle and the way down of the next. What is empty (`NOTHING`) is left out, an empty `red_in` is 0.
    Pixels of `red_out` outside the extents of the rows are not written: they must be 0.

    Row t enters stage 0 while row t - s passes stage s: every stage keeps its last four rows. The rows around a
    strip are computed again, so that strips do not depend on each other.

    Returns
    -------
    float32
        Largest change of a red value, if there are both `red_in` and `red_out`.
    """
    height, half = red_f.shape
    red = 2 * sweeps
    black = red + 1
    restricts = coarse_red.shape[0] > 0
    last = black if restricts or natural_out.shape[0] > 0 else red
    stages = np.zeros((black + 1, KEPT + 1, half + 2), np.float32)
    residual = np.zeros((KEPT + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    change = ZERO
    begin = max(0, top - red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            enter_row(stages, t, red_in, correction, stencil)
        for stage in range(1, min(last, t - begin) + 1):
            y = t - stage
            if y < height and stage & 1 == 1:
                relax_row(stages, stage, y, 1 - (y & 1), black_f, stencil.black_weight, stencil)
            elif y < height:
                relax_row(stages, stage, y, y & 1, red_f, stencil.red_weight, stencil)
        y = t - red
        if red_out.shape[0] > 0 and y >= top and y < bottom:
            change = max(change, leave_row(stages, red, y, red_in, red_out, stencil))
        y = t - black
        if natural_out.shape[0] > 0 and y >= top and y < bottom:
            write_natural_row(natural_out, y - top, stages, red, y, stencil)
        y = t - black - 1
        if restricts and y >= begin and y <= height:
            if y < height:
                residual_row(residual, stages, black, y, red_f, stencil)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                restrict_row(i, residual, coarse, coarse_red, coarse_black, height, stencil)
    return change


@kernel
def enter_row(stages, y, red_in, correction, stencil):
    """Stage 0: the red values of row y with the correction from the coarse level."""
    here = y & (KEPT - 1)
    clear_ends(stages[0], y, stencil)
    if red_in.shape[0] > 0:
        for k in range(stencil.first[y], stencil.behind[y]):
            stages[0, here, k + 1] = red_in[y, k]
    else:
        for k in range(stencil.first[y], stencil.behind[y]):
            stages[0, here, k + 1] = ZERO
    if correction.shape[0] > 0:
        correct_row(stages, y, correction, stencil)


@kernel
def leave_row(stages, red, y, red_in, red_out, stencil):
    """Write the relaxed red values of row y; returns their largest change."""
    here, first, behind = y & (KEPT - 1), stencil.first[y], stencil.behind[y]
    change = ZERO
    if red_in.shape[0] > 0:
        for k in range(first, behind):
            change = max(change, abs(stages[red, here, k + 1] - red_in[y, k]))
    for k in range(first, behind):
        red_out[y, k] = stages[red, here, k + 1]
    return change


@kernel
def separate_rows(rows, scale, red, black, top):
    """Split rows in natural order, times `scale`, into colours, as rows `top` and on of `red` and `black`."""
    width = rows.shape[1]
    half = red.shape[1]
    row = np.zeros(2 * half, np.float32)
    for i in range(rows.shape[0]):
        for x in range(width):
            row[x] = np.float32(rows[i, x] * scale)
        separate(row, red, black, top + i, 0, half)


@kernel
def plain_right_hand_side(source, destination, share, stronger, unknown, red, black, top, left):
    """Right-hand side for e = f - f* (see `guidance.right_hand_side`) from two strips, split into colours.

    v less the destination's gradient is, on each edge, `share` times the difference of both gradients; with
    `stronger` only where the source's is not the smaller one (eq. 13), else 0. `left` is the first column of
    `unknown`, an even one.
    """
    width = unknown.shape[1]
    right = np.zeros(width + 1, np.float32)
    above = np.zeros(width, np.float32)
    below = np.zeros(width, np.float32)
    row = np.zeros(2 * red.shape[1], np.float32)
    excess_row(above, source[0, 1:], source[1, 1:], destination[0, 1:], destination[1, 1:], share, stronger)
    for i in range(unknown.shape[0]):
        g, f = source[i + 1], destination[i + 1]
        excess_row(right, g, g[1:], f, f[1:], share, stronger)
        excess_row(below, g[1:], source[i + 2, 1:], f[1:], destination[i + 2, 1:], share, stronger)
        for x in range(width):
            excess = (right[x] - right[x + 1]) + (above[x] - below[x])
            row[left + x] = excess if unknown[i, x] else ZERO
        separate(row, red, black, top + i, left >> 1, (left + width + 1) >> 1)
        above, below = below, above


@kernel
def excess_row(excess, g0, g1, f0, f1, share, stronger):
    """v - (f1 - f0) on the edges from pixels 0 to pixels 1."""
    for x in range(excess.shape[0]):
        mine = g1[x] - g0[x]
        theirs = f1[x] - f0[x]
        kept = share * (mine - theirs)
        if stronger:
            kept = kept if abs(mine) >= abs(theirs) else ZERO
        excess[x] = kept
