"""Closed-form matting."""

from __future__ import annotations

from collections.abc import Callable

from inlay.matting.closed_form import memory
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Alpha that is, in every 3x3 window, as nearly as possible a linear function of the colours.

    References
    ----------
    .. [1] A. Levin, D. Lischinski, Y. Weiss: A closed-form solution to natural image matting, IEEE Transactions on
       Pattern Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177, eq. 12 and 15
    """
    from inlay.matting import closed_form

    return closed_form.solve(scene, threads=threads, progress=progress)


ESTIMATOR = Estimator(
    id="closed-form",
    name="Closed form",
    summary="Alpha as a linear function of the colours nearby; fast, for hair and soft edges of all kinds.",
    estimate=estimate,
    bytes_per_unknown=memory.BYTES_PER_UNKNOWN,
    bytes_per_pixel=memory.BYTES_PER_PIXEL,
)
