"""One call of an operation's array function: what was given, and the job that this is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from inlay import colour
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.language import _, known
from inlay.errors import InputError
from inlay.operations.array_input import as_coverage, as_picture
from inlay.operations.job import Document, Job, JobProgress, unheard
from inlay.picture import Picture, Space, with_alpha

if TYPE_CHECKING:
    from inlay.operations.declaration import Input, Operation


@dataclass(frozen=True, eq=False)
class Call:
    """One call of an array function.

    Attributes
    ----------
    operation : Operation
    arrays : mapping
        What was given for each role; None for nothing.
    parameters : mapping
        Every declared parameter by its id, checked.
    effort : Effort
    progress : callable
        As that of a job.
    at : tuple of int
        Row and column of the canvas at which what can be moved lies before.
    """

    operation: Operation
    arrays: Mapping[str, Any]
    parameters: Mapping[str, Any]
    effort: Effort = Effort()
    progress: JobProgress = field(default=unheard, repr=False)
    at: tuple[int, int] = (0, 0)

    @property
    def values(self) -> dict[str, Any]:
        """What can be set on arrays, by the names of its arguments."""
        return {name: self.parameters[parameter.id] for name, parameter in self.operation.array_parameters.items()}

    @cached_property
    def canvas(self) -> Picture:
        """The picture over which the result is laid, as it was given."""
        role = self.operation.canvas
        return as_picture(self.arrays[role], role)

    @cached_property
    def job(self) -> Job:
        """The call as a job.

        Raises
        ------
        InputError
            If an array is no picture, or no coverage of a fitting size.
        """
        return self.job_of(*self.arrays)

    def job_of(self, *roles: str) -> Job:
        """The call as a job that is given some of the pictures."""
        images = {entry.role: self._picture(entry) if entry.role in roles else None for entry in self.operation.inputs}
        document = Document(self.canvas.width, self.canvas.height, self.canvas.space)
        return Job(images, self.parameters, document, effort=self.effort, progress=self.progress)

    def found(self) -> Any:
        """What the operation makes of the job, on arrays."""
        return self.operation.call(self.job).on_arrays(self)

    def span(self, doing: str) -> Progress:
        """The progress of work that is all there is to do, and what is said meanwhile."""
        return lambda fraction: self.progress(fraction, doing)

    def _picture(self, entry: Input) -> Picture | None:
        array = self.arrays.get(entry.role)
        if array is None:
            return None
        if "selection" in entry.kinds or entry.content == "coverage":
            return self._coverage(array, entry)
        return like(self._laid(entry), self.canvas.space)

    def _laid(self, entry: Input) -> Picture:
        row, column = self.at if entry.displaced_by else (0, 0)
        return replace(as_picture(self.arrays[entry.role], entry.role), x=column, y=row)

    def _coverage(self, array: Any, entry: Input) -> Picture | None:
        """A coverage of the layer's size moves with the layer; any other one lies on the canvas and stays there."""
        layer = self.operation.inputs[0]
        source = self.canvas if layer.role == self.operation.canvas else self._laid(layer)
        coverage = as_coverage(array, source, self.canvas, entry.role)
        if coverage is None or not entry.displaced_by or coverage.box == source.box:
            return coverage
        placement = entry.placement(self.parameters)
        if placement.is_turned:
            raise InputError(
                _(
                    "The {role} lies on the destination and cannot be scaled and turned with the source.",
                    role=known(entry.role),
                ),
                _("Give the {role} the source's size.", role=known(entry.role)),
            )
        return replace(coverage, x=coverage.x - placement.x, y=coverage.y - placement.y)


def like(picture: Picture, space: Space) -> Picture:
    """A picture in the colours and the type of samples of a space, its opacity as it is."""
    model = space.model.removesuffix("A")
    return colour.convert(picture, replace(space, model=with_alpha(model) if picture.has_alpha else model))
