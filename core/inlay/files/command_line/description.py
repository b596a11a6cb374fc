"""An operation in words, for `inlay show`."""

from __future__ import annotations

import textwrap
from typing import Any

from inlay.files.command_line.options import option_of, shown
from inlay.operations.declaration import Operation
from inlay.operations.parameters import Choice, Integer, Number, Parameter

_WIDTH = 100


def describe(operation: Operation) -> str:
    """Name, purpose, inputs, parameters and outputs."""
    parts = [f"{operation.id}: {operation.name}", _wrapped(operation.summary)]
    parts += [_wrapped(paragraph) for paragraph in operation.help.split("\n\n") if paragraph]
    parts.append("Inputs\n" + "\n".join(_input(entry) for entry in operation.inputs))
    if operation.parameters:
        parts.append("Parameters\n" + "\n".join(_parameter(operation, entry) for entry in operation.parameters))
    parts.append("Outputs\n" + "\n".join(_entry(output.kind, output.help) for output in operation.outputs))
    return "\n\n".join(parts)


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _entry(head: str, text: str) -> str:
    return f"  {head}\n{_wrapped(text, '      ')}"


def _input(entry: Any) -> str:
    kinds = " or ".join(entry.kinds)
    optional = ", optional" if entry.optional else ""
    return _entry(f"--{entry.role} FILE  ({kinds}{optional})", entry.help)


def _parameter(operation: Operation, parameter: Parameter) -> str:
    about = [parameter.type]
    if isinstance(parameter, Integer | Number):
        about.append(f"{parameter.minimum:g} to {parameter.maximum:g} {parameter.unit}".strip())
    about.append(f"default {shown(parameter, parameter.default)}")
    text = _entry(f"{option_of(operation, parameter)}  ({', '.join(about)})", parameter.help)
    if isinstance(parameter, Choice):
        text += "".join(f"\n        {option.id}: {option.help or option.label}" for option in parameter.options)
    return text
