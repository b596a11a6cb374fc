"""The learning-based matting Laplacian: alpha of every pixel is predicted from its neighbours by ridge regression.

Y. Zheng, C. Kambhamettu: Learning Based Digital Matting. IEEE International Conference on Computer Vision 2009,
https://doi.org/10.1109/ICCV.2009.5459326

With X = [colours, 1] of a window the prediction is ``F = X (X'X + epsilon I)^-1 X'`` and the matrix of the window is
``(I - F)'(I - F)``; every pixel is predicted in each of the nine windows that hold it, as in the authors' program.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.arrays.progress import Progress, silent
from inlay.matting.laplacians import windows
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

EPSILON = 1e-7


def learning_based_laplacian(
    image: np.ndarray,
    epsilon: float = EPSILON,
    *,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> sparse.csr_array:
    """The matrix ``(I - F)'(I - F)``, with windows of 3x3 pixels.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    epsilon : float
        Weight of the ridge.
    present : ndarray of bool, (height, width), optional
        False where the colour means nothing: windows that hold such a pixel are left out.
    region : ndarray of bool, (height, width), optional
        Only windows that touch it are summed: its rows are whole, others may be partial or empty.

    Returns
    -------
    scipy.sparse.csr_array, (height * width, height * width)
        Symmetric and positive semidefinite. Rows sum nearly to 0, not quite: a constant alpha has a ridge too.

    Raises
    ------
    InputError
        If the picture is neither gray nor RGB, or sizes differ.
    """
    domain = Domain.checked(image, present, region)
    return assemble(domain, epsilon).expanded(domain.count)


def assemble(domain: Domain, epsilon: float = EPSILON, progress: Progress = silent) -> Restricted:
    """The same on the pixels of the windows that touch the domain's region."""
    return windows.assemble(domain, lambda members: factors(members, epsilon), progress)


def factors(members: np.ndarray, epsilon: float) -> np.ndarray:
    """Z with ``I - Z Z' = (I - F)'(I - F)`` for each window.

    Colours are centred first, else the small ridge would be lost beside their mean: with X = Y T, Y = [centred, 1],
    it is ``F = Y G^-1 Y'`` with ``G = Y'Y + epsilon N`` and ``N = (T T')^-1``, and then
    ``(I - F)'(I - F) = I - Y (G^-1 + epsilon G^-1 N G^-1) Y'``.

    Parameters
    ----------
    members : ndarray, (windows, 9, channels)
        Colours.
    """
    count, size, channels = members.shape
    mean = members.mean(axis=1)
    y = np.concatenate([members - mean[:, np.newaxis], np.ones((count, size, 1))], axis=2)
    ridge = np.empty((count, channels + 1, channels + 1))
    ridge[:, :channels, :channels] = np.eye(channels) + mean[:, :, np.newaxis] * mean[:, np.newaxis]
    ridge[:, :channels, channels] = ridge[:, channels, :channels] = -mean
    ridge[:, channels, channels] = 1
    whitening = np.linalg.inv(np.linalg.cholesky(y.swapaxes(1, 2) @ y + epsilon * ridge))
    rest = np.eye(channels + 1) + epsilon * whitening @ ridge @ whitening.swapaxes(1, 2)
    return y @ whitening.swapaxes(1, 2) @ np.linalg.cholesky(rest)
