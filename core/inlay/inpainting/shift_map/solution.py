"""A hole healed: completed by a shift map, and its gradients solved so that light and colour fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from inlay import poisson
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part
from inlay.contract.boxes import Box
from inlay.inpainting.shift_map.completion import Completion, completed
from inlay.poisson.gradients import Edges

Weighing = Callable[[np.ndarray, Edges, np.ndarray, np.ndarray, tuple[slice, slice]], Edges]

#: What part of the work is the shift map.
COMPLETION = 0.7


class Healed(NamedTuple):
    """The solved picture, and what it was made from."""

    solution: poisson.Solution
    completion: Completion


def healed(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    *,
    source: np.ndarray | None = None,
    radius: float | None = None,
    mirrored: bool = False,
    turned: bool = False,
    fixed: tuple[np.ndarray, np.ndarray] | None = None,
    coarse: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Healed:
    """Fill a hole with pieces of the picture around it, without seams: `completed`, then Poisson's equation.

    The picture around the hole holds it; where the hole reaches the border of the picture, or what is not usable,
    nothing does. Parameters are those of `completed`.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson image editing, ACM Transactions on Graphics 22(3), 2003,
    https://doi.org/10.1145/882262.882269, eq. 7
    """
    completion = completed(
        picture,
        usable,
        hole,
        source=source,
        radius=radius,
        mirrored=mirrored,
        turned=turned,
        fixed=fixed,
        coarse=coarse,
        threads=threads,
        progress=part(progress, 0.0, COMPLETION),
    )
    solution = solved(completion, hole, usable, threads=threads, progress=part(progress, COMPLETION, 1.0))
    return Healed(solution, completion)


def solved(
    completion: Completion,
    hole: np.ndarray,
    usable: np.ndarray,
    *,
    weighing: Weighing | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> poisson.Solution:
    """Solve for pieces whose light and colour fit; only what lies about the hole is looked at.

    Parameters
    ----------
    completion : Completion
    hole, usable : ndarray of bool, (height, width)
        As `completed` has them.
    weighing : callable, optional
        Gives the weights of the edges of a part of the picture: it is given the pieces there, their gradients, the
        hole, where there is a colour, and rows and columns of that part.
    threads, progress
        As in `poisson.solve`.

    Returns
    -------
    Solution
        The whole picture.
    """
    box = bounding_box(hole).grow(2).intersect(Box(0, 0, *hole.shape[::-1]))
    inside = box.slices
    down, right = completion.edges
    assert down is not None
    edges = Edges(down[box.y : box.bottom - 1, box.columns], right[box.rows, box.x : box.right - 1])
    picture, region, present = completion.picture[inside], hole[inside], usable[inside] | hole[inside]
    solution = poisson.solve(
        picture,
        edges,
        region,
        weights=None if weighing is None else weighing(picture, edges, region, present, inside),
        destination_alpha=present,
        # Where nothing holds them the pieces have colours of their own.
        mean="keep",
        threads=threads,
        progress=progress,
    )
    image = completion.picture.copy()
    image[inside] = solution.image
    return replace(solution, image=image)
