"""The second solver: conjugate gradients on the same equations as a sparse matrix, with algebraic multigrid.

For checking, and for machines without numba. pyamg's smoothed aggregation is the preconditioner (Vanek, Mandel,
Brezina: Computing 1996, https://doi.org/10.1007/BF02238511); without pyamg it is the diagonal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from inlay.poisson.region import Region

#: Reduction of the residual at which the iteration ends: far below what any tolerance asks for.
REDUCTION = 1e-11
MOST_STEPS = 20_000


def matrix(region: Region) -> sparse.csr_matrix:
    """The matrix of eq. 7 of Perez et al.: \\|N_p\\| on the diagonal, -1 for each unknown neighbour."""
    unknown = region.unknown
    index = np.full(unknown.shape, -1, np.int32)
    count = np.count_nonzero(unknown)
    index[unknown] = np.arange(count, dtype=np.int32)
    rows, columns = [], []
    for a, b in ((index[:, :-1], index[:, 1:]), (index[:-1], index[1:])):
        both = (a >= 0) & (b >= 0)
        rows += [a[both], b[both]]
        columns += [b[both], a[both]]
    ends = np.concatenate(rows), np.concatenate(columns)
    links = sparse.coo_matrix((np.full(ends[0].size, -1.0), ends), (count, count))
    return (links + sparse.diags(region.neighbours[unknown].astype(float))).tocsr()


class Algebraic:
    """Solver of ``A e = r`` for one right-hand side after another on the same region.

    Attributes
    ----------
    steps : int
        Iterations of the last solution.
    error : float
        Estimated largest error of the last solution.
    converged : bool
        Whether the residual fell as far as asked.
    """

    def __init__(self, region: Region, poll: Callable[[], None] = lambda: None) -> None:
        self._unknown = region.unknown
        self._matrix = matrix(region)
        self._preconditioner = _preconditioner(self._matrix)
        self._poll = poll
        self.steps = 0
        self.error = 0.0
        self.converged = True

    def solve(self, residual: np.ndarray, tolerance: float) -> np.ndarray:
        """Solution for the right-hand side `residual`, (height, width) of the box."""
        self.steps = 0
        before = np.zeros(self._matrix.shape[0])
        change = 0.0

        def count(values: np.ndarray) -> None:
            nonlocal change
            self.steps += 1
            change = float(np.abs(values - before).max())
            before[:] = values
            self._poll()

        solution, failure = cg(
            self._matrix,
            residual[self._unknown],
            rtol=REDUCTION,
            atol=0.0,
            maxiter=MOST_STEPS,
            M=self._preconditioner,
            callback=count,
        )
        self.error = change
        self.converged = failure == 0 or change <= tolerance
        e = np.zeros(self._unknown.shape)
        e[self._unknown] = solution
        return e


def _preconditioner(a: sparse.csr_matrix) -> LinearOperator:
    try:
        import pyamg
    except ImportError:
        return sparse.diags(1 / a.diagonal())
    return pyamg.smoothed_aggregation_solver(a, max_coarse=50).aspreconditioner()
