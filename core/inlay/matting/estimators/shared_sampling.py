"""Matting by shared sampling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import strips
from inlay.errors import ResourceError
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Estimator, Scene

#: Rays of each pixel; pixels in squares of `TURNS` x `TURNS` take different angles.
RAYS, TURNS = 4, 8
#: Difference of colours up to which a pixel near a known one is taken for known.
TOLERANCE = 5 / 256
#: Radius of a neighbourhood, and the variance of the weights in it: the paper's sigma^2 for as many pixels.
RADIUS = 5
VARIANCE = (2 * RADIUS + 1) ** 2 / (9 * np.pi)
#: Unknown pixels of one piece: some 20 ms.
PIECE = 4096


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Alpha from the best pair of a foreground and a background colour for each pixel.

    Four steps of Gastal and Oliveira [1]_: known regions are expanded to similar pixels (section 4.1); every unknown
    pixel sends out four rays and keeps the best pair of the colours that they meet (eq. 7: misfit of the colours
    around, probability by the changes of colour on the way, distances); it takes the mean of the three best pairs
    among its neighbours' (eq. 10 to 13); and colours and alpha are smoothed (section 4.4). Local and without a system
    of equations: good on soft edges and smooth colours, and noisier than closed form in hair on textures.

    Nothing is drawn by lot: the angles of the rays follow the pixel's place.

    Raises
    ------
    ResourceError
        Without numba.

    References
    ----------
    .. [1] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum
       29(2), 2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
    """
    try:
        from inlay.matting.sampling.shared_sampling import expansion, gathering, sharing, smoothing
    except ImportError as error:
        message = "Shared sampling needs numba, which is not installed."
        raise ResourceError(message, "Install numba, or choose closed-form.") from error
    from inlay.matting.sampling.distance_maps import Surroundings, directions, labels_of, pieces

    labels = labels_of(scene)
    alpha = (scene.trimap == FOREGROUND).astype(np.float32)
    foreseen = 3 * labels.size + 5 * POLL * (np.count_nonzero(labels == UNKNOWN) / PIECE + 1)
    with Pool(threads, progress, foreseen) as pool:
        image = _colours(scene, pool)
        around = Surroundings.survey(labels, pool)
        rows, columns = (each.astype(np.int32) for each in np.nonzero(labels == UNKNOWN))
        expanded = np.empty(rows.size, np.uint8)
        offsets = _disc(expansion.RADIUS)

        def run(job: Callable[[int, int], None]) -> None:
            pool.each(job, pieces(rows.size, PIECE), POLL // PIECE)

        held = labels, around.to_foreground, around.to_background, image
        run(lambda i, j: expansion.expand(*held, rows, columns, offsets, TOLERANCE**2, i, j, expanded))
        labels[rows, columns] = expanded
        alpha[rows, columns] = expanded == FOREGROUND
        remain = expanded == UNKNOWN
        rows, columns = rows[remain], columns[remain]

        around = Surroundings.survey(labels, pool)
        numbers = np.zeros(labels.shape, np.int32)
        numbers[rows, columns] = np.arange(1, rows.size + 1)
        gathered, refined = np.empty((2, rows.size, 2, 3), np.float32)
        met = np.empty(rows.size, bool)
        mixed, confidence, result = np.empty((3, rows.size), np.float32)
        offsets = _disc(RADIUS)
        nearness = np.exp(-(offsets**2).sum(axis=1) / VARIANCE).astype(np.float32)
        ways = directions(TURNS, RAYS)
        held = labels, around.to_foreground, around.to_background, image
        run(lambda i, j: gathering.gather(*held, rows, columns, ways, i, j, gathered, met))
        band = image, rows, columns, offsets
        run(lambda i, j: sharing.refine(numbers, *band, gathered, met, i, j, refined, mixed, confidence))
        beliefs = mixed, confidence
        run(lambda i, j: smoothing.smooth_colours(numbers, *band, nearness, refined, *beliefs, i, j, gathered))
        run(lambda i, j: smoothing.smooth_alpha(numbers, labels, *band, nearness, gathered, *beliefs, i, j, result))
        alpha[rows, columns] = result
        pool.finish()
    return Estimate(alpha, loose=_loose(rows[confidence == 0], columns[confidence == 0], labels.shape))


def _colours(scene: Scene, pool: Pool) -> np.ndarray:
    """The picture as float32 (height, width, 3), 1 for white; 0 where it is absent."""
    image = np.empty((scene.height, scene.width, 3), np.float32)
    for top, bottom in strips(scene.height, scene.width, POLL):
        np.multiply(scene.image[top:bottom], np.float32(scene.scale), out=image[top:bottom])
        if scene.present is not None:
            image[top:bottom][~scene.present[top:bottom]] = 0
        pool.advance((bottom - top) * scene.width)
    return image


def _disc(radius: int) -> np.ndarray:
    """Offsets (n, 2) within a radius, nearest first."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    squared = (y * y + x * x).ravel()
    inside = np.argsort(squared, kind="stable")[: np.count_nonzero(squared <= radius * radius)]
    return np.stack([y.ravel()[inside], x.ravel()[inside]], axis=-1)


def _loose(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    if rows.size == 0:
        return None
    loose = np.zeros(shape, bool)
    loose[rows, columns] = True
    return loose


ESTIMATOR = Estimator(
    id="shared-sampling",
    name="Shared Sampling",
    summary="The best pair of known colours for each pixel; quick, for soft edges and plain colours.",
    estimate=estimate,
    bytes_per_unknown=90,
    bytes_per_pixel=20,
)
