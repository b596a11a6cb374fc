"""Kernels of previews: a smaller scene, and its alpha carried up by local colour models.

He, Sun: Fast Guided Filter, https://arxiv.org/abs/1505.00996, the idea of which is applied to a solution here.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.matting.laplacians.unknown_band.equations import RELATIVE_EPSILON
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

#: Ridge of the fit of a colour model: more than the equations have, since alpha of the small scene is not exact.
RIDGE = 1e-5


@kernel
def shrink_rows(samples, present, trimap, scale, factor, known_share, top, image, taken, small):
    """Average squares of `factor` pixels of a strip into rows from `top` on; what is absent has no say in colours.

    A small pixel is known where this share of its area is, and nothing contradicts it.
    """
    height, width, channels = samples.shape
    for row in range((height + factor - 1) // factor):
        bottom = min(height, factor * row + factor)
        for column in range(small.shape[1]):
            right = min(width, factor * column + factor)
            area = count = foreground = background = 0
            for y in range(factor * row, bottom):
                for x in range(factor * column, right):
                    area += 1
                    foreground += trimap[y, x] == FOREGROUND
                    background += trimap[y, x] == BACKGROUND
                    if present[y, x]:
                        count += 1
                        for channel in range(channels):
                            image[top + row, column, channel] += samples[y, x, channel]
            for channel in range(channels):
                image[top + row, column, channel] *= scale / max(1, count)
            taken[top + row, column] = count > 0
            small[top + row, column] = UNKNOWN
            if max(foreground, background) >= max(1, known_share * area) and min(foreground, background) == 0:
                small[top + row, column] = FOREGROUND if foreground else BACKGROUND


@kernel
def is_near(trimap, y, x):
    """Whether one of the 3x3 pixels around is unknown."""
    for row in range(max(0, y - 1), min(trimap.shape[0], y + 2)):
        for column in range(max(0, x - 1), min(trimap.shape[1], x + 2)):
            if trimap[row, column] == UNKNOWN:
                return True
    return False


@kernel
def moments(image, present, alpha, y, x, total):
    """Number, and sums of the colours and of alpha, of the present ones of the 3x3 pixels around."""
    total[:] = 0.0
    for row in range(max(0, y - 1), min(alpha.shape[0], y + 2)):
        for column in range(max(0, x - 1), min(alpha.shape[1], x + 2)):
            if present[row, column]:
                total[4] += 1
                total[3] += alpha[row, column]
                for channel in range(image.shape[2]):
                    total[channel] += image[row, column, channel]


@kernel
def fit_rows(image, present, trimap, alpha, top, bottom, models):
    """Fit alpha = slopes . colour + constant to the 3x3 pixels around each pixel next to an unknown one."""
    mean, d, slopes = np.empty(5), np.zeros(4), np.empty(3)
    scatter = np.empty((4, 4))
    for y in range(top, bottom):
        for x in range(alpha.shape[1]):
            if not is_near(trimap, y, x):
                continue
            moments(image, present, alpha, y, x, mean)
            count = max(1.0, mean[4])
            mean /= count
            scatter[:] = 0.0
            for row in range(max(0, y - 1), min(alpha.shape[0], y + 2)):
                for column in range(max(0, x - 1), min(alpha.shape[1], x + 2)):
                    if present[row, column]:
                        for channel in range(image.shape[2]):
                            d[channel] = image[row, column, channel] - mean[channel]
                        d[3] = alpha[row, column] - mean[3]
                        for i in range(3):
                            for j in range(4):
                                scatter[i, j] += d[i] * d[j]
            solve_ridge(scatter, count, slopes)
            models[y, x, 3] = mean[3]
            for i in range(3):
                models[y, x, i] = slopes[i]
                models[y, x, 3] -= slopes[i] * mean[i]


@kernel
def solve_ridge(scatter, count, slopes):
    """Slopes of a fit from its normal equations, three rows of four numbers, which are overwritten."""
    least = RIDGE * count + RELATIVE_EPSILON * (scatter[0, 0] + scatter[1, 1] + scatter[2, 2])
    for i in range(3):
        scatter[i, i] += least
    for i in range(3):
        pivot = max(least, scatter[i, i])
        for row in range(i + 1, 3):
            share = scatter[row, i] / pivot
            for k in range(i, 4):
                scatter[row, k] -= share * scatter[i, k]
    for back in range(3):
        i = 2 - back
        value = scatter[i, 3]
        for k in range(i + 1, 3):
            value -= scatter[i, k] * slopes[k]
        slopes[i] = value / max(least, scatter[i, i])


@kernel
def apply_rows(samples, scale, trimap, factor, top, models, alpha):
    """Alpha of the unknown pixels of a strip from row `top` on, from bilinear means of the models around them."""
    height, width, channels = samples.shape
    last_row, last_column = models.shape[0] - 1, models.shape[1] - 1
    for y in range(height):
        along = (top + y + 0.5) / factor - 0.5
        above = int(np.floor(along))
        share_y = along - above
        y0, y1 = max(above, 0), min(above + 1, last_row)
        for x in range(width):
            if trimap[top + y, x] != UNKNOWN:
                continue
            across = (x + 0.5) / factor - 0.5
            before = int(np.floor(across))
            share_x = across - before
            x0, x1 = max(before, 0), min(before + 1, last_column)
            value = 0.0
            for k in range(4):
                if k < channels or k == 3:
                    upper = (1 - share_x) * models[y0, x0, k] + share_x * models[y0, x1, k]
                    lower = (1 - share_x) * models[y1, x0, k] + share_x * models[y1, x1, k]
                    colour = scale * samples[y, x, k] if k < 3 else 1.0
                    value += ((1 - share_y) * upper + share_y * lower) * colour
            alpha[top + y, x] = min(1.0, max(0.0, value))
