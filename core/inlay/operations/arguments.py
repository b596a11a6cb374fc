"""The arguments of a declared function: the pictures and values that its signature says it takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from inlay.contract.declaration import Input
from inlay.operations.found import Found
from inlay.operations.job import Job
from inlay.operations.parameters import Parameter


@dataclass(frozen=True)
class Argument:
    """One argument of a declared function.

    Attributes
    ----------
    name : str
        As the function has it.
    kind : type or typing form
        Without what is only for the declaration.
    inputs : tuple of Input
        The pictures that it stands for: a `Part` is made of a layer and a selection.
    parameter : Parameter or None
        The value that it stands for.
    found : Found or None
        How the operation finds the picture that it stands for.
    is_optional : bool
        Whether it has a default.
    """

    name: str
    kind: Any
    inputs: tuple[Input, ...] = ()
    parameter: Parameter | None = None
    found: Found | None = None
    is_optional: bool = False


def arguments_of(function: Callable[..., Any]) -> tuple[Argument, ...]:
    """The arguments of a declared function.

    Raises
    ------
    TypeError
        If one is neither a picture nor a parameter, or a parameter without a default.
    """
    hints = get_type_hints(function, include_extras=True)
    found = []
    for given in inspect.signature(function).parameters.values():
        kind, marks = _parted(hints.get(given.name))
        inputs = tuple(mark for mark in marks if isinstance(mark, Input))
        parameter = next((mark for mark in marks if isinstance(mark, Parameter)), None)
        search = next((mark for mark in marks if isinstance(mark, Found)), None)
        is_optional = given.default is not inspect.Parameter.empty
        if parameter is not None:
            if not is_optional:
                raise TypeError(f"{function.__name__}: {given.name} has no default.")
            parameter = replace(parameter, id=id_of(given.name), default=given.default)
        elif not inputs and search is None and kind is not Job:
            raise TypeError(f"{function.__name__}: {given.name} is neither a picture nor a parameter.")
        found.append(Argument(given.name, kind, inputs, parameter, search, is_optional))
    return tuple(found)


def inputs_of(arguments: Sequence[Argument]) -> tuple[Input, ...]:
    """The pictures of all arguments: those without a default first, then selections and what else may be missing."""
    needed = [entry for each in arguments if not each.is_optional for entry in each.inputs if not selects(entry)]
    every = [entry for each in arguments for entry in each.inputs]
    # A selection may be that of several layers.
    return tuple(dict.fromkeys([*needed, *every]))


def selects(entry: Input) -> bool:
    """Whether a picture says what is selected."""
    return "selection" in entry.kinds


def id_of(name: str) -> str:
    """How the name of a function or an argument is written outside of Python."""
    return name.replace("_", "-")


def _parted(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type, and what is written beside it for the declaration."""
    if get_origin(hint) is not Annotated:
        return hint, ()
    kind, *marks = get_args(hint)
    return kind, tuple(marks)
