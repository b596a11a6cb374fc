"""The closed-form matting Laplacian: alpha is a linear function of colour in every window, by default of 3x3 pixels.

A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
Analysis and Machine Intelligence 30(2), 2008, eq. 12, https://doi.org/10.1109/TPAMI.2007.1177
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.arrays.effort import Effort
from inlay.matting import checking
from inlay.matting.laplacians import windows
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

EPSILON = 1e-7


def closed_form_laplacian(
    image: np.ndarray,
    epsilon: float = EPSILON,
    *,
    radius: int = 1,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> sparse.csr_array:
    """The matrix L of eq. 12.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    epsilon : float
        How strongly slopes of the colour models are kept small.
    radius : {1, 2, 3}
        Of the windows, which have ``(2 radius + 1)^2`` pixels.
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
    ParameterError
        If there are no windows of that radius; `large_kernel_laplacian` has larger ones.
    """
    checking.window_radius(radius)
    domain = Domain.checked(image, present, region)
    return assemble(domain, Effort(), epsilon, radius).expanded(domain.count)


def assemble(domain: Domain, effort: Effort, epsilon: float = EPSILON, radius: int = 1) -> Restricted:
    """The same on the pixels of the windows that touch the domain's region."""
    return windows.assemble(domain, effort, lambda members: factors(members, epsilon), radius)


def factors(members: np.ndarray, epsilon: float) -> np.ndarray:
    """Z with ``I - Z Z'`` the matrix of a window of n pixels: ``Z Z' = (1 + c (covariance + epsilon / n)^-1 c') / n``.

    Parameters
    ----------
    members : ndarray, (windows, n, channels)
        Colours.
    """
    size, channels = members.shape[1:]
    centred = members - members.mean(axis=1, keepdims=True)
    scatter = centred.swapaxes(1, 2) @ centred + epsilon * np.eye(channels)
    slopes = centred @ np.linalg.inv(np.linalg.cholesky(scatter)).swapaxes(1, 2)
    constant = np.full((*members.shape[:2], 1), size**-0.5)
    return np.concatenate([constant, slopes], axis=2)
