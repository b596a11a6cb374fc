"""Steps of relaxation on a graph and the ways from level to level, row by row on a grid and node by node elsewhere."""

from __future__ import annotations

from inlay.arrays.kernels import kernel
from inlay.poisson.solvers.aggregation.galerkin import OMEGA
from inlay.poisson.solvers.aggregation.graph import TINY, ZERO


@kernel
def outflow(right, down, x, y, k):
    """What flows from a point of a grid to its neighbours."""
    here = x[y, k]
    across = right[y, k] * (here - x[y, k + 1]) + right[y, k - 1] * (here - x[y, k - 1])
    along = down[y, k] * (here - x[y + 1, k]) + down[y - 1, k] * (here - x[y - 1, k])
    return across + along


@kernel
def relax_grid(right, down, ground, scale, x, b, length, out, top, bottom):
    """One step of Jacobi's method of some `length` in some rows."""
    for y in range(top + 1, bottom + 1):
        for k in range(1, x.shape[1] - 1):
            here = x[y, k]
            left = b[y, k] - (outflow(right, down, x, y, k) + ground[y, k] * here)
            out[y, k] = here + length * scale[y, k] * left


@kernel
def damp_grid(right, down, ground, scale, x, b, out, top, bottom):
    """The residual in some rows, times OMEGA and `scale`."""
    for y in range(top + 1, bottom + 1):
        for k in range(1, x.shape[1] - 1):
            here = x[y, k]
            left = b[y, k] - (outflow(right, down, x, y, k) + ground[y, k] * here)
            out[y, k] = OMEGA * scale[y, k] * left


@kernel
def restrict_grid(right, down, ground, scale, damped, labels, row, coarse):
    """Add the smoothed residual up over each aggregate."""
    height, width = damped.shape
    coarse[:] = ZERO
    for y in range(1, height - 1):
        for k in range(1, width - 1):
            here = damped[y, k]
            whole = here / (OMEGA * max(scale[y, k], TINY))
            row[k] = whole - outflow(right, down, damped, y, k)
        for k in range(1, width - 1):
            coarse[labels[y, k]] += row[k]
    coarse[coarse.shape[0] - 1] = ZERO


@kernel
def spread_grid(coarse, labels, out, top, bottom):
    """The value of each node's aggregate, in some rows."""
    for y in range(top + 1, bottom + 1):
        for k in range(1, out.shape[1] - 1):
            out[y, k] = coarse[labels[y, k]]


@kernel
def correct_grid(right, down, ground, scale, x, spread, top, bottom):
    """Add what is spread from the aggregates, smoothed, in some rows."""
    for y in range(top + 1, bottom + 1):
        for k in range(1, x.shape[1] - 1):
            here = spread[y, k]
            x[y, k] += here - OMEGA * scale[y, k] * outflow(right, down, spread, y, k)


@kernel
def relax_nodes(starts, columns, weights, ground, scale, x, b, length, out):
    """As `relax_grid`."""
    for i in range(ground.shape[0]):
        here = x[i]
        left = b[i] - ground[i] * here
        for k in range(starts[i], starts[i + 1]):
            left -= weights[k] * (here - x[columns[k]])
        out[i] = here + length * scale[i] * left


@kernel
def restrict_nodes(starts, columns, weights, ground, scale, x, b, labels, damped, coarse):
    """Add the smoothed residual up over each aggregate."""
    coarse[:] = ZERO
    for i in range(ground.shape[0]):
        here = x[i]
        left = b[i] - ground[i] * here
        for k in range(starts[i], starts[i + 1]):
            left -= weights[k] * (here - x[columns[k]])
        damped[i] = OMEGA * scale[i] * left
        coarse[labels[i]] += left
    for i in range(ground.shape[0]):
        here, flow = damped[i], ZERO
        for k in range(starts[i], starts[i + 1]):
            flow += weights[k] * (here - damped[columns[k]])
        coarse[labels[i]] -= flow
    coarse[coarse.shape[0] - 1] = ZERO


@kernel
def correct_nodes(starts, columns, weights, ground, scale, x, coarse, labels, spread):
    """Add the values of the aggregates, smoothed."""
    for i in range(ground.shape[0]):
        spread[i] = coarse[labels[i]]
    for i in range(ground.shape[0]):
        here, flow = spread[i], ZERO
        for k in range(starts[i], starts[i + 1]):
            flow += weights[k] * (here - spread[columns[k]])
        x[i] += here - OMEGA * scale[i] * flow
