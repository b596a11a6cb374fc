"""What a declaration must hold so that every host can offer it: said where it is declared, not where it is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from inlay.contract import declaration, views
from inlay.contract.parameter import Parameter
from inlay.errors import ParameterError

if TYPE_CHECKING:
    from inlay.operations.declaration import Operation


def demand_sense(operation: Operation) -> None:
    """Refuse a declaration that uses a word which hosts do not know, or that contradicts itself.

    Raises
    ------
    TypeError
        If there is one.
    """
    inputs, parameters = operation.inputs, operation.parameters
    ids = [each.id for each in parameters]
    rows: list[declaration.Input | Parameter] = [*inputs, *parameters]
    roles = [each.role for each in inputs]
    names = [*roles, *ids]
    wrong = [
        *([] if inputs else ["it takes no picture"]),
        *([] if operation.summary else ["it has no docstring"]),
        *(f"two arguments are called {name}" for name in dict.fromkeys(names) if names.count(name) > 1),
        *_unknown("kind of picture", (kind for each in inputs for kind in each.kinds), declaration.INPUT_KINDS),
        *_unknown("content", (each.content for each in inputs), declaration.CONTENTS),
        *_unknown("kind of result", (each.kind for each in operation.outputs), declaration.OUTPUT_KINDS),
        *_unknown("rank", (each.rank for each in rows), declaration.RANKS),
        *_unknown("preview", [operation.preview], declaration.PREVIEWS),
        *_unknown("parameter", (name for each in inputs for name in each.displaced_by + each.turned_by), ids),
        *_unknown("parameter", (name for name, _ in operation.ring_by), ids),
        *_unknown("parameter", operation.local or (), ids),
        *_unknown("parameter", (name for each in rows for name in each.matters_when), ids),
        *_unknown("picture", {each.with_input for each in parameters} - {""}, roles),
        *_unknown("stroke", operation.strokes, views.LABELS),
        *_unknown("picture", {operation.painted} - {""}, roles),
        *("what is turned is not moved" for each in inputs if each.turned_by and not each.displaced_by),
        *(["strokes change no picture"] if operation.strokes and not operation.painted else []),
        *_wrong_defaults(operation),
    ]
    if wrong:
        raise TypeError(f"{operation.id}: {wrong[0]}")


def _unknown(what: str, words: Iterable[str], known: Collection[str]) -> list[str]:
    return [f"there is no {what} {word}" for word in words if word not in known]


def _wrong_defaults(operation: Operation) -> list[str]:
    wrong = []
    for parameter in operation.parameters:
        try:
            parameter.check(parameter.default)
        except ParameterError as error:
            wrong.append(f"the default is refused: {error.message}")
    return wrong
