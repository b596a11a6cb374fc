"""From pixels to regions on arrays: thresholds, clusters, random walks, and the shapes of selections.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.segmentation.bezier import BezierContours as BezierContours
    from inlay.segmentation.bezier import fitted as fitted
    from inlay.segmentation.bezier import polygonal as polygonal
    from inlay.segmentation.clusters import Clustering as Clustering
    from inlay.segmentation.clusters import clustered as clustered
    from inlay.segmentation.components import without_holes as without_holes
    from inlay.segmentation.components import without_specks as without_specks
    from inlay.segmentation.contours import Contours as Contours
    from inlay.segmentation.contours import contoured as contoured
    from inlay.segmentation.filling import coverage as coverage
    from inlay.segmentation.morphology import border as border
    from inlay.segmentation.morphology import closed as closed
    from inlay.segmentation.morphology import grown as grown
    from inlay.segmentation.morphology import opened as opened
    from inlay.segmentation.morphology import shrunk as shrunk
    from inlay.segmentation.simplification import simplified as simplified
    from inlay.segmentation.thresholds import local as local
    from inlay.segmentation.thresholds import luminance as luminance
    from inlay.segmentation.thresholds import otsu as otsu
    from inlay.segmentation.thresholds import within as within
    from inlay.segmentation.walker import random_walker as random_walker
    from inlay.segmentation.warming import warm as warm

_HOMES = {
    "BezierContours": "bezier",
    "Clustering": "clusters",
    "Contours": "contours",
    "border": "morphology",
    "closed": "morphology",
    "clustered": "clusters",
    "contoured": "contours",
    "coverage": "filling",
    "fitted": "bezier",
    "grown": "morphology",
    "local": "thresholds",
    "luminance": "thresholds",
    "opened": "morphology",
    "otsu": "thresholds",
    "polygonal": "bezier",
    "random_walker": "walker",
    "shrunk": "morphology",
    "simplified": "simplification",
    "warm": "warming",
    "within": "thresholds",
    "without_holes": "components",
    "without_specks": "components",
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
