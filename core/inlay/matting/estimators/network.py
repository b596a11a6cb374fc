"""Matting by a network that the user chose, refined by closed form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.matting.estimators import closed_form
from inlay.matting.scene import UNKNOWN, Estimate, Estimator, Scene
from inlay.networks import store
from inlay.networks.model import Model

#: What part of the work the network is.
_NETWORK = 0.8


def estimate(model: Model, scene: Scene, *, threads: int | None = None, progress: Progress | None = None) -> Estimate:
    """Minimise ``alpha' L alpha + sum w (alpha - a)^2`` with a by a network and w by how sure it is.

    L is the matting Laplacian of Levin, Lischinski and Weiss 2008, eq. 12. The network is shown the picture with its
    trimap in tiles, at a smaller size where the unknown part is large, and the same as in a mirror: a is the mean of
    both answers, and w falls with their difference, and with the area at which the picture is shown. So the edges are
    those of the picture in its own size and depth, and where the network does not know, the colours decide.

    Raises
    ------
    ModelError
        If the network cannot be run.
    ResourceError
        If there is too little memory.
    """
    from inlay.matting.network.belief import belief
    from inlay.matting.sampling.colour_samples import combined

    effort = Effort.of(threads, progress)
    if (scene.trimap == UNKNOWN).any():
        believed = belief(model, scene, effort.part(0.0, _NETWORK))
        scene = replace(scene, prior=combined(believed, scene.prior))
    return closed_form.estimate(scene, threads=threads, progress=effort.part(_NETWORK, 1.0).progress)


def installed() -> list[Estimator]:
    """One for each network of matting in the store, the best first."""
    return [
        Estimator(
            id=model.name,
            name=model.title,
            summary="A network that you added, refined by closed form.",
            estimate=partial(estimate, model),
            bytes_per_unknown=closed_form.BYTES_PER_UNKNOWN,
            bytes_per_pixel=closed_form.BYTES_PER_PIXEL + 24,
        )
        for model in store.installed("matte")
    ]
