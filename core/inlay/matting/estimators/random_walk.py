"""Random-walk matting: alpha is the probability that a walker reaches the foreground first.

L. Grady, T. Schiwietz, S. Aharon, R. Westermann: Random Walks for Interactive Alpha-Matting. IASTED International
Conference on Visualization, Imaging and Image Processing 2005.
"""

from __future__ import annotations

from collections.abc import Callable

from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Solve ``L alpha = 0`` on the unknown pixels, L the Laplacian of the graph weighed by eq. 4."""
    from inlay.arrays.progress import Stages
    from inlay.matting.laplacians import preconditioners, random_walk, solving

    steps = Stages(progress)
    laplacian = random_walk.assemble(
        scene.image, scene.scale, present=scene.present, region=scene.trimap == UNKNOWN, report=steps.part(0.2)
    )
    return solving.solve(scene, laplacian, preconditioners.factors, steps.part(1.0))


ESTIMATOR = Estimator(
    id="random-walk",
    name="Random Walk",
    summary="For clear outlines and rough scribbles; hair comes out blurred.",
    estimate=estimate,
    bytes_per_unknown=2500,
    bytes_per_pixel=16,
)
