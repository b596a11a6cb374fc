"""KNN matting: like pixels have like alpha, however far apart they are.

Q. Chen, D. Li, C.-K. Tang: KNN Matting. IEEE Conference on Computer Vision and Pattern Recognition 2012; IEEE
Transactions on Pattern Analysis and Machine Intelligence 35(9), 2013, https://doi.org/10.1109/TPAMI.2013.18
"""

from __future__ import annotations

from inlay.arrays.progress import Progress, part
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise ``sum of w_ij (alpha_i - alpha_j)^2`` over all pairs of nearest neighbours in colour and position."""
    from inlay.matting.laplacians import knn
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    laplacian = knn.assemble(Domain.of(scene), threads=threads, progress=part(progress, 0.0, 0.7))
    return dirichlet.solve(scene, laplacian, preconditioners.aggregation, part(progress, 0.7, 1.0))


ESTIMATOR = Estimator(
    id="knn",
    name="KNN",
    summary="For holes and loose parts that no stroke of the trimap reaches, and for patterns that repeat.",
    estimate=estimate,
    bytes_per_unknown=2000,
    bytes_per_pixel=110,
)
