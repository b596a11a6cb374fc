"""Refining an existing alpha: a radius in which the picture decides, and the outline's shape and softness."""

from __future__ import annotations

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.matting import checking, staging
from inlay.matting.estimation import PRIOR_WEIGHT, estimate_scene, estimator_for
from inlay.matting.estimators import registry
from inlay.matting.holding import Held
from inlay.matting.matte import Matte
from inlay.matting.refining import outline
from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene
from inlay.matting.trimaps.trimap import trimap_from_alpha

#: The largest standard deviation of a feather, in pixels.
_WIDEST = 1000.0


def refine_alpha(
    image: np.ndarray,
    alpha: np.ndarray,
    radius: float = 0.0,
    *,
    smart: bool = False,
    smooth: float = 0.0,
    feather: float = 0.0,
    contrast: float = 0.0,
    shift: float = 0.0,
    method: str = registry.DEFAULT,
    prior_weight: float | np.ndarray = PRIOR_WEIGHT,
    linear: bool = False,
    quality: str = "full",
    trimap: np.ndarray | None = None,
    held: Held | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    memory: float | None = None,
) -> Matte:
    """Refine the edge of an alpha, a mask or a selection.

    First alpha is estimated anew from the picture, within `radius` of the outline and where it is soft, with the
    present alpha as prior: what is sure stays, and hair and blur get the alpha that the picture shows. Then the
    outline is smoothed, feathered, shifted and hardened. With everything at 0 nothing changes.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        As for `estimate_alpha`.
    alpha : ndarray, (height, width)
        ``bool``, ``uint8``, ``uint16`` or floating point from 0 to 1.
    radius : float
        How far to either side of the outline the picture decides, in pixels; 0 leaves the picture aside.
    smart : bool
        Whether `radius` is the most, reached where the picture is soft along the outline only.
    smooth : float
        From 0 to 100: how far hills and valleys of the outline are evened out; 100 evens out what is smaller than
        about 20 pixels. Edges stay as soft as they were.
    feather : float
        Standard deviation, in pixels, of the blur of alpha; 1000 at most.
    contrast : float
        From 0 to 100 per cent: how much harder soft edges become; at 100 nothing is soft.
    shift : float
        From -100 to 100 per cent: moves soft edges inwards or outwards, as far as they are soft.
    method, prior_weight, linear, quality, threads, progress, memory
        As for `estimate_alpha`. The method should be one that uses priors.
    trimap : ndarray, optional
        Where the picture decides, in place of `radius`: where it is unknown.
    held : Held, optional
        As for `estimate_alpha`.

    Returns
    -------
    Matte
        ``method`` is empty where the picture was left aside.

    Raises
    ------
    InputError, ParameterError, ResourceError
        As `estimate_alpha` raises them.

    Warns
    -----
    InlayWarning
        As `estimate_alpha` warns.
    """
    given = checking.plane(alpha, "alpha")
    radius = checking.length(radius, "radius")
    feather = checks.within(feather, 0, _WIDEST, "feather")
    smoothing, contrast = (
        checks.within(value, 0, 100, name) / 100 for value, name in ((smooth, "smooth"), (contrast, "contrast"))
    )
    shift = checks.within(shift, -100, 100, "shift") / 100
    estimator = estimator_for(method, quality)
    effort = Effort.of(threads, progress)
    prior = staging.prior_from(given, prior_weight)
    assert prior is not None
    looks = radius > 0 or trimap is not None
    if trimap is None:
        trimap = trimap_from_alpha(
            given, radius, image=image if smart and radius else None, progress=effort.part(0.0, 0.1).progress
        )
    scene = staging.stage(image, trimap, prior, linear, effort.part(0.1, 0.1).progress)
    if held is not None:
        scene = held.constrain(scene)
    estimate = Estimate(prior.value, error=0.0)
    if looks and (scene.trimap == UNKNOWN).any():
        estimate = _estimated(scene, estimator, quality, effort.part(0.1, 0.8), memory)
    refined = outline.shape(estimate.alpha, smoothing, feather, contrast, shift, effort.part(0.8, 1.0).progress)
    return Matte(
        refined if held is None else held.merged(refined),
        np.asanyarray(image),
        scene,
        linear,
        method=estimator.id if looks else "",
        quality=quality,
        iterations=estimate.iterations,
        error=estimate.error,
    )


def _estimated(scene: Scene, estimator: Estimator, quality: str, effort: Effort, memory: float | None) -> Estimate:
    """Alpha of the unknown pixels from the picture; elsewhere as it was."""
    assert scene.prior is not None
    estimate = estimate_scene(scene, estimator, quality, effort, memory)
    alpha = np.where(scene.trimap == UNKNOWN, estimate.alpha, scene.prior.value)
    return Estimate(alpha, estimate.iterations, estimate.error)
