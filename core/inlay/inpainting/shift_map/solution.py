"""A hole healed: completed by a shift map, and its gradients solved so that light and colour fit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay import poisson
from inlay.arrays.progress import Progress, part
from inlay.inpainting.shift_map.completion import Completion, completed

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
    P. Perez, M. Gangnet, A. Blake: Poisson image editing, ACM Transactions on Graphics 22(3), 2003,
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
    solution = poisson.solve(
        completion.picture,
        completion.edges,
        hole,
        destination_alpha=usable | hole,
        threads=threads,
        progress=part(progress, COMPLETION, 1.0),
    )
    return Healed(solution, completion)
