"""Kernels of the multigrid cycle for edges of any weight and screened pixels: the same fused pass as in `relaxation`.

The equations are those of a network of conductors: a pixel is linked to its neighbours by the weights of the edges,
and to the ground, where the value is 0, by its screening and its links to held pixels.

A pixel relaxes to ``u = a + weight (sum of w_q (u_q - a) + f - ground a)`` around the value a of its left neighbour,
or around the mean of all four if every link weighs 1, with weight one over the diagonal: differences and the ground
keep their relative accuracy, so that single precision resolves a weak screening, which the difference between a
diagonal and its links would swallow.

A coarse grid takes the even pixels. What lies between is eliminated along the lines (a star of three becomes a
triangle), and interpolation follows the links: see `coarse_rows` and `interpolation_rows`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.kernels import kernel
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

ONE = np.float32(1)
HALF = np.float32(0.5)
TWO = np.float32(2)
TINY = np.float32(1e-30)


class Network(NamedTuple):
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
def conduct_row(stages, stage, y, parity, f, weight, ground, left, right, along, network):
    """Relax the pixels of row y in columns of `parity` from the other colour, which is the stage before.

    `left` and `right` are the links of these pixels: to the left, and from the left of the pixel on the right.
    """
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity &= 1
    before = stage - 1
    clear_ends(stages[stage], y, network)
    for k in range(network.first[y], network.behind[y]):
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
def leak_row(residual, stages, black, y, f, left, right, along, network):
    """Red residual of row y; `black` is the stage of the last black values, the red ones are those before."""
    height = f.shape[0]
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    parity = y & 1
    clear_ends(residual, y, network)
    for k in range(network.first[y], network.behind[y]):
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
        value = ((to_left + to_right) + (to_above + to_below)) + (f[y, k] - network.red_ground[y, k] * u)
        residual[here, k + 1] = value if network.red_weight[y, k] > ZERO else ZERO


@kernel
def enter_conducting_row(stages, y, red_in, correction, network):
    """Stage 0: the red values of row y with the correction from the coarse level."""
    here, i = y & (KEPT - 1), y >> 1
    first, behind = network.first[y], network.behind[y]
    clear_ends(stages[0], y, network)
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
            stages[0, here, k + 1] += correction[i, k + 1] if network.red_weight[y, k] > ZERO else ZERO
        return
    below = min(i + 1, correction.shape[0] - 1)
    for k in range(first, behind):
        upper = network.upper_left[i + 1, k + 1] * correction[i, k + 1]
        upper += network.upper_right[i + 1, k + 1] * correction[i, k + 2]
        lower = network.lower_left[i + 1, k + 1] * correction[below, k + 1]
        lower += network.lower_right[i + 1, k + 1] * correction[below, k + 2]
        stages[0, here, k + 1] += upper + lower


@kernel
def gather_row(i, residual, coarse, coarse_red, coarse_black, height, network):
    """Restrict into row i of the coarse right-hand side: the transpose of the correction."""
    half = residual.shape[1] - 2
    y = 2 * i
    here, above, below = y & (KEPT - 1), slot(y - 1, height), slot(y + 1, height)
    for k in range(half):
        upper = residual[above, k] * network.lower_right[i, k] + residual[above, k + 1] * network.lower_left[i, k + 1]
        lower = residual[below, k] * network.upper_right[i + 1, k]
        lower += residual[below, k + 1] * network.upper_left[i + 1, k + 1]
        coarse[k] = residual[here, k + 1] + (upper + lower)
    coarse[half] = ZERO
    separate(coarse, coarse_red, coarse_black, i, 0, coarse_red.shape[1])


@kernel
def conducting_pass(
    red_in, correction, network, red_f, black_f, sweeps, top, bottom, red_out, natural_out, coarse_red, coarse_black
):
    """Stream once over rows ``top .. bottom - 1`` of a level: as `relaxation.fused_pass`, for a `Network`."""
    height, half = red_f.shape
    red = 2 * sweeps
    black = red + 1
    restricts = coarse_red.shape[0] > 0
    last = black if restricts or natural_out.shape[0] > 0 else red
    stages = np.zeros((black + 1, KEPT + 1, half + 2), np.float32)
    residual = np.zeros((KEPT + 1, half + 2), np.float32)
    coarse = np.zeros(2 * half + 4, np.float32)
    even, odd, even_down, odd_down = network.even, network.odd, network.even_down, network.odd_down
    change = ZERO
    begin = max(0, top - red - 4)
    for t in range(begin, bottom + last + 2):
        if t < height:
            enter_conducting_row(stages, t, red_in, correction, network)
        for stage in range(1, min(last, t - begin) + 1):
            y = t - stage
            if y >= height:
                continue
            if stage & 1 == 1:
                f, weight, ground = black_f, network.black_weight, network.black_ground
            else:
                f, weight, ground = red_f, network.red_weight, network.red_ground
            if (y + stage) & 1 == 0:
                conduct_row(stages, stage, y, 0, f, weight, ground, even, odd, even_down, network)
            else:
                conduct_row(stages, stage, y, 1, f, weight, ground, odd, even, odd_down, network)
        y = t - red
        if red_out.shape[0] > 0 and y >= top and y < bottom:
            change = max(change, leave_row(stages, red, y, red_in, red_out, network))
        y = t - black
        if natural_out.shape[0] > 0 and y >= top and y < bottom:
            write_natural_row(natural_out, y - top, stages, red, y, network)
        y = t - black - 1
        if restricts and y >= begin and y <= height:
            if y < height:
                if y & 1 == 0:
                    leak_row(residual, stages, black, y, red_f, even, odd, even_down, network)
                else:
                    leak_row(residual, stages, black, y, red_f, odd, even, odd_down, network)
            i = (y - 1) >> 1
            if (y & 1 == 1 or y == height) and 2 * i >= top and 2 * i < bottom:
                gather_row(i, residual, coarse, coarse_red, coarse_black, height, network)
    return change


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
        link, leak = eliminate(right[y, x + 1], right[y, x + 2], ground[y, x + 1])
        links[j + 1] = link
        totals[j] = ground[y, x] + leak
    for j in range(1, totals.shape[0]):
        x = 2 * j
        totals[j] += eliminate(right[y, x], right[y, x - 1], ground[y, x - 1])[1]
    for j in range(totals.shape[0]):
        totals[j] = totals[j] if active[y, 2 * j] else -ONE


@kernel
def eliminate_along(down, ground, active, y, links, totals):
    """Eliminate the rows beside row y: links of its pixels to row y + 2, and the grounds of the pixels."""
    for x in range(totals.shape[0]):
        link, leak = eliminate(down[y + 1, x], down[y + 2, x], ground[y + 1, x])
        links[x] = link
        totals[x] = ground[y, x] + leak
    if y > 0:
        for x in range(totals.shape[0]):
            totals[x] += eliminate(down[y, x], down[y - 1, x], ground[y - 1, x])[1]
    for x in range(totals.shape[0]):
        totals[x] = totals[x] if active[y, x] else -ONE


@kernel
def merge_grounds(shares, totals, lost, reach):
    """Ground of three parallel lines of which those with a total below 0 are missing.

    The mean of ``1 / (total + reach)`` counts, with the links that hold the lines together as reach: if all lines are
    grounded alike it is their sum, and one grounded point between free lines counts less from further away.
    """
    above = ZERO
    below = ZERO
    present = ZERO
    for line in range(3):
        if totals[line] >= ZERO:
            total = totals[line] + lost[line]
            weighted = shares[line] / max(total + reach, TINY)
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
    """Fill the rows ``top .. bottom - 1`` of the coarse network, all zero before; returns how many points are active.

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
def brace_rows(right, down, coarse_right, coarse_down, falling, rising, top, bottom):
    """Find the diagonals of the coarse cells in rows ``top .. bottom - 1`` that are missing in the coarse network.

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
    """Strengthen the links of a coarse network by the braces of its cells."""
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
def split_rows(right, down, ground_right, ground_down, active, keeps_links, network, top, bottom):
    """Fill rows ``top .. bottom - 1`` of the weights, grounds and links of a network, split into colours."""
    width = active.shape[1]
    for y in range(top, bottom):
        parity = y & 1
        for x in range(width):
            ground = ground_right[y, x] + ground_down[y, x]
            links = (right[y, x] + right[y, x + 1]) + (down[y, x] + down[y + 1, x])
            total = links + ground
            weight = ONE / total if active[y, x] != 0 and total > ZERO else ZERO
            if not keeps_links:
                ground += links - np.float32(4)
            if x & 1 == parity:
                network.red_weight[y, x >> 1] = weight
                network.red_ground[y, x >> 1] = ground
            else:
                network.black_weight[y, x >> 1] = weight
                network.black_ground[y, x >> 1] = ground


@kernel
def split_link_rows(right, down, even, odd, even_down, odd_down, top, bottom):
    """Split the links that lead to rows ``top .. bottom - 1`` from the left and from above by their columns."""
    for y in range(top, bottom):
        for k in range(even.shape[1] - 1):
            even[y, k] = right[y, 2 * k]
            odd[y, k] = right[y, 2 * k + 1]
            even_down[y, k] = down[y, 2 * k]
            odd_down[y, k] = down[y, 2 * k + 1]
        even[y, even.shape[1] - 1] = right[y, 2 * even.shape[1] - 2]


@kernel
def between_lines(near, far, ground):
    """Value of a pixel between two coarse points, as parts of the nearer and the farther one."""
    total = max((near + far) + ground, TINY)
    return near / total, far / total


@kernel
def interpolation_rows(right, down, ground_right, ground_down, active, network, top, bottom):
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
            network.upper_left[i, k] = (w_left * left_up + w_above * above_left) / total
            network.upper_right[i, k] = (w_right * right_up + w_above * above_right) / total
            network.lower_left[i, k] = (w_left * left_down + w_below * below_left) / total
            network.lower_right[i, k] = (w_right * right_down + w_below * below_right) / total


@kernel
def conducting_right_hand_side(
    source, destination, share, stronger, unknown, down, right, mass, target, red, black, top, left
):
    """As `relaxation.plain_right_hand_side`, with weights of the edges and a pull towards a target where given.

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
