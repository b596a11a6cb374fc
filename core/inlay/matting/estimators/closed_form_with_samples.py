"""Closed-form matting with colour samples along the band: the default."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.matting.estimators import closed_form, shared_sampling
from inlay.matting.sampling.beliefs import Beliefs
from inlay.matting.scene import Estimate, Estimator, Prior, Scene

#: Which part of the work the samples are, and where shared sampling ends if it is asked for.
SAMPLING, SHARED_SAMPLING = 0.3, 0.6


def estimate(
    scene: Scene,
    *,
    radius: int = 1,
    beliefs: Beliefs | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Minimise ``alpha' L alpha + sum_k w_k (alpha - a_k)^2``.

    L is the matting Laplacian of Levin, Lischinski and Weiss [1]_, eq. 12; each a_k and w_k is a belief about alpha:
    far from every known pixel the Laplacian alone hardly constrains it, and beliefs decide between what it allows.
    `inlay.matting.sampling.colour_samples` says what they are: colour samples along the unknown band, an idea of Wang
    and Cohen [2]_, gathered as by Gastal and Oliveira [3]_; the labels of pixels that look like known ones close by,
    the trimming of Shahrian et al. [4]_; and foreground where a colour is new.

    Parameters
    ----------
    scene : Scene
        Picture, trimap and, if any, a prior, which is added to the beliefs.
    beliefs : Beliefs, optional
        How strong each of them is; by default what is best for most pictures.
    radius, threads, progress
        As in `closed_form.estimate`.

    References
    ----------
    .. [1] A. Levin, D. Lischinski, Y. Weiss: A closed-form solution to natural image matting, IEEE Transactions on
       Pattern Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177
    .. [2] J. Wang, M. F. Cohen: Optimized color sampling for robust matting, IEEE Conference on Computer Vision and
       Pattern Recognition, 2007, https://doi.org/10.1109/CVPR.2007.383006
    .. [3] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum
       29(2), 2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
    .. [4] E. Shahrian, D. Rajan, B. Price, S. Cohen: Improving image matting using comprehensive sampling sets, IEEE
       Conference on Computer Vision and Pattern Recognition, 2013, https://doi.org/10.1109/CVPR.2013.88
    """
    effort, solved_from = Effort.of(threads, progress), SAMPLING
    beliefs = beliefs or Beliefs()
    try:
        from inlay.matting.sampling import colour_samples

        prior = colour_samples.data_term(scene, effort.part(0.0, SAMPLING), beliefs)
        if beliefs.shared > 0:
            part, solved_from = effort.part(SAMPLING, SHARED_SAMPLING), SHARED_SAMPLING
            shared = shared_sampling.estimate(scene, threads=threads, progress=part.progress).alpha
            prior = colour_samples.combined(prior, Prior(shared, np.full_like(shared, beliefs.shared)))
        scene = replace(scene, prior=colour_samples.combined(prior, scene.prior))
    except ImportError:
        message = _("The colour samples are left out, because numba is not installed: this is plain closed form.")
        warn(InlayWarning("samples", message, _("Install numba for a better alpha.")))
    solving = effort.part(solved_from, 1.0).progress
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
    bytes_per_pixel=closed_form.BYTES_PER_PIXEL + 12,
    with_radius=with_radius,
)
