"""Local colour change by gradients alone (Perez, Gangnet and Blake 2003): a thing painted, and all solved for anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.operations.edit import Edit
from inlay.operations.editing import STRIP, colours_of, edit, solved
from inlay.operations.part import Part
from inlay.picture import Picture, Space


def changed(part: Part, wanted: Sequence[float]) -> Edit:
    """A part of a layer with the thing in it in the wanted colour."""
    from inlay.poisson import fields

    return edit(part, solved(part, fields.gradients(_towards(part, _encoded(wanted, part.picture.space)))))


def _encoded(wanted: Sequence[float], space: Space) -> np.ndarray:
    """A colour in samples of a document."""
    pixels = np.asarray(wanted, np.float32).reshape(1, 1, 4)
    goal = replace(space, dtype=np.dtype(np.float32))
    found = colour.convert(Picture(pixels, space=Space("RGBA", np.dtype(np.float32))), goal)
    return found.colour[0, 0] * np.float32(space.white)


def _towards(part: Part, wanted: np.ndarray) -> np.ndarray:
    """The frame with the thing in the wanted colour.

    The thing's colour is the mean of the region, weighted by the squared distance from the mean around it. A pixel
    belongs to the thing as far as its colour lies from the one towards the other, and is as bright as its shading.
    """
    from inlay.inpainting.continuation import continued

    old = continued(colours_of(part), part.present).astype(np.float32)
    rim = part.rim
    inside = old[part.region]
    # Where nothing lies around it, all of the region is the thing.
    around = old[rim].mean(axis=0, dtype=np.float64) if rim.any() else None
    weights = np.ones(len(inside)) if around is None else ((inside - around) ** 2).sum(axis=1)
    thing = np.average(inside, axis=0, weights=weights if weights.any() else None).astype(np.float32)
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        part.progress(0.0)
        rows = old[top:bottom]
        shade = np.clip(rows @ thing / max(float(thing @ thing), 1e-12), 0, 2)
        if around is not None:
            way = thing - around.astype(np.float32)
            shade *= np.clip((rows - around) @ way / max(float(way @ way), 1e-12), 0, 1)
        rows += shade[..., None] * (wanted - thing)
    return old
