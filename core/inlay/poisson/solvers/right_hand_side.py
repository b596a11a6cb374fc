"""Kernel that makes the right-hand side of cycles in single precision from strips of two pictures."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.mixing import excess_row
from inlay.poisson.solvers.relaxation import ZERO, separate


@kernel
def take_row(row, samples, i):
    """Take row i of a strip; beyond the picture its border is repeated."""
    step = np.uint32(samples.channels)
    line = samples.rows[min(max(samples.y + i, 0), samples.rows.shape[0] - 1)]
    first = max(0, -samples.x)
    behind = min(row.shape[0], line.shape[0] // samples.channels - samples.x)
    inside, found = row[first:behind], line[max(0, samples.x) * samples.channels + samples.channel :]
    for x in range(np.uint32(inside.shape[0])):
        inside[x] = np.float32(found[x * step])
    row[:first] = inside[0]
    row[behind:] = inside[-1]


@kernel
def weigh_row(excess, weights, i):
    """Multiply what some edges contribute by row i of their weights, if there are any."""
    if weights.shape[0] > 0:
        for x in range(excess.shape[0]):
            excess[x] *= weights[i, x]


@kernel
def split_rows(source, destination, share, stronger, unknown, terms, red, black, top, left):
    """Right-hand side for e = f - f* from two strips, 0 outside the region, split into colours (see `relaxation`).

    It becomes rows `top` and on of `red` and `black`, from the pixel in column `left` on, an even one. The strips are
    `framed_image.Samples`, and `terms` are theirs (`system.Terms`); `share` and `stronger` are those of
    `mixing.excess_row`.
    """
    height, width = unknown.shape
    samples = np.zeros((4, width + 2), np.float32)
    g, g_below, f, f_below = samples[0], samples[1], samples[2], samples[3]
    across = np.zeros(width + 1, np.float32)
    above = np.zeros(width, np.float32)
    below = np.zeros(width, np.float32)
    row = np.zeros(2 * red.shape[1], np.float32)
    take_row(g_below, source, 0)
    take_row(f_below, destination, 0)
    for i in range(-1, height):
        g, g_below, f, f_below, above, below = g_below, g, f_below, f, below, above
        take_row(g_below, source, i + 2)
        take_row(f_below, destination, i + 2)
        excess_row(below, g[1:], g_below[1:], f[1:], f_below[1:], share, stronger)
        weigh_row(below, terms.down, i + 1)
        if i < 0:
            continue
        excess_row(across, g, g[1:], f, f[1:], share, stronger)
        weigh_row(across, terms.right, i)
        gathered, is_unknown = row[left : left + width], unknown[i]
        for x in range(width):
            gathered[x] = (across[x] - across[x + 1]) + (above[x] - below[x])
        if terms.mass.shape[0] > 0:
            for x in range(width):
                gathered[x] += terms.mass[i, x] * (terms.target[i, x] - f[x + 1])
        for x in range(width):
            gathered[x] = gathered[x] if is_unknown[x] else ZERO
        separate(row, red, black, top + i, left >> 1, (left + width + 1) >> 1)
