"""The kernels of the colours: coarser levels, and Gauss-Seidel in the order of a chess board.

What is minimised over F and B, for each channel, is the sum over pixels of (a F + b B - I)^2, b = 1 - a, and over pairs
of neighbours of w ((F_i - F_j)^2 + (B_i - B_j)^2). A coarser level has F and B that are constant on squares of pixels,
so its energy has the same form with sums: a square knows its number of pixels, the mean a of its alphas and their
spread V = sum (a_k - a)^2 (its `moments`), and the sums of the edges to the squares on its right and below (its
`weights`). The gradient is kept as rho = r_F + r_B and kappa = b r_F - a r_B (`sides`: those of the right-hand side),
since r_F and r_B are almost multiples of a and b where alpha is flat: then nothing cancels. `pairs` holds F of each
channel and then B, `sides` rho of each channel and then kappa.

On the finest level the number is 1, the spread is 0, and w = regularization + |alpha_i - alpha_j|; it has its
own kernels, or is given with `alpha` for moments, (n, 1), no weights, and the colours I as sides, (n, channels).
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel

ZERO, ONE, TWO = np.float32(0), np.float32(1), np.float32(2)


@kernel
def coarsen(
    top_row, bottom_row, starts, place, stride, fine_index, fine_moments, fine_weights, regularization, moments, weights
):
    """Moments and weights of the squares of rows ``top_row .. bottom_row - 1`` from those of the next finer level."""
    is_finest = fine_weights.shape[0] == 0
    for row in range(top_row, bottom_row):
        for i in range(starts[row], starts[row + 1]):
            top, left = 2 * row + 1, 2 * (place[i] - (row + 1) * stride) - 1
            count, total = ZERO, ZERO
            right, down = ZERO, ZERO
            for y in range(top, top + 2):
                for x in range(left, left + 2):
                    k = fine_index[y, x]
                    if k >= 0:
                        number = ONE if is_finest else fine_moments[k, 0]
                        mean = fine_moments[k, 0] if is_finest else fine_moments[k, 1]
                        count += number
                        total += number * mean
                        beside = fine_index[y, x + 1] if x > left else -1
                        below = fine_index[y + 1, x] if y > top else -1
                        if beside >= 0:
                            right += (
                                regularization + abs(mean - fine_moments[beside, 0])
                                if is_finest
                                else fine_weights[k, 0]
                            )
                        if below >= 0:
                            down += (
                                regularization + abs(mean - fine_moments[below, 0]) if is_finest else fine_weights[k, 1]
                            )
            mean, spread = total / count, ZERO
            for y in range(top, top + 2):
                for x in range(left, left + 2):
                    k = fine_index[y, x]
                    if k >= 0:
                        number = ONE if is_finest else fine_moments[k, 0]
                        away = (fine_moments[k, 0] if is_finest else fine_moments[k, 1]) - mean
                        spread += number * away * away + (ZERO if is_finest else fine_moments[k, 2])
            moments[i, 0], moments[i, 1], moments[i, 2] = count, mean, spread
            weights[i, 0], weights[i, 1] = right, down


@kernel
def gather_sides(top_row, bottom_row, starts, place, stride, fine_index, fine_moments, fine_sides, moments, sides):
    """Sides of the squares of rows ``top_row .. bottom_row - 1`` from those of the next finer level."""
    channels = sides.shape[1] // 2
    is_finest = fine_moments.shape[1] == 1
    has_kappa = fine_sides.shape[1] > channels
    for row in range(top_row, bottom_row):
        for i in range(starts[row], starts[row + 1]):
            top, left = 2 * row + 1, 2 * (place[i] - (row + 1) * stride) - 1
            unit, middle = ONE / moments[i, 0], moments[i, 1]
            for c in range(2 * channels):
                sides[i, c] = ZERO
            for y in range(top, top + 2):
                for x in range(left, left + 2):
                    k = fine_index[y, x]
                    if k >= 0:
                        for c in range(channels):
                            sides[i, c] += fine_sides[k, c]
            for y in range(top, top + 2):
                for x in range(left, left + 2):
                    k = fine_index[y, x]
                    if k >= 0:
                        number = ONE if is_finest else fine_moments[k, 0]
                        away = (fine_moments[k, 0] if is_finest else fine_moments[k, 1]) - middle
                        for c in range(channels):
                            sides[i, c + channels] += away * (fine_sides[k, c] - number * unit * sides[i, c])
                            if has_kappa:
                                sides[i, c + channels] += fine_sides[k, c + channels]


@kernel
def enter(top_row, bottom_row, starts, place, stride, coarse, coarse_pairs, pairs, adds):
    """Give the pixels of rows ``top_row .. bottom_row - 1`` the F and B of their squares, or add them."""
    for row in range(top_row, bottom_row):
        before = (row + 1) * stride + 1
        for i in range(starts[row], starts[row + 1]):
            parent = coarse[(row >> 1) + 1, ((place[i] - before) >> 1) + 1]
            for c in range(pairs.shape[1]):
                pairs[i, c] = coarse_pairs[parent, c] + (pairs[i, c] if adds else ZERO)


@kernel
def relax_finest(bounds, starts, place, stride, index, alpha, colours, pairs, limits):
    """Relax pixels of the finest level as `relax` does, the even ones first."""
    first_top, first_bottom, second_top, second_bottom = bounds
    for y in range(first_top, max(first_bottom, second_bottom) + 1):
        if y < first_bottom:
            relax_finest_row(0, starts[y], starts[y + 1], place, stride, index, alpha, colours, pairs, limits)
        if second_top < y <= second_bottom:
            relax_finest_row(1, starts[y - 1], starts[y], place, stride, index, alpha, colours, pairs, limits)


@kernel
def relax_finest_row(half, first, last, place, stride, index, alpha, colours, pairs, limits):
    """Solve for F and B of those of pixels ``first .. last - 1`` whose places are even or odd, given their neighbours'.

    With f and g the weighted means of the neighbours' F and B, and s the sum of the weights, the two equations

        (s + a^2) F + a b B = s f + a I
        a b F + (s + b^2) B = s g + b I

    have the solution F = f + a t, B = g + b t with t = (I - a f - b g) / (s + a^2 + b^2). A neighbour that is missing
    is the pixel itself. F is I where alpha is 1, and B where it is 0.
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
            pairs[i, c] = min(highest, max(lowest, f + a * t)) if a < ONE else colours[i, c]
            pairs[i, d] = min(highest, max(lowest, g + b * t)) if b < ONE else colours[i, c]


