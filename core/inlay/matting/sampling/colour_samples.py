"""What known colours say about alpha in the unknown band, as a data term for a matting Laplacian.

Four beliefs are added up, each a value a with a weight w; `Beliefs` says how strong they are.

1. *Samples* (`samples`, `evidence`). Every pair (F, B) of the foreground and background colours that rays around a
   pixel meet explains it by the compositing equation with

       alpha = (I - B) . (F - B) / |F - B|^2,        residual r = |I - alpha F - (1 - alpha) B|^2     ([1]_, eq. 2),

   and so do the colours of the foreground alone and of the background alone. a is the mean of alpha over all
   explanations, each weighed by its likelihood; w is a confidence that falls where nothing fits, where what fits is
   rare among what does not, where explanations that fit contradict each other, and far away from everything known.
2. *Trimming* (`trimming`). Pixels that look like known ones close by have their label: a = 0 or 1. They remain unknown
   to the solver, which may overrule it. The other pixels are explained twice, by colours of known pixels and by those
   of known and trimmed ones, and what explains them better counts: trimmed colours are closer, known ones purer.
3. *Novelty* (`novelty`). A colour that no pair explains and that known background does not have is foreground that
   was not seen: a = 1, with a weight of ``(1 - exp(-r / MISFIT^2)) newness``, r of the best explanation.
4. *Shared sampling*, where it is asked for: its alpha.

References
----------
.. [1] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum 29(2),
   2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import pieces, strips
from inlay.matting.sampling.beliefs import Beliefs
from inlay.matting.scene import FOREGROUND, UNKNOWN, Prior, Scene


def data_term(scene: Scene, effort: Effort, beliefs: Beliefs | None = None) -> Prior:
    """What the known colours around the band say about alpha in it.

    Parameters
    ----------
    scene : Scene
        The picture and its trimap; its own prior is left aside.
    beliefs : Beliefs, optional
        How strong each belief is; by default what is best for most pictures. Shared sampling is left aside.

    Returns
    -------
    Prior
        Alpha from 0 to 1, and its weight, as ``float16``: 0 at known pixels, and where pixels look unlike all that is
        known and no ray nearby meets foreground or none meets background. Confidences are about 1 where mixtures are
        explained well, up to 4 where a pixel clearly has one of the pure colours, and near 0 where samples contradict
        each other.

    Notes
    -----
    Colours of absent pixels are never used. Needs numba.
    """
    from inlay.matting.sampling import samples, trimming
    from inlay.matting.sampling.distance_maps import labels_of

    beliefs = beliefs or Beliefs()
    known = labels_of(scene)
    with effort.pool(_expected(known, beliefs)) as pool:
        labels = trimming.trimmed(scene, known, pool) if beliefs.trimming > 0 else known
        maps = {"known": [known], "trimmed": [labels], "both": [known, labels]}[beliefs.sources]
        if labels is known:
            maps = [known]
        gathered = [samples.Samples.gather(scene, each, pool) for each in maps]
        prior = _explained(scene, labels, gathered, _newness(scene, known, beliefs, pool), beliefs, pool)
        _label(prior, known, labels, beliefs.trimming, pool)
        pool.finish()
    return prior


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


def _expected(known: np.ndarray, beliefs: Beliefs) -> float:
    """About how many pixels of work there are."""
    from inlay.matting.sampling import rays, samples, trimming

    unknown = np.count_nonzero(known == UNKNOWN)
    explained = POLL * (unknown / rays.CELL**2 / samples.PIECE + 1)
    passes = 1 + (beliefs.novelty > 0)
    if beliefs.trimming > 0:
        # Distances are found twice, and the picture is looked at before and after.
        passes += 3
        explained += trimming.EFFORT * trimming.PASSES * unknown / rays.CELL**2
    return passes * known.size + explained


def _newness(scene: Scene, known: np.ndarray, beliefs: Beliefs, pool: Pool) -> np.ndarray | None:
    """What is added where a colour is new and nothing explains it, by its place; None if that is nothing."""
    from inlay.matting.sampling import novelty

    if not beliefs.novelty > 0:
        return None
    return np.float32(beliefs.novelty) * novelty.newness(scene, known, pool)


def _explained(
    scene: Scene, labels: np.ndarray, gathered: list, newness: np.ndarray | None, beliefs: Beliefs, pool: Pool
) -> Prior:
    """Samples and novelty at the pixels that are unknown in `labels`."""
    from inlay.matting.sampling import evidence, novelty, rays, samples

    # Half precision is plenty for a belief, and halves what is kept while the solver runs.
    held = gathered[-1].maps.cells
    value, weight = np.zeros((2, *(size * rays.CELL for size in held.shape)), np.float16)
    by_cell = [each.reshape(len(held), rays.CELL, -1, rays.CELL).swapaxes(1, 2) for each in (value, weight)]
    rows, columns = map(np.ascontiguousarray, np.nonzero(held & rays.HOLDS_UNKNOWN))

    def explain(first: int, last: int) -> None:
        cells = rows[first:last], columns[first:last]
        y, x = _pixels(*cells)
        colours = samples.colours_at(scene, y, x)
        values, weights, residuals = np.zeros((3, *y.shape), np.float32)
        residuals[:] = evidence.FAR
        for each in gathered:
            each.explain(labels, cells, colours, beliefs, (values, weights, residuals))
        if newness is not None:
            evidence.add_novelty(novelty.places(colours), newness, residuals, values, weights)
        for plane, numbers in zip(by_cell, (values, weights), strict=True):
            plane[cells] = numbers.reshape(-1, rays.CELL, rays.CELL)

    pool.each(explain, pieces(rows.size, samples.PIECE), POLL // samples.PIECE)
    return Prior(value[: scene.height, : scene.width], weight[: scene.height, : scene.width])


def _label(prior: Prior, known: np.ndarray, labels: np.ndarray, weight: float, pool: Pool) -> None:
    """Give trimmed pixels their label."""
    if labels is known:
        return
    for top, bottom in strips(labels.shape[0], labels.shape[1], POLL):
        rows = slice(top, bottom)
        is_trimmed = labels[rows] != known[rows]
        prior.value[rows][is_trimmed] = labels[rows][is_trimmed] == FOREGROUND
        prior.weight[rows][is_trimmed] = weight
        pool.advance((bottom - top) * labels.shape[1])


def _pixels(rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels of cells, row by row; some may lie outside the picture."""
    from inlay.matting.sampling.rays import CELL

    inner = np.arange(CELL * CELL)
    return rows[:, None] * CELL + inner // CELL, columns[:, None] * CELL + inner % CELL
