"""Kernels that make the coarse grids of `weighted_hierarchy`.

Each is a weighted graph whose links lead to the four neighbours and to the ground.

A coarse grid takes the even pixels. What lies between is eliminated along the lines (a star of three becomes a
triangle), and interpolation follows the links: see `coarse_rows` and `interpolation_rows`.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.relaxation import ZERO, separate

ONE = np.float32(1)
HALF = np.float32(0.5)
TWO = np.float32(2)
TINY = np.float32(1e-30)


@kernel
def eliminate(near, far, ground):
    """A pixel between two: its link to the near one, seen from there, as a link to the far one and to the ground."""
    share = near / max((near + far) + ground, TINY)
    return share * far, share * ground


@kernel
def eliminate_across(right, ground, active, y, links, totals):
    """Eliminate the odd pixels of row y: links between even ones and from there to the right, and their grounds."""
    for j in range(totals.shape[0]):
        x = 2 * j
        link, grounded = eliminate(right[y, x + 1], right[y, x + 2], ground[y, x + 1])
        links[j + 1] = link
        totals[j] = ground[y, x] + grounded
    for j in range(1, totals.shape[0]):
        x = 2 * j
        totals[j] += eliminate(right[y, x], right[y, x - 1], ground[y, x - 1])[1]
    for j in range(totals.shape[0]):
        totals[j] = totals[j] if active[y, 2 * j] else -ONE


@kernel
def eliminate_along(down, ground, active, y, links, totals):
    """Eliminate the rows beside row y: links of its pixels to row y + 2, and the grounds of the pixels."""
    for x in range(totals.shape[0]):
        link, grounded = eliminate(down[y + 1, x], down[y + 2, x], ground[y + 1, x])
        links[x] = link
        totals[x] = ground[y, x] + grounded
    if y > 0:
        for x in range(totals.shape[0]):
            totals[x] += eliminate(down[y, x], down[y - 1, x], ground[y - 1, x])[1]
    for x in range(totals.shape[0]):
        totals[x] = totals[x] if active[y, x] else -ONE


@kernel
def merge_grounds(shares, totals, lost, reach):
    """Ground of three parallel lines of which those with a total below 0 are missing.

    The mean of ``1 / (total + reach)`` counts, with the links that hold the lines together as reach: if all lines are
    grounded alike it is their sum, and one grounded point between free lines counts less from further away, and
    nothing beside a free line that nothing links to it.
    """
    above = ZERO
    below = ZERO
    present = ZERO
    for line in range(3):
        if totals[line] >= ZERO:
            total = totals[line] + lost[line]
            if total + reach < TINY:
                return ZERO
            weighted = shares[line] / (total + reach)
            above += total * weighted
            below += weighted
            present += shares[line]
    return present * above / below if present > ZERO else ZERO


@kernel
def share_of(step, at, size, is_natural):
    """What part of the line at one step from the coarse line `at` belongs to it: all where no other one follows."""
    if step == 0 or (is_natural and step > 0 and at + 2 >= size):
        return ONE
    return HALF


@kernel
def coarse_rows(
    right, down, ground_right, ground_down, active, natural_bottom, natural_right, coarse_active, coarse_right,
    coarse_down, coarse_ground_right, coarse_ground_down, top, bottom
):  # fmt: skip
    """Fill the rows ``top .. bottom - 1`` of the coarse grid, all zero before; returns how many points are active.

    A coarse link is made of three lines side by side, of which the outer ones count half.
    """
    height, width = active.shape
    columns = coarse_active.shape[1]
    across = np.zeros((3, columns + 1), np.float32)
    across_totals = np.zeros((3, columns), np.float32)
    along = np.zeros(width + 2, np.float32)
    along_before = np.zeros(width + 2, np.float32)
    along_totals = np.zeros(width, np.float32)
    shares = np.zeros(3, np.float32)
    lost = np.zeros(3, np.float32)
    totals = np.zeros(3, np.float32)
    count = 0
    if top > 0:
        eliminate_along(down, ground_down, active, 2 * top - 2, along_before, along_totals)
    for i in range(top, bottom):
        y = 2 * i
        for line in range(3):
            if y + line - 1 >= 0 and y + line - 1 < height:
                eliminate_across(right, ground_right, active, y + line - 1, across[line], across_totals[line])
            else:
                across_totals[line] = -ONE
        eliminate_along(down, ground_down, active, y, along, along_totals)
        for j in range(columns):
            x = 2 * j
            if active[y, x] == 0:
                continue
            coarse_active[i, j] = 1
            count += 1
            right_is_active = x + 2 < width and active[y, x + 2] != 0
            left_is_active = x > 0 and active[y, x - 2] != 0
            total_link = ZERO
            for line in range(3):
                shares[line] = share_of(line - 1, y, height, natural_bottom)
                totals[line] = across_totals[line, j]
                lost[line] = ZERO
                if totals[line] >= ZERO:
                    total_link += shares[line] * (across[line, j] + across[line, j + 1])
                    lost[line] = (ZERO if right_is_active else across[line, j + 1]) + (
                        ZERO if left_is_active else across[line, j]
                    )
            if right_is_active:
                middle = shares[1] * across[1, j + 1]
                coarse_right[i, j + 1] = middle + (shares[0] * across[0, j + 1] + shares[2] * across[2, j + 1])
            coarse_ground_right[i, j] = merge_grounds(shares, totals, lost, total_link)
            below_is_active = y + 2 < height and active[y + 2, x] != 0
            above_is_active = y > 0 and active[y - 2, x] != 0
            total_link = ZERO
            link = ZERO
            for line in range(3):
                nx = x + line - 1
                shares[line] = share_of(line - 1, x, width, natural_right)
                totals[line] = along_totals[nx] if nx >= 0 and nx < width else -ONE
                lost[line] = ZERO
                if totals[line] >= ZERO:
                    link += shares[line] * along[nx]
                    total_link += shares[line] * (along[nx] + along_before[nx])
                    lost[line] = (ZERO if below_is_active else along[nx]) + (
                        ZERO if above_is_active else along_before[nx]
                    )
            if below_is_active:
                coarse_down[i + 1, j] = link
            coarse_ground_down[i, j] = merge_grounds(shares, totals, lost, total_link)
        along, along_before = along_before, along
    return count


@kernel
def in_series(first, second):
    """Weight of two links in a row."""
    return first * second / max(first + second, TINY)


@kernel
def missing(diagonal, one_way, other_way):
    """What a diagonal link is stronger than the two ways around it that the coarse grid has."""
    return max(diagonal - (one_way + other_way), ZERO)


@kernel
def find_diagonal_rows(right, down, coarse_right, coarse_down, falling, rising, top, bottom):
    """Find the diagonals of the coarse cells in rows ``top .. bottom - 1`` that are missing in the coarse grid.

    The coarse grid has no diagonal links, which hardly matters where weights change slowly. But a strong chain of
    pixels that runs askew through weak ones would fall apart into weak links, and corrections become far too large.
    Half of what the two links on the stronger way around must gain for it goes to `falling` (from the upper left to
    the lower right corner: positive by the upper right, negative by the lower left one) and to `rising` (from the
    lower left to the upper right corner: positive by the upper left, negative by the lower right one).
    """
    for i in range(top, bottom):
        y = 2 * i + 1
        for j in range(falling.shape[1]):
            x = 2 * j + 1
            w_left, w_right, w_above, w_below = right[y, x], right[y, x + 1], down[y, x], down[y + 1, x]
            upper_left = in_series(right[y - 1, x], w_above) + in_series(down[y, x - 1], w_left)
            upper_right = in_series(right[y - 1, x + 1], w_above) + in_series(down[y, x + 1], w_right)
            lower_left = in_series(right[y + 1, x], w_below) + in_series(down[y + 1, x - 1], w_left)
            lower_right = in_series(right[y + 1, x + 1], w_below) + in_series(down[y + 1, x + 1], w_right)
            total = max((upper_left + upper_right) + (lower_left + lower_right), TINY)
            above, below = coarse_right[i, j + 1], coarse_right[i + 1, j + 1]
            left, beside = coarse_down[i + 1, j], coarse_down[i + 1, j + 1]
            one, other = in_series(above, beside), in_series(left, below)
            lack = missing(upper_left * lower_right / total, one, other)
            falling[i, j] = lack if one >= other else -lack
            one, other = in_series(left, above), in_series(below, beside)
            lack = missing(upper_right * lower_left / total, one, other)
            rising[i, j] = lack if one >= other else -lack


@kernel
def strengthen_rows(falling, rising, coarse_right, coarse_down, top, bottom):
    """Strengthen the links of a coarse grid by the diagonals of its cells."""
    rows, columns = falling.shape
    for i in range(top, bottom):
        for j in range(columns):
            if i < rows:
                coarse_right[i, j + 1] += TWO * (max(falling[i, j], ZERO) + max(rising[i, j], ZERO))
                coarse_down[i + 1, j] += TWO * (max(-falling[i, j], ZERO) + max(rising[i, j], ZERO))
            if i > 0:
                coarse_right[i, j + 1] += TWO * (max(-falling[i - 1, j], ZERO) + max(-rising[i - 1, j], ZERO))
        if i < rows:
            for j in range(1, columns + 1):
                coarse_down[i + 1, j] += TWO * (max(falling[i, j - 1], ZERO) + max(-rising[i, j - 1], ZERO))


@kernel
def split_rows(right, down, ground_right, ground_down, active, keeps_links, stencil, top, bottom):
    """Fill rows ``top .. bottom - 1`` of the weights and grounds of a stencil, split into colours."""
    width = active.shape[1]
    weights = np.zeros(width + 1, np.float32)
    grounds = np.zeros(width + 1, np.float32)
    for y in range(top, bottom):
        for x in range(width):
            ground = ground_right[y, x] + ground_down[y, x]
            links = (right[y, x] + right[y, x + 1]) + (down[y, x] + down[y + 1, x])
            total = links + ground
            weights[x] = ONE / max(total, TINY) if active[y, x] != 0 and total > ZERO else ZERO
            grounds[x] = ground if keeps_links else ground + (links - np.float32(4))
        separate(weights, stencil.weights[0], stencil.weights[1], y, 0, (width + 1) >> 1)
        separate(grounds, stencil.grounds[0], stencil.grounds[1], y, 0, (width + 1) >> 1)


@kernel
def split_link_rows(right, down, across, along, top, bottom):
    """Split the links that lead to rows ``top .. bottom - 1`` from the left and from above by their columns."""
    half = along.shape[2]
    for y in range(top, bottom):
        for k in range(half):
            across[0, y, k] = right[y, 2 * k]
            across[1, y, k] = right[y, 2 * k + 1]
            along[0, y, k] = down[y, 2 * k]
            along[1, y, k] = down[y, 2 * k + 1]
        across[0, y, half] = right[y, 2 * half]


@kernel
def between_lines(near, far, ground):
    """Value of a pixel between two coarse points, as parts of the nearer and the farther one."""
    total = max((near + far) + ground, TINY)
    return near / total, far / total


@kernel
def interpolation_rows(right, down, ground_right, ground_down, active, stencil, top, bottom):
    """What the four coarse points around each red pixel of the odd rows among ``top .. bottom - 1`` contribute to it.

    The pixels beside it lie between two coarse points each and take the mean that their two links to them give; it
    takes the mean of these four that its own links give.
    """
    width = active.shape[1]
    for y in range(top | 1, bottom, 2):
        i = (y >> 1) + 1
        for x in range(1, width, 2):
            k = (x >> 1) + 1
            links = (right[y, x] + right[y, x + 1]) + (down[y, x] + down[y + 1, x])
            total = links + (ground_right[y, x] + ground_down[y, x])
            if active[y, x] == 0 or total <= ZERO:
                continue
            w_left, w_right, w_above, w_below = right[y, x], right[y, x + 1], down[y, x], down[y + 1, x]
            left_up, left_down = between_lines(down[y, x - 1], down[y + 1, x - 1], ground_down[y, x - 1])
            right_up, right_down = between_lines(down[y, x + 1], down[y + 1, x + 1], ground_down[y, x + 1])
            above_left, above_right = between_lines(right[y - 1, x], right[y - 1, x + 1], ground_right[y - 1, x])
            below_left, below_right = between_lines(right[y + 1, x], right[y + 1, x + 1], ground_right[y + 1, x])
            stencil.shares[0, i, k] = (w_left * left_up + w_above * above_left) / total
            stencil.shares[1, i, k] = (w_right * right_up + w_above * above_right) / total
            stencil.shares[2, i, k] = (w_left * left_down + w_below * below_left) / total
            stencil.shares[3, i, k] = (w_right * right_down + w_below * below_right) / total
