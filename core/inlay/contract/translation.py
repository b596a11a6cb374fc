"""Declarations in the artist's language: everything that a dialog, a menu or a page shows of an operation."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from .declaration import Input, Operation, Output
from .language import translated
from .parameter import Option, Parameter

Declared = TypeVar("Declared", bound=Operation)


def told(operation: Declared) -> Declared:
    """The same operation; ids, roles and defaults stay as they are."""
    return replace(
        operation,
        name=translated(operation.name),
        menu=translated(operation.menu),
        summary=translated(operation.summary),
        help=paragraphs(operation.help),
        keywords=_sought(operation),
        inputs=tuple(_input(entry, operation.name) for entry in operation.inputs),
        parameters=tuple(_parameter(parameter, operation.name) for parameter in operation.parameters),
        outputs=tuple(_output(output) for output in operation.outputs),
    )


def paragraphs(text: str) -> str:
    """A text of several paragraphs, each of which the catalogues know by itself."""
    return "\n\n".join(translated(paragraph) for paragraph in text.split("\n\n"))


def _sought(operation: Operation) -> tuple[str, ...]:
    """What it is looked for by, in both languages: tutorials call it, and what it does, by English words."""
    both = (text for word in operation.keywords for text in (translated(word), word))
    words = dict.fromkeys((operation.name, *both))
    words.pop(translated(operation.name), None)
    return tuple(words)


def _input(entry: Input, operation: str) -> Input:
    return replace(entry, label=translated(entry.label, operation), help=translated(entry.help))


def _parameter(parameter: Parameter, operation: str) -> Parameter:
    return replace(
        parameter,
        label=translated(parameter.label, operation),
        help=translated(parameter.help),
        options=tuple(_option(option, operation) for option in parameter.options),
    )


def _option(option: Option, operation: str) -> Option:
    return replace(option, label=translated(option.label, operation), help=translated(option.help))


def _output(output: Output) -> Output:
    return replace(output, help=translated(output.help))
