"""Compile every kernel of matting ahead of the first job."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.arrays.warning import collected

#: Large enough for every kind of grid that a solver builds.
_SIDE = 96


def warm(progress: Callable[[float], None] | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by cutting out small pictures.

    Without numba there is nothing to compile.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    try:
        import numba  # noqa: F401
    except ImportError:
        return
    from inlay.matting import closed_form
    from inlay.matting.estimation import estimate_alpha
    from inlay.matting.estimators import registry
    from inlay.matting.uncertainty import uncertainty

    noise = np.random.default_rng(0).integers(100, 110, (_SIDE, _SIDE, 3))
    trimap = np.full((_SIDE, _SIDE), 128, np.uint8)
    trimap[:4], trimap[-4:] = 0, 255
    transparent = np.where(np.indices(trimap.shape)[1] > _SIDE // 2, 0, 255)[..., np.newaxis]
    pictures = noise, noise[..., 0], np.concatenate([noise, transparent], axis=2)
    cases = [(estimator.id, "uint8") for estimator in registry.estimators()]
    cases += [(registry.DEFAULT, "uint16"), (registry.DEFAULT, "float32")]
    with collected():
        for done, (method, dtype) in enumerate(cases, 1):
            for picture in pictures:
                matte = estimate_alpha(picture.astype(dtype), trimap, method)
                if method == registry.DEFAULT:
                    matte.colours(projection=True)
                    matte.colours(method="closed-form")
                    uncertainty(matte.scene, matte.alpha)
            if progress is not None:
                progress(done / (len(cases) + 1))
        closed_form.warm()
    if progress is not None:
        progress(1.0)
