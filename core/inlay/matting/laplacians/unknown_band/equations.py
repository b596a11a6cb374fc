"""The equations of closed-form matting for the unknown pixels (Levin, Lischinski, Weiss 2008, eq. 12).

A window w of 3x3 pixels with the mean colour m and the scatter matrix C, the sum of (I_i - m)(I_i - m)', couples each
two of its pixels by ``L_ij = -(1 + 9 (I_i - m)' (C + epsilon)^-1 (I_j - m)) / 9``. With C + epsilon = L D L' and the
*whitened* colours ``v_i = D^-1/2 L^-1 (I_i - m)``, that is ``-(1/9 + v_i . v_j)``: numbers below 1, which lose nothing
in single precision, while C is made and factored in double precision.

Storage in difference form, ``(A x)_i = row_sum_i x_i + sum_j link_ij (x_j - x_i)``, with the couplings to known pixels
in `row_sum`: a rounded diagonal would change the sums of the rows, which are 0 away from known pixels, and with them
the solution of wide bands by several 8-bit levels. Each link is stored once, with the earlier of its two pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.matting.laplacians.unknown_band.band import REACH, Band
from inlay.matting.laplacians.unknown_band.pixels import ABSENT, BandPixels
from inlay.matting.scene import FOREGROUND, UNKNOWN

#: Planes of the equations: `row_sum`, then the links to the later pixels of the 5x5 neighbourhood, row by row.
PLANES = 13
#: The centre of the 5x5 neighbourhood, counted row by row.
CENTRE = 12
#: Part of the trace that is added to epsilon, so that colours of any size can be factored.
RELATIVE_EPSILON = 1e-13
#: Unknown pixels of a run that are worked on at a time: what is known about them fits into the cache.
STRETCH = 256


class Equations(NamedTuple):
    """``A alpha = force`` for the unknown pixels, in the order of the band; 0 elsewhere.

    Attributes
    ----------
    planes : ndarray of float32 or float64, (13, size)
        `row_sum` and the links.
    force : ndarray of the same type, (size,)
        Right-hand side.
    """

    planes: np.ndarray
    force: np.ndarray


def assemble(pixels: BandPixels, band: Band, epsilon: float, precision: type, pool: Pool) -> Equations:
    """The equations of all unknown pixels, as `precision` float32 or float64."""
    return assembled_by(assemble_rows, 8, pixels, band, epsilon, precision, pool)


def assembled_by(
    rows: Callable[..., None],
    effort: int,
    pixels: BandPixels,
    band: Band,
    epsilon: float,
    precision: type,
    pool: Pool,
) -> Equations:
    """The same by a kernel like `assemble_rows`; `effort` is what a pixel of it counts as."""
    equations = Equations(np.zeros((PLANES, band.size), precision), np.zeros(band.size, precision))

    def strip(top: int, bottom: int) -> None:
        rows(pixels, band.unknown, band.dilated, band.width, epsilon, top, bottom, equations)

    pool.each(strip, band.pieces, effort * band.work)
    return equations


@kernel
def assemble_rows(pixels, unknown, dilated, width, epsilon, top, bottom, equations):
    """Write the equations of the unknown pixels in rows ``top .. bottom - 1``."""
    rows = np.zeros((3, 4, width + 2 * REACH), np.float32)
    whitened = np.empty((3, 28, width + 2 * REACH), equations.planes.dtype)
    done = np.full(width + 2 * REACH, top - 2, np.int64)
    sums = np.empty((25, STRETCH), equations.planes.dtype)
    for row in range(top - 2, top):
        spread_row(pixels, dilated, row, rows[row % 3])
    for centre in range(top - 1, bottom + 1):
        spread_row(pixels, dilated, centre + 1, rows[(centre + 1) % 3])
        whiten_row(rows, pixels.scale, unknown, centre, epsilon, done, whitened[centre % 3])
        row = centre - 1
        if row < top:
            continue
        for run in range(unknown.first[row], unknown.first[row + 1]):
            for begin in range(0, unknown.length[run], STRETCH):
                size = min(STRETCH, unknown.length[run] - begin)
                add_windows(whitened, row, unknown.column[run] + begin + REACH, size, sums)
                sort_links(sums, pixels.kind, unknown.start[run], begin, size, equations)


@kernel
def spread_row(pixels, dilated, row, target):
    """Lay the colours of a row of the band out by columns, which begin at -2, and whether they are present."""
    for run in range(dilated.first[row + REACH], dilated.first[row + REACH + 1]):
        start, column = dilated.start[run, 0], dilated.column[run] + REACH
        for i in range(dilated.length[run]):
            target[0, column + i] = pixels.samples[0, start + i]
            target[1, column + i] = pixels.samples[1, start + i]
            target[2, column + i] = pixels.samples[2, start + i]
            target[3, column + i] = pixels.kind[start + i] != ABSENT


@kernel
def whiten_row(rows, scale, unknown, centre, epsilon, done, whitened):
    """Whiten the colours of every window with its centre in row `centre` that holds an unknown pixel."""
    height = unknown.first.size - 1
    for row in range(max(0, centre - 1), min(height, centre + 2)):
        for run in range(unknown.first[row], unknown.first[row + 1]):
            column = unknown.column[run] + REACH
            for x in range(column - 1, column + unknown.length[run] + 1):
                if done[x] != centre:
                    done[x] = centre
                    whiten(rows, scale, centre - 1, x - 1, epsilon, whitened)


@kernel
def whiten(rows, scale, top, left, epsilon, whitened):
    """Whitened colours of one window, three numbers for each pixel, and 1/9 or, if a pixel is absent, 0."""
    centre = left + 1
    m0 = m1 = m2 = present = 0.0
    for y in range(3):
        slot = (top + y) % 3
        for x in range(left, left + 3):
            m0 += rows[slot, 0, x]
            m1 += rows[slot, 1, x]
            m2 += rows[slot, 2, x]
            present += rows[slot, 3, x]
    if present < 9:
        whitened[:, centre] = 0
        return
    m0, m1, m2 = m0 / 9, m1 / 9, m2 / 9
    c00 = c01 = c02 = c11 = c12 = c22 = 0.0
    for y in range(3):
        slot = (top + y) % 3
        for x in range(left, left + 3):
            d0, d1, d2 = rows[slot, 0, x] - m0, rows[slot, 1, x] - m1, rows[slot, 2, x] - m2
            c00 += d0 * d0
            c01 += d0 * d1
            c02 += d0 * d2
            c11 += d1 * d1
            c12 += d1 * d2
            c22 += d2 * d2
    # In the samples' own unit: epsilon grows, and the whitened colours are the same.
    least = epsilon / (scale * scale) + RELATIVE_EPSILON * (c00 + c11 + c22)
    c00 += least
    l01, l02 = c01 / c00, c02 / c00
    c11 = max(least, c11 + least - l01 * c01)
    c12 -= l01 * c02
    l12 = c12 / c11
    c22 = max(least, c22 + least - l02 * c02 - l12 * c12)
    f0, f1, f2 = 1 / np.sqrt(c00), 1 / np.sqrt(c11), 1 / np.sqrt(c22)
    i = 0
    for y in range(3):
        slot = (top + y) % 3
        for x in range(left, left + 3):
            d0 = rows[slot, 0, x] - m0
            d1 = rows[slot, 1, x] - m1 - l01 * d0
            d2 = rows[slot, 2, x] - m2 - l02 * d0 - l12 * d1
            whitened[i, centre] = d0 * f0
            whitened[i + 1, centre] = d1 * f1
            whitened[i + 2, centre] = d2 * f2
            i += 3
    whitened[27, centre] = 1 / 9


@kernel
def add_windows(whitened, row, column, size, sums):
    """Sum up, over the windows that hold them, the links of `size` pixels to their 5x5 neighbours.

    Views of single rows, and no view of a view: of these the compiler does not know that numbers follow each other.
    """
    sums[:, :size] = 0
    for window in range(9):
        dy, dx = window // 3 - 1, window % 3 - 1
        slot, begin, own = (row + dy) % 3, column + dx, 3 * (8 - window)
        behind = begin + size
        share = whitened[slot, 27, begin:behind]
        a0, a1 = whitened[slot, own, begin:behind], whitened[slot, own + 1, begin:behind]
        a2 = whitened[slot, own + 2, begin:behind]
        for other in range(9):
            b0, b1 = whitened[slot, 3 * other, begin:behind], whitened[slot, 3 * other + 1, begin:behind]
            b2 = whitened[slot, 3 * other + 2, begin:behind]
            total = sums[CENTRE + 5 * (dy + other // 3 - 1) + dx + other % 3 - 1, :size]
            for i in range(size):
                total[i] -= share[i] + (a0[i] * b0[i] + a1[i] * b1[i] + a2[i] * b2[i])


@kernel
def sort_links(sums, kind, starts, begin, size, equations):
    """Store the links to unknown pixels, and add those to known ones to `row_sum` and to the right-hand side."""
    own, zero = starts[REACH] + REACH + begin, sums.dtype.type(0)
    row_sum = equations.planes[0, own : own + size]
    force = equations.force[own : own + size]
    for place in range(25):
        if place == CENTRE:
            continue
        other = starts[place // 5] + place % 5 + begin
        links, there = sums[place], kind[other : other + size]
        if place > CENTRE:
            stored = equations.planes[place - CENTRE, own : own + size]
            for i in range(size):
                stored[i] = links[i] if there[i] == UNKNOWN else zero
        for i in range(size):
            row_sum[i] -= zero if there[i] == UNKNOWN else links[i]
            force[i] -= links[i] if there[i] == FOREGROUND else zero
