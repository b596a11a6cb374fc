"""The Laplacian of random walks: a walker prefers steps between similar colours.

L. Grady, T. Schiwietz, S. Aharon, R. Westermann: Random Walks for Interactive Alpha-Matting. IASTED International
Conference on Visualization, Imaging and Image Processing 2005, eq. 4, with the Euclidean distance of colours.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.arrays.effort import Effort
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting.laplacians import graph
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

SIGMA = 0.033
#: Weight below which no edge falls: a pixel unlike all its neighbours is still connected to them.
LEAST = 1e-8
#: Steps to four of the eight neighbours; the others are the same from the other end.
STEPS = (0, 1), (1, -1), (1, 0), (1, 1)
#: Rows of edges that are computed at once hold about this many pixels.
PIECE = 1 << 18


def random_walk_laplacian(
    image: np.ndarray,
    sigma: float = SIGMA,
    *,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> sparse.csr_array:
    """The matrix D - W of ``w_ij = exp(-|z_i - z_j|^2 / sigma^2)`` between each pixel and its eight neighbours.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    sigma : float
        Difference of colours that is hard to cross, above 0.
    present : ndarray of bool, (height, width), optional
        False where the colour means nothing: such a pixel has no neighbours.
    region : ndarray of bool, (height, width), optional
        Only edges that touch it are there: its rows are whole, others may be partial or empty.

    Returns
    -------
    scipy.sparse.csr_array, (height * width, height * width)
        Symmetric and positive semidefinite, with rows that sum to 0.

    Raises
    ------
    InputError
        If the picture is neither gray nor RGB, or sizes differ.
    ParameterError
        If sigma is not above 0.
    """
    if not sigma > 0:
        raise ParameterError(
            _("With a sigma of {sigma} no step is possible.", sigma=sigma), _("Choose a sigma above 0, like 0.033.")
        )
    domain = Domain.checked(image, present, region)
    return assemble(domain, Effort(), sigma).expanded(domain.count)


def assemble(domain: Domain, effort: Effort, sigma: float = SIGMA) -> Restricted:
    """The same on the pixels whose edges touch the domain's region."""
    height, width = domain.shape
    ends: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    rows = max(1, PIECE // width)
    for top in range(0, height, rows):
        effort.progress(top / height)
        for step in STEPS:
            first, second = _edges(domain, step, top, min(top + rows, height))
            apart = domain.colours(first) - domain.colours(second)
            ends.append(np.stack([first, second]))
            weights.append(np.maximum(np.exp(-np.square(apart).sum(axis=-1) / sigma**2), LEAST))
    first, second = np.concatenate(ends, axis=1)
    return graph.laplacian(first, second, np.concatenate(weights), domain.shape, domain.region)


def _edges(domain: Domain, step: tuple[int, int], top: int, bottom: int) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of the edges of one direction that begin in rows ``top .. bottom - 1``."""
    height, width = domain.shape
    down, right = step
    bottom = min(bottom, height - down)
    left, end = max(0, -right), width - max(0, right)
    here = slice(top, max(top, bottom)), slice(left, max(left, end))
    there = slice(top + down, max(top, bottom) + down), slice(left + right, max(left, end) + right)
    wanted = np.ones((here[0].stop - top, here[1].stop - left), bool)
    if domain.region is not None:
        wanted &= domain.region[here] | domain.region[there]
    if domain.present is not None:
        wanted &= domain.present[here] & domain.present[there]
    y, x = np.nonzero(wanted)
    first = (y + top) * width + x + left
    return first, first + down * width + right
