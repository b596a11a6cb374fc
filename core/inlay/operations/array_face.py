"""The functions that people call from Python, made from the declarations: arrays in, an array out.

What an operation makes of its job says itself what it is on arrays, by its method `on_arrays`. Where arrays need more,
the operation has a function for them (`Operation.on_arrays`), whose arguments besides the call are taken as well or
replace those of the same name, and whose docstring adds to what is said of all.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, get_args, get_type_hints

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.warning import collected, distinct, warn
from inlay.operations import docstring
from inlay.operations.array_input import position_of
from inlay.operations.call import Call
from inlay.operations.job import JobProgress, unheard

if TYPE_CHECKING:
    from inlay.operations.declaration import Operation

SOLVERS = Literal["multigrid", "pyamg"]
#: What every array function takes besides the operation's own arguments, and what those with a choice of solver do.
EFFORT: dict[str, Any] = {"threads": int | None}
SOLVER: dict[str, Any] = {"tolerance": float | None, "solver": SOLVERS | None}


def array_function(operation: Operation, own: Callable[..., Any] | None) -> Callable[..., Any]:
    """An operation on arrays: pictures by their roles, then its parameters by name.

    Parameters
    ----------
    own : callable, optional
        What the operation does with a call, if not what all do.

    Returns
    -------
    callable
        With the signature, annotations and docstring of an ordinary function.

    Raises
    ------
    AttributeError
        If nothing says what the operation's result is on arrays.
    """
    made = own or _on_arrays_of(operation)
    signature = signature_of(operation, made)
    further = further_of(made)

    def function(*given: Any, **named: Any) -> Any:
        try:
            arguments = signature.bind(*given, **named)
        except TypeError as error:
            raise TypeError(f"{function.__name__}() {error}") from None
        arguments.apply_defaults()
        values = arguments.arguments
        with collected() as warnings:
            call = _call(operation, values)
            found = own(call, **{each: values[each] for each in further}) if own else call.found()
        for warning in distinct(warnings):
            warn(warning)
        return found

    function.__name__ = function.__qualname__ = operation.function.__name__
    function.__module__ = "inlay"
    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__wrapped__ = made  # type: ignore[attr-defined]
    function.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    function.__annotations__["return"] = signature.return_annotation
    function.__doc__ = docstring.array_docstring(operation, list(signature.parameters), made.__doc__ or "")
    return function


def signature_of(operation: Operation, made: Callable[..., Any]) -> inspect.Signature:
    """The signature of an operation's array function."""
    found: dict[str, inspect.Parameter] = {}
    further = further_of(made)
    for entry in operation.array_inputs:
        is_optional = entry.optional and entry.role != operation.canvas
        kind: Any = np.ndarray | None if is_optional else np.ndarray
        default = None if is_optional else inspect.Parameter.empty
        found[entry.role] = _argument(entry.role, kind, default, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if operation.moved_input is not None:
        found["at"] = _argument("at", tuple[int, int], (0, 0))
    found |= further
    for argument in operation.arguments:
        if argument.name in operation.array_parameters:
            assert argument.parameter is not None
            found[argument.name] = _argument(argument.name, argument.kind, argument.parameter.default)
    for name, kind in {**(SOLVER if operation.solver else {}), **EFFORT}.items():
        found[name] = _argument(name, kind, None)
    found["progress"] = _argument("progress", JobProgress | None, None)
    return inspect.Signature(list(found.values()), return_annotation=_hints(made)["return"])


def further_of(made: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """What a function for arrays takes besides the call."""
    hints = _hints(made)
    return {
        name: each.replace(annotation=hints[name])
        for name, each in inspect.signature(made).parameters.items()
        if name not in ("self", "call")
    }


def _hints(made: Callable[..., Any]) -> dict[str, Any]:
    """The types of a function's arguments; as they are written where its module loads one of them only for checkers."""
    try:
        return get_type_hints(made)
    except NameError:
        return dict(made.__annotations__)


def _on_arrays_of(operation: Operation) -> Callable[..., Any]:
    """The method of what the declared function returns; that of the first one of several."""
    kind = get_type_hints(operation.function).get("return")
    value = (get_args(kind) or (kind,))[0]
    if not hasattr(value, "on_arrays"):
        name = operation.function.__name__
        raise AttributeError(f"{name} does not work on arrays: no function below it is marked @{name}.on_arrays")
    return value.on_arrays


def _call(operation: Operation, given: dict[str, Any]) -> Call:
    set_ = {parameter.id: given[name] for name, parameter in operation.array_parameters.items()}
    return Call(
        operation,
        {entry.role: given[entry.role] for entry in operation.array_inputs},
        operation.check({**operation.array_values, **set_}),
        _effort(**{name: given[name] for name in {**EFFORT, **(SOLVER if operation.solver else {})}}),
        given["progress"] or unheard,
        position_of(given["at"]) if operation.moved_input is not None else (0, 0),
    )


def _effort(threads: int | None, solver: str | None = None, tolerance: float | None = None) -> Effort:
    if solver is not None:
        checks.choice(solver, get_args(SOLVERS), "solver")
    return Effort.of(threads, None, solver, tolerance)


def _argument(name: str, kind: Any, default: Any, how: Any = inspect.Parameter.KEYWORD_ONLY) -> inspect.Parameter:
    return inspect.Parameter(name, how, default=default, annotation=kind)
