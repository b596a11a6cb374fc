"""Matting by shared sampling: the best pair of known colours for each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.pool import POLL, Pool
from inlay.arrays.progress import Progress
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.errors import ResourceError
from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Estimator, Scene

if TYPE_CHECKING:
    from inlay.matting.sampling.shared_sampling.sharing import Shared
    from inlay.matting.sampling.shared_sampling.unknown import Unknown


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Alpha from the best pair of a foreground and a background colour for each pixel.

    Four steps of Gastal and Oliveira [1]_: known regions are expanded to similar pixels (section 4.1); every unknown
    pixel sends out four rays and keeps the best pair of the colours that they meet (eq. 7: misfit of the colours
    around, probability by the changes of colour on the path, distances); it takes the mean of the three best pairs
    among its neighbours' (eq. 10 to 13); and colours and alpha are smoothed (section 4.4). Local and without a system
    of equations: good on soft edges and smooth colours, and noisier than closed form in hair on textures.

    Nothing is drawn by lot: the angles of the rays follow the pixel's place.

    Raises
    ------
    ResourceError
        Without numba.

    References
    ----------
    .. [1] E. S. L. Gastal, M. M. Oliveira: Shared sampling for real-time alpha matting, Computer Graphics Forum
       29(2), 2010, https://doi.org/10.1111/j.1467-8659.2009.01627.x
    """
    try:
        from inlay.matting.sampling.distance_maps import labels_of
        from inlay.matting.sampling.shared_sampling import expansion, gathering, local_smoothing, sharing
        from inlay.matting.sampling.shared_sampling.unknown import PIECE, Unknown
    except ImportError as error:
        message = _("Shared sampling needs numba, which is not installed.")
        raise ResourceError(message, _("Install numba, or choose closed-form.")) from error

    labels = labels_of(scene)
    expected = 3 * labels.size + 5 * POLL * (np.count_nonzero(labels == UNKNOWN) / PIECE + 1)
    with Effort.of(threads, progress).pool(expected) as pool:
        image = _colours(scene, pool)
        labels = expansion.expanded(Unknown.find(image, labels, pool), pool)  # section 4.1
        unknown = Unknown.find(image, labels, pool)
        pairs, met = gathering.best_pairs(unknown, pool)  # section 4.2
        shared = sharing.shared(unknown, pairs, met, pool)  # section 4.3
        smoothed = local_smoothing.smoothed(unknown, shared, pool)  # section 4.4
        alpha = (labels == FOREGROUND).astype(np.float32)
        alpha[unknown.rows, unknown.columns] = smoothed
        pool.finish()
    return Estimate(alpha, loose=_without_pair(unknown, shared))


def _colours(scene: Scene, pool: Pool) -> np.ndarray:
    """The picture as float32 (height, width, 3), 1 for white; 0 where it is absent."""
    image = np.empty((scene.height, scene.width, 3), np.float32)
    for top, bottom in strips(scene.height, scene.width, POLL):
        np.multiply(scene.image[top:bottom], np.float32(scene.scale), out=image[top:bottom])
        if scene.present is not None:
            image[top:bottom][~scene.present[top:bottom]] = 0
        pool.advance((bottom - top) * scene.width)
    return image


def _without_pair(unknown: Unknown, shared: Shared) -> np.ndarray | None:
    """The pixels in whose neighbourhood no ray met foreground and background."""
    lacking = shared.confidence == 0
    if not lacking.any():
        return None
    loose = np.zeros(unknown.labels.shape, bool)
    loose[unknown.rows[lacking], unknown.columns[lacking]] = True
    return loose


ESTIMATOR = Estimator(
    id="shared-sampling",
    name="Shared Sampling",
    summary="The best pair of known colours for each pixel; quick, for soft edges and plain colours.",
    estimate=estimate,
    uses_prior=False,
    bytes_per_unknown=90,
    bytes_per_pixel=20,
)
