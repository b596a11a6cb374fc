"""Seams: the cheapest cut between two sides of a picture."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.resampling import halved
from inlay.graph_cut.flow_network import source_side

#: Capacities of the cut are whole numbers up to this: the sum over a long seam must fit 32 bits.
CAPACITY = 1 << 13
#: Pixels of a picture that is cut exactly; a larger one is cut in a band, of so many pixels to either side, around the
#: cut of a smaller one.
LARGEST, BAND = 1 << 14, 6


def minimum_cut(
    cost_down: np.ndarray,
    cost_right: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    progress: Progress = silent,
) -> np.ndarray:
    """Which pixels go to the first of two sides so that the edges between the sides cost least.

    Parameters
    ----------
    cost_down, cost_right : ndarray, (height - 1, width), (height, width - 1)
        Cost of cutting each edge, 0 or more.
    first, second : ndarray of bool, (height, width)
        Pixels that must go to either side.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    ndarray of bool, (height, width)
        The first side; pixels that neither side reaches go to the second one. Exact up to 16384 pixels; of larger
        pictures within a band around the cut of a smaller one.

    References
    ----------
    Y. Boykov, V. Kolmogorov: An experimental comparison of min-cut/max-flow algorithms, IEEE PAMI 26(9), 2004; here
    the maximum flow is that of `flow_network`.
    """
    if first.size > LARGEST and min(first.shape) >= 4:
        first, second = _narrowed(cost_down, cost_right, first, second, progress)
    progress(0.0)
    return _exact_cut(cost_down, cost_right, first, second, progress)


def _narrowed(
    cost_down: np.ndarray,
    cost_right: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Both sides with all that lies further than a few pixels from the cut of a picture half as large."""
    from scipy import ndimage

    coarse_first, coarse_second = (halved(side.astype(np.float32)) > 0 for side in (first, second))
    coarse_first &= ~coarse_second
    progress(0.0)
    even_down, even_right = cost_down[1::2], cost_right[:, 1::2]
    height, width = coarse_first.shape
    down = _paired(even_down, 1)[: height - 1]
    right = _paired(even_right, 0)[:, : width - 1]
    side = minimum_cut(down, right, coarse_first, coarse_second, progress)
    progress(0.0)
    ball = ndimage.generate_binary_structure(2, 2)
    inside = ndimage.binary_erosion(side, ball, BAND // 2, border_value=1)
    outside = ~ndimage.binary_dilation(side, ball, BAND // 2)
    progress(0.0)
    inside, outside = (
        each.repeat(2, axis=0).repeat(2, axis=1)[: first.shape[0], : first.shape[1]] for each in (inside, outside)
    )
    progress(0.0)
    return (first | inside) & ~second, (second | outside) & ~first


def _paired(costs: np.ndarray, axis: int) -> np.ndarray:
    """Sums of neighbouring edges, which two blocks of pixels share."""
    if costs.shape[axis] % 2:
        costs = np.pad(costs, [(0, 1) if k == axis else (0, 0) for k in range(2)])
    return costs[:, ::2] + costs[:, 1::2] if axis else costs[::2] + costs[1::2]


def _exact_cut(
    cost_down: np.ndarray,
    cost_right: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    progress: Progress,
) -> np.ndarray:
    undecided = ~(first | second)
    count = int(np.count_nonzero(undecided))
    if not count:
        return first.copy()
    node = np.where(first, count, count + 1).astype(np.int32)
    node[undecided] = np.arange(count, dtype=np.int32)
    largest = max(float(cost_down.max(initial=0)), float(cost_right.max(initial=0))) or 1.0
    edges = []
    # Two more take up what leads to the sides.
    supply, demand = np.zeros(count + 2, np.int32), np.zeros(count + 2, np.int32)
    for a, b, cost in ((node[:-1], node[1:], cost_down), (node[:, :-1], node[:, 1:], cost_right)):
        capacity = np.rint(cost * (CAPACITY / largest)).astype(np.int32) + 1
        for here, there in ((a, b), (b, a)):
            for side, ends in ((count, supply), (count + 1, demand)):
                beside = there == side
                np.add.at(ends, here[beside], capacity[beside])
        inner = (a < count) & (b < count)
        edges.append((a[inner], b[inner], capacity[inner]))
        progress(0.0)
    result = first.copy()
    result[undecided] = source_side(edges, supply[:count], demand[:count], progress)
    return result
