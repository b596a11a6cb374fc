"""The kernels of multi-level colours: from one level to the next, and Gauss-Seidel in the order of a chess board.

`pairs` holds F and then B of each pixel of a band, (n, 2 channels). The other arrays are those of `band.Band`, with
`index` as one row.
"""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel

ZERO, ONE = np.float32(0), np.float32(1)


@kernel
def enter(first, last, place, stride, alpha, colours, coarse, coarse_pairs, pairs):
    """Give pixels ``first .. last - 1`` their parents' F and B, or the picture's colour where alpha is 1 or 0."""
    channels = colours.shape[1]
    for i in range(first, last):
        y, x = place[i] // stride - 1, place[i] % stride - 1
        parent = coarse[(y >> 1) + 1, (x >> 1) + 1]
        for c in range(2 * channels):
            pairs[i, c] = coarse_pairs[parent, c]
        if alpha[i] == ONE:
            for c in range(channels):
                pairs[i, c] = colours[i, c]
        elif alpha[i] == ZERO:
            for c in range(channels):
                pairs[i, c + channels] = colours[i, c]


@kernel
def relax(even_top, even_bottom, odd_top, odd_bottom, starts, place, stride, index, alpha, colours, pairs, limits):
    """Relax the pixels at even places in rows ``even_top .. even_bottom - 1``, then those at odd places in theirs.

    Row by row: the odd ones of a row follow as soon as the even ones below are done, while both are in the cache.
    """
    for y in range(even_top, max(even_bottom, odd_bottom) + 1):
        if y < even_bottom:
            relax_half(0, starts[y], starts[y + 1], place, stride, index, alpha, colours, pairs, limits)
        if odd_top < y <= odd_bottom:
            relax_half(1, starts[y - 1], starts[y], place, stride, index, alpha, colours, pairs, limits)


@kernel
def relax_half(half, first, last, place, stride, index, alpha, colours, pairs, limits):
    """Solve for F and B of those of pixels ``first .. last - 1`` whose places are even or odd, given their neighbours'.

    With f and g the means of the neighbours' F and B, weighted by ``regularization + |alpha_i - alpha_j|``, and s the
    sum of the weights, the two equations of a pixel,

        (s + a^2) F + a b B = s f + a I
        a b F + (s + b^2) B = s g + b I,

    have the solution F = f + a t, B = g + b t with t = (I - a f - b g) / (s + a^2 + b^2), where b = 1 - a. A neighbour
    that is missing is the pixel itself. F is held where alpha is 1, and B where it is 0.
    """
    lowest, highest, regularization = limits
    channels = colours.shape[1]
    for i in range(first, last):
        here = place[i]
        if here & 1 != half:
            continue
        a = alpha[i]
        b = ONE - a
        up, down, left, right = index[here - stride], index[here + stride], index[here - 1], index[here + 1]
        up, down = (up if up >= 0 else i), (down if down >= 0 else i)
        left, right = (left if left >= 0 else i), (right if right >= 0 else i)
        w_up, w_down = regularization + abs(a - alpha[up]), regularization + abs(a - alpha[down])
        w_left, w_right = regularization + abs(a - alpha[left]), regularization + abs(a - alpha[right])
        total = (w_up + w_down) + (w_left + w_right)
        unit = ONE / total
        w_up, w_down, w_left, w_right = w_up * unit, w_down * unit, w_left * unit, w_right * unit
        share = ONE / (total + a * a + b * b)
        for c in range(channels):
            d = c + channels
            f = (w_up * pairs[up, c] + w_down * pairs[down, c]) + (w_left * pairs[left, c] + w_right * pairs[right, c])
            g = (w_up * pairs[up, d] + w_down * pairs[down, d]) + (w_left * pairs[left, d] + w_right * pairs[right, d])
            t = (colours[i, c] - a * f - b * g) * share
            if a < ONE:
                pairs[i, c] = min(highest, max(lowest, f + a * t))
            if b < ONE:
                pairs[i, d] = min(highest, max(lowest, g + b * t))
