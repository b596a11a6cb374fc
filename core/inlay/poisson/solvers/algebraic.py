"""The second solver: conjugate gradients on the same equations as a sparse matrix, with algebraic multigrid.

For checking, and for machines without numba. The preconditioner is pyamg's smoothed aggregation (Vanek, Mandel,
Brezina: Computing 1996, https://doi.org/10.1007/BF02238511), or, since it copes with weights of very different sizes,
its classical multigrid (Ruge, Stueben: Algebraic multigrid, 1987, https://doi.org/10.1137/1.9781611971057.ch4); without
pyamg it is the diagonal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from inlay.poisson.system import System

#: Reduction of the residual at which the iteration ends: far below what any tolerance asks for.
REDUCTION = 1e-11
MOST_STEPS = 20_000


def matrix(system: System) -> sparse.csr_matrix:
    """The matrix of eq. 7 of Perez et al. with weights and screening.

    Without them \\|N_p\\| on the diagonal and -1 for each unknown neighbour.
    """
    unknown = system.region.unknown
    height = len(unknown)
    index = np.full(unknown.shape, -1, np.int32)
    count = np.count_nonzero(unknown)
    index[unknown] = np.arange(count, dtype=np.int32)
    down, right = (each.astype(np.float64) for each in system.edges(0, height))
    diagonal = (down[1:] + down[:-1]) + (right[:, 1:] + right[:, :-1]) + system.mass()
    rows, columns, links = [], [], []
    pairs = (index[:, :-1], index[:, 1:], right[:, 1:-1]), (index[:-1], index[1:], down[1:-1])
    for a, b, weight in pairs:
        both = (a >= 0) & (b >= 0) & (weight > 0)
        rows += [a[both], b[both]]
        columns += [b[both], a[both]]
        links += [-weight[both]] * 2
    ends = np.concatenate(rows), np.concatenate(columns)
    coupled = sparse.coo_matrix((np.concatenate(links), ends), (count, count))
    return (coupled + sparse.diags(diagonal[unknown])).tocsr()


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
    stalled : bool
        False: there is nothing else to try.
    """

    stalled = False

    def __init__(self, system: System, poll: Callable[[], None] = lambda: None) -> None:
        self._unknown = system.region.unknown
        self._matrix = matrix(system)
        self._preconditioner = _preconditioner(self._matrix, system.is_plain)
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


def _preconditioner(a: sparse.csr_matrix, is_plain: bool) -> LinearOperator:
    try:
        import pyamg
    except ImportError:
        return sparse.diags(1 / a.diagonal())
    if is_plain:
        return pyamg.smoothed_aggregation_solver(a, max_coarse=50).aspreconditioner()
    return pyamg.ruge_stuben_solver(a, max_coarse=50).aspreconditioner()
