"""The equations of learning-based matting for the unknown pixels (Zheng, Kambhamettu 2009).

The matrix of a window of 3x3 pixels is ``(I - F)'(I - F) = I - Z Z'``, with Z of nine rows and four columns
(`inlay.matting.laplacians.learning_based.factors`), and couples each two of its pixels by ``-z_i . z_j``: numbers below
1, which lose nothing in single precision, while Z is made in double precision. Its rows sum to nearly 0 only: with
X = [colours, 1], ``G = X'X + epsilon I`` and the constant colour model e they give

    (I - F)'(I - F) 1 = epsilon^2 X G^-2 e,

which as a difference of the links would be lost to rounding, and is stored with `row_sum` as it stands here.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.matting.laplacians.unknown_band.band import REACH, Band
from inlay.matting.laplacians.unknown_band.equations import (
    CENTRE,
    RELATIVE_EPSILON,
    STRETCH,
    Equations,
    assembled_by,
    sort_links,
    spread_row,
)
from inlay.matting.laplacians.unknown_band.pixels import BandPixels

#: Numbers of a window: four columns of Z and the sum of the row, for each of its pixels.
COLUMNS, SUM = 4, 36
TABLE = 45


def assemble(pixels: BandPixels, band: Band, epsilon: float, precision: type, pool: Pool) -> Equations:
    """The equations of all unknown pixels, as `precision` float32 or float64."""
    return assembled_by(assemble_rows, 16, pixels, band, epsilon, precision, pool)


@kernel
def assemble_rows(pixels, unknown, dilated, width, epsilon, top, bottom, equations):
    """Write the equations of the unknown pixels in rows ``top .. bottom - 1``."""
    rows = np.zeros((3, 4, width + 2 * REACH), np.float32)
    tables = np.empty((3, TABLE, width + 2 * REACH), equations.planes.dtype)
    done = np.full(width + 2 * REACH, top - 2, np.int64)
    sums = np.empty((25, STRETCH), equations.planes.dtype)
    work = np.empty((5, 4, 4)), np.empty((9, 4))
    for row in range(top - 2, top):
        spread_row(pixels, dilated, row, rows[row % 3])
    for centre in range(top - 1, bottom + 1):
        spread_row(pixels, dilated, centre + 1, rows[(centre + 1) % 3])
        predict_row(rows, pixels.scale, unknown, centre, epsilon, done, work, tables[centre % 3])
        row = centre - 1
        if row < top:
            continue
        for run in range(unknown.first[row], unknown.first[row + 1]):
            for begin in range(0, unknown.length[run], STRETCH):
                size = min(STRETCH, unknown.length[run] - begin)
                add_windows(tables, row, unknown.column[run] + begin + REACH, size, sums)
                sort_links(sums, pixels.kind, unknown.start[run], begin, size, equations)
                own = unknown.start[run, REACH] + REACH + begin
                row_sum, rest = equations.planes[0, own : own + size], sums[CENTRE]
                for i in range(size):
                    row_sum[i] += rest[i]


@kernel
def predict_row(rows, scale, unknown, centre, epsilon, done, work, table):
    """Z and the sums of the rows of every window with its centre in row `centre` that holds an unknown pixel."""
    height = unknown.first.size - 1
    for row in range(max(0, centre - 1), min(height, centre + 2)):
        for run in range(unknown.first[row], unknown.first[row + 1]):
            column = unknown.column[run] + REACH
            for x in range(column - 1, column + unknown.length[run] + 1):
                if done[x] != centre:
                    done[x] = centre
                    predict(rows, scale, centre - 1, x - 1, epsilon, work, table)


@kernel
def predict(rows, scale, top, left, epsilon, work, table):
    """Z and the sums of the rows of one window; all 0 if a pixel is absent.

    Colours are centred first, as in `inlay.matting.laplacians.learning_based.factors`: with X = Y T and N = (T T')^-1
    it is ``G = Y'Y + epsilon N``, the model e is N's last column, and ``Z Z' = Y (G^-1 + epsilon G^-1 N G^-1) Y'``.
    """
    centre = left + 1
    (gram, ridge, lower, whitening, rest), members = work
    if not gather(rows, scale, top, left, members):
        table[:, centre] = 0
        return
    centre_colours(members, gram, ridge)
    least = epsilon + RELATIVE_EPSILON * (gram[0, 0] + gram[1, 1] + gram[2, 2])
    for j in range(4):
        for k in range(j + 1):
            gram[j, k] += epsilon * ridge[j, k]
            ridge[k, j] = ridge[j, k]
    factor(gram, least, lower)
    invert(lower, whitening)
    sandwich(whitening, ridge, epsilon, gram)
    factor(gram, 1.0, rest)
    # Z = Y whitening' rest, and the sums epsilon^2 Y G^-1 N G^-1 e with G^-1 = whitening' whitening.
    for i in range(9):
        for j in range(4):
            lower[0, j] = 0
            for k in range(j + 1):
                lower[0, j] += whitening[j, k] * members[i, k]
        for j in range(4):
            value = 0.0
            for k in range(j, 4):
                value += lower[0, k] * rest[k, j]
            table[COLUMNS * i + j, centre] = value
        total = 0.0
        for j in range(4):
            for k in range(4):
                total += lower[0, j] * (gram[j, k] - (j == k)) * project(whitening, ridge, k)
        table[SUM + i, centre] = epsilon * total


@kernel
def gather(rows, scale, top, left, members):
    """Colours and a one for each pixel of a window; returns whether all are present."""
    present = 0.0
    for i in range(9):
        slot, x = (top + i // 3) % 3, left + i % 3
        present += rows[slot, 3, x]
        for channel in range(3):
            members[i, channel] = rows[slot, channel, x] * scale
        members[i, 3] = 1
    return present == 9


@kernel
def centre_colours(members, gram, ridge):
    """Subtract the means of the colours; the lower halves of ``Y'Y``, and of N."""
    gram[:] = 0
    ridge[3, 3] = 1
    for channel in range(3):
        mean = 0.0
        for i in range(9):
            mean += members[i, channel]
        ridge[3, channel] = -mean / 9
        for i in range(9):
            members[i, channel] -= mean / 9
    for j in range(4):
        for k in range(j + 1):
            if j < 3:
                ridge[j, k] = (j == k) + ridge[3, j] * ridge[3, k]
            for i in range(9):
                gram[j, k] += members[i, j] * members[i, k]


@kernel
def project(whitening, ridge, row):
    """A row of ``whitening e``, e the last column of the ridge."""
    value = 0.0
    for k in range(row + 1):
        value += whitening[row, k] * ridge[k, 3]
    return value


@kernel
def factor(matrix, least, lower):
    """Cholesky factor of a 4x4 matrix, of which the lower half is read, with squared pivots of `least` or more."""
    for j in range(4):
        for k in range(j + 1):
            value = matrix[j, k]
            for i in range(k):
                value -= lower[j, i] * lower[k, i]
            lower[j, k] = np.sqrt(max(value, least)) if j == k else value / lower[k, k]


@kernel
def invert(lower, inverse):
    """Inverse of a lower 4x4 triangle."""
    for k in range(4):
        inverse[k, k] = 1 / lower[k, k]
        for j in range(k + 1, 4):
            value = 0.0
            for i in range(k, j):
                value -= lower[j, i] * inverse[i, k]
            inverse[j, k] = value / lower[j, j]


@kernel
def sandwich(whitening, ridge, epsilon, result):
    """``1 + epsilon W R W'`` for a lower triangle W and a symmetric R."""
    for j in range(4):
        for k in range(4):
            value = 0.0
            for a in range(j + 1):
                for b in range(k + 1):
                    value += whitening[j, a] * ridge[a, b] * whitening[k, b]
            result[j, k] = epsilon * value + (j == k)


@kernel
def add_windows(tables, row, column, size, sums):
    """Sum up, over the windows that hold them, the links of `size` pixels to their 5x5 neighbours.

    The place of the pixel itself receives the sums of its rows.
    """
    sums[:, :size] = 0
    for window in range(9):
        dy, dx = window // 3 - 1, window % 3 - 1
        slot, begin, own = (row + dy) % 3, column + dx, 8 - window
        behind = begin + size
        rest, at = tables[slot, SUM + own, begin:behind], COLUMNS * own
        a0, a1 = tables[slot, at, begin:behind], tables[slot, at + 1, begin:behind]
        a2, a3 = tables[slot, at + 2, begin:behind], tables[slot, at + 3, begin:behind]
        for other in range(9):
            total = sums[CENTRE + 5 * (dy + other // 3 - 1) + dx + other % 3 - 1, :size]
            if other == own:
                for i in range(size):
                    total[i] += rest[i]
                continue
            at = COLUMNS * other
            b0, b1 = tables[slot, at, begin:behind], tables[slot, at + 1, begin:behind]
            b2, b3 = tables[slot, at + 2, begin:behind], tables[slot, at + 3, begin:behind]
            for i in range(size):
                total[i] -= (a0[i] * b0[i] + a1[i] * b1[i]) + (a2[i] * b2[i] + a3[i] * b3[i])
