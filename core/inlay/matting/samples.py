"""Colour samples along the unknown band: what they say about alpha, as a data term for a matting Laplacian.

From the centre of every cell of 4 x 4 pixels that holds an unknown one, rays run out to the first known foreground
and the first known background that they meet, turned from cell to cell (gathering as in Gastal and Oliveira [1]_,
section 4.2). Every pair (F, B) of these colours explains a pixel of the cell by the compositing equation with

    alpha = (I - B) . (F - B) / |F - B|^2,        residual = |I - alpha F - (1 - alpha) B|^2       [1]_, eq. 2,

and so do the foreground alone and the background alone. The data term is the mean of alpha over all explanations,
each weighed by its likelihood, with a confidence that falls where no pair fits, where pairs that fit are few among
those that do not, and where they contradict each other.

References
----------
.. [1] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum 29(2),
   2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from inlay.matting.scene import Prior, Scene
from inlay.strips import POLL, Crew, strips

#: Weight of a sample that is believed fully, beside a Laplacian whose rows are those of Levin et al. 2008.
STRENGTH = 1e-3
#: Rays of each cell. Cells in squares of `TURNS` x `TURNS` take different angles.
RAYS, TURNS = 8, 3
#: Cells of one piece, some 20 ms; and of one piece of setting up.
PIECE, WIDE_PIECE = 2048, 1 << 20


def data_term(
    scene: Scene,
    *,
    strength: float = STRENGTH,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Prior:
    """What the known colours around the band say about alpha in it.

    Parameters
    ----------
    scene : Scene
        The picture and its trimap; its own prior is left aside.
    strength : float
        Weight of a sample that is believed fully.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of at most 50 ms; may raise to stop the work.

    Returns
    -------
    Prior
        Alpha from 0 to 1, and its weight from 0 to `strength`: 0 at known pixels, and where no ray meets
        foreground or none meets background.

    Notes
    -----
    Colours of absent pixels are never used. Needs numba.
    """
    from inlay.matting import evidence, rays

    height, width = scene.trimap.shape
    value = np.zeros((height, width), np.float32)
    weight = np.zeros((height, width), np.float32)
    labels = _labels(scene)
    with Crew(threads, progress, 2 * labels.size) as crew:
        cells, to_foreground, to_background = _survey(labels, crew)
        held = np.nonzero(cells & rays.HOLDS_UNKNOWN)
        directions = _directions()

        def explain(first: int, last: int) -> None:
            rows, columns = held[0][first:last], held[1][first:last]
            hits = np.full((rows.size, 2, RAYS, 2), -1, np.int32)
            rays.cast_rays(labels, to_foreground, to_background, rows, columns, directions, hits)
            samples = _colours(scene, hits[..., 0], hits[..., 1])
            colours = _colours(scene, *_pixels(rows, columns))
            evidence.believe(labels, rows, columns, colours, samples, hits, np.float32(strength), value, weight)

        crew.each(explain, _pieces(held[0].size, PIECE), POLL // PIECE)
    return Prior(value, weight)


def combined(first: Prior, second: Prior | None) -> Prior:
    """Both beliefs at once: weights add up, and the values are their weighted mean."""
    if second is None:
        return first
    weight = first.weight + second.weight
    value = first.value * first.weight + second.value * second.weight
    np.divide(value, weight, out=value, where=weight > 0)
    return Prior(value, weight)


def _labels(scene: Scene) -> np.ndarray:
    """The trimap, with `rays.ABSENT` where there is no colour."""
    from inlay.matting.rays import ABSENT

    if scene.present is None:
        return np.ascontiguousarray(scene.trimap)
    return np.where(scene.present, scene.trimap, np.uint8(ABSENT))


def _survey(labels: np.ndarray, crew: Crew) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each cell holds, and how many cells away the nearest foreground and the nearest background are."""
    from inlay.matting import rays

    height, width = (-(-size // rays.CELL) for size in labels.shape)
    cells = np.zeros((height, width), np.uint8)
    crew.run(partial(rays.mark_cells, labels, cells), height, width * rays.CELL**2)
    distances = []
    for held in (rays.HOLDS_FOREGROUND, rays.HOLDS_BACKGROUND):
        distance = np.empty((height, width), np.uint8)
        pieces = list(strips(height, width, WIDE_PIECE))
        for top, bottom in pieces:
            rays.sweep_down(cells, held, distance, top, bottom)
            crew.advance((bottom - top) * width)
        for top, bottom in reversed(pieces):
            rays.sweep_up(distance, top, bottom)
            crew.advance((bottom - top) * width)
        distances.append(distance)
    return cells, *distances


def _pieces(count: int, size: int) -> list[tuple[int, int]]:
    return [(first, min(count, first + size)) for first in range(0, count, size)]


def _directions() -> np.ndarray:
    """Unit vectors (sets, rays, 2); each set is turned a little further."""
    sets = TURNS * TURNS
    angles = 2 * np.pi / RAYS * (np.arange(RAYS) + np.arange(sets)[:, None] / sets)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1)


def _pixels(rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels of cells, row by row; some may lie outside the picture."""
    from inlay.matting.rays import CELL

    inner = np.arange(CELL * CELL)
    return rows[:, None] * CELL + inner // CELL, columns[:, None] * CELL + inner % CELL


def _colours(scene: Scene, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Colours (..., 3) as float32 of 1 for white; of the nearest pixel where a position lies outside the picture."""
    y, x = np.clip(rows, 0, scene.height - 1), np.clip(columns, 0, scene.width - 1)
    colours = scene.image[y, x] * np.float32(scene.scale)
    return np.ascontiguousarray(np.broadcast_to(colours, (*y.shape, 3)), np.float32)
