"""Trimming: which unknown pixels look like known ones close by.

Labels are handed on from pixel to pixel as by Shahrian et al. [1]_. Where colours change little by little, as on the
edge of a thing out of focus or along a hair, a label would be handed on right into the mixture; so what has come too
far from the colour of the known pixel that it started at is let go again in the end.

References
----------
.. [1] E. Shahrian, D. Rajan, B. Price, S. Cohen: Improving image matting using comprehensive sampling sets. IEEE
   Conference on Computer Vision and Pattern Recognition, 2013, https://doi.org/10.1109/CVPR.2013.88
"""

from __future__ import annotations

from functools import partial

import numpy as np

from inlay.arrays.contiguity import owned
from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces
from inlay.matting.sampling.rays import CELL, HOLDS_BACKGROUND, HOLDS_FOREGROUND, mark_cells
from inlay.matting.sampling.shared_sampling.unknown import disc
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Scene

#: Passes; in pass i a pixel looks i pixels far.
PASSES = 9
#: Distances of colours, of the range, up to which a pixel takes a label: they fall from this by as much in each pass
#: to that in the last one.
LOOSE, STRICT = 9 / 256, 1 / 256
#: Distance of colours between a pixel and the known one that its label comes from beyond which it does not keep it.
DRIFT = 11 / 256
#: Pixels of one piece of work: some 10 ms.
PIECE = 1 << 14
#: Pixels of work that looking around a pixel counts as.
EFFORT = 8
#: In which pass a pixel was given its label: in none yet, and before the first.
NEVER, BEFORE = 255, 0
#: The same for a cell without labels.
NOTHING = -1


def trimmed(scene: Scene, labels: np.ndarray, pool: Pool) -> np.ndarray:
    """A label map in which unknown pixels have the labels of pixels close by that look like them.

    In pass i = 1 to 9 a pixel takes the label of the nearest of those pixels that have one from before the pass, are at
    most i pixels away, and differ in colour by at most ``LOOSE - (LOOSE - STRICT) i / 9``: the farther, the stricter.
    Those whose colour differs by more than `DRIFT` from the known pixel that their label comes from lose it after the
    last pass.

    Parameters
    ----------
    scene : Scene
    labels : ndarray of uint8, (height, width)
        Its trimap, with `rays.ABSENT` where there is no colour.
    pool : Pool
        Is advanced by `EFFORT` for each pixel without a label in each pass.
    """
    image, labels = owned(scene.image), labels.copy()
    rows, columns = (each.astype(np.int32) for each in np.nonzero(labels == UNKNOWN))
    passed = np.where((labels == FOREGROUND) | (labels == BACKGROUND), np.uint8(BEFORE), np.uint8(NEVER))
    # For each pixel with a label the known one that it comes from, as a place in the flattened map.
    origins = np.arange(labels.size, dtype=np.int32).reshape(labels.shape)
    latest = _latest(labels, pool)
    for number in range(1, PASSES + 1):
        alike = _squared(LOOSE - (LOOSE - STRICT) * number / PASSES, scene)
        nearest, offsets = np.empty(rows.size, np.int32), disc(number)
        look = partial(find_alike, image, passed, latest, rows, columns, offsets, number, alike, nearest)
        pool.each(look, pieces(rows.size, PIECE), EFFORT)
        is_found = nearest >= 0
        found, source = (rows[is_found], columns[is_found]), nearest[is_found]
        labels[found], origins[found], passed[found] = labels.ravel()[source], origins.ravel()[source], number
        latest[found[0] // CELL, found[1] // CELL] = number
        rows, columns = rows[~is_found], columns[~is_found]
    pool.run(partial(let_go, image, passed, origins, _squared(DRIFT, scene), labels), *labels.shape)
    return labels


def _latest(labels: np.ndarray, pool: Pool) -> np.ndarray:
    """For each cell of pixels the last pass in which one of them got a label; `NOTHING` where none has any."""
    height, width = (-(-size // CELL) for size in labels.shape)
    cells = np.zeros((height, width), np.uint8)
    pool.run(partial(mark_cells, labels, cells), height, width * CELL**2)
    return np.where(cells & (HOLDS_FOREGROUND | HOLDS_BACKGROUND), np.int8(BEFORE), np.int8(NOTHING))


def _squared(distance: float, scene: Scene) -> np.float32:
    """The square of a distance of colours, of the range, in the picture's samples; gray is three equal channels."""
    return np.float32((distance / scene.scale) ** 2 * scene.image.shape[2] / 3)


@kernel
def difference(image, y, x, v, u):
    """Squared distance of the colours of two pixels."""
    apart = np.float32(0)
    for channel in range(image.shape[2]):
        step = np.float32(image[y, x, channel]) - np.float32(image[v, u, channel])
        apart += step * step
    return apart


@kernel
def find_alike(image, passed, latest, rows, columns, offsets, number, alike, nearest, first, last):
    """The nearest pixels with a label that look like some pixels without one.

    Parameters
    ----------
    image : ndarray, (height, width, channels)
    passed : ndarray of uint8, (height, width)
        In which pass a pixel was given its label; `BEFORE` for a known one, and `NEVER` for one without a label.
    latest : ndarray of int8, (rows, columns) of cells
        The last pass in which a pixel of each cell was given its label; `NOTHING` where none has one.
    rows, columns : ndarray of int32, (n,)
        The pixels without; those from `first` to ``last - 1`` are looked at.
    offsets : ndarray of int, (k, 2)
        Where to look, nearest first.
    number : int
        Of this pass.
    alike : float32
        Squared distance of colours up to which they are alike.
    nearest : ndarray of int32, (n,)
        Receives places in the flattened map, -1 where there is none.
    """
    height, width = passed.shape
    # What had a label a pass ago, and was in reach then, was not even as much alike as had to be then.
    seen = (number - 1) * (number - 1)
    beyond = 0
    while offsets[beyond, 0] ** 2 + offsets[beyond, 1] ** 2 <= seen:
        beyond += 1
    for i in range(first, last):
        y, x = rows[i], columns[i]
        nearest[i] = -1
        newest = NOTHING
        for row in range(max(0, y - number) // CELL, min(height - 1, y + number) // CELL + 1):
            for column in range(max(0, x - number) // CELL, min(width - 1, x + number) // CELL + 1):
                newest = max(newest, latest[row, column])
        if newest == NOTHING:
            continue
        for k in range(0 if newest >= number - 1 else beyond, offsets.shape[0]):
            down, right = offsets[k, 0], offsets[k, 1]
            v, u = y + down, x + right
            if v < 0 or u < 0 or v >= height or u >= width:
                continue
            when = passed[v, u]
            if when == NEVER or (when < number - 1 and k < beyond):
                continue
            if difference(image, y, x, v, u) <= alike:
                nearest[i] = v * width + u
                break


@kernel
def let_go(image, passed, origins, alike, labels, top, bottom):
    """Take the labels from the pixels of some rows that look unlike the known pixel that their label comes from."""
    width = labels.shape[1]
    for y in range(top, bottom):
        for x in range(width):
            if passed[y, x] == BEFORE or passed[y, x] == NEVER:
                continue
            origin = origins[y, x]
            if difference(image, y, x, origin // width, origin % width) > alike:
                labels[y, x] = UNKNOWN
