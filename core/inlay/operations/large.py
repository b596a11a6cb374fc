"""Jobs on pictures that do not fit into memory: windows are read as they are needed, and rows of the result given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.arrays.progress import Progress
from inlay.arrays.windows import Channels, Windows
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.operations.job import Document, JobProgress, unheard
from inlay.picture import Box, Picture, Space


@dataclass(frozen=True, eq=False)
class LargePicture:
    """A layer that is read by windows, in the document's colours.

    Attributes
    ----------
    windows : Windows
        Its samples, with its opacity if it has one.
    space : Space
        What they mean.
    x, y : int
        Where its corner lies on the canvas.
    name : str
    rows : int
        How many rows are read together best.
    """

    windows: Windows
    space: Space
    x: int = 0
    y: int = 0
    name: str = ""
    rows: int = 1

    @property
    def box(self) -> Box:
        height, width, _ = self.windows.shape
        return Box(self.x, self.y, width, height)

    @property
    def colour(self) -> Channels:
        return Channels(self.windows, 0, self.windows.shape[2] - self.has_alpha)

    @property
    def alpha(self) -> Channels | None:
        return (
            Channels(self.windows, self.windows.shape[2] - 1, self.windows.shape[2], True) if self.has_alpha else None
        )

    @property
    def placed(self) -> Placed:
        """Its samples at their place on the canvas."""
        return Placed(self.colour, self.alpha, self.y, self.x, self.space.white)

    @property
    def has_alpha(self) -> bool:
        return self.space.model.endswith("A")

    def crop(self, box: Box) -> Picture:
        """The part of it in a box that lies inside it."""
        inside = box.shift(-self.x, -self.y)
        return Picture(self.windows.window(inside.y, inside.bottom, inside.x, inside.right), box.x, box.y, self.space)


#: What is selected in some rows of the layer that is selected from, which are counted from its own first one.
Selected = Callable[[int, int], Picture]


@dataclass(frozen=True, eq=False)
class LargeJob:
    """One call of an operation on pictures that are read by windows.

    Attributes
    ----------
    layers : mapping
        The pictures of each role, as many as were given.
    selection : callable or None
        None where nothing is selected.
    parameters : mapping
        Every declared parameter, checked.
    document : Document
        The canvas.
    progress : callable
        As that of a job.
    """

    layers: Mapping[str, Sequence[LargePicture]]
    selection: Selected | None
    parameters: Mapping[str, Any]
    document: Document
    effort: Effort = Effort()
    progress: JobProgress = field(default=unheard, repr=False)

    def span(self, doing: str) -> Progress:
        """The progress of all the work but writing."""
        return lambda fraction: self.progress(fraction, doing)

    def demand(self, name: str, allowed: Mapping[str, Any]) -> None:
        """Refuse what is only done with whole pictures.

        Parameters
        ----------
        name : str
            What the operation is called.
        allowed : mapping
            The values that parameters may have.

        Raises
        ------
        ParameterError
            If one has another.
        """
        for parameter, value in allowed.items():
            if self.parameters[parameter] != value:
                raise ParameterError(
                    _("{name} of pictures this large needs {option}.", name=name, option=_option(parameter, value)),
                    _("Choose that, make the pictures smaller, or allow more memory: --memory."),
                )


@dataclass(frozen=True, eq=False)
class LargeResult:
    """A picture of which rows are given in order, for the file that is written.

    Attributes
    ----------
    space : Space
    width, height : int
    read : callable
        Takes the first row and the one behind the last; gives the samples.
    rows : int
        How many rows are best asked for together.
    name : str
    report : mapping
        As that of a `Result`.
    """

    space: Space
    width: int
    height: int
    read: Callable[[int, int], np.ndarray]
    rows: int
    name: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


def _option(parameter: str, value: Any) -> str:
    """A value as the command line takes it."""
    if isinstance(value, bool):
        return f"--{parameter}" if value else f"--no-{parameter}"
    return f"--{parameter} {value:g}" if isinstance(value, float) else f"--{parameter} {value}"
