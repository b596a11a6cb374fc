"""Preconditioners of conjugate gradients, one fit for each Laplacian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from inlay.matting.laplacians import neighbours
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.large_kernel import LargeKernel
from inlay.matting.laplacians.product_form import ProductForm
from inlay.matting.solvers import colour_models

#: How pyamg treats the coarsest level: it is small, and factored.
COARSEST = {"max_coarse": 300, "coarse_solver": "splu"}

#: Pixels along a block of colour models, damping of Jacobi, and what is added to the diagonal of the coarse matrix.
BLOCK = 4
DAMPING = 0.7
RIDGE = 1e-14

#: Clusters of pixels: how much position counts beside colour, how many there are at most, how many pixels are in each
#: at least, and what is added to the diagonal of their matrix, as a part of it.
CLUSTER_DISTANCE, MOST_CLUSTERS, FEWEST_IN_CLUSTER, CLUSTERS_RIDGE = 1.0, 1024, 8, 1e-9

#: Of large windows: some are taken, in steps of this part of the radius; part of its diagonal that is added to the
#: coarse matrix, which may be singular; and least part of the number of windows that is left on the diagonal, since
#: rounding may leave nothing of it.
THINNING = 2
WINDOWS_RIDGE = 1e-8
LEAST = 1e-12

#: From a residual, the solution of a nearby, easier problem: symmetric and positive definite.
Precondition = Callable[[np.ndarray], np.ndarray]
#: Takes the matrix of the unknown pixels and their positions.
Preconditioner = Callable[[Any, np.ndarray], Precondition]


def diagonal(matrix: sparse.csr_array) -> Precondition:
    """Division by the diagonal."""
    inverse = 1 / matrix.diagonal()
    return lambda vector: inverse * vector


def factors(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
    """The solution itself, by sparse factors: for graphs of neighbours in the plane, which hardly fill up.

    Where weights differ by eight orders of magnitude every multigrid of pyamg may stall; factors do not notice.
    """
    return colour_models.factored(matrix, 0.0) or diagonal(matrix)


def colour_blocks(domain: Domain) -> Preconditioner:
    """Two levels: damped Jacobi, and models of colour of blocks of 4x4 pixels, solved for exactly.

    For Laplacians that fit models of colour in small windows.
    """

    def build(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
        basis = colour_models.basis(pixels, domain.colours(pixels), BLOCK, domain.shape[1])
        back = sparse.csr_array(basis.T)
        solve = colour_models.factored(back @ matrix @ basis, RIDGE)
        if solve is None:
            return diagonal(matrix)
        damped = DAMPING / matrix.diagonal()

        def precondition(residual: np.ndarray) -> np.ndarray:
            z = damped * residual
            z += basis @ solve(back @ (residual - matrix @ z))
            z += damped * (residual - matrix @ z)
            return z

        return precondition

    return build


def aggregation(matrix: sparse.csr_array, pixels: np.ndarray) -> Precondition:
    """A cycle of algebraic multigrid on plain aggregates: for graphs that would fill up if these were smoothed.

    P. Vanek, J. Mandel, M. Brezina: Algebraic Multigrid by Smoothed Aggregation. Computing 56, 1996,
    https://doi.org/10.1007/BF02238511. Without pyamg it is the diagonal.
    """
    return _cycle(matrix, np.ones((pixels.size, 1)), smooth=None)


def smoothed_aggregation(domain: Domain) -> Preconditioner:
    """The same with smoothed aggregates that carry models of colour: for Laplacians of small windows alone."""
    return lambda matrix, pixels: _cycle(matrix, _models(domain, pixels))


def _models(domain: Domain, pixels: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(pixels.size), domain.colours(pixels)])


def _cycle(matrix: sparse.csr_array, candidates: np.ndarray, **options: Any) -> Precondition:
    """One symmetric V-cycle; the coarsest matrix is factored now, not when the first one runs."""
    try:
        import pyamg
    except ImportError:
        return diagonal(matrix)
    hierarchy = pyamg.smoothed_aggregation_solver(sparse.csr_matrix(matrix), B=candidates, **COARSEST, **options)
    cycle: Precondition = hierarchy.aspreconditioner().matvec
    cycle(np.zeros(matrix.shape[0]))
    return cycle


def clusters(domain: Domain) -> Preconditioner:
    """The diagonal, and what is constant on clusters of pixels alike in colour and place, solved for exactly.

    For graphs of neighbours in colour, which hardly charge for alpha that changes slowly from colour to colour.
    """

    def build(matrix: ProductForm, pixels: np.ndarray) -> Precondition:
        label = _halved(neighbours.points(domain, pixels, CLUSTER_DISTANCE), MOST_CLUSTERS)
        ends = np.arange(pixels.size + 1)
        basis = sparse.csr_array((np.ones(pixels.size), label, ends), (pixels.size, int(label.max()) + 1))
        coarse = matrix.projected(basis)
        coarse[np.diag_indices_from(coarse)] *= 1 + CLUSTERS_RIDGE
        factor = cho_factor(coarse, overwrite_a=True)
        inverse, back = 1 / matrix.diagonal(), sparse.csr_array(basis.T)
        return lambda residual: inverse * residual + basis @ cho_solve(factor, back @ residual, check_finite=False)

    return build


def _halved(points: np.ndarray, most: int) -> np.ndarray:
    """Which of at most `most` clusters each point is in, (n,): halved again and again where they spread most."""
    clusters = [np.arange(len(points))]
    while 2 * len(clusters) <= min(most, len(points) // FEWEST_IN_CLUSTER):
        halves = []
        for members in clusters:
            widest = np.argmax(np.ptp(points[members], axis=0))
            middle = len(members) // 2
            halves += np.split(members[np.argpartition(points[members, widest], middle)], [middle])
        clusters = halves
    label = np.empty(len(points), np.int32)
    for number, members in enumerate(clusters):
        label[members] = number
    return label


def window_blocks(kernel: LargeKernel, weight: np.ndarray, width: int) -> Precondition:
    """Of ``L + diag(weight)``, L with large windows: its diagonal, and models of colour of blocks as large as a window.

    The equations of the models are the Galerkin product of a thinned-out Laplacian: of the windows, which overlap
    almost wholly, only some are taken.

    Parameters
    ----------
    kernel : LargeKernel
        Among the unknown pixels.
    weight : ndarray, (n,)
        Of the prior.
    width : int
        Of the picture.
    """
    diagonal = np.maximum(kernel.diagonal(), LEAST * kernel.window_count) + weight
    basis = colour_models.basis(kernel.pixels, kernel.colours, 2 * kernel.radius + 1, width)
    matrix = _thinned_product(kernel, basis, width) + basis.T @ sparse.diags_array(weight) @ basis
    solve = colour_models.factored(matrix, WINDOWS_RIDGE)
    if solve is None:
        return lambda residual: residual / diagonal
    back = sparse.csr_array(basis.T)
    return lambda residual: residual / diagonal + basis @ solve(back @ residual)


def _thinned_product(kernel: LargeKernel, basis: sparse.csr_array, width: int) -> sparse.csr_array:
    """``basis' L basis`` with some of the windows, each of which stands for the ones left out around it."""
    radius = kernel.radius
    step = max(1, radius // THINNING)
    y, x = np.divmod(kernel.windows, width)
    taken = np.flatnonzero(((y - radius) % step == 0) & ((x - radius) % step == 0))
    members = kernel.boxes.members(taken)
    window_count = members.T @ np.ones(len(taken))
    constants = members @ basis
    matrix = basis.T @ sparse.diags_array(window_count) @ basis
    matrix = matrix - constants.T @ sparse.diags_array(1 / kernel.size[taken]) @ constants
    centred = [
        members @ (sparse.diags_array(kernel.colours[:, channel]) @ basis)
        - sparse.diags_array(kernel.mean[taken, channel]) @ constants
        for channel in range(kernel.colours.shape[1])
    ]
    for i, first in enumerate(centred):
        for j, second in enumerate(centred):
            matrix = matrix - first.T @ sparse.diags_array(kernel.slopes[taken, i, j]) @ second
    return matrix * float(step * step)
