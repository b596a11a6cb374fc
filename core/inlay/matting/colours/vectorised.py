"""The same as `relaxation` for machines without numba: several times slower."""

from __future__ import annotations

import numpy as np

STEPS = (-1, 0), (1, 0), (0, -1), (0, 1)
#: The children of a square, as rows and columns from its first one.
CHILDREN = (0, 0), (0, 1), (1, 0), (1, 1)


def coarsen(
    top_row, bottom_row, starts, place, stride, fine_index, fine_moments, fine_weights, regularization, moments, weights
):
    """See `relaxation.coarsen`."""
    first, last = starts[top_row], starts[bottom_row]
    is_finest = len(fine_weights) == 0
    top, left = _corner(place[first:last], stride)
    number, mean, spread = np.zeros((3, 4, last - first), np.float32)
    edges = np.zeros((last - first, 2), np.float32)
    for n, (down, right) in enumerate(CHILDREN):
        child = fine_index[top + down, left + right]
        is_there = child >= 0
        own = fine_moments[child]
        own = np.stack([np.ones_like(own[:, 0]), own[:, 0], np.zeros_like(own[:, 0])], 1) if is_finest else own
        number[n], mean[n], spread[n] = np.where(is_there[:, None], own, 0).T
        for axis, step, leaves in ((0, (0, 1), right), (1, (1, 0), down)):
            if leaves:
                # Beyond the last row or column only where the child itself is missing.
                row = np.minimum(top + down + step[0], fine_index.shape[0] - 1)
                column = np.minimum(left + right + step[1], fine_index.shape[1] - 1)
                other = fine_index[row, column]
                weight = (
                    regularization + np.abs(own[:, 1] - fine_moments[other, 0])
                    if is_finest
                    else fine_weights[child, axis]
                )
                edges[:, axis] += np.where(is_there & (other >= 0), weight, 0)
    count = number.sum(axis=0)
    middle = (number * mean).sum(axis=0) / count
    moments[first:last] = np.stack([count, middle, (number * (mean - middle) ** 2 + spread).sum(axis=0)], 1)
    weights[first:last] = edges


def gather_sides(top_row, bottom_row, starts, place, stride, fine_index, fine_moments, fine_sides, moments, sides):
    """See `relaxation.gather_sides`."""
    first, last = starts[top_row], starts[bottom_row]
    channels = sides.shape[1] // 2
    is_finest = fine_moments.shape[1] == 1
    top, left = _corner(place[first:last], stride)
    children = [fine_index[top + down, left + right] for down, right in CHILDREN]
    total = sum(np.where(child[:, None] >= 0, fine_sides[child, :channels], 0) for child in children)
    share = total / moments[first:last, :1]
    kappa = np.zeros_like(total)
    for child in children:
        number = np.float32(1) if is_finest else fine_moments[child, :1]
        mean = fine_moments[child, :1] if is_finest else fine_moments[child, 1:2]
        part = (mean - moments[first:last, 1:2]) * (fine_sides[child, :channels] - number * share)
        if fine_sides.shape[1] > channels:
            part = part + fine_sides[child, channels:]
        kappa += np.where(child[:, None] >= 0, part, 0)
    sides[first:last, :channels], sides[first:last, channels:] = total, kappa


def enter(top_row, bottom_row, starts, place, stride, coarse, coarse_pairs, pairs, adds):
    """See `relaxation.enter`."""
    first, last = starts[top_row], starts[bottom_row]
    top, left = np.divmod(place[first:last], stride)
    entered = coarse_pairs[coarse[((top - 1) >> 1) + 1, ((left - 1) >> 1) + 1]]
    pairs[first:last] = pairs[first:last] + entered if adds else entered


def relax_finest(bounds, starts, place, stride, index, alpha, colours, pairs, limits):
    """See `relaxation.relax_finest`."""
    for half, (top, bottom) in enumerate((bounds[:2], bounds[2:])):
        _relax_finest(half, starts[top], starts[bottom], place, stride, index, alpha, colours, pairs, limits)


def _relax_finest(half, first, last, place, stride, index, alpha, colours, pairs, limits):
    lowest, highest, regularization = limits
    own = first + np.flatnonzero((place[first:last] & 1) == half)
    near = _near(own, place, stride, index)
    near = np.where(near < 0, own[:, None], near)
    a = alpha[own, None]
    b = 1 - a
    weights = regularization + np.abs(a - alpha[near])
    s = weights.sum(axis=1, keepdims=True)
    f, g = np.split(np.einsum("nk,nkc->nc", weights / s, pairs[near]), 2, axis=1)
    t = (colours[own] - a * f - b * g) / (s + a * a + b * b)
    foreground = np.where(a < 1, np.clip(f + a * t, lowest, highest), colours[own])
    background = np.where(b < 1, np.clip(g + b * t, lowest, highest), colours[own])
    pairs[own] = np.concatenate([foreground, background], axis=1)


