"""Learning-based matting: alpha of every pixel is predicted from its neighbours by ridge regression.

Y. Zheng, C. Kambhamettu: Learning Based Digital Matting. IEEE International Conference on Computer Vision 2009,
https://doi.org/10.1109/ICCV.2009.5459326
"""

from __future__ import annotations

from inlay.arrays.effort import Effort
from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress
from inlay.matting.estimators.closed_form import BYTES_PER_UNKNOWN
from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene

EPSILON = 1e-7
#: Two successive iterations must not change alpha by more.
TOLERANCE = 0.2 / 255
#: The sparse matrix needs so many bytes for each unknown pixel; the band needs what it does in closed form.
BYTES_OF_SPARSE_MATRIX = 2600.0


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise ``alpha' (I - F)'(I - F) alpha``, F the prediction of each pixel from its windows of 3x3 pixels.

    Like closed form's its equations link the pixels of small windows and hardly charge for what is linear in colour,
    so that the same solver is right for both. Without numba they are a sparse matrix, several times slower.
    """
    effort = Effort.of(threads, progress)
    if not has_numba() or not (scene.trimap == UNKNOWN).any():
        return _by_sparse_matrix(scene, effort)
    from inlay.matting.laplacians.unknown_band import learning_based
    from inlay.matting.solvers import unknown_band

    return unknown_band.solve(scene, learning_based.assemble, EPSILON, TOLERANCE, effort)


def _by_sparse_matrix(scene: Scene, effort: Effort) -> Estimate:
    from inlay.matting.laplacians import learning_based
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet, preconditioners

    domain = Domain.of(scene)
    laplacian = learning_based.assemble(domain, effort.part(0.0, 0.2), EPSILON)
    return dirichlet.solve(scene, laplacian, preconditioners.colour_blocks(domain), effort.part(0.2, 1.0))


ESTIMATOR = Estimator(
    id="learning-based",
    name="Learning-based",
    summary="Close to closed form; sometimes better where the colours of a small neighbourhood do not lie on a line.",
    estimate=estimate,
    bytes_per_unknown=BYTES_PER_UNKNOWN if has_numba() else BYTES_OF_SPARSE_MATRIX,
    bytes_per_pixel=10,
)
