"""The functions that people call from Python, made from the declarations: arrays in, an array out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from inlay import colour
from inlay.arrays.warning import collected, warn
from inlay.operations import docstring
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.job import Document, Effort, Job
from inlay.picture import Picture, with_alpha

if TYPE_CHECKING:
    from inlay.operations.declaration import Argument, Input, Operation

Progress = Callable[[float, str], None]

#: What every array function takes besides the operation's own arguments, and what those with a choice of solver do.
EFFORT: dict[str, Any] = {"threads": int | None}
SOLVER: dict[str, Any] = {"tolerance": float | None, "solver": Literal["multigrid", "pyamg"] | None}


def array_function(operation: Operation) -> Callable[..., np.ndarray]:
    """An operation on arrays: pictures by their roles, then its parameters by name.

    Returns
    -------
    callable
        With the signature, annotations and docstring of an ordinary function.
    """
    signature = signature_of(operation)

    def function(*given: Any, **named: Any) -> np.ndarray:
        try:
            arguments = signature.bind(*given, **named)
        except TypeError as error:
            raise TypeError(f"{function.__name__}() {error}") from None
        arguments.apply_defaults()
        return _called(operation, arguments.arguments)

    function.__name__ = function.__qualname__ = operation.function.__name__
    function.__module__ = "inlay"
    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    function.__annotations__["return"] = signature.return_annotation
    function.__doc__ = docstring.array_docstring(
        operation, [entry.role for entry in operation.inputs], parameters_of(operation), canvas_role(operation)
    )
    return function


def signature_of(operation: Operation) -> inspect.Signature:
    """The signature of an operation's array function."""
    found = []
    for entry in operation.inputs:
        is_optional = entry.optional and entry.role != canvas_role(operation)
        kind: Any = np.ndarray | None if is_optional else np.ndarray
        default = None if is_optional else inspect.Parameter.empty
        found.append(_argument(entry.role, kind, default, inspect.Parameter.POSITIONAL_OR_KEYWORD))
    for argument in parameters_of(operation):
        assert argument.parameter is not None
        found.append(_argument(argument.name, argument.kind, argument.parameter.default))
    for name, kind in {**(SOLVER if operation.solver else {}), **EFFORT}.items():
        found.append(_argument(name, kind, None))
    found.append(_argument("progress", Progress | None, None))
    return inspect.Signature(found, return_annotation=np.ndarray)


def parameters_of(operation: Operation) -> list[Argument]:
    """What can be set on arrays: all but what only a document has, such as layers to hide."""
    return [
        each
        for each in operation.arguments
        if each.parameter is not None and not each.parameter.needs and each.name not in operation.for_documents
    ]


def canvas_role(operation: Operation) -> str:
    """The picture over which the result is laid: what the operation pastes into, else the layer itself."""
    return "destination" if operation.input("destination") else operation.inputs[0].role


def job_of(
    operation: Operation,
    pictures: dict[str, Any],
    values: dict[str, Any],
    effort: Effort,
    progress: Progress | None,
) -> Job:
    """A job on arrays.

    Parameters
    ----------
    pictures : dict
        An array, or None, for each role.
    values : dict
        Parameters by their ids; those that are missing have their default.

    Raises
    ------
    InputError
        If an array is no picture, or no coverage of a fitting size.
    ParameterError
        If a parameter is of the wrong type or out of its range.
    """
    canvas = as_picture(pictures[canvas_role(operation)], canvas_role(operation))
    layer = operation.inputs[0].role
    source = canvas if layer == canvas_role(operation) else as_picture(pictures[layer], layer)
    checked = operation.check(values)
    images: dict[str, Any] = {}
    for entry in operation.inputs:
        array = pictures.get(entry.role)
        if array is None:
            images[entry.role] = None
        elif _is_coverage(entry):
            images[entry.role] = _in_place(as_coverage(array, source, canvas, entry.role), source, entry, checked)
        else:
            images[entry.role] = _like(as_picture(array, entry.role), canvas)
    return Job(
        images,
        checked,
        Document(canvas.width, canvas.height, canvas.space),
        effort=effort,
        progress=progress or (lambda fraction, doing: None),
    )


def _called(operation: Operation, given: dict[str, Any]) -> np.ndarray:
    pictures = {entry.role: given[entry.role] for entry in operation.inputs}
    values = {each.parameter.id: given[each.name] for each in parameters_of(operation) if each.parameter is not None}
    effort = Effort(given["threads"], given.get("solver"), given.get("tolerance"))
    with collected() as warnings:
        job = job_of(operation, pictures, values, effort, given["progress"])
        found = operation.call(job)
        role = canvas_role(operation)
        selection = operation.selection_input
        result = found.over(
            as_picture(pictures[role], role),
            None if selection is None else job.images[selection.role],
            role == operation.inputs[0].role,
        )
    for warning in warnings:
        warn(warning)
    return result.reshape(np.shape(pictures[role]))


def _argument(name: str, kind: Any, default: Any, how: Any = inspect.Parameter.KEYWORD_ONLY) -> inspect.Parameter:
    return inspect.Parameter(name, how, default=default, annotation=kind)


def _is_coverage(entry: Input) -> bool:
    return "selection" in entry.kinds or entry.content == "coverage"


def _in_place(coverage: Picture | None, source: Picture, entry: Input, values: Mapping[str, Any]) -> Picture | None:
    """A coverage of the source's size moves with the source; any other one lies on the canvas and stays there."""
    if coverage is None or not entry.displaced_by or (coverage.height, coverage.width) == (source.height, source.width):
        return coverage
    x, y = (values[name] for name in entry.displaced_by)
    return replace(coverage, x=coverage.x - x, y=coverage.y - y)


def _like(picture: Picture, canvas: Picture) -> Picture:
    """A picture in the canvas's colours and type of samples, its opacity as it is."""
    model = canvas.space.model.removesuffix("A")
    return colour.convert(picture, replace(canvas.space, model=with_alpha(model) if picture.has_alpha else model))
