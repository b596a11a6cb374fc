"""A preview of closed-form matting: solved at half or quarter size, and carried up by local colour models.

What differs from the full solution is stated with the quality: a few 8-bit levels on average, more in single hairs.
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.packages import has_numba
from inlay.arrays.pool import Pool
from inlay.arrays.progress import Progress, part
from inlay.arrays.rows import strips
from inlay.matting.estimators import closed_form
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Estimate, Prior, Scene

#: Pictures of fewer pixels are solved at full size at once.
SMALL = 1 << 15
#: Part of a small pixel's area that makes it known: half is most exact; any, lest thin strokes are lost.
KNOWN_SHARES = 0.5, 0.0
#: Pixels that are converted at a time.
PIECE = 1 << 19
#: Passes over the picture that are foreseen, and the part of the progress that solving takes.
PASSES, SOLVING = 2, 0.5


def estimate(scene: Scene, level: int = 1, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Closed-form matting at half (level 1) or quarter (level 2) the width and height.

    In every 3x3 window of the small picture, alpha is fitted by a linear function of the colours; the function's
    coefficients are carried up, and the colours of the full picture put the detail back.

    Parameters
    ----------
    scene : Scene
        The full picture. One so small, or with so little known, that nothing is gained is solved as it is; so is any
        picture where numba is missing.
    level : int
        How many times to halve.
    threads, progress
        As in `closed_form.estimate`.

    Returns
    -------
    Estimate
        At full size; `error` is unknown.
    """
    small = None
    begin, end = (1 - SOLVING) / 2, (1 + SOLVING) / 2
    if level > 0 and scene.height * scene.width >= SMALL and has_numba():
        with Pool(threads, part(progress, 0.0, begin), PASSES * scene.trimap.size / 2) as pool:
            small = next(filter(None, (_shrunken(scene, 1 << level, share, pool) for share in KNOWN_SHARES)), None)
    if small is None:
        return closed_form.estimate(scene, threads=threads, progress=progress)
    solved = closed_form.estimate(small, threads=threads, progress=part(progress, begin, end))
    with Pool(threads, part(progress, end, 1.0), PASSES * scene.trimap.size / 2) as pool:
        alpha = _carried_up(scene, small, solved.alpha, 1 << level, pool)
        loose = _loose(scene, solved.loose, 1 << level)
        pool.finish()
    return Estimate(alpha, solved.iterations, loose=loose)


def _shrunken(scene: Scene, factor: int, known_share: float, pool: Pool) -> Scene | None:
    """The small scene; None if it lost all that is known of the foreground or of the background."""
    from inlay.matting import guided_upsampling
    from inlay.matting.laplacians.unknown_band.pixels import plain

    height, width = -(-scene.height // factor), -(-scene.width // factor)
    image = np.zeros((height, width, scene.image.shape[2]), np.float32)
    present, trimap = np.empty((height, width), bool), np.empty((height, width), np.uint8)

    def strip(top: int, bottom: int) -> None:
        rows = slice(factor * top, factor * bottom)
        samples, known = plain(scene.image[rows], np.float32), plain(scene.trimap[rows], np.uint8)
        there = np.ones(known.shape, bool) if scene.present is None else plain(scene.present[rows], bool)
        guided_upsampling.shrink_rows(
            samples, there, known, scene.scale, factor, known_share, top, image, present, trimap
        )

    pool.each(strip, strips(height, width, PIECE // factor**2), factor * scene.width)
    if not ((trimap == FOREGROUND).any() and (trimap == BACKGROUND).any()):
        return None
    prior = None if scene.prior is None else _shrunken_prior(scene.prior, factor)
    return Scene(image, 1.0, trimap, None if scene.present is None else present, prior)


def _shrunken_prior(prior: Prior, factor: int) -> Prior:
    """Mean weights, and the values' means by weight."""
    weight = _means(prior.weight, factor)
    return Prior(_means(prior.weight * prior.value, factor) / np.maximum(weight, np.finfo(np.float32).tiny), weight)


def _means(plane: np.ndarray, factor: int) -> np.ndarray:
    """Means of squares of `factor` pixels, which are cut off at the right and at the bottom."""
    tops, lefts = (np.arange(0, size, factor) for size in plane.shape)
    sums = np.add.reduceat(np.add.reduceat(plane, lefts, axis=1, dtype=np.float32), tops, axis=0)
    counts = [np.diff(np.append(edges, size)) for edges, size in zip((tops, lefts), plane.shape, strict=True)]
    return (sums / np.outer(*counts)).astype(np.float32)


def _carried_up(scene: Scene, small: Scene, alpha: np.ndarray, factor: int, pool: Pool) -> np.ndarray:
    from inlay.matting import guided_upsampling
    from inlay.matting.laplacians.unknown_band.pixels import plain

    present = np.ones(alpha.shape, bool) if small.present is None else small.present
    models = np.zeros((*alpha.shape, 4), np.float32)
    trimap = plain(scene.trimap, np.uint8)
    result = (trimap == FOREGROUND).astype(np.float32)

    def fit(top: int, bottom: int) -> None:
        guided_upsampling.fit_rows(small.image, present, small.trimap, alpha, top, bottom, models)

    def apply(top: int, bottom: int) -> None:
        filled = np.flatnonzero((trimap[top:bottom] == UNKNOWN).any(axis=1))
        if filled.size:
            top, bottom = top + int(filled[0]), top + int(filled[-1]) + 1
            samples = np.array(scene.image[top:bottom], np.float32, order="C")
            guided_upsampling.apply_rows(samples, scene.scale, trimap, factor, top, models, result)

    pool.each(fit, strips(alpha.shape[0], alpha.shape[1], PIECE // factor**2), alpha.shape[1])
    pool.each(apply, strips(scene.height, scene.width, PIECE), scene.width)
    return result


def _loose(scene: Scene, loose: np.ndarray | None, factor: int) -> np.ndarray | None:
    """The unknown pixels in unconstrained small pixels."""
    if loose is None:
        return None
    wide = loose.repeat(factor, axis=0)[: scene.height].repeat(factor, axis=1)[:, : scene.width]
    return wide & (scene.trimap == UNKNOWN)
