"""Pictures that are made of a layer to be looked at: nothing of that shows through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inlay.operations.job import Group, Layer
from inlay.operations.part import Part


def is_of_all(part: Part) -> bool:
    """Whether nothing of a layer is left to be seen beside its part: nothing was selected."""
    return part.job.images.get("region") is None


def shown(layer: Layer, part: Part) -> Layer:
    """A picture of a part, with the layer invisible that would show through it."""
    return replace(layer, hides=("source",)) if is_of_all(part) and layer.picture.is_translucent() else layer


def shown_apart(layers: Sequence[Layer], part: Part, title: str) -> Group:
    """Pictures of a part, bottom to top, to be looked at one at a time: what would show through the top one is off."""
    *lower, top = (shown(layer, part) for layer in layers)
    return Group([*(replace(layer, visible=not top.hides) for layer in lower), top], title)
