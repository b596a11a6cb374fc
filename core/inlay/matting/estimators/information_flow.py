"""Information-flow matting: alpha flows between neighbours and between like colours, however far apart.

Y. Aksoy, T. O. Aydin, M. Pollefeys: Designing Effective Inter-Pixel Information Flow for Natural Image Matting. IEEE
Conference on Computer Vision and Pattern Recognition 2017, https://arxiv.org/abs/1707.05055
"""

from __future__ import annotations

from dataclasses import replace

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, attentively
from inlay.matting.scene import Estimate, Estimator, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise the sum of the paper's four flows: colour mixture, K-to-U, intra-U, and local.

    The local flow is closed-form matting. The trimap is taken as it is, without the paper's trimming before.
    """
    from inlay.matting.laplacians import closed_form, information_flow, restricted
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.sampling import colour_samples
    from inlay.matting.solvers import dirichlet, preconditioners

    effort = Effort.of(threads, progress)
    domain = Domain.of(scene)
    known_to_unknown = information_flow.known_to_unknown(scene, effort.part(0.0, 0.25))
    mixture = information_flow.colour_mixture(scene, effort.part(0.25, 0.45))
    flows = [
        (information_flow.INTRA_UNKNOWN, information_flow.intra_unknown(scene, effort.part(0.45, 0.5))),
        (information_flow.LOCAL, closed_form.assemble(domain, effort.part(0.5, 0.6))),
    ]
    laplacian = attentively(lambda: restricted.total(flows), effort.part(0.6, 0.62).progress)
    scene = replace(scene, prior=colour_samples.combined(known_to_unknown, scene.prior))
    preconditioner = preconditioners.clusters(domain)
    return dirichlet.solve(scene, laplacian, preconditioner, effort.part(0.62, 1.0), mixture)


ESTIMATOR = Estimator(
    id="information-flow",
    name="Information Flow",
    summary="For remote details, holes and loose strands whose colours occur in the known areas.",
    estimate=estimate,
    bytes_per_unknown=6000,
    bytes_per_pixel=130,
)
