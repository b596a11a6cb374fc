"""Kernels of the multigrid cycle: relaxation, residual and transfer of one level, fused into one pass over its rows.

Storage. Pixels are coloured like a chess board: red where x + y is even, black elsewhere. A level keeps for each
colour an array of its height and half its width, so that all neighbours lie at unit stride: red index k of row y is
the pixel x = 2k + (y mod 2), black index k is x = 2k + 1 - (y mod 2).

Only red values are ever stored. One black relaxation makes the black values a function of the red ones and leaves
no residual there, so the residual that goes down consists of red pixels only, and a correction from the coarse grid
(whose points are the even pixels, all red) needs to reach red pixels only.

Equations of a level. A pixel relaxes to ``u = weight * (h (left + right) + v (up + down) + f)`` with weight 0 where
u is held at 0; h is 1 but in rows, v but in columns along a natural side, where cells are cut.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.kernels import kernel

#: Stands for an array that a pass does not have.
NOTHING = np.zeros((0, 0), np.float32)
QUARTER = np.float32(0.25)
ZERO = np.float32(0)


class Stencil(NamedTuple):
    """The equations of one level as the kernels see them.

    Attributes
    ----------
    red_weight, black_weight : ndarray, (height, half)
        One over the diagonal, 0 where the value is held at 0; in units of `unit`.
    unit : float32
        On the finest level weights are bytes and `unit` is 1/12, the common fraction of 1/2, 1/3 and 1/4.
    along_rows : ndarray of float32, (height,)
        Coupling h of left and right neighbours in each row.
    along_columns : ndarray of float32, (2, half), or (2, 0)
        Coupling v of upper and lower neighbours, for even and odd columns; empty where all couplings are 1.
    width : int
        Pixels of a row.
    mirrors_bottom, mirrors_right : int
        Whether that side is natural and of even size: then the coarse point beyond it mirrors the last one.
    mirrored_right : int
        Whether this level is the coarse one of a level that mirrors at its right side.
    """

    red_weight: np.ndarray
    black_weight: np.ndarray
    unit: np.float32
    along_rows: np.ndarray
    along_columns: np.ndarray
    width: int
    mirrors_bottom: int
    mirrors_right: int
    mirrored_right: int


@kernel
def relax_plain(new, left, right, up, down, f, weight, unit):
    """Relax the pixels of one colour of a row; all couplings are 1."""
    for k in range(f.shape[0]):
        new[k] = ((left[k] + right[k]) + (up[k] + down[k]) + f[k]) * (np.float32(weight[k]) * unit)


@kernel
def relax_cut(new, left, right, up, down, f, weight, unit, h, v):
    """Relax the pixels of one colour of a row with couplings h and v."""
    for k in range(f.shape[0]):
        total = h * (left[k] + right[k]) + v[k] * (up[k] + down[k]) + f[k]
        new[k] = total * (np.float32(weight[k]) * unit)


@kernel
def relax_row(new, other, above, below, y, parity, f, weight, stencil):
    """Relax the pixels of row y in columns of `parity`; their neighbours are k - 1 + parity and k + parity."""
    half = f.shape[1]
    left, right = other[parity : half + parity], other[parity + 1 : half + parity + 1]
    up, down, here = above[1 : half + 1], below[1 : half + 1], new[1 : half + 1]
    if stencil.along_columns.shape[1] == 0:
        relax_plain(here, left, right, up, down, f[y], weight[y], stencil.unit)
    else:
        h, v = stencil.along_rows[y], stencil.along_columns[parity]
        relax_cut(here, left, right, up, down, f[y], weight[y], stencil.unit, h, v)


@kernel
def residual_row(residual, red, black, above, below, y, f, stencil):
    """Red residual ``h (left + right) + v (up + down) + f - u / weight`` of row y, 0 where the value is held."""
    half = f.shape[1]
    u, weight, rhs, here = red[1 : half + 1], stencil.red_weight[y], f[y], residual[1 : half + 1]
    relax_row(residual, black, above, below, y, y & 1, f, stencil.red_weight, stencil)
    for k in range(rhs.shape[0]):
        inverse = np.float32(weight[k]) * stencil.unit
        here[k] = (here[k] - u[k]) / max(inverse, np.float32(1e-12)) if inverse > ZERO else ZERO


@kernel
def add(target, values):
    for k in range(target.shape[0]):
        target[k] += values[k]


@kernel
def add_mean_of_four(target, a, b, c, d):
    for k in range(target.shape[0]):
        target[k] += QUARTER * ((a[k] + b[k]) + (c[k] + d[k]))


@kernel
def add_mean_of_four_where(target, a, b, c, d, weight):
    for k in range(target.shape[0]):
        mean = QUARTER * ((a[k] + b[k]) + (c[k] + d[k]))
        target[k] += mean if weight[k] > 0 else ZERO


@kernel
def largest_difference(a, b):
    largest = ZERO
    for k in range(a.shape[0]):
        largest = max(largest, abs(a[k] - b[k]))
    return largest


@kernel
def correct_row(red, y, correction, nothing, stencil):
    """Prolongate: add the coarse solution to the red pixels of row y, by copying (even rows) or by the mean of four."""
    half = red.shape[0]
    i = y >> 1
    upper = correction[i]
    if y & 1 == 0:
        add(red, upper[1 : half + 1])
        return
    lower = nothing
    if i + 1 < (stencil.red_weight.shape[0] + 1) // 2:
        lower = correction[i + 1]
    elif stencil.mirrors_bottom:
        lower = upper
    add_mean_of_four_where(
        red, upper[1 : half + 1], upper[2 : half + 2], lower[1 : half + 1], lower[2 : half + 2], stencil.red_weight[y]
    )


@kernel
def interleave(row, red, black, parity):
    """Write a row in its natural order from its red and black pixels."""
    for k in range(red.shape[0]):
        row[2 * k + parity] = red[k]
        row[2 * k + 1 - parity] = black[k]


@kernel
def separate(row, red, black, parity):
    """Split a row of natural order into its red and black pixels."""
    for k in range(red.shape[0]):
        red[k] = row[2 * k + parity]
        black[k] = row[2 * k + 1 - parity]


@kernel
def write_natural_row(row, red, black, parity, stencil):
    """Write a solved row for the finer level: column 0 is 0, the last but one the point beyond a natural side."""
    half = red.shape[0]
    row[0] = ZERO
    interleave(row[1 : 2 * half + 1], red, black, parity)
    row[stencil.width + 1] = row[stencil.width] * np.float32(stencil.mirrored_right)


@kernel
def restrict_row(i, residual, coarse, coarse_red, coarse_black, nothing, height, stencil):
    """Restrict (the transpose of the prolongation) into row i of the coarse right-hand side, from residual rows around 2i."""
    half = residual.shape[1] - 2
    y = 2 * i
    above = residual[(y + 3) & 3] if y > 0 else nothing
    below = residual[(y + 1) & 3] if y + 1 < height else nothing
    here = coarse[1 : half + 1]
    here[:] = residual[y & 3, 1 : half + 1]
    add_mean_of_four(here, below[:half], below[1 : half + 1], above[:half], above[1 : half + 1])
    if stencil.mirrors_right:
        here[half - 1] += QUARTER * (below[half] + above[half])
    if stencil.mirrors_bottom and y + 2 == height:
        add_mean_of_four(here, below[:half], below[1 : half + 1], nothing[:half], nothing[:half])
        if stencil.mirrors_right:
            here[half - 1] += QUARTER * below[half]
    coarse[half + 1] = ZERO
    separate(coarse[1:], coarse_red[i], coarse_black[i], i & 1)


@kernel
def fused_pass(
    red_in, correction, stencil, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` (top even) of a level and do a whole leg of a cycle:

    add the correction from the coarse level; relax `sweeps` times black, then red; write the red values; relax
    black once more; write all values in natural order; restrict the red residual to the coarse level. It is the way
    up of one V-cycle and the way down of the next. What is empty (`NOTHING`) is left out, an empty `red_in` is 0.

    Row t enters stage 0 while row t - s passes stage s: every stage keeps its last four rows. The rows around a
    strip are computed again, so that strips do not depend on each other.

    Returns
    -------
    float32
        Largest change of a red value, if there are both `red_in` and `red_out`.
    """
    height, half = red_f.shape
    last_red = 2 * sweeps
    restricts = coarse_red.shape[0] > 0
    last = last_red + 1 if restricts or natural_out.shape[0] > 0 else last_red
    stages = np.zeros((last_red + 2, 4, half + 2), np.float32)
    residual = np.zeros((4, half + 2), np.float32)
    nothing = np.zeros(half + 2, np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    change = ZERO
    begin = max(0, top - last_red - 4)
    for t in range(begin, bottom + last_red + 3):
        if t < height:
            red = stages[0, t & 3, 1 : half + 1]
            if red_in.shape[0] > 0:
                red[:] = red_in[t]
            else:
                red[:] = ZERO
            if correction.shape[0] > 0:
                correct_row(red, t, correction, nothing, stencil)
        for stage in range(1, last + 1):
            y = t - stage
            if y < begin:
                break
            if y < height:
                relax_stage(stages, stage, y, red_f, black_f, nothing, stencil)
        y = t - last_red
        if red_out.shape[0] > 0 and y >= top and y < bottom:
            red = stages[last_red, y & 3, 1 : half + 1]
            if red_in.shape[0] > 0:
                change = max(change, largest_difference(red, red_in[y]))
            red_out[y, :] = red
        y -= 1
        if natural_out.shape[0] > 0 and y >= top and y < bottom:
            red, black = stages[last_red, y & 3, 1 : half + 1], stages[last_red + 1, y & 3, 1 : half + 1]
            write_natural_row(natural_out[y - top], red, black, y & 1, stencil)
        y -= 1
        if restricts and y >= begin and y <= height:
            if y < height:
                black = stages[last_red + 1]
                above = black[(y + 3) & 3] if y > 0 else nothing
                below = black[(y + 1) & 3] if y + 1 < height else nothing
                residual_row(residual[y & 3], stages[last_red, y & 3], black[y & 3], above, below, y, red_f, stencil)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                restrict_row(i, residual, coarse, coarse_red, coarse_black, nothing, height, stencil)
    return change


@kernel
def relax_stage(stages, stage, y, red_f, black_f, nothing, stencil):
    """Relax row y of the colour that belongs to `stage` (odd: black, even: red) from the values of the stage before."""
    height = red_f.shape[0]
    before = stages[stage - 1]
    above = before[(y + 3) & 3] if y > 0 else nothing
    below = before[(y + 1) & 3] if y + 1 < height else nothing
    parity = y & 1
    new, other = stages[stage, y & 3], before[y & 3]
    if stage & 1 == 1:
        relax_row(new, other, above, below, y, 1 - parity, black_f, stencil.black_weight, stencil)
    else:
        relax_row(new, other, above, below, y, parity, red_f, stencil.red_weight, stencil)


@kernel
def separate_rows(rows, scale, red, black, top):
    """Split rows in natural order, times `scale`, into colours, as rows `top` and on of `red` and `black`."""
    width = rows.shape[1]
    half = red.shape[1]
    row = np.zeros(2 * half, np.float32)
    for i in range(rows.shape[0]):
        for x in range(width):
            row[x] = np.float32(rows[i, x] * scale)
        separate(row, red[top + i], black[top + i], (top + i) & 1)


@kernel
def plain_right_hand_side(source, destination, share, stronger, unknown, red, black, top):
    """Right-hand side for e = f - f* (see `guidance.right_hand_side`) from two strips, split into colours.

    v less the destination's gradient is, on each edge, `share` times the difference of both gradients; with
    `stronger` only where the source's is not the smaller one (eq. 13), else 0.
    """
    width = unknown.shape[1]
    right = np.zeros(width + 1, np.float32)
    above = np.zeros(width, np.float32)
    below = np.zeros(width, np.float32)
    row = np.zeros(2 * red.shape[1], np.float32)
    excess_row(above, source[0, 1:], source[1, 1:], destination[0, 1:], destination[1, 1:], share, stronger)
    for i in range(unknown.shape[0]):
        g, f, y = source[i + 1], destination[i + 1], top + i
        excess_row(right, g, g[1:], f, f[1:], share, stronger)
        excess_row(below, g[1:], source[i + 2, 1:], f[1:], destination[i + 2, 1:], share, stronger)
        inside = unknown[i]
        for x in range(width):
            excess = (right[x] - right[x + 1]) + (above[x] - below[x])
            row[x] = excess if inside[x] else ZERO
        separate(row, red[y], black[y], y & 1)
        above[:] = below


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
