"""Local smoothing of colours and of alpha: Gastal and Oliveira 2010, section 4.4."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.matting.sampling.compositing_equation import explain
from inlay.matting.sampling.shared_sampling.sharing import DECAY, RADIUS, Shared
from inlay.matting.sampling.shared_sampling.unknown import Unknown, disc
from inlay.matting.scene import BACKGROUND, FOREGROUND

#: Variance of the weights in a neighbourhood: the paper's sigma^2 for as many pixels.
VARIANCE = (2 * RADIUS + 1) ** 2 / (9 * np.pi)
#: Keeps divisions defined.
_NOTHING = np.float32(1e-12)


def smoothed(unknown: Unknown, shared: Shared, pool: Pool) -> np.ndarray:
    """Alpha, (n,), of the smoothed colours."""
    pairs, alpha = np.empty_like(shared.pairs), np.empty_like(shared.alpha)
    offsets = disc(RADIUS)
    nearness = np.exp(-(offsets**2).sum(axis=1) / VARIANCE).astype(np.float32)
    numbers, labels = unknown.numbers, unknown.labels
    pixels = unknown.image, unknown.rows, unknown.columns, offsets, nearness
    beliefs = shared.alpha, shared.confidence
    unknown.each(lambda i, j: smooth_colours(numbers, labels, *pixels, shared.pairs, *beliefs, i, j, pairs), pool)
    unknown.each(lambda i, j: smooth_alpha(numbers, labels, *pixels, pairs, *beliefs, i, j, alpha), pool)
    return alpha


@kernel
def smooth_colours(
    numbers, labels, image, rows, columns, offsets, nearness, refined, alpha, confidence, first, last, pairs
):
    """Average the neighbours' colours, foreground by alpha and background by 1 - alpha.

    Neighbours whose alpha differs count more: foreground is best known where alpha is large. Known pixels count with
    their own colours.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
    numbers, image, rows, columns, offsets, refined, alpha, confidence
        As for `sharing.refine`.
    nearness : ndarray of float32, (k,)
        Gaussian weight of each offset.
    pairs : ndarray of float32, (n, 2, 3)
        Receives the colours.
    """
    height, width = numbers.shape
    for i in range(first, last):
        y, x = rows[i], columns[i]
        sums = np.zeros((2, 3), np.float32)
        weights = np.zeros(2, np.float32)
        for k in range(offsets.shape[0]):
            v, u = y + offsets[k, 0], x + offsets[k, 1]
            if v < 0 or u < 0 or v >= height or u >= width:
                continue
            if numbers[v, u] == 0:
                label = labels[v, u]
                if label in (FOREGROUND, BACKGROUND):
                    side = 0 if label == FOREGROUND else 1
                    weight = nearness[k] * abs(np.float32(1 - side) - alpha[i])
                    weights[side] += weight
                    for channel in range(3):
                        sums[side, channel] += weight * image[v, u, channel]
                continue
            other = numbers[v, u] - 1
            weight = nearness[k] * confidence[other]
            if other != i:
                weight *= abs(alpha[other] - alpha[i])
            if not weight > 0:
                continue
            for side in range(2):
                share = weight * (alpha[other] if side == 0 else 1 - alpha[other])
                weights[side] += share
                for channel in range(3):
                    sums[side, channel] += share * refined[other, side, channel]
        for side in range(2):
            for channel in range(3):
                if weights[side] > _NOTHING:
                    pairs[i, side, channel] = sums[side, channel] / weights[side]
                else:
                    pairs[i, side, channel] = refined[i, side, channel]


@kernel
def smooth_alpha(
    numbers, labels, image, rows, columns, offsets, nearness, pairs, alpha, confidence, first, last, result
):
    """Alpha of the smoothed colours where they are trusted, and a local mean of alpha where not.

    Unlike the paper's the mean heeds no confidence: where colours are poorly explained all around, a few good pairs
    would speak for everybody.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
        Known pixels around count in the mean.
    result : ndarray of float32, (n,)
        Receives alpha.
    """
    height, width = numbers.shape
    for i in range(first, last):
        y, x = rows[i], columns[i]
        contrast, contrast_weight = np.float32(0), np.float32(0)
        mean, mean_weight = np.float32(0), np.float32(0)
        for k in range(offsets.shape[0]):
            v, u = y + offsets[k, 0], x + offsets[k, 1]
            if v < 0 or u < 0 or v >= height or u >= width:
                continue
            if numbers[v, u] == 0:
                if labels[v, u] == FOREGROUND or labels[v, u] == BACKGROUND:
                    weight = np.float32(1) + nearness[k]
                    mean_weight += weight
                    mean += weight * np.float32(labels[v, u] == FOREGROUND)
                continue
            other = numbers[v, u] - 1
            if not confidence[other] > 0:
                continue
            mean_weight += nearness[k]
            mean += nearness[k] * alpha[other]
            soft = confidence[other] * alpha[other] * (1 - alpha[other])
            contrast_weight += soft
            contrast += soft * apart(pairs[other])
        if not confidence[i] > 0:
            result[i] = min(np.float32(1), mean / mean_weight) if mean_weight > _NOTHING else np.float32(0)
            continue
        mixed, rest = explain(image[y, x, 0], image[y, x, 1], image[y, x, 2], pairs[i, 0], pairs[i, 1])
        trust = np.exp(-DECAY * np.sqrt(rest))
        usual = contrast / contrast_weight if contrast_weight > _NOTHING else np.float32(0)
        if usual > _NOTHING:
            trust *= min(np.float32(1), apart(pairs[i]) / usual)
        low = mean / mean_weight if mean_weight > _NOTHING else mixed
        result[i] = min(np.float32(1), trust * mixed + (1 - trust) * low)


@kernel
def apart(pair):
    """Distance of the two colours of a pair."""
    red, green, blue = pair[0, 0] - pair[1, 0], pair[0, 1] - pair[1, 1], pair[0, 2] - pair[1, 2]
    return np.sqrt(red * red + green * green + blue * blue)
