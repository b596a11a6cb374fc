"""Closed-form matting by full matrices: in every window of 3x3 pixels alpha is a linear function of colour.

A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.errors import InputError, RegionError
from inlay.lesson.membrane import Membrane

#: How strongly steep lines are avoided.
EPSILON = 1e-7
#: What is added to the differences of alpha as weight of the colours' smoothness.
LEAST = 1e-5


class Line(NamedTuple):
    """Alpha as a linear function of colour: ``alpha = slope . colour + offset``.

    Attributes
    ----------
    slope : ndarray, (channels,)
    offset : float
    misfit : float
        The squares of what it does not explain, and ``epsilon |slope|^2``.
    """

    slope: np.ndarray
    offset: float
    misfit: float


def best_line(colours: np.ndarray, alpha: np.ndarray, epsilon: float = EPSILON) -> Line:
    """The line that explains the alpha of some pixels by their colours best (eq. 5, for one window).

    Parameters
    ----------
    colours : ndarray, (n, channels)
    alpha : ndarray, (n,)
    epsilon : float
        How strongly a steep line is avoided, above 0.
    """
    centred = colours - colours.mean(axis=0)
    spread = centred.T @ centred + epsilon * np.eye(colours.shape[1])
    slope = np.linalg.solve(spread, centred.T @ alpha)
    offset = float(alpha.mean() - colours.mean(axis=0) @ slope)
    unexplained = alpha - colours @ slope - offset
    return Line(slope, offset, float(unexplained @ unexplained + epsilon * slope @ slope))


def window_matrix(colours: np.ndarray, epsilon: float = EPSILON) -> np.ndarray:
    """The matrix M of one window, so that ``alpha' M alpha`` is the misfit of the best line, for any alpha.

    Parameters
    ----------
    colours : ndarray, (n, channels)
        Of the window's pixels.
    epsilon : float
        As in `best_line`.

    Returns
    -------
    ndarray, (n, n)
        One term of eq. 12: ``1 if i = j, less (1 + (I_i - mean)' (covariance + epsilon / n)^-1 (I_j - mean)) / n``.
    """
    n, channels = colours.shape
    centred = colours - colours.mean(axis=0)
    covariance = centred.T @ centred / n
    alike = centred @ np.linalg.inv(covariance + epsilon / n * np.eye(channels)) @ centred.T
    return np.eye(n) - (1 + alike) / n


def matting_laplacian(image: np.ndarray, epsilon: float = EPSILON) -> np.ndarray:
    """The matting Laplacian L of eq. 12, the sum of all windows' matrices.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, channels)
        Numbers of which 1 is white; at least 3x3 pixels.
    epsilon : float
        As in `best_line`.

    Returns
    -------
    ndarray, (height * width, height * width)
        Pixels in reading order: for a picture of 100x100 pixels it would fill 800 MB.
    """
    height, width = image.shape[:2]
    if height < 3 or width < 3:
        raise InputError(f"A picture of {width}x{height} pixels has no window of 3x3.", "Take a larger one.")
    colours = np.asarray(image, np.float64).reshape(height * width, -1)
    number = np.arange(height * width).reshape(height, width)
    laplacian = np.zeros((height * width, height * width))
    for y in range(height - 2):
        for x in range(width - 2):
            window = number[y : y + 3, x : x + 3].ravel()
            laplacian[np.ix_(window, window)] += window_matrix(colours[window], epsilon)
    return laplacian


def solved_alpha(laplacian: np.ndarray, known: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """The alpha of least misfit that is what is known where it is known.

    Parameters
    ----------
    laplacian : ndarray, (n, n)
        Of `matting_laplacian`, or any other.
    known : ndarray, (height, width)
        1 for foreground, 0 for background; what stands at unknown pixels does not count.
    unknown : ndarray of bool, (height, width)

    Returns
    -------
    ndarray, (height, width)
        Not clipped: it may lie a little below 0 or above 1.
    """
    if unknown.all() or not unknown.any():
        raise RegionError("Either nothing is known or nothing is unknown.", "Give a trimap with both.")
    free, values = unknown.ravel(), np.where(unknown, 0.0, known).ravel()
    values[free] = np.linalg.solve(laplacian[np.ix_(free, free)], -laplacian[np.ix_(free, ~free)] @ values[~free])
    return values.reshape(unknown.shape)


def unmixed(image: np.ndarray, alpha: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Foreground and background whose mixture is the picture, and which are smooth where alpha changes (eq. 19).

    Minimises the sum over the pixels of ``(alpha F + (1 - alpha) B - I)^2`` and over neighbours i and j of
    ``(|alpha_i - alpha_j| + 1e-5) ((F_i - F_j)^2 + (B_i - B_j)^2)``, with F = I where alpha is 1, B = I where it is 0.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, channels)
    alpha : ndarray, (height, width)
        From 0 to 1, with both of them somewhere.

    Returns
    -------
    foreground, background : ndarray
        Of the picture's shape.
    """
    weights = [np.abs(np.diff(alpha, axis=axis)) + LEAST for axis in (0, 1)]
    planes = np.atleast_3d(np.asarray(image, np.float64))
    pairs = [_unmixed_plane(planes[..., channel], alpha, weights) for channel in range(planes.shape[2])]
    foreground, background = (np.stack(both, axis=-1).reshape(np.shape(image)) for both in zip(*pairs, strict=True))
    return foreground, background


def _unmixed_plane(plane: np.ndarray, alpha: np.ndarray, weights: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """One channel: a membrane for F and one for B, tied to each other at every pixel by the mixture."""
    front, behind = Membrane(plane, alpha < 1, weights=weights), Membrane(plane, alpha > 0, weights=weights)
    ties_front, pull_front = front.equations()
    ties_behind, pull_behind = behind.equations()
    count = len(pull_front)
    matrix = np.zeros((count + len(pull_behind),) * 2)
    matrix[:count, :count] = ties_front
    matrix[count:, count:] = ties_behind
    share_front = np.diag(alpha.ravel())[:, front.unknown.ravel()]
    share_behind = np.diag(1 - alpha.ravel())[:, behind.unknown.ravel()]
    share = np.concatenate([share_front, share_behind], axis=1)
    missing = plane - alpha * front.known - (1 - alpha) * behind.known
    right = np.concatenate([pull_front, pull_behind]) + share.T @ missing.ravel()
    found = np.linalg.solve(matrix + share.T @ share, right)
    foreground, background = plane.copy(), plane.copy()
    foreground[front.unknown] = found[:count]
    background[behind.unknown] = found[count:]
    return foreground, background
