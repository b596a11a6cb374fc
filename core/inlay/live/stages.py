"""The steps in which the result of an operation comes nearer: coarse at once, exact when idle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inlay.contract.boxes import Box
from inlay.live.cropping import MARGIN, cropped
from inlay.live.lens import Lens
from inlay.live.reduction import reduced
from inlay.operations.declaration import Operation
from inlay.operations.job import Job

#: Smaller edges than this of a picture say nothing about the whole.
_SMALLEST = 32


@dataclass(frozen=True)
class Stage:
    """One step.

    Attributes
    ----------
    factor : int
        Edge of the blocks of pixels that are one; 1 for the picture as it is.
    box : Box or None
        The part of the canvas that is worked on; None for all.
    patch : Box or None
        Where strokes were painted, if only what lies around them was worked on: the rest is as it was before them.
    is_rough : bool
        Whether the patch was found at less than the wanted quality, as the first answer to strokes.
    is_sketch : bool
        Whether it shows what was found in the pictures, before more is made of it.
    """

    factor: int = 1
    box: Box | None = None
    patch: Box | None = None
    is_rough: bool = False
    is_sketch: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether its result is what arrives in the document."""
        return self == Stage()

    def area(self, canvas: Box) -> float:
        """How many pixels are worked on."""
        part = self.box if self.patch is None else self.patch
        return (canvas if part is None else part.grow(MARGIN)).area / self.factor**2

    def is_better(self, other: Stage) -> bool:
        """Whether its result says more of what is seen than that of another."""
        if self.is_sketch != other.is_sketch:
            return other.is_sketch
        if other.box is not None and (self.box is None or self.box.intersect(other.box) != self.box):
            return True
        return self.factor < other.factor or (self.factor == other.factor and other.patch is not None)

    def job(self, operation: Operation, whole: Job, images: Mapping[str, Any] | None = None) -> Job | None:
        """The part of the whole job; None if there is nothing to do.

        Parameters
        ----------
        operation : Operation
        whole : Job
        images : mapping, optional
            Its pictures at the size of this stage, where somebody has them.
        """
        if self.box is not None:
            return cropped(operation, whole, self.box)
        job = reduced(operation, whole, self.factor, images)
        return replace(job, quality="sketch") if self.is_sketch else job


def stages(operation: Operation, lens: Lens, document: Box) -> list[Stage]:
    """The steps for what a lens shows, the last of which is the exact result.

    What is ``scaled`` is seen at a quarter and a half of the screen's resolution, then at all of it; so is what is
    ``cropped`` where the screen shows less than every pixel, else it is worked out where it is looked at; what is
    neither is seen at full size only. What an operation finds in its pictures is seen by itself before.

    Parameters
    ----------
    operation : Operation
        Its declaration says which it is.
    lens : Lens
    document : Box
        The canvas.
    """
    if operation.preview == "full":
        return [Stage()]
    if operation.preview == "cropped" and lens.factor == 1:
        seen = lens.box.intersect(document)
        return [*([] if seen.is_empty or seen == document else [Stage(box=seen)]), Stage()]
    largest = max(1, min(document.width, document.height) // _SMALLEST)
    factors = {min(largest, lens.factor * coarser) for coarser in (4, 2, 1)} | {1}
    sketches = [Stage(min(largest, lens.factor), is_sketch=True)] if operation.finds else []
    return [*sketches, *(Stage(factor) for factor in sorted(factors, reverse=True))]