@kernel
def relax(bounds, first_half, starts, place, stride, index, moments, weights, sides, pairs, limits):
    """Relax the pixels of one half of the chess board in some rows, then those of the other half in theirs.

    Row by row: the second ones of a row follow as soon as the first ones below are done, while both are in the cache.
    `bounds` holds the first row and the one behind the last for either half.
    """
    first_top, first_bottom, second_top, second_bottom = bounds
    for y in range(first_top, max(first_bottom, second_bottom) + 1):
        if y < first_bottom:
            relax_row(
                first_half, starts[y], starts[y + 1], place, stride, index, moments, weights, sides, pairs, limits
            )
        if second_top < y <= second_bottom:
            relax_row(
                1 - first_half, starts[y - 1], starts[y], place, stride, index, moments, weights, sides, pairs, limits
            )


@kernel
def relax_row(half, first, last, place, stride, index, moments, weights, sides, pairs, limits):
    """Solve for F and B of those of squares ``first .. last - 1`` at even or odd places, given their neighbours'.

    With rho and kappa of the gradient at f and g, the weighted means of the neighbours, n the number and V the spread,

        F = f + (s (a rho + kappa) + V rho + n b kappa) / det
        B = g + (s (b rho - kappa) + V rho - n a kappa) / det,   det = s^2 + s (2 V + n (a^2 + b^2)) + n V.
    """
    lowest, highest, regularization = limits
    channels = sides.shape[1] // 2
    for i in range(first, last):
        here = place[i]
        if here & 1 != half:
            continue
        number, a, spread = moments[i, 0], moments[i, 1], moments[i, 2]
        b = ONE - a
        up, down, left, right = index[here - stride], index[here + stride], index[here - 1], index[here + 1]
        w_up, w_down = weights[max(up, 0), 1], weights[i, 1]
        w_left, w_right = weights[max(left, 0), 0], weights[i, 0]
        w_up, w_down = (w_up if up >= 0 else regularization), (w_down if down >= 0 else regularization)
        w_left, w_right = (w_left if left >= 0 else regularization), (w_right if right >= 0 else regularization)
        up, down = (up if up >= 0 else i), (down if down >= 0 else i)
        left, right = (left if left >= 0 else i), (right if right >= 0 else i)
        s = (w_up + w_down) + (w_left + w_right)
        unit = ONE / s
        w_up, w_down, w_left, w_right = w_up * unit, w_down * unit, w_left * unit, w_right * unit
        share = ONE / (s * s + s * (TWO * spread + number * (a * a + b * b)) + number * spread)
        for c in range(channels):
            d = c + channels
            f = (w_up * pairs[up, c] + w_down * pairs[down, c]) + (w_left * pairs[left, c] + w_right * pairs[right, c])
            g = (w_up * pairs[up, d] + w_down * pairs[down, d]) + (w_left * pairs[left, d] + w_right * pairs[right, d])
            rho = sides[i, c] - number * (a * f + b * g)
            kappa = sides[i, d] - spread * (f - g)
            more = s * (a * rho + kappa) + spread * rho + number * b * kappa
            less = s * (b * rho - kappa) + spread * rho - number * a * kappa
            pairs[i, c] = min(highest, max(lowest, f + more * share))
            pairs[i, d] = min(highest, max(lowest, g + less * share))


