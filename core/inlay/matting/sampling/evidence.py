"""What samples of foreground and background say about alpha: its mean, and how far that can be believed.

The loops over the pixels of a cell are innermost and as long as a whole cell, so that the compiler turns them into
vector instructions: what they find where a cell has fewer unknown pixels is left aside.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.sampling.rays import CELL
from inlay.matting.scene import UNKNOWN

#: Cells to either side whose samples a cell shares; with those of its own these are all directions of rays.
SHARED = 2
#: Distance of colours, of the range, at which an explanation becomes unlikely.
NOISE = np.float32(0.03)
#: Distance of colours at which even the best explanation is no longer believed.
MISFIT = np.float32(0.1)
#: Variance of alpha over the explanations at which they count half.
SPREAD = np.float32(0.005)
#: Mean likelihood of the explanations from which they count fully, and how much more they count at most: one pair
#: that fits among many that do not is chance, and pure colours are the surest.
SUPPORT, SUREST = np.float32(0.05), np.float32(4)
#: Variance of alpha between colours F and B is this over ``|F - B|^2``.
BLUR = np.float32(1e-4)
#: More than any squared distance of colours.
FAR = np.float32(1e30)
#: Keep divisions defined.
SAME_COLOUR, NOTHING = np.float32(1e-6), np.float32(1e-30)

# Rows of the table of a cell's pixels.
MIXED, FIRST, SECOND, RESIDUAL, WHOLE, NONE, TABLE = 0, 1, 2, 3, 4, 5, 6


@kernel
def weigh_pairs(colours, foreground, background, table):
    """Sums over all pairs of the likelihood, of likelihood times alpha, of likelihood times the square of alpha; and
    the smallest squared residual.
    """
    sharpness = np.float32(1) / (NOISE * NOISE)
    red, green, blue = colours[0], colours[1], colours[2]
    mixed, first, second, residual = table[MIXED], table[FIRST], table[SECOND], table[RESIDUAL]
    for j in range(foreground.shape[0]):
        for k in range(background.shape[0]):
            base_red, base_green, base_blue = background[k]
            line_red = foreground[j, 0] - base_red
            line_green = foreground[j, 1] - base_green
            line_blue = foreground[j, 2] - base_blue
            inverse = np.float32(1) / (
                line_red * line_red + line_green * line_green + line_blue * line_blue + SAME_COLOUR
            )
            blur = BLUR * inverse
            for i in range(CELL * CELL):
                rest_red, rest_green, rest_blue = red[i] - base_red, green[i] - base_green, blue[i] - base_blue
                alpha = (line_red * rest_red + line_green * rest_green + line_blue * rest_blue) * inverse
                alpha = min(np.float32(1), max(np.float32(0), alpha))
                rest_red -= alpha * line_red
                rest_green -= alpha * line_green
                rest_blue -= alpha * line_blue
                rest = rest_red * rest_red + rest_green * rest_green + rest_blue * rest_blue
                likelihood = np.float32(1) / (np.float32(1) + rest * sharpness)
                likelihood *= likelihood
                likelihood *= likelihood
                mixed[i] += likelihood
                first[i] += likelihood * alpha
                second[i] += likelihood * (alpha * alpha + blur)
                residual[i] = min(residual[i], rest)


@kernel
def weigh_pure(colours, samples, likelihoods):
    """Sum over the samples of the likelihood that a pixel has that very colour."""
    sharpness = np.float32(1) / (NOISE * NOISE)
    red, green, blue = colours[0], colours[1], colours[2]
    for k in range(samples.shape[0]):
        sample_red, sample_green, sample_blue = samples[k]
        for i in range(CELL * CELL):
            rest_red, rest_green, rest_blue = red[i] - sample_red, green[i] - sample_green, blue[i] - sample_blue
            rest = rest_red * rest_red + rest_green * rest_green + rest_blue * rest_blue
            likelihood = np.float32(1) / (np.float32(1) + rest * sharpness)
            likelihood *= likelihood
            likelihoods[i] += likelihood * likelihood


@kernel
def share(row, column, numbers, hits, samples, side, pool):
    """Collect what the rays around a cell met of foreground (`side` 0) or background (1); returns how many."""
    count = 0
    for y in range(max(0, row - SHARED), min(numbers.shape[0], row + SHARED + 1)):
        for x in range(max(0, column - SHARED), min(numbers.shape[1], column + SHARED + 1)):
            number = numbers[y, x]
            if number >= 0 and hits[number, side, 0] >= 0:
                for channel in range(3):
                    pool[count, channel] = samples[number, side, channel]
                count += 1
    return count


@kernel
def believe(
    labels, numbers, rows, columns, colours, hits, samples, strengths, leanings, purity, values, weights, residuals
):
    """Alpha, its weight, and how far it is from explaining their colours, at the unknown pixels of some cells.

    Parameters
    ----------
    labels : ndarray of uint8, (height, width)
    numbers : ndarray of int32, (rows, columns) of cells
        The number of each cell that has a ray, -1 for the others.
    rows, columns : ndarray of int, (n,)
        The cells.
    colours : ndarray of float32, (n, CELL * CELL, 3)
        The colours of their pixels.
    hits : ndarray of int32, (rays, 2, 2)
        Where the rays of all cells met foreground and background; -1 for nowhere.
    samples : ndarray of float32, (rays, 2, 3)
        The colours there.
    strengths : ndarray of float32, (n,)
        What the confidence in each cell is multiplied by.
    leanings : ndarray of float32, (n,)
        How much likelier than background alone foreground alone is in each cell by its place, from 0 to 1.
    purity : float32
        How much likelier an unknown pixel is one of the pure colours than a mixture of a given pair.
    values, weights, residuals : ndarray of float32, (n, CELL * CELL)
        Receive the mean of alpha, its weight, and the squared residual of the best explanation; left alone at known
        pixels, where there are no samples, and where the residual that stands there is not larger.
    """
    height, width = labels.shape
    most = (2 * SHARED + 1) ** 2
    foreground, background = np.empty((most, 3), np.float32), np.empty((most, 3), np.float32)
    seen = np.zeros((3, CELL * CELL), np.float32)
    table = np.empty((TABLE, CELL * CELL), np.float32)
    pixels = np.empty(CELL * CELL, np.int64)
    for i in range(rows.shape[0]):
        foregrounds = share(rows[i], columns[i], numbers, hits, samples, 0, foreground)
        backgrounds = share(rows[i], columns[i], numbers, hits, samples, 1, background)
        if foregrounds == 0 or backgrounds == 0:
            continue
        count = 0
        for k in range(CELL * CELL):
            y, x = rows[i] * CELL + k // CELL, columns[i] * CELL + k % CELL
            if y < height and x < width and labels[y, x] == UNKNOWN:
                pixels[count] = k
                seen[0, count], seen[1, count], seen[2, count] = colours[i, k]
                count += 1
        table[:] = 0
        table[RESIDUAL] = FAR
        weigh_pairs(seen, foreground[:foregrounds], background[:backgrounds], table)
        weigh_pure(seen, foreground[:foregrounds], table[WHOLE])
        weigh_pure(seen, background[:backgrounds], table[NONE])
        share_of_pair = np.float32(1) / np.float32(foregrounds * backgrounds)
        for k in range(count):
            residual = table[RESIDUAL, k]
            if residual >= residuals[i, pixels[k]]:
                continue
            whole = table[WHOLE, k] * (2 * leanings[i] * purity) / np.float32(foregrounds)
            none = table[NONE, k] * (2 * (1 - leanings[i]) * purity) / np.float32(backgrounds)
            total = table[MIXED, k] * share_of_pair + whole + none + NOTHING
            mean = (table[FIRST, k] * share_of_pair + whole) / total
            variance = max(np.float32(0), (table[SECOND, k] * share_of_pair + whole) / total - mean * mean)
            fit = np.exp(-residual / (MISFIT * MISFIT))
            support = total / (SUPPORT + total / SUREST)
            values[i, pixels[k]] = mean
            weights[i, pixels[k]] = strengths[i] * fit * support * (SPREAD / (SPREAD + variance))
            residuals[i, pixels[k]] = residual


@kernel
def add_novelty(places, newness, residuals, values, weights):
    """Add the belief in foreground where a colour is new and nothing explains it.

    Parameters
    ----------
    places : ndarray of int32, (n, CELL * CELL)
        Where each pixel's colour is in `newness`.
    newness : ndarray of float32
        What is added at most, by the place of the colour.
    residuals, values, weights : ndarray of float32, (n, CELL * CELL)
        As `believe` leaves them; values and weights become those of both beliefs.
    """
    for i in range(places.shape[0]):
        for k in range(CELL * CELL):
            if residuals[i, k] < FAR:
                misfit = np.float32(1) - np.exp(-residuals[i, k] / (MISFIT * MISFIT))
                added = misfit * newness[places[i, k]]
                both = weights[i, k] + added
                values[i, k] = (values[i, k] * weights[i, k] + added) / max(both, NOTHING)
                weights[i, k] = both
