"""The largest flow through a network of pixels, in pieces between which the work can be stopped.

E. Dinic: Algorithm for solution of a problem of maximum flow in networks with power estimation, Soviet Mathematics
Doklady 11, 1970: by turns the distance of every pixel to the sink is measured, and flow is pushed along shortest paths
until none is left.

Pixels are numbered; the columns of `neighbours` are directions in opposite pairs, such as above and below, left and
right, -1 where there is no neighbour. What an edge can still take, its residual capacity, is in `residual`, in both
directions; what the source can still give a pixel in `supply`, what a pixel can still give the sink in `demand`.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.progress import Progress

#: Steps of one piece: a few milliseconds.
STEPS = 1 << 20


@kernel
def measure_distances(neighbours, residual, supply, demand, distance, queue):
    """Distances to the sink, 0 where no path leads there; whether one leads there from the source."""
    distance[:] = 0
    last = 0
    for pixel in range(len(demand)):
        if demand[pixel] > 0:
            distance[pixel] = 1
            queue[last] = pixel
            last += 1
    first = 0
    is_open = False
    while first < last:
        here = queue[first]
        first += 1
        is_open |= supply[here] > 0
        for direction in range(neighbours.shape[1]):
            there = neighbours[here, direction]
            if there >= 0 and distance[there] == 0 and residual[there, direction ^ 1] > 0:
                distance[there] = distance[here] + 1
                queue[last] = there
                last += 1
    return is_open


@kernel
def push(neighbours, residual, supply, demand, distance, current, path, directions, root, steps):
    """Push flow along shortest paths from the pixels from `root` on; the pixel to go on with after so many steps.

    `current` holds for each pixel its current arc, the first direction that was not tried yet; `path` and `directions`
    are the pixels from the root to where the search is, and the direction taken from each.
    """
    while root < len(supply) and steps > 0:
        if supply[root] == 0 or distance[root] == 0:
            root += 1
            continue
        length = 0
        path[0] = root
        while length >= 0 and steps > 0:
            steps -= 1
            here = path[length]
            if demand[here] > 0:
                most = min(supply[root], demand[here])
                for k in range(length):
                    most = min(most, residual[path[k], directions[k]])
                supply[root] -= most
                demand[here] -= most
                narrowest = length
                for k in range(length - 1, -1, -1):
                    residual[path[k], directions[k]] -= most
                    residual[path[k + 1], directions[k] ^ 1] += most
                    if residual[path[k], directions[k]] == 0:
                        narrowest = k
                steps -= length
                length = -1 if supply[root] == 0 else narrowest
                continue
            direction = current[here]
            while direction < neighbours.shape[1]:
                there = neighbours[here, direction]
                if there >= 0 and residual[here, direction] > 0 and distance[there] == distance[here] - 1 > 0:
                    break
                direction += 1
            current[here] = direction
            if direction < neighbours.shape[1]:
                directions[length] = direction
                length += 1
                path[length] = neighbours[here, direction]
            else:
                distance[here] = 0
                length -= 1
    return root


@kernel
def reach(neighbours, residual, supply, reached, queue):
    """Mark the pixels to which the source could still give something."""
    last = 0
    for pixel in range(len(supply)):
        if supply[pixel] > 0:
            reached[pixel] = True
            queue[last] = pixel
            last += 1
    first = 0
    while first < last:
        here = queue[first]
        first += 1
        for direction in range(neighbours.shape[1]):
            there = neighbours[here, direction]
            if there >= 0 and not reached[there] and residual[here, direction] > 0:
                reached[there] = True
                queue[last] = there
                last += 1


def source_side(
    neighbours: np.ndarray, residual: np.ndarray, supply: np.ndarray, demand: np.ndarray, progress: Progress
) -> np.ndarray:
    """The pixels on the source's side of the smallest minimum cut.

    Parameters
    ----------
    neighbours : ndarray of int32, (pixels, directions)
    residual : ndarray of int32, (pixels, directions)
        Capacities of the edges; changed, as are the following.
    supply, demand : ndarray of int32, (pixels,)
        Capacities of the edges from the source and to the sink.
    progress : callable
        Is given 0 now and then, since nothing tells how much is left; may raise to stop.

    Returns
    -------
    ndarray of bool, (pixels,)
    """
    count = len(supply)
    distance, queue = np.zeros(count, np.int32), np.zeros(count, np.int32)
    path, directions = np.zeros(count + 1, np.int32), np.zeros(count + 1, np.int32)
    given = np.minimum(supply, demand)
    supply -= given
    demand -= given
    while measure_distances(neighbours, residual, supply, demand, distance, queue):
        current, root = np.zeros(count, np.int32), 0
        while root < count:
            progress(0.0)
            root = push(neighbours, residual, supply, demand, distance, current, path, directions, root, STEPS)
    reached = np.zeros(count, bool)
    reach(neighbours, residual, supply, reached, queue)
    return reached
