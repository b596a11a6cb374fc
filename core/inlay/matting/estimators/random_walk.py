"""Random-walk matting: alpha is the probability that a walker reaches the foreground first.

L. Grady, T. Schiwietz, S. Aharon, R. Westermann: Random Walks for Interactive Alpha-Matting. IASTED International
Conference on Visualization, Imaging and Image Processing 2005.
"""

from __future__ import annotations

from inlay.arrays.progress import Progress, part
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Solve ``L alpha = 0`` on the unknown pixels, L the Laplacian of the graph weighed by eq. 4."""
    from inlay.matting.laplacians import random_walk
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    laplacian = random_walk.assemble(Domain.of(scene), progress=part(progress, 0.0, 0.2))
    return dirichlet.solve(scene, laplacian, preconditioners.factors, part(progress, 0.2, 1.0))


ESTIMATOR = Estimator(
    id="random-walk",
    name="Random Walk",
    summary="For clear outlines and rough scribbles; hair comes out blurred.",
    estimate=estimate,
    bytes_per_unknown=2500,
    bytes_per_pixel=16,
)
