"""Iterative distribution transfer: the piece's colours become distributed as those of the reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np

#: Rotations after which the distributions no longer differ by more than the samples' grain.
ROTATIONS = 24
#: Coverage below which a pixel is no sample of the piece.
_LEAST = 1e-3


def predict(paste: Paste) -> np.ndarray:
    """Pitie, Kokaram, Dahyot: Automated colour grading using colour distribution transfer, 2007.

    https://doi.org/10.1016/j.cviu.2006.11.011, section 3: along the axes of one rotation after another the piece's
    marginals become those of the reference. The grain that this stretches is not in the result: Gaussian-Poisson
    editing takes it from the piece itself, as section 5 of the paper has it.
    """
    import numpy as np

    inside, counted = paste.coverage > _LEAST, paste.weight > 0
    wanted = paste.reference[counted]
    moved = paste.source.copy()
    moved[inside] = transferred(paste.source[inside], paste.coverage[inside], wanted, paste.weight[counted])
    return paste.with_piece(moved.astype(np.float32))


def transferred(
    colours: np.ndarray,
    weight: np.ndarray,
    wanted: np.ndarray,
    wanted_weight: np.ndarray,
    rotations: int = ROTATIONS,
) -> np.ndarray:
    """Samples moved so that they are distributed as others.

    Parameters
    ----------
    colours, wanted : ndarray, (n, channels) and (m, channels)
        What is moved, and how it is to be distributed.
    weight, wanted_weight : ndarray, (n,) and (m,)
        How much each sample counts; above 0.
    rotations : int
        How many; the axes of the last one are those of the channels.

    Returns
    -------
    ndarray of float64, (n, channels)
    """
    import numpy as np

    found = colours.astype(np.float64)
    for axes in _rotations(colours.shape[1], rotations):
        mine, theirs = found @ axes, wanted @ axes
        for axis in range(mine.shape[1]):
            mine[:, axis] = _matched(mine[:, axis], weight, theirs[:, axis], wanted_weight)
        found = mine @ axes.T
    return found


def _matched(values: np.ndarray, weight: np.ndarray, wanted: np.ndarray, wanted_weight: np.ndarray) -> np.ndarray:
    """Values moved along their axis to the quantiles of wanted ones; none past another, and equal ones together."""
    import numpy as np

    _, index = np.unique(values, return_inverse=True)
    theirs, place = np.unique(wanted, return_inverse=True)
    ranks = _ranks(np.bincount(index, weight))
    return np.interp(ranks, _ranks(np.bincount(place, wanted_weight)), theirs)[index]


def _ranks(weight: np.ndarray) -> np.ndarray:
    """For each of some sorted values the share of all weight that lies below the middle of its own."""
    import numpy as np

    behind = np.cumsum(weight)
    return (behind - weight / 2) / behind[-1]


def _rotations(channels: int, count: int) -> Iterator[np.ndarray]:
    """Orthogonal matrices, the same in every run; of one channel there is only one."""
    import numpy as np

    random = np.random.default_rng(20070)
    for _ in range(count - 1 if channels > 1 else 0):
        yield np.linalg.qr(random.normal(size=(channels, channels)))[0]
    yield np.eye(channels)


MODEL = ColourModel(
    id="distribution",
    name="With all the reference's colours",
    summary="The whole distribution, not only mean and spread: for one mood, such as dusk; things may change colour.",
    predict=predict,
)
