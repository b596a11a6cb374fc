"""What an operation found at one of its stages, and how that is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from inlay.live.beziers import Outline, flattened
from inlay.live.lens import Lens
from inlay.live.levels import Glance, Levels
from inlay.live.stages import Stage
from inlay.operations.job import Channel, Group, Job, Layer, LayerMask, Outcome, Path, Result, Selection

if TYPE_CHECKING:
    from inlay.picture import Picture


@dataclass(frozen=True, eq=False)
class Sheet:
    """One of the pictures that lie on one another.

    Attributes
    ----------
    picture : Levels or None
        Its colours; None for those of what was there.
    masks : tuple of Levels
        What its opacity is multiplied by.
    opacity : float
        That of the whole, from 0 to 1.
    """

    picture: Levels | None
    masks: tuple[Levels, ...] = ()
    opacity: float = 1.0

    def seen(self, lens: Lens, size: int, before: np.ndarray, glance: Glance) -> np.ndarray:
        """It as a lens sees it, (rows, columns, 4); its pixels are `size` of the canvas' large."""
        further = max(1, lens.factor // size)
        if self.picture is None:
            pixels = before.copy()
        else:
            picture, factor = glance.at(self.picture, further)
            pixels = lens.colours(picture, size * factor, glance.effort)
        for mask in self.masks:
            picture, factor = glance.at(mask, further)
            pixels[..., 3] *= lens.coverage(picture, size * factor)
        if self.opacity < 1:
            pixels[..., 3] *= np.float32(self.opacity)
        return pixels


class Solution:
    """What was found.

    Parameters
    ----------
    job : Job
        The work, at the size of its stage.
    result : Result
    stage : Stage
    seconds : float
        How long it took.

    Attributes
    ----------
    job, result, stage, seconds
    outline : Outline
        What arrives as lines, on the canvas.
    """

    def __init__(self, job: Job, result: Result, stage: Stage, seconds: float = 0.0) -> None:
        self.job = job
        self.result = result
        self.stage = stage
        self.seconds = seconds
        shown = result.outputs if result.shown is None else result.shown()
        #: Whether it is the layer that it was made from, made anew.
        self.stands_in = any(isinstance(output, Layer) and output.stands_in for output in shown)
        self._sheets = list(self._found(shown))
        self.outline: Outline = flattened([path for path in shown if isinstance(path, Path)], stage.factor)

    @property
    def hides(self) -> bool:
        """Whether layers that were there before become invisible, or lose a part."""
        return any(_hides(output) for output in self.result.outputs)

    def layer(self, lens: Lens, before: np.ndarray, glance: Glance | None = None) -> np.ndarray:
        """All that arrives, as one layer seen through a lens, (rows, columns, 4).

        Parameters
        ----------
        lens : Lens
        before : ndarray, (rows, columns, 4)
            What is seen without it.
        glance : Glance, optional
        """
        whole: np.ndarray | None = None
        for sheet in self._sheets:
            pixels = sheet.seen(lens, self.stage.factor, before, glance or Glance())
            whole = pixels if whole is None else _over(pixels, whole)
        return np.zeros_like(before) if whole is None else whole

    def uncertainty(self, lens: Lens, glance: Glance) -> np.ndarray | None:
        """How little the opacity is to be trusted, (rows, columns); None where nobody knows."""
        if glance.is_hasty and "_uncertainty" not in self.__dict__:
            # It takes a while to find; the sharp frame waits for it.
            glance.has_missed = self.result.matte is not None
            return None
        if self._uncertainty is None:
            return None
        further = max(1, lens.factor // self.stage.factor)
        picture, factor = glance.at(self._uncertainty, further)
        return lens.coverage(picture, self.stage.factor * factor)

    @cached_property
    def _uncertainty(self) -> Levels | None:
        matte = self.result.matte
        return None if matte is None else Levels(matte.uncertainty)

    def _found(self, outputs: Sequence[Outcome]) -> Iterator[Sheet]:
        """What is seen of outputs, from the lowest one up."""
        for output in outputs:
            match output:
                case Layer() if output.visible:
                    masks = () if output.mask is None else (Levels(output.mask),)
                    yield Sheet(Levels(output.whole), masks, output.opacity)
                case Group():
                    yield from self._found(output.children)
                case LayerMask():
                    picture: Picture = self.job.picture(output.of)
                    yield Sheet(Levels(picture), (Levels(output.picture),))
                case Selection() | Channel():
                    yield Sheet(None, (Levels(output.picture),))


def _hides(output: Outcome) -> bool:
    if isinstance(output, Group):
        return any(_hides(child) for child in output.children)
    return isinstance(output, LayerMask) or (isinstance(output, Layer) and bool(output.hides))


def _over(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """One layer on another, (rows, columns, 4), straight opacity."""
    alpha = upper[..., 3:]
    rest = lower[..., 3:] * (1 - alpha)
    total = alpha + rest
    found = np.empty_like(lower)
    found[..., :3] = (alpha * upper[..., :3] + rest * lower[..., :3]) / np.maximum(total, np.float32(1e-6))
    found[..., 3:] = total
    return found
