"""Matting with large windows: what is known travels further in each, so hints may be far apart.

K. He, J. Sun, X. Tang: Fast Matting Using Large Kernel Matting Laplacian Matrices. IEEE Conference on Computer
Vision and Pattern Recognition 2010.
"""

from __future__ import annotations

from collections.abc import Callable

from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Minimise closed-form matting's ``alpha' L alpha`` with windows of 21x21 pixels."""
    from inlay.arrays.progress import Stages
    from inlay.matting.laplacians import large_kernel, solving

    steps = Stages(progress)
    kernel = large_kernel.assemble(
        scene.image, scene.scale, present=scene.present, region=scene.trimap == UNKNOWN, report=steps.part(0.3)
    )
    return solving.solve_products(scene, kernel, steps.part(1.0))


ESTIMATOR = Estimator(
    id="large-kernel",
    name="Large Kernel",
    summary="For wide unknown areas with few hints and smooth colours; fine hair is blurred.",
    estimate=estimate,
    bytes_per_unknown=3000,
    bytes_per_pixel=20,
)
