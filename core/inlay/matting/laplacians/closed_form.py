"""The closed-form matting Laplacian: alpha is a linear function of colour in every window of 3x3 pixels.

A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
Analysis and Machine Intelligence 30(2), 2008, eq. 12, https://doi.org/10.1109/TPAMI.2007.1177
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.arrays.progress import Progress, silent
from inlay.matting.laplacians import windows
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

EPSILON = 1e-7


def closed_form_laplacian(
    image: np.ndarray,
    epsilon: float = EPSILON,
    *,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> sparse.csr_array:
    """The matrix L of eq. 12, with windows of 3x3 pixels.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    epsilon : float
        How strongly slopes of the colour models are kept small.
    present : ndarray of bool, (height, width), optional
        False where the colour means nothing: windows that hold such a pixel are left out.
    region : ndarray of bool, (height, width), optional
        Only windows that touch it are summed: its rows are whole, others may be partial or empty.

    Returns
    -------
    scipy.sparse.csr_array, (height * width, height * width)
        Symmetric and positive semidefinite, with rows that sum to 0.

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
    """Z with ``I - Z Z'`` the matrix of one window: ``Z Z' = (1 + c (covariance + epsilon / 9)^-1 c') / 9``.

    Parameters
    ----------
    members : ndarray, (windows, 9, channels)
        Colours.
    """
    size, channels = members.shape[1:]
    centred = members - members.mean(axis=1, keepdims=True)
    scatter = centred.swapaxes(1, 2) @ centred + epsilon * np.eye(channels)
    slopes = centred @ np.linalg.inv(np.linalg.cholesky(scatter)).swapaxes(1, 2)
    constant = np.full((*members.shape[:2], 1), size**-0.5)
    return np.concatenate([constant, slopes], axis=2)
