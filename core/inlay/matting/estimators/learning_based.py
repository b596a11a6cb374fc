"""Learning-based matting: alpha of every pixel is predicted from its neighbours by ridge regression.

Y. Zheng, C. Kambhamettu: Learning Based Digital Matting. IEEE International Conference on Computer Vision 2009,
https://doi.org/10.1109/ICCV.2009.5459326
"""

from __future__ import annotations

from collections.abc import Callable

from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Minimise ``alpha' (I - F)'(I - F) alpha``, F the prediction of each pixel from its windows of 3x3 pixels."""
    from inlay.arrays.progress import Stages
    from inlay.matting.laplacians import learning_based, preconditioners, solving

    steps = Stages(progress)
    laplacian = learning_based.assemble(
        scene.image, scene.scale, present=scene.present, region=scene.trimap == UNKNOWN, report=steps.part(0.2)
    )
    return solving.solve(scene, laplacian, preconditioners.colour_blocks(scene), steps.part(1.0))


ESTIMATOR = Estimator(
    id="learning-based",
    name="Learning-based",
    summary="Close to closed form; sometimes better where the colours of a small neighbourhood do not lie on a line.",
    estimate=estimate,
    bytes_per_unknown=2600,
    bytes_per_pixel=10,
)
