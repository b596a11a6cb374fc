"""Closed-form matting with colour samples along the band: the default."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.errors import InlayWarning
from inlay.matting.estimators import closed_form
from inlay.matting.scene import Estimate, Estimator, Scene

#: What part of the work the samples are.
SAMPLING = 0.25


def estimate(
    scene: Scene, *, radius: int = 1, threads: int | None = None, progress: Progress | None = None
) -> Estimate:
    """Minimise ``alpha' L alpha + sum w (alpha - a)^2``.

    L is the matting Laplacian of Levin, Lischinski and Weiss [1]_, eq. 12; a and w are what colour samples along the
    unknown band say, and how far they can be believed (`inlay.matting.sampling.colour_samples`), with a weight of
    1e-3 times their confidence: far from every known pixel the Laplacian alone hardly constrains alpha, and the
    samples decide between what it allows. The idea is that of Wang and Cohen [2]_, the gathering of samples that of
    Gastal and Oliveira [3]_.

    References
    ----------
    .. [1] A. Levin, D. Lischinski, Y. Weiss: A closed-form solution to natural image matting, IEEE Transactions on
       Pattern Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177
    .. [2] J. Wang, M. F. Cohen: Optimized color sampling for robust matting, IEEE Conference on Computer Vision and
       Pattern Recognition, 2007, https://doi.org/10.1109/CVPR.2007.383006
    .. [3] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum
       29(2), 2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
    """
    from inlay.matting.sampling import colour_samples

    effort = Effort.of(threads, progress)
    try:
        samples = colour_samples.data_term(scene, effort.part(0.0, SAMPLING))
        scene = replace(scene, prior=colour_samples.combined(samples, scene.prior))
    except ImportError:
        message = "The colour samples are left out, because numba is not installed: this is plain closed form."
        warn(InlayWarning("samples", message, "Install numba for a better alpha."))
    solving = effort.part(SAMPLING, 1.0).progress
    return closed_form.estimate(scene, radius=radius, threads=threads, progress=solving)


def with_radius(radius: int) -> Estimator:
    """The estimator with windows of another radius.

    Raises
    ------
    ParameterError
        If there are no such windows.
    """
    with_windows = closed_form.with_radius(radius)
    return replace(
        ESTIMATOR, estimate=partial(estimate, radius=radius), bytes_per_unknown=with_windows.bytes_per_unknown
    )


ESTIMATOR = Estimator(
    id="closed-form-with-samples",
    name="Closed Form with Samples",
    summary="Closed form that also looks at the colours around the band. The best choice for most pictures.",
    estimate=estimate,
    bytes_per_unknown=closed_form.BYTES_PER_UNKNOWN,
    bytes_per_pixel=closed_form.BYTES_PER_PIXEL + 8,
    with_radius=with_radius,
)
