"""Aggregates: nodes that strong links hold together, each of which is a node of the next coarser level."""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.aggregation.graph import ZERO, Graph

#: A link is strong if it weighs more than 0.08 times what its ends weigh in the geometric mean; here squared.
STRONG = np.float32(0.08**2)
#: Label of a node that has no aggregate yet.
FREE = -1


def aggregate(graph: Graph) -> tuple[np.ndarray, int]:
    """Find the aggregate of each node, and how many there are; this number stands for none."""
    labels = np.full(graph.size, FREE, np.int32)
    links = graph.starts, graph.columns, graph.weights, graph.scale, labels
    count = gather(*links, 0, 1)
    join(*links, STRONG)
    count = gather(*links, count, 0)
    while join(*links, ZERO):
        pass
    labels[labels == FREE] = count
    return labels, count


@kernel
def gather(starts, columns, weights, scale, labels, count, all_free):
    """Make aggregates of free nodes and their strong neighbours: only if all of these are free, or of those that are.

    Returns the new number of aggregates.
    """
    for i in range(labels.shape[0]):
        if labels[i] != FREE:
            continue
        strong, taken = 0, 0
        for k in range(starts[i], starts[i + 1]):
            j, weight = columns[k], weights[k]
            is_strong = weight > ZERO and weight * weight * scale[i] * scale[j] > STRONG
            is_free = labels[j] == FREE
            strong += is_strong and is_free
            taken += is_strong and not is_free
        if strong == 0 or (all_free and taken > 0):
            continue
        labels[i] = count
        for k in range(starts[i], starts[i + 1]):
            j, weight = columns[k], weights[k]
            if labels[j] == FREE and weight > ZERO and weight * weight * scale[i] * scale[j] > STRONG:
                labels[j] = count
        count += 1
    return count


@kernel
def join(starts, columns, weights, scale, labels, least):
    """Add each free node to the aggregate at the end of its heaviest link, if that is stronger than `least`.

    What is added is told by labels below `FREE` until all are added. Returns how many they are.
    """
    count = 0
    for i in range(labels.shape[0]):
        if labels[i] != FREE:
            continue
        most = ZERO
        for k in range(starts[i], starts[i + 1]):
            j, weight = columns[k], weights[k]
            if labels[j] >= 0 and weight > most and weight * weight * scale[i] * scale[j] > least:
                labels[i], most = FREE - 1 - labels[j], weight
    for i in range(labels.shape[0]):
        if labels[i] < FREE:
            labels[i] = FREE - 1 - labels[i]
            count += 1
    return count


@kernel
def sort_members(labels, firsts, members):
    """The nodes of each aggregate one after another; those of aggregate i begin at ``firsts[i]``."""
    for label in labels:
        firsts[label + 1] += 1
    for i in range(1, firsts.shape[0]):
        firsts[i] += firsts[i - 1]
    for i in range(labels.shape[0]):
        members[firsts[labels[i]]] = i
        firsts[labels[i]] += 1
    for i in range(firsts.shape[0] - 1, 0, -1):
        firsts[i] = firsts[i - 1]
    firsts[0] = 0
