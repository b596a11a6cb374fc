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
from inlay.matting.sampling.rays import CELL, HOLDS_BACKGROUND, HOLDS_FOREGROUND, HOLDS_UNKNOWN, mark_cells
from inlay.matting.sampling.shared_sampling.unknown import disc
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Scene

#: Passes; in pass i a pixel looks i pixels far.
PASSES = 9
#: Distances of colours, of the range, up to which a pixel takes a label: they fall from this by as much in each pass
#: to that in the last one.
LOOSE, STRICT = 9 / 256, 1 / 256
#: Distance of colours between a pixel and the known one that its label comes from beyond which it does not keep it.
DRIFT = 11 / 256
#: Cells of one piece of work: some 10 ms.
PIECE = 1 << 8
#: Pixels of work that looking around the pixels of a cell counts as.
EFFORT = 2 * CELL**2
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
        Is advanced by `EFFORT` for each cell that holds unknown pixels in each pass.
    """
    image, labels = owned(scene.image), labels.copy()
    passed = np.full([size + 2 * PASSES for size in labels.shape], np.uint8(NEVER))
    passed[PASSES:-PASSES, PASSES:-PASSES][(labels == FOREGROUND) | (labels == BACKGROUND)] = BEFORE
    # For each pixel that was given a label the known one that it comes from, as a place in the flattened map.
    origins = np.zeros(labels.shape, np.int32)
    cells = _cells(labels, pool)
    latest = np.where(cells & (HOLDS_FOREGROUND | HOLDS_BACKGROUND), np.int8(BEFORE), np.int8(NOTHING))
    rows, columns = map(np.ascontiguousarray, np.nonzero(cells & HOLDS_UNKNOWN))
    nearest = np.empty((rows.size, CELL**2), np.int32)
    for number in range(1, PASSES + 1):
        alike = _squared(LOOSE - (LOOSE - STRICT) * number / PASSES, scene)
        look = partial(
            find_alike, image, labels, passed, latest, rows, columns, *_around(number), number, alike, nearest
        )
        pool.each(look, pieces(rows.size, PIECE), EFFORT)
        take = partial(take_labels, nearest, rows, columns, number, labels, origins, passed, latest)
        pool.each(take, pieces(rows.size, PIECE), 0)
    pool.run(partial(let_go, image, passed, origins, _squared(DRIFT, scene), labels), *labels.shape)
    return labels


def _cells(labels: np.ndarray, pool: Pool) -> np.ndarray:
    """What each cell of pixels holds, as bits."""
    height, width = (-(-size // CELL) for size in labels.shape)
    cells = np.zeros((height, width), np.uint8)
    pool.run(partial(mark_cells, labels, cells), height, width * CELL**2)
    return cells


def _around(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Ranks of the offsets within the radius of the pass before, and the offsets beyond, as `find_alike` takes them."""
    offsets, reach = disc(number), number - 1
    is_within = (offsets**2).sum(axis=1) <= reach**2
    within = offsets[is_within]
    ranks = np.full((2 * reach + 1, 2 * reach + 1), -1, np.int32)
    ranks[within[:, 0] + reach, within[:, 1] + reach] = np.arange(len(within))
    return ranks, offsets[~is_within]


def _squared(distance: float, scene: Scene) -> np.float32:
    """The square of a distance of colours, of the range, in the picture's samples; gray is three equal channels."""
    return np.float32((distance / scene.scale) ** 2 * scene.image.shape[2] / 3)


@kernel
def difference(image, y, x, v, u):
    """Squared distance of the colours of two pixels."""
    step = np.float32(image[y, x, 0]) - np.float32(image[v, u, 0])
    apart = step * step
    if image.shape[2] == 3:
        green = np.float32(image[y, x, 1]) - np.float32(image[v, u, 1])
        blue = np.float32(image[y, x, 2]) - np.float32(image[v, u, 2])
        apart += green * green
        apart += blue * blue
    return apart


