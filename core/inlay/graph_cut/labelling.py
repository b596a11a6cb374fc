"""Two labels for the pixels of a picture, as cheap as can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.graph_cut.flow_network import source_side

#: From a pixel to four of its eight neighbours, the others being the opposite ones: rows and columns.
STEPS = ((0, 1), (1, 0), (1, 1), (1, -1))
#: The largest cost of an edge as a whole number.
_CAPACITY = 1 << 12


def neighbours(plane: np.ndarray, step: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A plane where both a pixel and the one a step away are inside, and the latter: views of the same size."""
    height, width = plane.shape[:2]
    rows, columns = step
    left, right = max(0, -columns), width - max(0, columns)
    return plane[: height - rows, left:right], plane[rows:, left + columns : right + columns]


def cheapest_labels(
    first: np.ndarray, second: np.ndarray, edges: Sequence[np.ndarray], progress: Progress = silent
) -> np.ndarray:
    """Which pixels have the first of two labels so that all costs least.

    Parameters
    ----------
    first, second : ndarray, (height, width)
        What each pixel costs with either label, 0 or more; infinite for what must not be.
    edges : sequence of ndarray
        For each of `STEPS` what it costs where a pixel and the one a step away have different labels, of the size
        that `neighbours` gives.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    ndarray of bool, (height, width)
        Exact but for the rounding of costs to a 4096th of the largest one of an edge.

    References
    ----------
    D. M. Greig, B. T. Porteous, A. H. Seheult: Exact maximum a posteriori estimation for binary images, Journal of the
    Royal Statistical Society B 51(2), 1989, https://doi.org/10.1111/j.2517-6161.1989.tb01764.x
    """
    largest = max((float(edge.max(initial=0)) for edge in edges), default=0.0) or 1.0
    scale = _CAPACITY / largest
    number = np.arange(first.size, dtype=np.int32).reshape(first.shape)
    supply, demand = (_capacities(cost, scale) for cost in (second, first))
    network = []
    for edge, step in zip(edges, STEPS, strict=True):
        here, there = neighbours(number, step)
        network.append((here.ravel(), there.ravel(), np.rint(edge * scale).astype(np.int32).ravel()))
    return source_side(network, supply, demand, progress).reshape(first.shape)


def _capacities(costs: np.ndarray, scale: float) -> np.ndarray:
    """Costs of pixels as whole numbers; what must not be costs more than whatever else there is."""
    # Whoever pays more than for all its edges does not change its label.
    most = 2 * len(STEPS) * _CAPACITY + 1
    limits = np.where(np.isinf(costs), 2 * most, most)
    return np.rint(np.minimum(costs.astype(np.float64) * scale, limits)).astype(np.int32).ravel()
