"""The kernel of multi-level colours: Gauss-Seidel on pixels of which no two are neighbours."""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel

ONE = np.float32(1)


@kernel
def relax(pixels, neighbours, alpha, colours, pairs, lowest, highest, regularization):
    """Solve for F and B of each of `pixels`, given those of its neighbours.

    `pairs` holds F and then B of each pixel, (n, 2 channels). With f and g the means of the neighbours' F and B,
    weighted by ``regularization + |alpha_i - alpha_j|``, and s the sum of weights, the two equations of a pixel,

        (s + a^2) F + a b B = s f + a I
        a b F + (s + b^2) B = s g + b I,

    have the solution F = f + a t, B = g + b t with t = (I - a f - b g) / (s + a^2 + b^2), where b = 1 - a.
    """
    channels = colours.shape[1]
    for k in range(pixels.shape[0]):
        i = pixels[k]
        a = alpha[i]
        b = ONE - a
        p, q, r, s = neighbours[i, 0], neighbours[i, 1], neighbours[i, 2], neighbours[i, 3]
        wp = regularization + abs(a - alpha[p])
        wq = regularization + abs(a - alpha[q])
        wr = regularization + abs(a - alpha[r])
        ws = regularization + abs(a - alpha[s])
        total = (wp + wq) + (wr + ws)
        unit = ONE / total
        wp, wq, wr, ws = wp * unit, wq * unit, wr * unit, ws * unit
        share = ONE / (total + a * a + b * b)
        for c in range(channels):
            d = c + channels
            f = (wp * pairs[p, c] + wq * pairs[q, c]) + (wr * pairs[r, c] + ws * pairs[s, c])
            g = (wp * pairs[p, d] + wq * pairs[q, d]) + (wr * pairs[r, d] + ws * pairs[s, d])
            t = (colours[i, c] - a * f - b * g) * share
            if a < ONE:
                pairs[i, c] = min(highest, max(lowest, f + a * t))
            if b < ONE:
                pairs[i, d] = min(highest, max(lowest, g + b * t))
