"""What is asked of an operation by names and values, as a table, a recipe or Python has them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inlay.contract.language import _, known
from inlay.errors import ParameterError
from inlay.files.command_line import reference
from inlay.files.command_line.options import Request, option_of
from inlay.files.command_line.reference import Reference
from inlay.operations.declaration import Operation
from inlay.operations.parameters import File, Parameter
from inlay.system import streams

#: What is asked for besides pictures and parameters.
_OTHERS = ("output", "at", "layer-only")
_WORDS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)


def request_of(operation: Operation, asked: Mapping[str, Any], usual: Request | None = None) -> Request:
    """A request.

    Parameters
    ----------
    asked : mapping
        By the names of pictures (a file, or several), of parameters (a value, or its text), and ``output``, ``at``
        and ``layer-only``; ``_`` stands for ``-``. None and empty texts ask for nothing.
    usual : Request, optional
        Holds for all that is not asked for.

    Raises
    ------
    ParameterError
        If a name is unknown, or a value is none.
    """
    given = {name.replace("_", "-"): value for name, value in asked.items() if value is not None and value != ""}
    names = names_of(operation)
    unknown = [name for name in given if name not in names]
    if unknown:
        raise ParameterError(
            _("{operation} has no “{unknown}”.", operation=known(operation.name), unknown=unknown[0]),
            _("It has: {names}.", names=", ".join(names)),
        )
    roles, parameters = _roles(operation), _parameters(operation)
    usual = usual or Request({role: [] for role in roles}, operation.check({}))
    values = operation.check(
        usual.values | {each.id: _value(each, given[name]) for name, each in parameters.items() if name in given}
    )
    return replace(
        usual,
        references=dict(usual.references) | {role: _references(given[role]) for role in roles if role in given},
        values=values,
        at=_position(given["at"]) if "at" in given else usual.at,
        output=streams.named(_file(given["output"])) if "output" in given else usual.output,
        layer_only=_yes(given.get("layer-only", usual.layer_only)),
        files=[streams.named(values[name]) for name in files_of(operation, saved=True) if values[name]],
    )


def names_of(operation: Operation) -> list[str]:
    """The names by which something can be asked of an operation."""
    return [*_roles(operation), *_parameters(operation), *_OTHERS]


def _roles(operation: Operation) -> list[str]:
    return [entry.role for entry in operation.inputs]


def _parameters(operation: Operation) -> dict[str, Parameter]:
    return {option_of(operation, each).removeprefix("--"): each for each in operation.parameters}


def files_of(operation: Operation, saved: bool) -> list[str]:
    """The parameters that name files: to be written, or to be read."""
    return [each.id for each in operation.parameters if isinstance(each, File) and each.save == saved]


def _value(parameter: Parameter, given: Any) -> Any:
    return parameter.parse(given) if isinstance(given, str) else given


def _references(given: Any) -> list[Reference]:
    return [reference.parse(_file(each)) for each in (given if isinstance(given, list | tuple) else [given])]


def _file(given: Any) -> str:
    if not isinstance(given, str | os.PathLike) or "\0" in str(given):
        raise ParameterError(_("{given} is no name of a file.", given=repr(given)), _("Write it as text."))
    return str(given)


def _position(given: Any) -> tuple[int, int]:
    return reference.position(",".join(map(str, given)) if isinstance(given, list | tuple) else str(given))


def _yes(given: Any) -> bool:
    found = _WORDS.get(str(given).lower())
    if found is None:
        raise ParameterError(_("layer-only is {given}.", given=repr(given)), _("Write true or false."))
    return found
