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
TWELFTH = np.float32(1 / 12)
ZERO = np.float32(0)
ONE = np.float32(1)
TWO = np.float32(2)
TINY = np.float32(1e-12)


class Stencil(NamedTuple):
    """The equations of one level as the kernels see them.

    Attributes
    ----------
    red_weight, black_weight : ndarray of float32, (height, half)
        One over the diagonal, 0 where the value is held at 0; empty on the finest level.
    red_code, black_code : ndarray of uint8, (height, half)
        Twelve times the weights of the finest level, which are whole numbers then; empty on the others.
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
    red_code: np.ndarray
    black_code: np.ndarray
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


class Row(NamedTuple):
    """A row of a level in the rings of a pass.

    Attributes
    ----------
    y : int
        The row.
    here, above, below : int
        Where the rings keep it, and the rows beside it.
    first, behind : uint32
        The pixels to work on.
    """

    y: int
    here: int
    above: int
    below: int
    first: np.uint32
    behind: np.uint32


@kernel
def slots_for(rows):
    """Rows that a ring keeps at least: a power of two. There is one more behind them, which stays 0."""
    slots = 4
    while slots < rows:
        slots *= 2
    return slots


@kernel
def row_of(y, height, slots, first, behind):
    """Row y, and where the rings keep it: the last rows in turn; rows outside the grid are 0."""
    here, above, below = y & (slots - 1), slots, slots
    if y > 0:
        above = (y - 1) & (slots - 1)
    if y + 1 < height:
        below = (y + 1) & (slots - 1)
    return Row(y, here, above, below, first[y], behind[y])


@kernel
def clear_ends(ring, row):
    """Clear what a ring has kept on either side of a row."""
    for k in range(row.first):
        ring[row.here, k + 1] = ZERO
    for k in range(row.behind, ring.shape[1] - 2):
        ring[row.here, k + 1] = ZERO


@kernel
def take_row(ring, row, values):
    """Take a row of one colour into its ring; without values 0."""
    clear_ends(ring, row)
    if values.shape[0] > 0:
        for k in range(row.first, row.behind):
            ring[row.here, k + 1] = values[row.y, k]
    else:
        for k in range(row.first, row.behind):
            ring[row.here, k + 1] = ZERO


@kernel
def take_weights(ring, row, weight, code):
    """Take the weights of a row into a ring, whichever way the level keeps them."""
    if code.shape[0] > 0:
        for k in range(row.first, row.behind):
            ring[row.here, k] = np.float32(code[row.y, k]) * TWELFTH
    else:
        for k in range(row.first, row.behind):
            ring[row.here, k] = weight[row.y, k]


@kernel
def correct_row(red, row, weight, correction, mirrors_bottom):
    """Prolongate: add the coarse solution to red pixels of a row, by copying (even rows) or by the mean of four."""
    here, i = row.here, row.y >> 1
    if row.y & 1 == 0:
        for k in range(row.first, row.behind):
            red[here, k + 1] += correction[i, k + 1] if weight[here, k] > ZERO else ZERO
        return
    below = min(i + 1, correction.shape[0] - 1)
    share = ZERO if below == i and not mirrors_bottom else QUARTER
    for k in range(row.first, row.behind):
        upper = correction[i, k + 1] + correction[i, k + 2]
        lower = correction[below, k + 1] + correction[below, k + 2]
        red[here, k + 1] += QUARTER * upper + share * lower if weight[here, k] > ZERO else ZERO


@kernel
def relaxed(by, row, k, parity, f, weight, h, v, mass):
    """What a pixel in a column of `parity` relaxes to; its neighbours in the row are k - 1 + parity and k + parity.

    The mass takes its share from the quotient: the rounding of a diagonal is the same for all pixels and adds up.
    """
    across = by[row.here, k + parity] + by[row.here, k + parity + 1]
    along = by[row.above, k + 1] + by[row.below, k + 1]
    over = weight[row.here, k]
    value, share = (h * across + v * along + f[row.y, k]) * over, mass * over
    return value - value * (share - share * share)


@kernel
def relax_row(ring, by, row, parity, f, weight, h, mass):
    """Relax the pixels of a row in columns of `parity` from those of the other colour."""
    parity &= 1
    for k in range(row.first, row.behind):
        ring[row.here, k + 1] = relaxed(by, row, k, parity, f, weight, h, ONE, mass)


@kernel
def relax_ends(ring, by, row, parity, f, weight, h, along_first, along_last, last, mass):
    """Relax the first and the last pixel of a row once more, if they have that parity: cells may be cut there."""
    if parity == 0:
        ring[row.here, 1] = relaxed(by, row, 0, parity, f, weight, h, along_first, mass)
    if parity == last & 1:
        k = last >> 1
        ring[row.here, k + 1] = relaxed(by, row, k, parity, f, weight, h, along_last, mass)


@kernel
def defect(red, black, row, k, parity, f, weight, h, v, mass):
    """Residual of a red pixel, 0 where the value is held.

    It is ``h (left + right) + v (up + down) + f - u (1 / weight + mass)``, written in differences to u, which are
    exact where neighbours are alike: single precision then resolves the residual of large smooth values, on which the
    mean of a region with few held sides depends.
    """
    u, over = red[row.here, k + 1], weight[row.here, k]
    across = (black[row.here, k + parity] - u) + (black[row.here, k + parity + 1] - u)
    along = (black[row.above, k + 1] - u) + (black[row.below, k + 1] - u)
    ends = TWO * (h + v) - ONE / max(over, TINY)
    flow = (h * across + v * along) + (f[row.y, k] + ends * u)
    return flow - mass * u if over > ZERO else ZERO


@kernel
def residual_row(residual, red, black, row, f, weight, h, mass):
    """Red residual of a row.

    A mass that relaxations leave out is also left over at the black neighbours, each of which hands a quarter of it
    on to a red pixel: it counts twice.
    """
    parity = row.y & 1
    for k in range(row.first, row.behind):
        residual[row.here, k + 1] = defect(red, black, row, k, parity, f, weight, h, ONE, mass)


@kernel
def residual_ends(residual, red, black, row, f, weight, h, along_first, along_last, last, mass):
    """The same once more for the first and the last pixel of a row."""
    here, parity = row.here, row.y & 1
    if parity == 0:
        residual[here, 1] = defect(red, black, row, 0, parity, f, weight, h, along_first, mass)
    if parity == last & 1:
        k = last >> 1
        residual[here, k + 1] = defect(red, black, row, k, parity, f, weight, h, along_last, mass)


@kernel
def leave_row(red, row, red_in, red_out, changes):
    """Write the relaxed red values of a row, and keep the largest change of each column."""
    if red_in.shape[0] > 0:
        for k in range(row.first, row.behind):
            changes[k] = max(changes[k], abs(red[row.here, k + 1] - red_in[row.y, k]))
    for k in range(row.first, row.behind):
        red_out[row.y, k] = red[row.here, k + 1]


@kernel
def interleave(natural, i, even, odd, here):
    for k in range(even.shape[1] - 2):
        natural[i, 2 * k + 1] = even[here, k + 1]
        natural[i, 2 * k + 2] = odd[here, k + 1]


@kernel
def write_natural_row(natural, i, red, black, y, here, width, mirrored_right):
    """Write a solved row y as row i: column 0 is 0, that behind the last pixel the point beyond a natural side."""
    if y & 1 == 0:
        interleave(natural, i, red, black, here)
    else:
        interleave(natural, i, black, red, here)
    natural[i, 0] = ZERO
    natural[i, width + 1] = natural[i, width] * np.float32(mirrored_right)


@kernel
def deinterleave(row, even, odd, y, first, behind):
    for k in range(first, behind):
        even[y, k] = row[2 * k]
        odd[y, k] = row[2 * k + 1]


@kernel
def separate(row, red, black, y, first, behind):
    """Split a row of natural order into its red and black pixels, row y of `red` and `black`, from `first` on."""
    if y & 1 == 0:
        deinterleave(row, red, black, y, first, behind)
    else:
        deinterleave(row, black, red, y, first, behind)


@kernel
def restrict_row(coarse, residual, row, height, mirrors_bottom, mirrors_right):
    """Restrict into a coarse row: the transpose of `correct_row`, from the rows around a fine one."""
    half = residual.shape[1] - 2
    is_mirrored = mirrors_bottom and row.y + 2 == height
    twice = TWO if is_mirrored else ONE
    for k in range(half):
        upper = residual[row.above, k] + residual[row.above, k + 1]
        lower = residual[row.below, k] + residual[row.below, k + 1]
        coarse[k] = residual[row.here, k + 1] + QUARTER * (upper + twice * lower)
    if mirrors_right:
        coarse[half - 1] += QUARTER * (residual[row.above, half] + twice * residual[row.below, half])
    coarse[half] = ZERO


@kernel
def fused_pass(
    red_in, correction, stencil, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` (top even) of a level and do a whole leg of a cycle:

    add the correction from the coarse level; relax `sweeps` times black, then red; write the red values; relax
    black once more; write all values in natural order; restrict the red residual to the coarse level. It is the way
    up of one V-cycle and the way down of the next. What is empty (`NOTHING`) is left out, an empty `red_in` is 0.
    Pixels of `red_out` outside the extents of the rows are not written: they must be 0.

    Row t enters the rings, which keep the last rows of each colour, while row t - s passes stage s: a stage needs the
    other colour of the stage before, and overwrites what only it still needed. The rows around a strip are computed
    again, so that strips do not depend on each other.

    Returns
    -------
    float32
        Largest change of a red value, if there are both `red_in` and `red_out`.
    """
    height, half = red_f.shape
    last_red, last_black = 2 * sweeps, 2 * sweeps + 1
    restricts, writes = coarse_red.shape[0] > 0, natural_out.shape[0] > 0
    last = last_black if restricts or writes else last_red
    slots = slots_for(last_black + 3)
    red = np.zeros((slots + 1, half + 2), np.float32)
    black = np.zeros((slots + 1, half + 2), np.float32)
    residual = np.zeros((slots + 1, half + 2), np.float32)
    red_weight = np.zeros((slots + 1, half + 2), np.float32)
    black_weight = np.zeros((slots + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    changes = np.zeros(half, np.float32)
    first, behind, along_rows = stencil.first, stencil.behind, stencil.along_rows
    mass, left_over = stencil.mass, stencil.mass + TWO * stencil.hidden_mass
    ends = stencil.along_first, stencil.along_last, stencil.width - 1
    is_cut = stencil.along_first != ONE or stencil.along_last != ONE
    begin = max(0, top - last_red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            row = row_of(t, height, slots, first, behind)
            take_row(red, row, red_in)
            clear_ends(black, row)
            take_weights(red_weight, row, stencil.red_weight, stencil.red_code)
            take_weights(black_weight, row, stencil.black_weight, stencil.black_code)
            if correction.shape[0] > 0:
                correct_row(red, row, red_weight, correction, stencil.mirrors_bottom)
        for stage in range(1, min(last, t - begin) + 1):
            if t - stage < height:
                row = row_of(t - stage, height, slots, first, behind)
                h = along_rows[row.y]
                parity = (row.y + stage) & 1
                if stage & 1 == 1:
                    relax_row(black, red, row, parity, black_f, black_weight, h, mass)
                    if is_cut:
                        relax_ends(black, red, row, parity, black_f, black_weight, h, *ends, mass)
                else:
                    relax_row(red, black, row, parity, red_f, red_weight, h, mass)
                    if is_cut:
                        relax_ends(red, black, row, parity, red_f, red_weight, h, *ends, mass)
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
                residual_row(residual, red, black, row, red_f, red_weight, along_rows[y], left_over)
                if is_cut:
                    residual_ends(residual, red, black, row, red_f, red_weight, along_rows[y], *ends, left_over)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                row = row_of(2 * i, height, slots, first, behind)
                restrict_row(coarse, residual, row, height, stencil.mirrors_bottom, stencil.mirrors_right)
                separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])
    return changes.max()


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
