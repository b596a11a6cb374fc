"""The second solver: the same equations as a sparse matrix, by conjugate gradients with algebraic multigrid.

For checking, and for machines without numba. The coarse spaces of pyamg's smoothed aggregation hold the local linear
colour models too.
"""

from __future__ import annotations

from collections.abc import Callable

from inlay.matting.laplacians import closed_form, preconditioners, solving
from inlay.matting.laplacians.progress import Progress
from inlay.matting.scene import UNKNOWN, Estimate, Scene


def solve(scene: Scene, epsilon: float, progress: Callable[[float], None] | None) -> Estimate:
    """Alpha in double precision, to an eighth of an 8-bit level."""
    steps = Progress(progress)
    laplacian = closed_form.assemble(
        scene.image, scene.scale, epsilon, scene.present, scene.trimap == UNKNOWN, steps.part(0.2)
    )
    return solving.solve(
        scene,
        laplacian,
        lambda matrix, pixels: preconditioners.smoothed_aggregation(
            matrix, preconditioners.colour_models(scene, pixels)
        ),
        steps.part(1.0),
    )
