"""The stages of a colour conversion, pixel by pixel: a curve for each channel, and a matrix."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.colour.curve_tables import FIRST, SHIFT

_REST = (1 << SHIFT) - 1
_SIZE = (1 << 31) - 1


@kernel
def apply_curves(pixels, coefficients, slopes, curves):
    """Replace samples by what curves make of them, and tell whether the tables hold for all of them.

    Parameters
    ----------
    pixels : ndarray of float32, (n, 3)
        Is changed; what else is in it where the tables do not hold for a sample means nothing.
    coefficients : ndarray of float32, (k, intervals, 3)
        Of `CurveTable`, curve by curve.
    slopes : ndarray of float32, (k, 2)
        Of the numbers below the first interval: negative ones and others.
    curves : ndarray of int64, (3,)
        The curve of each channel.
    """
    count = coefficients.shape[1]
    last = (count + FIRST) << SHIFT
    step = np.float32(1 / (1 << SHIFT))
    for n in range(len(pixels)):
        for channel in range(3):
            curve = curves[channel]
            bits = np.float32(pixels[n, channel]).view(np.int32)
            if (bits & _SIZE) >= last:
                return False
            place = (bits >> SHIFT) - FIRST
            if place < 0:
                pixels[n, channel] *= slopes[curve, 0 if bits < 0 else 1]
            else:
                t = np.float32(bits & _REST) * step
                start, linear, square = coefficients[curve, place]
                pixels[n, channel] = start + t * (linear + t * square)
    return True


@kernel
def apply_matrix(pixels, matrix, offset):
    """Replace each pixel, a row of ``float32`` (n, 3), by the product of a matrix, (3, 3), with it plus an offset."""
    for n in range(len(pixels)):
        x, y, z = np.float64(pixels[n, 0]), np.float64(pixels[n, 1]), np.float64(pixels[n, 2])
        for channel in range(3):
            pixels[n, channel] = (
                matrix[channel, 0] * x + matrix[channel, 1] * y + matrix[channel, 2] * z + offset[channel]
            )
