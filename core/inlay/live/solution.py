"""What an operation found at one of its stages, and how that is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from inlay.live.lens import Lens
from inlay.live.levels import Levels
from inlay.live.stages import Stage
from inlay.operations.job import Channel, Group, Job, Layer, LayerMask, Outcome, Result, Selection
from inlay.picture import Picture


@dataclass(frozen=True, eq=False)
class Sheet:
    """One of the pictures that lie on another.

    Attributes
    ----------
    picture : Levels or None
        Its colours; None for those of what is below.
    masks : tuple of Levels
        What its opacity is multiplied by.
    opacity : float
        That of the whole, from 0 to 1.
    """

    picture: Levels | None
    masks: tuple[Levels, ...] = ()
    opacity: float = 1.0

    def colours(self, lens: Lens, size: int, below: np.ndarray) -> np.ndarray:
        """It as a lens sees it, (rows, columns, 4); its pixels are `size` of the canvas' large."""
        further = max(1, lens.factor // size)
        if self.picture is None:
            seen = below.copy()
        else:
            seen = lens.colours(self.picture.at(further), size * further)
        for mask in self.masks:
            seen[..., 3] *= lens.coverage(mask.at(further), size * further)
        if self.opacity < 1:
            seen[..., 3] *= np.float32(self.opacity)
        return seen


@dataclass(frozen=True, eq=False)
class Solution:
    """What was found.

    Attributes
    ----------
    job : Job
        The work, at the size of its stage.
    result : Result
    stage : Stage
    """

    job: Job
    result: Result
    stage: Stage
    sheets: tuple[Sheet, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheets", tuple(self._sheets(self.result.outputs)))

    @cached_property
    def hides(self) -> bool:
        """Whether layers that were there before become invisible, or lose a part."""
        return any(_hides(output) for output in self.result.outputs)

    def layer(self, lens: Lens, below: np.ndarray) -> np.ndarray:
        """All that arrives, as one layer seen through a lens, (rows, columns, 4).

        Parameters
        ----------
        lens : Lens
        below : ndarray, (rows, columns, 4)
            What is seen without it.
        """
        whole: np.ndarray | None = None
        for sheet in self.sheets:
            seen = sheet.colours(lens, self.stage.factor, below)
            whole = seen if whole is None else _over(seen, whole)
        return np.zeros_like(below) if whole is None else whole

    def _sheets(self, outputs: object) -> Iterator[Sheet]:
        """What is seen of outputs, from the lowest one up."""
        for output in outputs:  # type: ignore[attr-defined]
            match output:
                case Layer():
                    masks = () if output.mask is None else (Levels(output.mask),)
                    yield Sheet(Levels(output.picture), masks, output.opacity)
                case Group():
                    yield from self._sheets(output.children)
                case LayerMask():
                    yield Sheet(Levels(self._layer_of(output.of)), (Levels(output.picture),))
                case Selection() | Channel():
                    yield Sheet(None, (Levels(output.picture),))

    def _layer_of(self, role: str) -> Picture:
        picture = self.job.images[role]
        assert isinstance(picture, Picture)
        return picture


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