def relax(bounds, first_half, starts, place, stride, index, moments, weights, sides, pairs, limits):
    """See `relaxation.relax`."""
    for half, (top, bottom) in ((first_half, bounds[:2]), (1 - first_half, bounds[2:])):
        _relax(half, starts[top], starts[bottom], place, stride, index, moments, weights, sides, pairs, limits)


def _relax(half, first, last, place, stride, index, moments, weights, sides, pairs, limits):
    lowest, highest, regularization = limits
    own = first + np.flatnonzero((place[first:last] & 1) == half)
    near = _near(own, place, stride, index)
    edges = np.where(near < 0, regularization, _edges(own, near, weights))
    near = np.where(near < 0, own[:, None], near)
    number, a, spread = np.split(moments[own], 3, axis=1)
    b = 1 - a
    s = edges.sum(axis=1, keepdims=True)
    f, g = np.split(np.einsum("nk,nkc->nc", edges / s, pairs[near]), 2, axis=1)
    rho, kappa = np.split(sides[own], 2, axis=1)
    rho, kappa = rho - number * (a * f + b * g), kappa - spread * (f - g)
    share = 1 / (s * s + s * (2 * spread + number * (a * a + b * b)) + number * spread)
    f = f + (s * (a * rho + kappa) + spread * rho + number * b * kappa) * share
    g = g + (s * (b * rho - kappa) + spread * rho - number * a * kappa) * share
    pairs[own] = np.clip(np.concatenate([f, g], axis=1), lowest, highest)


def residual(first, last, place, stride, index, moments, weights, sides, pairs, out):
    """See `relaxation.residual`."""
    own = np.arange(first, last)
    near = _near(own, place, stride, index)
    edges = np.where(near < 0, 0, _edges(own, near, weights))
    laplacian = np.einsum("nk,nkc->nc", edges, pairs[own, None] - pairs[near])
    laplacian_f, laplacian_g = np.split(laplacian, 2, axis=1)
    number, a, spread = np.split(moments[own], 3, axis=1)
    b = 1 - a
    f, g = np.split(pairs[own], 2, axis=1)
    rho, kappa = np.split(sides[own], 2, axis=1)
    rho = rho - number * (a * f + b * g) - (laplacian_f + laplacian_g)
    kappa = kappa - spread * (f - g) - (b * laplacian_f - a * laplacian_g)
    out[first:last] = np.concatenate([rho, kappa], axis=1)


def products(top, bottom, starts, moments, pairs, sides, sums):
    """See `relaxation.products`."""
    part = slice(starts[top], starts[bottom])
    f, g = np.split(pairs[part].astype(np.float64), 2, axis=1)
    rho, kappa = np.split(sides[part].astype(np.float64), 2, axis=1)
    a = moments[part, 1:2]
    each = ((a * f + (1 - a) * g) * rho + (f - g) * kappa).sum(axis=1)
    running = np.concatenate([[0.0], np.cumsum(each)])
    sums[top:bottom] = np.diff(running[starts[top : bottom + 1] - starts[top]])


def project(first, last, alpha, colours, pairs, limits, rounds):
    """See `relaxation.project`."""
    soft = first + np.flatnonzero((alpha[first:last] > 0) & (alpha[first:last] < 1))
    lowest, highest = (float(limit) for limit in limits[:2])
    a, goal = alpha[soft, None].astype(np.float64), colours[soft].astype(np.float64)
    b = 1 - a
    large, small, is_front = np.maximum(a, b), np.minimum(a, b), a < b
    f, g = np.split(pairs[soft].astype(np.float64), 2, axis=1)
    step = (goal - a * f - b * g) / (a * a + b * b)
    least = np.maximum(lowest, (goal - large * highest) / small)
    most = np.minimum(highest, (goal - large * lowest) / small)
    minor = np.clip(np.where(is_front, f + a * step, g + b * step), least, most)
    minor = np.rint(minor) if rounds else minor
    major = np.clip((goal - small * minor) / large, lowest, highest)
    major = np.rint(major) if rounds else major
    pairs[soft] = np.concatenate([np.where(is_front, minor, major), np.where(is_front, major, minor)], axis=1)


def _corner(place, stride):
    """Row and column of the first child of some squares, in the finer level's index."""
    row, column = np.divmod(place, stride)
    return 2 * row - 1, 2 * column - 1


def _near(own, place, stride, index):
    """Numbers of the neighbours above, below, to the left and to the right; -1 for a missing one."""
    return index[place[own, None] + np.array([down * stride + right for down, right in STEPS])]


def _edges(own, near, weights):
    """Weights of the edges to these neighbours; anything for a missing one."""
    return np.stack([weights[near[:, 0], 1], weights[own, 1], weights[near[:, 2], 0], weights[own, 0]], axis=1)
