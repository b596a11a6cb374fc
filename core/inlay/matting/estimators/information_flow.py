"""Information-flow matting: alpha flows between neighbours and between like colours, however far apart.

Y. Aksoy, T. O. Aydin, M. Pollefeys: Designing Effective Inter-Pixel Information Flow for Natural Image Matting. IEEE
Conference on Computer Vision and Pattern Recognition 2017, https://arxiv.org/abs/1707.05055
"""

from __future__ import annotations

from dataclasses import replace

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, attentively
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.matting.scene import Estimate, Estimator, Prior, Scene


def estimate(scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise the sum of the paper's four flows: colour mixture, K-to-U, intra-U, and local.

    The local flow is closed-form matting. Where unknown pixels look like known ones close by, the K-to-U flow says what
    those are (trimming of the trimap's edges); it is left out where the foreground is transparent nearly everywhere.
    """
    from inlay.matting.laplacians import closed_form, information_flow, restricted
    from inlay.matting.laplacians.domain import Domain
    from inlay.matting.sampling import colour_samples, transparency
    from inlay.matting.solvers import dirichlet, preconditioners

    effort = Effort.of(threads, progress)
    effort.progress(0.0)
    domain = Domain.of(scene)
    if not transparency.is_transparent(scene):
        known_to_unknown = _known_to_unknown(scene, effort.part(0.0, 0.25))
        scene = replace(scene, prior=colour_samples.combined(known_to_unknown, scene.prior))
    mixture = information_flow.colour_mixture(scene, effort.part(0.25, 0.45))
    flows = [
        (information_flow.INTRA_UNKNOWN, information_flow.intra_unknown(scene, effort.part(0.45, 0.5))),
        (information_flow.LOCAL, closed_form.assemble(domain, effort.part(0.5, 0.6))),
    ]
    laplacian = attentively(lambda: restricted.total(flows), effort.part(0.6, 0.62).progress)
    return dirichlet.solve(scene, laplacian, preconditioners.clusters(domain), effort.part(0.62, 1.0), mixture)


def _known_to_unknown(scene: Scene, effort: Effort) -> Prior:
    """The flow from what is known, with trimming where numba is installed."""
    from inlay.matting.laplacians import information_flow

    flow = information_flow.known_to_unknown(scene, effort.part(0.0, 0.8))
    try:
        from inlay.matting.sampling import trimming
        from inlay.matting.sampling.distance_maps import labels_of
    except ImportError:
        message = _("The trimap's edges are not trimmed, because numba is not installed.")
        warn(InlayWarning("samples", message, _("Install numba for a better alpha.")))
        return flow
    with effort.part(0.8, 1.0).pool(trimming.PASSES * trimming.EFFORT * scene.trimap.size) as pool:
        labels = trimming.trimmed(scene, labels_of(scene), pool)
    return information_flow.certain(flow, scene, labels)


ESTIMATOR = Estimator(
    id="information-flow",
    name="Information Flow",
    summary="For remote details, holes and loose strands whose colours occur in the known areas.",
    estimate=estimate,
    bytes_per_unknown=3500,
    bytes_per_pixel=130,
)