@kernel
def residual(first, last, place, stride, index, moments, weights, sides, pairs, out):
    """What is left of the sides of pixels ``first .. last - 1`` when the gradient at F and B is taken away."""
    channels = sides.shape[1] // 2
    for i in range(first, last):
        here = place[i]
        number, a, spread = moments[i, 0], moments[i, 1], moments[i, 2]
        b = ONE - a
        up, down, left, right = index[here - stride], index[here + stride], index[here - 1], index[here + 1]
        for c in range(channels):
            d = c + channels
            f, g = pairs[i, c], pairs[i, d]
            laplacian_f, laplacian_g = f - f, g - g
            if up >= 0:
                laplacian_f += weights[up, 1] * (f - pairs[up, c])
                laplacian_g += weights[up, 1] * (g - pairs[up, d])
            if down >= 0:
                laplacian_f += weights[i, 1] * (f - pairs[down, c])
                laplacian_g += weights[i, 1] * (g - pairs[down, d])
            if left >= 0:
                laplacian_f += weights[left, 0] * (f - pairs[left, c])
                laplacian_g += weights[left, 0] * (g - pairs[left, d])
            if right >= 0:
                laplacian_f += weights[i, 0] * (f - pairs[right, c])
                laplacian_g += weights[i, 0] * (g - pairs[right, d])
            out[i, c] = sides[i, c] - number * (a * f + b * g) - (laplacian_f + laplacian_g)
            out[i, d] = sides[i, d] - spread * (f - g) - (b * laplacian_f - a * laplacian_g)


@kernel
def products(top, bottom, starts, moments, pairs, sides, sums):
    """For rows ``top .. bottom - 1``, the sum of F r_F + B r_B over the pixels and channels."""
    channels = sides.shape[1] // 2
    for y in range(top, bottom):
        total = 0.0
        for i in range(starts[y], starts[y + 1]):
            a = moments[i, 1]
            for c in range(channels):
                f, g = pairs[i, c], pairs[i, c + channels]
                total += np.float64(a * f + (ONE - a) * g) * np.float64(sides[i, c])
                total += np.float64(f - g) * np.float64(sides[i, c + channels])
        sums[y] = total


@kernel
def project(first, last, alpha, colours, pairs, limits, rounds):
    """Move F and B of pixels ``first .. last - 1`` to the nearest point of I = a F + b B inside the gamut.

    With `rounds` they become whole numbers: first the one with the smaller share, and the other one makes up for it, so
    that I is met within half a unit.
    """
    lowest, highest = np.float64(limits[0]), np.float64(limits[1])
    channels = colours.shape[1]
    for i in range(first, last):
        a = np.float64(alpha[i])
        if a <= 0.0 or a >= 1.0:
            continue
        b = 1.0 - a
        large, small = max(a, b), min(a, b)
        for c in range(channels):
            goal = np.float64(colours[i, c])
            f, g = np.float64(pairs[i, c]), np.float64(pairs[i, c + channels])
            step = (goal - a * f - b * g) / (a * a + b * b)
            minor = f + a * step if a < b else g + b * step
            # Between these the colour of the smaller share leaves the other one in the gamut.
            least = max(lowest, (goal - large * highest) / small)
            most = min(highest, (goal - large * lowest) / small)
            minor = min(most, max(least, minor))
            minor = np.rint(minor) if rounds else minor
            major = min(highest, max(lowest, (goal - small * minor) / large))
            major = np.rint(major) if rounds else major
            pairs[i, c] = minor if a < b else major
            pairs[i, c + channels] = major if a < b else minor
