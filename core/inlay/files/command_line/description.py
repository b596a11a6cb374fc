"""An operation in words, for `inlay show`."""

from __future__ import annotations

import textwrap
from typing import Any

from inlay.contract.language import _, joined, told, translated
from inlay.contract.translation import paragraphs
from inlay.files.command_line.options import option_of, shown
from inlay.operations.declaration import Operation
from inlay.operations.parameters import Choice, Integer, Number, Parameter

_WIDTH = 100


def describe(operation: Operation) -> str:
    """Name, purpose, inputs, parameters and outputs."""
    parts = [f"{operation.id}: {translated(operation.name)}", _wrapped(translated(operation.summary))]
    parts += [_wrapped(paragraph) for paragraph in paragraphs(operation.help).split("\n\n") if paragraph]
    parts.append(_section(_("Inputs"), [_input(entry) for entry in operation.inputs]))
    if operation.parameters:
        parts.append(_section(_("Parameters"), [_parameter(operation, entry) for entry in operation.parameters]))
    outputs = [_entry(output.kind, translated(output.help)) for output in operation.outputs]
    parts.append(_section(_("Outputs"), outputs))
    return "\n\n".join(parts)


def _section(title: str, entries: list[str]) -> str:
    return "\n".join([told(title), *entries])


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _entry(head: str, text: str) -> str:
    return f"  {head}\n{_wrapped(text, '      ')}"


def _input(entry: Any) -> str:
    kinds = told(joined(_(" or "), entry.kinds))
    optional = told(_(", optional")) if entry.optional else ""
    return _entry(f"--{entry.role} FILE  ({kinds}{optional})", translated(entry.help))


def _parameter(operation: Operation, parameter: Parameter) -> str:
    about = [parameter.type]
    if isinstance(parameter, Integer | Number):
        range = _("{minimum} to {maximum}", minimum=f"{parameter.minimum:g}", maximum=f"{parameter.maximum:g}")
        about.append(f"{told(range)} {translated(parameter.unit)}".strip())
    about.append(told(_("default {value}", value=shown(parameter, parameter.default))))
    text = _entry(f"{option_of(operation, parameter)}  ({', '.join(about)})", translated(parameter.help))
    if isinstance(parameter, Choice):
        words = [f"\n        {option.id}: {translated(option.help or option.label)}" for option in parameter.options]
        text += "".join(words)
    return text
