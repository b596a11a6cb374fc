"""The side of the source in a flow network of pixels, by whichever maximum flow there is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress, silent

#: Numbers of the pixels at both ends of edges of one direction, and their capacities; no pixel is twice at one end.
Edges = tuple[np.ndarray, np.ndarray, np.ndarray]


def source_side(
    edges: Sequence[Edges], supply: np.ndarray, demand: np.ndarray, progress: Progress = silent
) -> np.ndarray:
    """The pixels on the source's side of a minimum cut.

    Parameters
    ----------
    edges : sequence of (ndarray of int32, (edges,)) x 3
        For each direction of neighbours: first pixels, second pixels and capacities, which hold both ways.
    supply, demand : ndarray of int32, (pixels,)
        Capacities of the edges from the source and to the sink.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop. Where numba is not installed
        SciPy's maximum flow is taken, which cannot be stopped meanwhile.

    Returns
    -------
    ndarray of bool, (pixels,)
    """
    return _by_pieces(edges, supply, demand, progress) if has_numba() else _at_once(edges, supply, demand)


def _by_pieces(edges: Sequence[Edges], supply: np.ndarray, demand: np.ndarray, progress: Progress) -> np.ndarray:
    from inlay.graph_cut import maximum_flow

    shape = len(supply), 2 * len(edges)
    neighbours, residual = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    for k, (a, b, capacity) in enumerate(edges):
        for here, there, direction in ((b, a, 2 * k), (a, b, 2 * k + 1)):
            neighbours[here, direction] = there
            residual[here, direction] = capacity
    return maximum_flow.source_side(neighbours, residual, supply.copy(), demand.copy(), progress)


def _at_once(edges: Sequence[Edges], supply: np.ndarray, demand: np.ndarray) -> np.ndarray:
    from scipy import sparse
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    count = len(supply)
    source, sink, pixels = count, count + 1, np.arange(count)
    links = [
        *edges,
        *((b, a, capacity) for a, b, capacity in edges),
        (np.full(count, source), pixels, supply),
        (pixels, np.full(count, sink), demand),
    ]
    a, b, capacity = (np.concatenate(each) for each in zip(*links, strict=True))
    graph = sparse.csr_matrix((capacity, (a, b)), (count + 2, count + 2))
    left = graph - maximum_flow(graph, source, sink).flow
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reached = np.zeros(count + 2, bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    return reached[:count]
