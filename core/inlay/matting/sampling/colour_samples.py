"""Colour samples along the unknown band: what they say about alpha, as a data term for a matting Laplacian.

From every cell of 8 x 8 pixels that holds an unknown one, a ray runs out to the first known foreground and the first
known background that it meets. Directions differ within every square of 5 x 5 cells, whose samples its middle cell
shares (gathering as in Gastal and Oliveira [1]_, section 4.2). Every pair (F, B) of these colours explains a pixel by
the compositing equation with

    alpha = (I - B) . (F - B) / |F - B|^2,        residual = |I - alpha F - (1 - alpha) B|^2     ([1]_, eq. 2),

and so do the colours of the foreground alone and of the background alone. The data term is the mean of alpha over all
explanations, each weighed by its likelihood, with a confidence that falls where nothing fits, where what fits is rare
among what does not, where explanations that fit contradict each other, and far away from everything known.

References
----------
.. [1] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum 29(2),
   2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import strips
from inlay.matting.scene import UNKNOWN, Prior, Scene

#: Weight of a sample whose confidence is 1, beside a Laplacian scaled as that of Levin et al. 2008, eq. 12.
STRENGTH = 1e-3
#: Distance from everything known, in cells, at which a sample counts half: what was met is not what is there.
AFAR = 4
#: Added to distances, in cells, before they are compared: close to both, foreground and background are as likely.
NEAR = 2
#: Cells of one piece: some 20 ms.
PIECE = 512


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
        What confidences are multiplied by. They are about 1 where mixtures are explained well, up to 4 where a pixel
        clearly has one of the pure colours, and near 0 where samples contradict each other.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of at most 50 ms; may raise to stop the work.

    Returns
    -------
    Prior
        Alpha from 0 to 1, and its weight, as ``float16``: 0 at known pixels, and where no ray nearby meets foreground
        or none meets background.

    Notes
    -----
    Colours of absent pixels are never used. Needs numba.
    """
    from inlay.matting.sampling import evidence, rays
    from inlay.matting.sampling.distance_maps import Surroundings, directions, labels_of, pieces

    height, width = scene.trimap.shape
    # Half precision is plenty for a belief, and halves what is kept while the solver runs.
    value, weight = np.zeros((2, height, width), np.float16)
    labels = labels_of(scene)
    cells = np.count_nonzero(labels == UNKNOWN) / rays.CELL**2
    with Pool(threads, progress, labels.size + POLL * (cells / PIECE + 1)) as pool:
        around = Surroundings.survey(labels, pool)
        # Contiguous, as one cell alone would be: for numba every layout is another type, which would be compiled anew.
        rows, columns = map(np.ascontiguousarray, np.nonzero(around.cells & rays.HOLDS_UNKNOWN))
        numbers = np.full(around.cells.shape, -1, np.int32)
        numbers[rows, columns] = np.arange(rows.size)
        hits = np.empty((rows.size, 2, 2), np.int32)
        ways = directions(2 * evidence.SHARED + 1)

        def cast(first: int, last: int) -> None:
            part = slice(first, last)
            held = around.to_foreground, around.to_background
            rays.cast_rays(labels, *held, rows[part], columns[part], ways, hits[part])

        work = pieces(rows.size, PIECE)
        pool.each(cast, work, POLL // PIECE // 16)
        samples = _colours(scene, hits[..., 0], hits[..., 1])

        def explain(first: int, last: int) -> None:
            part = rows[first:last], columns[first:last]
            y, x = _pixels(*part)
            values, weights = np.zeros((2, *y.shape), np.float32)
            colours = _colours(scene, y, x)
            strengths, leanings = _judge(around.to_foreground[part], around.to_background[part])
            strengths *= np.float32(strength)
            evidence.believe(labels, numbers, *part, colours, hits, samples, strengths, leanings, values, weights)
            believed = weights > 0
            place = y[believed], x[believed]
            value[place], weight[place] = values[believed], weights[believed]

        pool.each(explain, work, POLL // PIECE)
        pool.finish()
    return Prior(value, weight)


def combined(first: Prior, second: Prior | None) -> Prior:
    """Both beliefs at once: weights add up, and the values are their weighted mean."""
    if second is None:
        return first
    value, weight = np.zeros((2, *first.value.shape), np.float32)
    for top, bottom in strips(value.shape[0], value.shape[1], POLL):
        rows = slice(top, bottom)
        mine, theirs = (np.asarray(each.weight[rows], np.float32) for each in (first, second))
        np.add(mine, theirs, out=weight[rows])
        total = mine * first.value[rows] + theirs * second.value[rows]
        np.divide(total, weight[rows], out=value[rows], where=weight[rows] > 0)
    return Prior(value, weight)


def _judge(to_foreground: np.ndarray, to_background: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By their distances in cells: how much samples count in some cells, and how likely pure foreground is there."""
    foreground, background = (each.astype(np.float32) for each in (to_foreground, to_background))
    far = np.minimum(foreground, background) / np.float32(AFAR)
    return 1 / (1 + far * far), (background + NEAR) / (foreground + background + 2 * NEAR)


def _pixels(rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels of cells, row by row; some may lie outside the picture."""
    from inlay.matting.sampling.rays import CELL

    inner = np.arange(CELL * CELL)
    return rows[:, None] * CELL + inner // CELL, columns[:, None] * CELL + inner % CELL


def _colours(scene: Scene, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Colours (..., 3) as float32 of 1 for white; of the nearest pixel where a position lies outside the picture."""
    y, x = np.clip(rows, 0, scene.height - 1), np.clip(columns, 0, scene.width - 1)
    colours = scene.image[y, x] * np.float32(scene.scale)
    return colours if colours.shape[-1] == 3 else np.repeat(colours, 3, axis=-1)
