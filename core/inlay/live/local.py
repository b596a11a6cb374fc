"""A cut-out after a stroke: alpha estimated anew around it, with the rest held."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from inlay.contract.boxes import Box
from inlay.contract.parameter import LENGTH, RELATIVE
from inlay.errors import InputError
from inlay.matting.holding import Held
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Document, Job, PlacedMatte, Result
from inlay.picture import Picture

#: Pixels around a stroke in which alpha is estimated anew.
REACH = 100
#: Pixels around those that are read, or as many as the longest length that is set: colours are sampled there, and held
#: alpha goes in from there.
SURROUNDINGS = 48
#: Most pixels that are worked on: with more, a smaller picture of the whole is as quick.
MOST = 1 << 21


def local(operation: Operation, job: Job, box: Box, previous: Result) -> Result | None:
    """The result after strokes in a box, found anew around them and as it was elsewhere.

    Alpha is held at what it was on the rim, and goes over into it, so that nothing is seen of the border. What
    strokes say is exact; what they change farther away shows in the whole result only.

    Parameters
    ----------
    operation : Operation
    job : Job
        The whole, with all strokes. Of the quality ``preview`` it takes a moment; else the chosen method is used.
    box : Box
        Where strokes have changed since the previous result, in the job's pixels.
    previous : Result
        Of the same operation and parameters on a job of the same size. It stays as it is.

    Returns
    -------
    Result or None
        Its matte has the quality of what was found anew. None where that is no way: the operation estimates no alpha,
        the stroke is too large, or what is around it does not say enough.
    """
    matte = previous.matte
    if matte is None or box.is_empty:
        return None
    inside = box.grow(REACH).intersect(job.document.box)
    seen = inside.grow(_surroundings(operation, job)).intersect(job.document.box)
    if inside.is_empty or seen.area > MOST:
        return None
    if any(_is_misread(job.images.get(entry.role), entry, seen) for entry in operation.inputs):
        return None
    try:
        found = operation.perform(_part(job, seen, _held(matte, inside, seen)))
    except InputError:
        # What a part does not say the whole may.
        return None
    return _patched(previous, found, inside, seen)


def _surroundings(operation: Operation, job: Job) -> int:
    lengths = [
        each.in_pixels(abs(job.parameters[each.id]), job.document.longer_side)
        for each in operation.parameters
        if each.unit in (LENGTH, RELATIVE)
    ]
    return max(SURROUNDINGS, math.ceil(max(lengths, default=0)))


def _is_misread(image: Any, entry: Input, seen: Box) -> bool:
    """Whether coverage that is an opacity cannot be told from gray values, because all that is seen is opaque."""
    if entry.content != "coverage" or not isinstance(image, Picture) or image.alpha is None:
        return False
    inside = image.crop(image.box.intersect(seen)).alpha
    return inside is not None and bool((inside == image.space.white).all() and (image.alpha < image.space.white).any())


def _held(matte: PlacedMatte, inside: Box, seen: Box) -> Held:
    alpha = matte.alpha.crop(seen).pixels
    return Held(alpha, inside.shift(-seen.x, -seen.y))


def _part(job: Job, seen: Box, held: Held) -> Job:
    """The job on a canvas that is only what is seen."""
    images = {role: _images(image, seen) for role, image in job.images.items()}
    document = Document(seen.width, seen.height, job.document.space, job.document.longer_side)
    marks = None if job.marks is None else job.marks.within(seen).shifted(-seen.x, -seen.y)
    return replace(job, images=images, document=document, marks=marks, held=held, shared=None)


def _images(image: Any, seen: Box) -> Any:
    if not isinstance(image, Picture):
        return image
    inside = image.box.intersect(seen)
    part = image.crop(seen if inside.is_empty else inside)
    return replace(part, x=part.x - seen.x, y=part.y - seen.y)


def _patched(previous: Result, found: Result, inside: Box, seen: Box) -> Result:
    """The previous result with what was found inside a box; `found` lies on a canvas that begins at `seen`."""
    outputs = [
        _patched_output(old, new, inside, seen) for old, new in zip(previous.outputs, found.outputs, strict=True)
    ]
    assert previous.matte is not None
    assert found.matte is not None
    return replace(previous, outputs=outputs, matte=_patched_matte(previous.matte, found.matte, inside, seen))


def _patched_output(old: Any, new: Any, inside: Box, seen: Box) -> Any:
    picture = _patched_picture(old.picture, new.picture, inside, seen)
    mask = getattr(old, "mask", None)
    if mask is None:
        return replace(old, picture=picture)
    return replace(old, picture=picture, mask=_patched_picture(mask, new.mask, inside, seen))


def _patched_picture(old: Picture, new: Picture, inside: Box, seen: Box) -> Picture:
    """A picture that may have been cut to what is to be seen of it."""
    patch = replace(new, x=new.x + seen.x, y=new.y + seen.y).crop(inside)
    whole = old.crop(old.box.unite(inside))
    pixels = np.array(whole.pixels)
    pixels[inside.shift(-whole.x, -whole.y).slices] = patch.pixels
    return replace(whole, pixels=pixels)


def _patched_matte(old: PlacedMatte, new: PlacedMatte, inside: Box, seen: Box) -> PlacedMatte:
    """The matte on the canvas, for the next part and for a look at its uncertainty."""
    common = new.box.shift(seen.x, seen.y).intersect(inside).intersect(old.box)
    there, here = common.shift(-old.box.x, -old.box.y).slices, common.shift(-seen.x - new.box.x, -seen.y - new.box.y)
    alpha, trimap = old.matte.alpha.copy(), old.matte.scene.trimap.copy()
    alpha[there] = new.matte.alpha[here.slices]
    trimap[there] = new.matte.scene.trimap[here.slices]
    scene = replace(old.matte.scene, trimap=trimap)
    return replace(old, matte=replace(old.matte, alpha=alpha, scene=scene, quality=new.matte.quality))
