"""Matting with large windows: what is known travels further in each, so hints may be far apart.

K. He, J. Sun, X. Tang: Fast Matting Using Large Kernel Matting Laplacian Matrices. IEEE Conference on Computer
Vision and Pattern Recognition 2010.
"""

from __future__ import annotations

from inlay.arrays.progress import Progress, part
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise closed-form matting's ``alpha' L alpha`` with windows of 21x21 pixels, without ever writing L down."""
    from inlay.matting.laplacians import large_kernel
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.solvers import dirichlet

    kernel = large_kernel.assemble(Domain.of(scene), progress=part(progress, 0.0, 0.3))
    return dirichlet.solve_products(scene, kernel, part(progress, 0.3, 1.0))


ESTIMATOR = Estimator(
    id="large-kernel",
    name="Large Kernel",
    summary="For wide unknown areas with few hints and smooth colours; fine hair is blurred.",
    estimate=estimate,
    bytes_per_unknown=3000,
    bytes_per_pixel=20,
)
