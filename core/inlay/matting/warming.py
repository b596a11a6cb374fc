"""Compile every kernel of matting ahead of the first job."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress, part
from inlay.arrays.warning import collected

#: Large enough for every kind of grid that a solver builds, and for the closed form in single precision.
_SIDE, _LARGE_SIDE = 96, 192


def warm(progress: Progress | None = None, methods: Collection[str] | None = None) -> None:
    """Compile kernels, or load them from their cache beside the modules, by cutting out small pictures.

    Without numba there is nothing to compile.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    methods : collection of str, optional
        The estimators whose kernels are wanted; all but networks, which have none, without it.
    """
    if not has_numba():
        return
    from inlay.matting.estimation import estimate_alpha
    from inlay.matting.estimators import registry

    progress = part(progress, 0.0, 1.0)
    random = np.random.default_rng(0)
    noise, trimap = random.integers(100, 110, (_SIDE, _SIDE, 3)), _trimap(_SIDE)
    transparent = np.where(np.indices(trimap.shape)[1] > _SIDE // 2, 0, 255)[..., np.newaxis]
    pictures = noise, noise[..., 0], np.concatenate([noise, transparent], axis=2)
    wanted = [estimator.id for estimator in registry.without_networks()] if methods is None else methods
    kinds = [(method, "uint8") for method in wanted]
    kinds += [(registry.DEFAULT, dtype) for dtype in ("uint16", "float32") if registry.DEFAULT in wanted]
    cases = [(method, dtype, picture) for method, dtype in kinds for picture in pictures]
    with collected():
        for done, (method, dtype, picture) in enumerate(cases, 1):
            matte = estimate_alpha(picture.astype(dtype), trimap, method)
            if method == registry.DEFAULT:
                matte.colours(projection=True)
                matte.colours(method="closed-form")
                _ = matte.uncertainty
            progress(done / (len(cases) + 1))
        large = random.integers(0, 256, (_LARGE_SIDE, _LARGE_SIDE, 3)).astype(np.uint8)
        for quality in ("full", "half"):
            estimate_alpha(large, _trimap(_LARGE_SIDE), "closed-form", quality=quality, prior=np.zeros(large.shape[:2]))
    progress(1.0)


def warm_first(progress: Progress | None = None) -> None:
    """Compile or load the kernels of the default estimator; `progress` is given the fraction done."""
    from inlay.matting.estimators import registry

    warm(progress, [registry.DEFAULT])


def _trimap(side: int) -> np.ndarray:
    trimap = np.full((side, side), 128, np.uint8)
    trimap[:4], trimap[-4:] = 0, 255
    return trimap
