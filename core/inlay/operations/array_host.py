"""What hosts need that call operations on arrays, in their own process: napari and Blender.

They say in which language (`inlay.contract.language.speak`) before they ask for the operations.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Thread
from typing import Any

import numpy as np

from inlay.arrays.warning import collected, distinct
from inlay.colour import convert_samples
from inlay.contract.language import _, translated
from inlay.contract.obstacles import missing
from inlay.contract.translation import told
from inlay.errors import Cancelled, InlayWarning, InputError
from inlay.matting.matte import Matte
from inlay.operations import registry
from inlay.operations.array_input import as_picture
from inlay.operations.declaration import Input, Operation
from inlay.operations.parameters import Parameter

#: What a trimap says of pixels without a label, and with the first and the second one.
_TRIMAP = np.array([128, 255, 0], np.uint8)


def offered() -> list[Operation]:
    """The operations that work on arrays, in the order of the menus and in the artist's language."""
    return [told(each) for each in registry.operations() if hasattr(each, "array_function")]


def takes_pictures(operation: Operation) -> bool:
    """Whether it takes and gives single pictures: neither several that lie side by side, nor labels, nor outlines."""
    several = any("layers" in entry.kinds for entry in operation.array_inputs)
    return not several and not takes_labels(operation) and operation.outputs[0].kind not in ("path", "vector")


def takes_labels(operation: Operation) -> bool:
    """Whether its scribbles are numbered; elsewhere they are told apart by colours."""
    has_scribbles = any(entry.content == "scribbles" for entry in operation.array_inputs)
    return has_scribbles and not any(each.type == "colour" for each in parameters(operation).values())


def parameters(operation: Operation) -> dict[str, Parameter]:
    """What can be set, by the names of the function's arguments."""
    taken = inspect.signature(_function(operation)).parameters
    own = {each.id: each for each in operation.parameters}
    return {name: own[each.id] for name, each in operation.array_parameters.items() if name in taken}


def label(parameter: Parameter) -> str:
    """What a parameter is called, and in which unit it is measured."""
    return f"{parameter.label} ({translated(parameter.unit)})" if parameter.unit else parameter.label


def digits(parameter: Parameter) -> int:
    """Behind the point of a number: those of its default and its least value, and two at least."""
    written = (f"{each:.9f}".rstrip("0") for each in (parameter.minimum, parameter.default, 0.01))
    return max(len(each.partition(".")[2]) for each in written)


def effective(operation: Operation, values: Mapping[str, Any], absent: Collection[str] = ()) -> set[str]:
    """The roles and arguments that can change anything with these values, by the names of arguments."""
    named = {parameter.id: name for name, parameter in operation.array_parameters.items()}
    said = {id_: values[name] for id_, name in named.items() if name in values}
    return {named.get(each, each) for each in operation.effective({**operation.array_values, **said}, absent)}


def is_coverage(entry: Input) -> bool:
    """Whether an input says how much each pixel counts."""
    return "selection" in entry.kinds or entry.content == "coverage"


def demand(operation: Operation, absent: Collection[str]) -> None:
    """Refuse to begin without a picture that is needed; `absent` are the roles that nothing serves.

    Raises
    ------
    InputError
    """
    for entry in operation.array_inputs:
        if entry.role in absent and (not entry.optional or entry.role == operation.canvas):
            raise missing(operation.name, entry)


def coverage(pixels: np.ndarray, name: str) -> np.ndarray:
    """A gray picture of that name as coverage from 0 to 1; booleans stay.

    Raises
    ------
    InputError
        If it has colours.
    """
    if pixels.dtype == bool:
        return pixels
    if pixels.ndim > 2:
        raise InputError(_("{name} has colours.", name=name), _("Choose a grey picture for what is selected."))
    return convert_samples(as_picture(pixels, name).pixels[..., 0], np.float32)


def bordered(pixels: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """A picture that is transparent where it does not reach."""
    if inside.all():
        return pixels
    picture = as_picture(pixels, "picture")
    opacity = picture.pixels[..., -1] if picture.has_alpha else np.full(inside.shape, picture.space.white)
    return np.dstack([picture.colour, np.where(inside, opacity, 0).astype(pixels.dtype)])


def strokes(labels: np.ndarray, entry: Input, operation: Operation, values: Mapping[str, Any]) -> np.ndarray:
    """Painted labels as a trimap or scribbles: the first label is what stays, the second what goes.

    Where an operation tells strokes apart by colours, the labels get these in their order. What has no meaning, such as
    a label below 0, says nothing.
    """
    labels = np.maximum(labels, 0)
    if entry.content == "trimap":
        return _TRIMAP[np.where(labels < len(_TRIMAP), labels, 0)]
    colours = [values[name] for name, each in parameters(operation).items() if each.type == "colour"]
    table = np.zeros((len(colours) + 1, 4), np.float32)
    if not colours:
        return labels
    table[1:] = colours
    return table[np.where(labels < len(table), labels, 0)]


class Work(Thread):
    """An operation on one picture or several, in a thread that touches nothing of the host's and ends with it.

    Attributes
    ----------
    done : float
        The fraction that is done.
    """

    def __init__(self, operation: Operation, given: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(daemon=True)
        self.done = 0.0
        self._operation, self._given = operation, given
        self._is_cancelled = False
        self._found: list[list[Any]] = []
        self._warnings: list[InlayWarning] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do it, whatever comes of it."""
        try:
            for arguments in self._given:
                self._found.append(self._call(arguments))
        except BaseException as error:
            self._error = error

    def cancel(self) -> None:
        """Let it end soon, with `Cancelled`."""
        self._is_cancelled = True

    def result(self) -> tuple[list[list[Any]], list[str]]:
        """What the operation returned for each of the arguments, one by one, and what the artist is warned of.

        A matte is the picture that is cut out by it.

        Raises
        ------
        InlayError
            If that does not work.
        """
        if self._error is not None:
            raise self._error
        return self._found, [each.told() for each in distinct(self._warnings)]

    def _call(self, arguments: Mapping[str, Any]) -> list[Any]:
        with collected() as heard:
            found = _function(self._operation)(**arguments, progress=self._hear)
            several = found if isinstance(found, tuple) else (found,)
            pictures = [each.cut_out if isinstance(each, Matte) else each for each in several]
        self._warnings += heard
        return pictures

    def _hear(self, fraction: float, doing: str) -> None:
        self.done = (len(self._found) + fraction) / len(self._given)
        if self._is_cancelled:
            raise Cancelled


def written(parameter: Parameter) -> str:
    """The default of a parameter as its `parse` reads it."""
    default = parameter.default
    if parameter.type == "colour":
        return "#" + "".join(f"{round(part * 255):02x}" for part in default)
    if parameter.type in ("point", "points"):
        return " ".join(f"{x:g},{y:g}" for x, y in ([default] if parameter.type == "point" else default))
    return str(default)


def _function(operation: Operation) -> Callable[..., Any]:
    """That of the operation as it was declared, whichever language it is told in: what it says is translated later."""
    declared = registry.find(operation.id)
    assert declared is not None
    return declared.array_function