@kernel
def find_alike(image, labels, passed, latest, rows, columns, ranks, ring, number, alike, nearest, first, last):
    """The nearest pixels with a label that look like those without one in some cells.

    What had a label a pass ago, and was in reach then, was not even as much alike as had to be then: within the last
    radius only pixels that were given their label in the last pass are new.

    Parameters
    ----------
    image : ndarray, (height, width, channels)
    labels : ndarray of uint8, (height, width)
    passed : ndarray of uint8, (height + 2 PASSES, width + 2 PASSES)
        In which pass a pixel was given its label; `BEFORE` for a known one, and `NEVER` for one without a label, and in
        a margin around the picture, so that looking around needs no care.
    latest : ndarray of int8, (rows, columns) of cells
        The last pass in which a pixel of each cell was given its label; `NOTHING` where none has one.
    rows, columns : ndarray of int64, (n,)
        The cells; those from `first` to ``last - 1`` are looked at.
    ranks : ndarray of int32, (2 number - 1, 2 number - 1)
        Which of the offsets within the last radius comes when, nearest first; -1 for those that are farther.
    ring : ndarray of int, (k, 2)
        The offsets beyond, nearest first.
    number : int
        Of this pass.
    alike : float32
        Squared distance of colours up to which they are alike.
    nearest : ndarray of int32, (n, CELL ** 2)
        Receives places in the flattened map, -1 where there is none.
    """
    height, width = labels.shape
    best = np.empty(CELL * CELL, np.int32)
    for i in range(first, last):
        nearest[i], best[:] = -1, ranks.size
        top, left = rows[i] * CELL, columns[i] * CELL
        box = top, left, min(top + CELL, height), min(left + CELL, width)
        is_near = False
        for row in range(max(0, (box[0] - number) // CELL), min(height - 1, box[2] - 1 + number) // CELL + 1):
            for column in range(max(0, (box[1] - number) // CELL), min(width - 1, box[3] - 1 + number) // CELL + 1):
                is_near = is_near or latest[row, column] != NOTHING
                if latest[row, column] == number - 1:
                    compare(image, labels, passed, row, column, box, ranks, number, alike, best, nearest[i])
        if is_near:
            look_around(image, labels, passed, box, ring, alike, nearest[i])


@kernel
def compare(image, labels, passed, row, column, box, ranks, number, alike, best, nearest):
    """Find, among the pixels of a cell that were given their label in the last pass, the nearest for those of a box."""
    height, width = labels.shape
    top, left, bottom, right = box
    reach = number - 1
    for v in range(row * CELL, min(height, row * CELL + CELL)):
        for u in range(column * CELL, min(width, column * CELL + CELL)):
            if passed[v + PASSES, u + PASSES] != reach:
                continue
            for y in range(max(top, v - reach), min(bottom, v + reach + 1)):
                for x in range(max(left, u - reach), min(right, u + reach + 1)):
                    if labels[y, x] != UNKNOWN:
                        continue
                    rank, place = ranks[v - y + reach, u - x + reach], (y - top) * CELL + x - left
                    if rank < 0 or rank >= best[place]:
                        continue
                    if difference(image, y, x, v, u) <= alike:
                        best[place], nearest[place] = rank, v * width + u


@kernel
def look_around(image, labels, passed, box, ring, alike, nearest):
    """Find the nearest pixel with a label that looks like it for each pixel of a box that has nothing nearer."""
    width, stride = labels.shape[1], passed.shape[1]
    flat, steps = passed.ravel(), np.empty(ring.shape[0], np.int64)
    for k in range(steps.size):
        steps[k] = ring[k, 0] * stride + ring[k, 1]
    top, left, bottom, right = box
    for y in range(top, bottom):
        for x in range(left, right):
            place = (y - top) * CELL + x - left
            if labels[y, x] != UNKNOWN or nearest[place] >= 0:
                continue
            own = np.uint64((y + PASSES) * stride + x + PASSES)
            for k in range(steps.size):
                if flat[own + np.uint64(steps[k])] != NEVER:
                    v, u = y + ring[k, 0], x + ring[k, 1]
                    if difference(image, y, x, v, u) <= alike:
                        nearest[place] = v * width + u
                        break


@kernel
def take_labels(nearest, rows, columns, number, labels, origins, passed, latest, first, last):
    """Give the pixels of some cells the labels of the pixels that `find_alike` found."""
    width = labels.shape[1]
    for i in range(first, last):
        for place in range(CELL * CELL):
            source = nearest[i, place]
            if source >= 0:
                v, u = source // width, source % width
                y, x = rows[i] * CELL + place // CELL, columns[i] * CELL + place % CELL
                labels[y, x], passed[y + PASSES, x + PASSES] = labels[v, u], number
                origins[y, x] = source if passed[v + PASSES, u + PASSES] == BEFORE else origins[v, u]
                latest[rows[i], columns[i]] = number


@kernel
def let_go(image, passed, origins, alike, labels, top, bottom):
    """Take the labels from the pixels of some rows that look unlike the known pixel that their label comes from."""
    width = labels.shape[1]
    for y in range(top, bottom):
        for x in range(width):
            when = passed[y + PASSES, x + PASSES]
            if when in (BEFORE, NEVER):
                continue
            origin = origins[y, x]
            if difference(image, y, x, origin // width, origin % width) > alike:
                labels[y, x] = UNKNOWN
