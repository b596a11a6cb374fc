"""Learning-based matting: alpha of every pixel is predicted from its neighbours by ridge regression.

Y. Zheng, C. Kambhamettu: Learning Based Digital Matting. IEEE International Conference on Computer Vision 2009,
https://doi.org/10.1109/ICCV.2009.5459326
"""

from __future__ import annotations

from inlay.arrays.progress import Progress, part
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise ``alpha' (I - F)'(I - F) alpha``, F the prediction of each pixel from its windows of 3x3 pixels."""
    from inlay.matting.laplacians import learning_based
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    domain = Domain.of(scene)
    laplacian = learning_based.assemble(domain, progress=part(progress, 0.0, 0.2))
    return dirichlet.solve(scene, laplacian, preconditioners.colour_blocks(domain), part(progress, 0.2, 1.0))


ESTIMATOR = Estimator(
    id="learning-based",
    name="Learning-based",
    summary="Close to closed form; sometimes better where the colours of a small neighbourhood do not lie on a line.",
    estimate=estimate,
    bytes_per_unknown=2600,
    bytes_per_pixel=10,
)
