"""The selected part of a layer, and what lies around it: what nearly every operation works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.copies import copy_channels
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, attentively
from inlay.contract.language import _
from inlay.operations.coverage import alpha_in, coverage_of, covered_in, selected_in
from inlay.operations.job import Document, Job, Layer
from inlay.picture import CHANNELS, Box, Picture, with_alpha

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, eq=False)
class Part:
    """The selected part of a layer.

    Attributes
    ----------
    picture : Picture
        The layer in its place, in the document's space.
    box : Box
        The smallest one that holds all that is covered; on the canvas.
    alpha : ndarray, (box.height, box.width)
        Coverage: the selection times the layer's opacity, as samples of the layer's type.
    covered : ndarray of bool, (box.height, box.width)
        Where the coverage is above zero, however little.
    ring : int
        How many pixels around the box may be read.
    job : Job
        What the part is of: the canvas, effort and progress.
    doing : str
        What is said while it is worked on.
    selection : ndarray, (box.height, box.width), or None
        How far each pixel is selected, boolean or ``float32`` from 0 to 1; None where all are, or where nobody asks.
    """

    picture: Picture
    box: Box
    alpha: np.ndarray
    covered: np.ndarray
    ring: int
    job: Job = field(repr=False)
    doing: str = ""
    selection: np.ndarray | None = None

    @property
    def document(self) -> Document:
        return self.job.document

    @property
    def effort(self) -> Effort:
        """How hard to work, told of with what is done to the part."""
        return replace(self.job.effort, progress=self.progress)

    @property
    def model(self) -> str:
        """The layer's channels without opacity."""
        return self.picture.space.model.removesuffix("A")

    @property
    def frame(self) -> Box:
        """The box with its ring, as far as it lies on the canvas."""
        return self.box.grow(self.ring).intersect(self.document.box)

    @cached_property
    def around(self) -> Picture:
        """The layer in the frame: transparent beyond its own border."""
        return self.picture.crop(self.frame)

    @property
    def colours(self) -> np.ndarray:
        """The layer's colours in the frame, ``(height, width, channels)``; a view."""
        return self.around.colour

    @cached_property
    def present(self) -> np.ndarray | None:
        """Where the frame has a colour, boolean; None for everywhere."""
        alpha = self.around.alpha
        return None if alpha is None or (alpha > 0).all() else alpha > 0

    @property
    def is_translucent(self) -> bool:
        """Whether what lies below shows through a covered pixel, or through the layer as a whole."""
        return self.picture.crop(self.box).is_translucent(self.covered)

    @property
    def inside(self) -> tuple[slice, slice]:
        """Rows and columns of the box in the frame."""
        return self.box.shift(-self.frame.x, -self.frame.y).slices

    @cached_property
    def region(self) -> np.ndarray:
        """The covered pixels in the frame, boolean."""
        region = np.zeros((self.frame.height, self.frame.width), bool)
        region[self.inside] = self.covered
        return region

    @property
    def rim(self) -> np.ndarray:
        """The pixels beside the region that have a colour, boolean."""
        from scipy import ndimage

        rim = ndimage.binary_dilation(self.region) & ~self.region
        return rim if self.present is None else rim & self.present

    def progress(self, fraction: float) -> None:
        """Say how far the work is; may raise to stop it."""
        self.job.progress(fraction, self.doing)

    def span(self, start: float, end: float) -> Progress:
        """The progress of a part of the work."""
        return self.job.span(start, end, self.doing)

    def attentively(self, work: Callable[[], Outcome], fraction: float = 0.0) -> Outcome:
        """Do work that cannot be cut in pieces and report progress meanwhile; may raise to stop waiting for it."""
        return attentively(work, self.progress, fraction)

    def within(self, covered: np.ndarray) -> Part:
        """What of the part is covered, boolean in the box, as a part of its own."""
        inner = bounding_box(covered)
        kept = covered[inner.slices]
        box = inner.shift(self.box.x, self.box.y)
        return replace(self, box=box, alpha=self.alpha[inner.slices] * kept, covered=kept)

    def titled(self, words: str) -> str:
        """What a layer made of the part is called."""
        return self.picture.titled(words)

    def layer(self, colours: np.ndarray, words: str, **where: Any) -> Layer:
        """A layer of new colours, ``(box.height, box.width, channels)``, as opaque as the part is covered."""
        space = replace(self.document.space, model=with_alpha(self.document.space.model))
        pixels = np.empty((self.box.height, self.box.width, CHANNELS[space.model]), space.dtype)
        copy_channels(pixels[..., :-1], colours)
        pixels[..., -1] = self.alpha
        return Layer(Picture(pixels, self.box.x, self.box.y, space), self.titled(words), **where)


def part_of(job: Job, picture: Picture, selection: Picture | None, ring: int, doing: str = "") -> Part:
    """The part of a layer that is selected and not transparent; all of that without a selection.

    Raises
    ------
    RegionError
        If there is none.
    InputError
        If the selection or the opacity is not finite.
    """
    alpha, covered, box = coverage_of(picture, selection, job.document.box, job.span(0.0, 0.0, _("Reading")))
    return Part(picture, box, alpha, covered, ring, job, doing)


def untrimmed(job: Job, picture: Picture, box: Box, selection: Picture | None = None, doing: str = "") -> Part:
    """All of a layer in a box inside it and inside the selection, whether or not it is covered; nothing around it."""
    if selection is None and not picture.has_alpha:
        # One value stands for all: nothing is stored.
        covered = np.broadcast_to(np.True_, (box.height, box.width))
        alpha = np.broadcast_to(picture.space.dtype.type(picture.space.white), covered.shape)
        return Part(picture, box, alpha, covered, 0, job, doing)
    covered, alpha = covered_in(picture, selection, box), alpha_in(picture, selection, box)
    selected = None if selection is None else selected_in(selection, box)
    return Part(picture, box, alpha, covered, 0, job, doing, selected)
