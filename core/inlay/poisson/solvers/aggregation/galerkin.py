"""The coarse equations ``P' A P``, with the prolongation ``P = (I - OMEGA scale L) T``.

T gives each node the value of its aggregate, and L is A without its ground: what is constant stays constant.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.aggregation.aggregates import sort_members
from inlay.poisson.solvers.aggregation.graph import ZERO, Graph

#: Damping of the step that smooths the prolongation.
OMEGA = np.float32(2 / 3)
#: Links of each node for which room is made at first.
EXPECTED_LINKS = 10
ONE = np.float32(1)


def coarsen(graph: Graph, labels: np.ndarray, count: int) -> Graph:
    """The equations for `count` aggregates."""
    firsts, members = np.zeros(count + 2, np.int64), np.empty(graph.size, np.int32)
    sort_members(labels, firsts, members)
    # Sums by node, all zero between one row and the next; the nodes of a row, and the last row of each node.
    sizes = graph.size, graph.size, count + 1
    sums = [np.zeros(size, np.float32) for size in sizes]
    nodes, seen = [np.empty(size, np.int32) for size in sizes], [np.full(size, -1, np.int32) for size in sizes]
    starts = np.zeros(count + 1, np.int64)
    columns, weights = np.empty(0, np.int32), np.empty(0, np.float32)
    matrix = graph.starts, graph.columns, graph.weights, graph.ground, graph.scale, labels
    done, room = 0, EXPECTED_LINKS * count
    while done < count:
        columns = np.concatenate((columns[: starts[done]], np.empty(room, np.int32)))
        weights = np.concatenate((weights[: starts[done]], np.empty(room, np.float32)))
        state = (*sums, *nodes, *seen, done, starts, columns, weights)
        done = coarse_rows(*matrix, firsts, members, *state)
        room = EXPECTED_LINKS * (count - done) + count
    ground = np.zeros(count + 1, np.float32)
    coarse_ground(*matrix, ground)
    return Graph.of(starts, columns[: starts[-1]].copy(), weights[: starts[-1]].copy(), ground[:-1])


@kernel
def coarse_rows(
    starts, columns, weights, ground, scale, labels, firsts, members, basis, image, sums, basis_nodes, image_nodes,
    sum_nodes, basis_seen, image_seen, sum_seen, begin, coarse_starts, coarse_columns, coarse_weights
):  # fmt: skip
    """Fill rows of the coarse matrix from row `begin` on as long as there is room; returns the first without.

    Each is ``T' (I - OMEGA L scale) A`` times a basis function, a column of P. Nothing is called here: for each
    array that is handed on, references would be counted.
    """
    size = coarse_starts.shape[0] - 1
    for row in range(begin, size):
        count, found, end = 0, 0, coarse_starts[row]
        for m in range(firsts[row], firsts[row + 1]):
            i = members[m]
            kept = ONE
            for k in range(starts[i], starts[i + 1]):
                j = columns[k]
                if labels[j] != row:
                    kept -= OMEGA * scale[i] * weights[k]
                    if basis_seen[j] != row:
                        basis_seen[j], basis_nodes[count] = row, j
                        count += 1
                    basis[j] += OMEGA * scale[j] * weights[k]
            basis_nodes[count], basis[i] = i, kept
            count += 1
        for n in range(count):
            i = basis_nodes[n]
            value, diagonal, basis[i] = basis[i], ground[i], ZERO
            for k in range(starts[i], starts[i + 1]):
                j = columns[k]
                diagonal += weights[k]
                if image_seen[j] != row:
                    image_seen[j], image_nodes[found] = row, j
                    found += 1
                image[j] -= weights[k] * value
            if image_seen[i] != row:
                image_seen[i], image_nodes[found] = row, i
                found += 1
            image[i] += diagonal * value
        count, found = found, 0
        for n in range(count):
            i = image_nodes[n]
            kept, damped, image[i] = image[i], OMEGA * scale[i] * image[i], ZERO
            for k in range(starts[i], starts[i + 1]):
                j = labels[columns[k]]
                if sum_seen[j] != row:
                    sum_seen[j], sum_nodes[found] = row, j
                    found += 1
                sums[j] += weights[k] * damped
                kept -= weights[k] * damped
            j = labels[i]
            if sum_seen[j] != row:
                sum_seen[j], sum_nodes[found] = row, j
                found += 1
            sums[j] += kept
        is_full = end + found > coarse_columns.shape[0]
        for n in range(found):
            i = sum_nodes[n]
            if i != row and i < size and sums[i] != ZERO and not is_full:
                coarse_columns[end], coarse_weights[end] = i, -sums[i]
                end += 1
            sums[i] = ZERO
        if is_full:
            basis_seen[:] = -1
            image_seen[:] = -1
            sum_seen[:] = -1
            return row
        coarse_starts[row + 1] = end
    return size


@kernel
def coarse_ground(starts, columns, weights, ground, scale, labels, coarse):
    """The ground of the aggregates: the sum over each of the smoothed ground."""
    for i in range(labels.shape[0]):
        kept, damped = ground[i], OMEGA * scale[i] * ground[i]
        for k in range(starts[i], starts[i + 1]):
            coarse[labels[columns[k]]] += weights[k] * damped
            kept -= weights[k] * damped
        coarse[labels[i]] += kept
