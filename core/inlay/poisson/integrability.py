"""Gradients across the boundary of a region that leave the whole field nearly integrable.

Inside the region the gradients are those of one picture and outside those of another: neither has a curl. All of the
curl of the field that both make together lies in the squares of four pixels through which the boundary runs, and what
cannot be integrated there bleeds into the result. M. W. Tao, M. K. Johnson, S. Paris: Error-tolerant image compositing,
International Journal of Computer Vision 103(2), 2013, https://doi.org/10.1007/s11263-012-0579-7, "define the boundary
gradients such that the produced gradient field is nearly integrable", as a standard least-squares problem. Here the
gradients u on the edges across the boundary make ``sum over squares curl^2 + sum over edges (u - v)^2 / reach^2``
least, with the wanted gradients v: what differs along the boundary over less than the reach stays a step there, and
bleeds no further than it would if it were spread over the reach; what differs over more is taken in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.poisson import fields
from inlay.poisson.gradients import Edges

if TYPE_CHECKING:
    from scipy import sparse

#: The reach in edges across the boundary, as a part of their number.
REACH = 1 / 40


def low_curl(
    guidance: Edges,
    destination: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None = None,
    *,
    reach: float | None = None,
    progress: Progress = silent,
) -> Edges:
    """Change the gradients across the boundary of a region so that the field has less curl there.

    Parameters
    ----------
    guidance : Edges
        v, ``down`` (height - 1, width, channels) and ``right`` (height, width - 1, channels).
    destination : ndarray, (height, width, channels)
        The picture around the region.
    region : ndarray of bool, (height, width)
        What will be solved for.
    present : ndarray of bool, (height, width), optional
        Where the destination has a colour; None for everywhere.
    reach : float, optional
        Over how many edges across the boundary a difference stays one; None for `REACH` of them.
    progress : callable
        Is given 0 and 1; may raise to stop.

    Returns
    -------
    Edges
        The guidance inside the region, the changed gradients across its boundary, and outside the destination's own:
        for `inlay.poisson.solve`.
    """
    from scipy import sparse
    from scipy.sparse.linalg import splu

    progress(0.0)
    known = np.ones_like(region) if present is None else region | present
    down, right = _joined(guidance, destination, region, known)
    across = [np.diff(region, axis=axis) & both for axis, both in enumerate(fields.within(known))]
    count = sum(int(np.count_nonzero(each)) for each in across)
    if count:
        squares = known[1:, 1:] & known[1:, :-1] & known[:-1, 1:] & known[:-1, :-1]
        curls = _curls(across, count, squares)
        wanted = np.concatenate([half[here] for half, here in zip((down, right), across, strict=True)])
        down[across[0]], right[across[1]] = 0, 0
        given = fields.curl(Edges(down, right))[squares]
        pull = 1.0 / (REACH * count if reach is None else reach) ** 2
        solver = splu((curls.T @ curls + pull * sparse.eye(count)).tocsc())
        found = solver.solve(pull * wanted - curls.T @ given)
        down[across[0]], right[across[1]] = np.split(found, [int(np.count_nonzero(across[0]))])
    progress(1.0)
    return Edges(down, right)


def _joined(guidance: Edges, destination: np.ndarray, region: np.ndarray, known: np.ndarray) -> list[np.ndarray]:
    """The guidance on the edges that touch a region, and the destination's gradients elsewhere, down and right."""
    below = np.where((known & ~region)[..., None], destination, 0).astype(np.float64)
    own = fields.chosen(fields.touching(region), guidance, fields.gradients(below))
    return [
        np.broadcast_to(half, (*half.shape[:2], below.shape[2])).astype(np.float64) for half in own if half is not None
    ]


def _curls(across: list[np.ndarray], count: int, squares: np.ndarray) -> sparse.csr_matrix:
    """The curls of some squares of four pixels as sums over the edges across the boundary, which are its columns."""
    from scipy import sparse

    down, right = (np.full(each.shape, -1) for each in across)
    first = int(np.count_nonzero(across[0]))
    down[across[0]], right[across[1]] = np.arange(first), np.arange(first, count)
    sides = (right[:-1], 1), (down[:, 1:], 1), (right[1:], -1), (down[:, :-1], -1)
    rows, columns, signs = [], [], []
    for side, sign in sides:
        place = side[squares]
        row = np.flatnonzero(place >= 0)
        rows.append(row)
        columns.append(place[row])
        signs.append(np.full(row.size, float(sign)))
    ends = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_matrix((np.concatenate(signs), ends), (int(np.count_nonzero(squares)), count))
