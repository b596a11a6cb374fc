"""Closed-form matting with colour samples along the band: the default."""

from __future__ import annotations

from dataclasses import replace

from inlay.arrays.progress import Progress, part
from inlay.arrays.warning import warn
from inlay.errors import InlayWarning
from inlay.matting.estimators import closed_form
from inlay.matting.scene import Estimate, Estimator, Scene

#: What part of the work the samples are.
SAMPLING = 0.25


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
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

    prior = scene.prior
    try:
        samples = colour_samples.data_term(scene, threads=threads, progress=part(progress, 0.0, SAMPLING))
        prior = colour_samples.combined(samples, prior)
    except ImportError:
        message = "The colour samples are left out, because numba is not installed: this is plain closed form."
        warn(InlayWarning("samples", message, "Install numba for a better alpha."))
    scene = replace(scene, prior=prior)
    return closed_form.estimate(scene, threads=threads, progress=part(progress, SAMPLING, 1.0))


ESTIMATOR = Estimator(
    id="closed-form-with-samples",
    name="Closed Form with Samples",
    summary="Closed form that also looks at the colours around the band. The best choice for most pictures.",
    estimate=estimate,
    bytes_per_unknown=closed_form.BYTES_PER_UNKNOWN,
    bytes_per_pixel=closed_form.BYTES_PER_PIXEL + 8,
)
