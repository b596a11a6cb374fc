"""Information-flow matting: alpha flows between neighbours and between like colours, however far apart.

Y. Aksoy, T. O. Aydin, M. Pollefeys: Designing Effective Inter-Pixel Information Flow for Natural Image Matting. IEEE
Conference on Computer Vision and Pattern Recognition 2017, https://arxiv.org/abs/1707.05055
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Callable[[float], None] | None = None) -> Estimate:
    """Minimise the sum of the paper's four flows: colour mixture, K-to-U, intra-U, and local.

    The local flow is closed-form matting. The trimap is taken as it is, without the paper's trimming before.
    """
    from inlay.arrays.progress import Stages, attentively
    from inlay.matting.laplacians import closed_form, flows, preconditioners, restricted, solving
    from inlay.matting.sampling import colour_samples

    steps = Stages(progress)
    unknown = scene.trimap == UNKNOWN
    prior = colour_samples.combined(flows.known_to_unknown(scene, threads, steps.part(0.25)), scene.prior)
    mixture = flows.colour_mixture(scene, threads, steps.part(0.45))
    among = flows.intra_unknown(scene, threads, steps.part(0.5))
    local = closed_form.assemble(
        scene.image, scene.scale, present=scene.present, region=unknown, report=steps.part(0.6)
    )
    laplacian = attentively(
        lambda: restricted.total([(1.0, mixture), (flows.INTRA_UNKNOWN, among), (flows.LOCAL, local)]), steps.part(0.62)
    )
    return solving.solve(
        replace(scene, prior=prior), laplacian, preconditioners.colour_aggregation(scene), steps.part(1.0)
    )


ESTIMATOR = Estimator(
    id="information-flow",
    name="Information Flow",
    summary="For remote details, holes and loose strands whose colours occur in the known areas.",
    estimate=estimate,
    bytes_per_unknown=6000,
    bytes_per_pixel=130,
)
