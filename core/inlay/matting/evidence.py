"""What samples of foreground and background say about alpha: its mean, and how far they can be believed."""

from __future__ import annotations

import numpy as np

from inlay.kernels import kernel
from inlay.matting.rays import CELL
from inlay.matting.scene import UNKNOWN

#: Colour difference, of the range, at which an explanation of a pixel becomes doubtful.
NOISE = np.float32(0.03)
#: How much likelier an unknown pixel is foreground alone or background alone than a mixture of a given pair.
PURITY = np.float32(10)
#: Variance of alpha over the explanations at which they count half.
SPREAD = np.float32(0.005)
#: Mean likelihood of the explanations at which they count half: one that fits among many that do not is chance.
SUPPORT = np.float32(0.03)
#: Variance of alpha for colours F and B is this over ``|F - B|^2``.
BLUR = np.float32(1e-4)
#: Keeps the division by ``|F - B|^2`` defined where both colours are the same.
SAME = np.float32(1e-6)


@kernel
def likelihood(residual):
    """(1 + residual / noise^2)^-4: like a normal distribution near 0, with longer tails."""
    ratio = np.float32(1) / (np.float32(1) + residual / (NOISE * NOISE))
    ratio *= ratio
    return ratio * ratio


@kernel
def distance(colour, sample):
    """Squared distance of two colours."""
    red, green, blue = colour[0] - sample[0], colour[1] - sample[1], colour[2] - sample[2]
    return red * red + green * green + blue * blue


@kernel
def weigh_pure(colour, samples, met):
    """Mean likelihood that a colour is one of the samples."""
    total, count = np.float32(0), 0
    for k in range(samples.shape[0]):
        if met[k, 0] >= 0:
            total += likelihood(distance(colour, samples[k]))
            count += 1
    return total / np.float32(max(1, count))


@kernel
def weigh_pairs(colour, foreground, foreground_met, background, background_met):
    """Mean over all pairs of samples of the likelihood, of likelihood times alpha, of likelihood times the square
    of alpha; and the smallest residual.
    """
    total, first, second = np.float32(0), np.float32(0), np.float32(0)
    best = np.float32(np.inf)
    count = 0
    for j in range(foreground.shape[0]):
        if foreground_met[j, 0] < 0:
            continue
        for k in range(background.shape[0]):
            if background_met[k, 0] < 0:
                continue
            line0 = foreground[j, 0] - background[k, 0]
            line1 = foreground[j, 1] - background[k, 1]
            line2 = foreground[j, 2] - background[k, 2]
            here0 = colour[0] - background[k, 0]
            here1 = colour[1] - background[k, 1]
            here2 = colour[2] - background[k, 2]
            length = line0 * line0 + line1 * line1 + line2 * line2 + SAME
            alpha = (line0 * here0 + line1 * here1 + line2 * here2) / length
            alpha = min(np.float32(1), max(np.float32(0), alpha))
            here0 -= alpha * line0
            here1 -= alpha * line1
            here2 -= alpha * line2
            residual = here0 * here0 + here1 * here1 + here2 * here2
            weight = likelihood(residual)
            total += weight
            first += weight * alpha
            second += weight * (alpha * alpha + BLUR / length)
            best = min(best, residual)
            count += 1
    share = np.float32(1) / np.float32(max(1, count))
    return total * share, first * share, second * share, best


@kernel
def believe(labels, rows, columns, colours, samples, hits, strength, value, weight):
    """Alpha and confidence of the unknown pixels of some cells.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
    rows, columns : ndarray of int, (n,)
        The cells.
    colours : ndarray of float32, (n, CELL * CELL, 3)
        The colours of their pixels.
    samples : ndarray of float32, (n, 2, rays, 3)
        Colours of foreground and background for each cell.
    hits : ndarray of int32, (n, 2, rays, 2)
        Where the samples lie; -1 for those that there are not.
    strength : float
        Weight of a pixel that is believed fully.
    value, weight : ndarray of float32, (height, width)
        Receive the mean of alpha, and its weight.
    """
    height, width = labels.shape
    for i in range(rows.shape[0]):
        foreground, background = samples[i, 0], samples[i, 1]
        foreground_met, background_met = hits[i, 0], hits[i, 1]
        for k in range(CELL * CELL):
            y, x = rows[i] * CELL + k // CELL, columns[i] * CELL + k % CELL
            if y >= height or x >= width or labels[y, x] != UNKNOWN:
                continue
            colour = colours[i, k]
            mixed, first, second, best = weigh_pairs(colour, foreground, foreground_met, background, background_met)
            if not best < np.float32(1e30):
                continue
            whole = PURITY * weigh_pure(colour, foreground, foreground_met)
            none = PURITY * weigh_pure(colour, background, background_met)
            total = mixed + whole + none + np.float32(1e-30)
            mean = (first + whole) / total
            variance = max(np.float32(0), (second + whole) / total - mean * mean)
            value[y, x] = mean
            fit = np.exp(-best / (NOISE * NOISE))
            weight[y, x] = strength * fit * (total / (total + SUPPORT)) * (SPREAD / (SPREAD + variance))
