"""Alpha matting on arrays: trimaps, estimators of alpha, and the colours of foreground and background.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.matting.colours.foreground import Colours as Colours
    from inlay.matting.colours.foreground import estimate_foreground as estimate_foreground
    from inlay.matting.colours.plate import background_plate as background_plate
    from inlay.matting.estimation import estimate_alpha as estimate_alpha
    from inlay.matting.laplacians.closed_form import closed_form_laplacian as closed_form_laplacian
    from inlay.matting.laplacians.knn import knn_laplacian as knn_laplacian
    from inlay.matting.laplacians.large_kernel import large_kernel_laplacian as large_kernel_laplacian
    from inlay.matting.laplacians.learning_based import learning_based_laplacian as learning_based_laplacian
    from inlay.matting.laplacians.random_walk import random_walk_laplacian as random_walk_laplacian
    from inlay.matting.matte import Matte as Matte
    from inlay.matting.refining.refinement import refine_alpha as refine_alpha
    from inlay.matting.scene import BACKGROUND as BACKGROUND
    from inlay.matting.scene import FOREGROUND as FOREGROUND
    from inlay.matting.scene import UNKNOWN as UNKNOWN
    from inlay.matting.scene import Estimate as Estimate
    from inlay.matting.scene import Estimator as Estimator
    from inlay.matting.scene import Prior as Prior
    from inlay.matting.scene import Scene as Scene
    from inlay.matting.trimaps.trimap import trimap_from_alpha as trimap_from_alpha
    from inlay.matting.trimaps.trimap import trimap_from_coverage as trimap_from_coverage
    from inlay.matting.trimaps.trimap import trimap_from_image as trimap_from_image
    from inlay.matting.trimaps.trimap import trimap_from_scribbles as trimap_from_scribbles
    from inlay.matting.warming import warm as warm

_HOMES = {
    "BACKGROUND": "scene",
    "Colours": "colours.foreground",
    "Estimate": "scene",
    "Estimator": "scene",
    "FOREGROUND": "scene",
    "Matte": "matte",
    "Prior": "scene",
    "Scene": "scene",
    "UNKNOWN": "scene",
    "background_plate": "colours.plate",
    "closed_form_laplacian": "laplacians.closed_form",
    "estimate_alpha": "estimation",
    "estimate_foreground": "colours.foreground",
    "knn_laplacian": "laplacians.knn",
    "large_kernel_laplacian": "laplacians.large_kernel",
    "learning_based_laplacian": "laplacians.learning_based",
    "random_walk_laplacian": "laplacians.random_walk",
    "refine_alpha": "refining.refinement",
    "trimap_from_alpha": "trimaps.trimap",
    "trimap_from_coverage": "trimaps.trimap",
    "trimap_from_image": "trimaps.trimap",
    "trimap_from_scribbles": "trimaps.trimap",
    "warm": "warming",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
