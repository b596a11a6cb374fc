"""Alpha from a picture and a trimap: the front door of matting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.contract.language import _, known
from inlay.errors import InlayError, InlayWarning, ParameterError
from inlay.matting import staging
from inlay.matting.distance_transform import nearest_true
from inlay.matting.estimators import registry
from inlay.matting.holding import Held
from inlay.matting.matte import Matte
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Estimator, Prior, Scene
from inlay.system import memory as memory_of_machine

if TYPE_CHECKING:
    from inlay.matting.steadying import Steadied

#: How many times an image is halved for each quality.
QUALITIES = {"full": 0, "half": 1, "quarter": 2}
#: Small next to what the picture says, and enough where it says nothing: found on mattes made worse in six ways.
PRIOR_WEIGHT = 1e-3
#: The method of previews.
_PREVIEW = "closed-form"
#: What part of the work the comparison with the frame before is.
STEADYING = 0.1
#: Alpha, and what is unknown.
_BYTES_OF_RESULT = 5


def estimate_alpha(
    image: np.ndarray,
    trimap: np.ndarray,
    method: str = registry.DEFAULT,
    *,
    prior: np.ndarray | Prior | None = None,
    prior_weight: float | np.ndarray = PRIOR_WEIGHT,
    radius: int | None = None,
    linear: bool = False,
    quality: str = "full",
    held: Held | None = None,
    previous: Matte | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    memory: float | None = None,
) -> Matte:
    """Estimate how opaque the foreground of a picture is.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        Gray or colour, with or without straight alpha; ``uint8``, ``uint16``, or ``float16``, ``float32`` or
        ``float64`` with white as 1 and values above it. Where it is fully transparent it is background, and its
        colours are not used. Views and read-only arrays are fine.
    trimap : ndarray
        Black is background, white is foreground, everything else is unknown: whatever `trimap_from_image` takes.
    method : str
        The id of an estimator: ``closed-form-with-samples``, ``closed-form``, ``learning-based``, ``knn``,
        ``random-walk``, ``large-kernel``, ``shared-sampling``, ``information-flow``, ``poisson``, or another
        package's.
    prior : ndarray, (height, width), or Prior, optional
        An alpha that is believed in beforehand; ``prior_weight * (alpha - prior) ** 2`` is added to what is
        minimised. Only estimators that are a Laplacian use it; others warn.
    prior_weight : float or ndarray, (height, width)
        How strongly, 0 or more.
    radius : {1, 2, 3}, optional
        Of the windows of closed form, with samples or without: alpha is a linear function of the colours in each. The
        paper's, which is the default, is 1; larger ones cost ten times as much time and more.
    linear : bool
        Whether to decode the sRGB curve first: light mixes linearly. A picture in another encoding is better
        converted to linear light before.
    quality : str
        ``full``; or ``half`` or ``quarter`` of the width and height for a preview by closed form, whatever the method
        and the radius, carried up by local colour models.
    held : Held, optional
        An alpha of the same size, and the part of it that is estimated anew; the rest stays as it is.
    previous : Matte, optional
        Of the frame before, where the picture is one of a sequence: where they differ by nothing but noise, alpha is
        estimated by the mean of both, which flickers less and is nearer to the truth; where something moves, by the
        picture alone. So are colours, but those of opaque pixels are always the picture's own. With another size it
        does not count.
    threads : int, optional
        None for all processors at hand. The result is the same for any number.
    progress : callable, optional
        Takes the fraction done, from 0 to 1; may raise to stop.
    memory : float, optional
        Bytes that may be used; None for what the machine has free.

    Returns
    -------
    Matte
        Alpha is exactly 0 and 1 where the trimap knows it, and finite and from 0 to 1 everywhere. A trimap that
        leaves nothing unknown is its own alpha, with a warning.

    Raises
    ------
    InputError
        If an array is not what it should be or the sizes differ.
    RegionError
        If the trimap has no foreground or no background.
    ParameterError
        If there is no such method or quality, a number is out of its range, or the method has no such windows.
    ResourceError
        If there is too little memory, before anything starts.

    Warns
    -----
    InlayWarning
        ``nothing-unknown``; ``prior``: the method takes none; ``loose``: unknown pixels that no equation connects to a
        known one took the value of the nearest known one; ``not-finite``: pixels that are not finite numbers were taken
        for their nearest neighbours; ``sequence``: the frame before has another size.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.array([[0, 0, 50, 100, 100]] * 5, np.uint8)
    >>> trimap = np.array([[0, 0, 128, 255, 255]] * 5, np.uint8)
    >>> bool(abs(estimate_alpha(image, trimap, "closed-form").alpha[2, 2] - 0.5) < 0.01)
    True
    """
    estimator = estimator_for(method, quality, radius)
    effort = Effort.of(threads, progress)
    if prior is not None and not estimator.uses_prior:
        message = _("The method {estimator} takes no prior: it was left aside.", estimator=known(estimator.name))
        warn(InlayWarning("prior", message, _("Choose a method such as closed form.")))
    scene = staging.stage(image, trimap, staging.prior_from(prior, prior_weight), linear, effort.progress)
    if held is not None:
        scene = held.constrain(scene)
    elif (scene.trimap == UNKNOWN).any():
        staging.check_known(scene.trimap)
    else:
        message = _("The trimap leaves nothing unknown: the alpha is the trimap itself.")
        warn(InlayWarning("nothing-unknown", message, _("Paint the outline grey, or take larger radii.")))
    steady = None
    if (scene.trimap == UNKNOWN).any():
        seen = scene
        if previous is not None:
            steady, seen = _steadied(scene, previous, effort.part(0.0, STEADYING), memory)
            effort = effort.part(STEADYING, 1.0)
        estimate = estimate_scene(seen, estimator, quality, effort, memory)
    else:
        estimate = Estimate((scene.trimap == FOREGROUND).astype(np.float32), error=0.0)
    return Matte(
        estimate.alpha if held is None else held.merged(estimate.alpha),
        np.asanyarray(image),
        scene,
        linear,
        method=estimator.id,
        quality=quality,
        iterations=estimate.iterations,
        error=estimate.error,
        steadied=steady,
    )


def _steadied(scene: Scene, previous: Matte, effort: Effort, memory: float | None) -> tuple[Steadied | None, Scene]:
    """A frame with less noise by the one before, and the scene of it that is estimated."""
    from inlay.matting.steadying import BYTES_PER_PIXEL, Steadied, steadied

    memory_of_machine.demand(
        BYTES_PER_PIXEL * scene.trimap.size,
        memory,
        _("Comparing this frame with the one before"),
        _("Take smaller frames, or cut out each on its own."),
    )
    steady = steadied(scene, previous.steadied or Steadied.first(previous.scene), effort)
    if steady is None:
        return None, scene
    start = previous.alpha if steady.is_like(scene) else None
    return steady, replace(scene, image=steady.image, scale=1.0, start=start)


def estimator_for(method: str, quality: str, radius: int | None = None) -> Estimator:
    """The estimator of a method, with windows of a radius if that is chosen; previews are closed form.

    Raises
    ------
    ParameterError
        If there is no such method or quality, or the method has no such windows.
    """
    estimator = registry.find(method)
    if radius is not None:
        if estimator.with_radius is None:
            raise ParameterError(
                _("The method {method} has no windows whose radius can be chosen.", method=method),
                _("Leave the radius out, or take the method closed-form."),
            )
        estimator = estimator.with_radius(radius)
    checks.choice(quality, QUALITIES, "quality")
    return estimator if quality == "full" else registry.find(_PREVIEW)


def estimate_scene(
    scene: Scene, estimator: Estimator, quality: str, effort: Effort, memory: float | None = None
) -> Estimate:
    """Run an estimator, after a look at the memory, and make its alpha whole: no gap, no excess, knowns exact."""
    unknown = scene.trimap == UNKNOWN
    memory_of_machine.demand(
        bytes_needed(estimator, int(np.count_nonzero(unknown)), unknown.size, quality),
        memory,
        _("Estimating alpha for this picture"),
        _("Take a narrower unknown part, a smaller picture, a preview's quality, or the method closed-form."),
    )
    if quality == "full":
        estimate = estimator.estimate(scene, threads=effort.threads, progress=effort.progress)
    else:
        from inlay.matting import preview

        estimate = preview.estimate(scene, QUALITIES[quality], threads=effort.threads, progress=effort.progress)
    if estimate.alpha.shape != scene.trimap.shape:
        raise InlayError(
            _("The estimator {estimator} returned an alpha of another size.", estimator=estimator.id),
            _("Report it to its author."),
        )
    return _whole(estimate, scene, unknown)


def bytes_needed(estimator: Estimator, unknown: int, pixels: int, quality: str = "full") -> float:
    """Memory that estimating takes beyond the picture and the trimap, in bytes.

    Parameters
    ----------
    unknown, pixels : int
        How many pixels are unknown, and how many there are.
    """
    estimate = estimator.bytes_per_unknown * unknown + estimator.bytes_per_pixel * pixels
    return estimate / 4 ** QUALITIES[quality] + _BYTES_OF_RESULT * pixels


def _whole(estimate: Estimate, scene: Scene, unknown: np.ndarray) -> Estimate:
    alpha = np.require(estimate.alpha, np.float32, "W")
    loose = unknown & ~np.isfinite(alpha)
    if estimate.loose is not None:
        loose |= unknown & estimate.loose
    known = ~unknown
    np.copyto(alpha, scene.trimap == FOREGROUND, where=known)
    if loose.any() and known.any():
        alpha[loose] = alpha[nearest_true(known, loose)]
        count = np.count_nonzero(loose)
        message = _(
            "{count} unknown pixels have nothing to hold on to; they take the alpha of the nearest known pixel.",
            count=count,
        )
        warn(InlayWarning("loose", message, _("Paint some of what is known next to them.")))
    np.clip(alpha, 0, 1, out=alpha)
    return Estimate(alpha, estimate.iterations, estimate.error, loose)
