"""The operations that are installed, as ``operations.json`` tells them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Tuple, Type, TypeVar

from . import installation

VERSION = 1

Entry = TypeVar("Entry")


class Option(NamedTuple):
    """One answer of a choice."""

    id: str
    label: str
    help: str = ""


class Parameter(NamedTuple):
    """A value that the artist sets; which of the later fields apply depends on `type`.

    `type` is integer, number, boolean, choice, colour, text, file, point or points. A colour's default is red,
    green, blue and opacity from 0 to 1 in perceptual sRGB; points are x, y in pixels of the canvas.
    """

    id: str
    type: str
    label: str
    help: str
    default: Any
    needs: str = ""
    minimum: Any = None
    maximum: Any = None
    unit: str = ""
    options: Tuple[Option, ...] = ()
    maximum_length: int = 10000
    save: bool = False
    extensions: Tuple[str, ...] = ()


class Input(NamedTuple):
    """A picture that the operation reads; `ways` are the ways in which an editor finds it, the default first.

    An `active` layer is always the active one; an `active` item is what is selected, unless another is chosen.

    Ways: ``active``, ``layer-below``, ``layer`` (a chosen one), ``layers``, ``item``, ``selection``, ``below``,
    ``visible``, ``none``.
    """

    role: str
    kinds: Tuple[str, ...]
    label: str
    help: str
    ways: Tuple[str, ...]
    active: bool = False
    optional: bool = False
    displaced_by: Tuple[str, ...] = ()
    whole: bool = False
    unmasked: bool = False
    content: str = "picture"


class Output(NamedTuple):
    """What the operation yields."""

    kind: str
    help: str


class Operation(NamedTuple):
    """One entry of the menu."""

    id: str
    name: str
    menu: str
    summary: str
    help: str
    keywords: Tuple[str, ...]
    ring: int
    inputs: Tuple[Input, ...]
    parameters: Tuple[Parameter, ...]
    outputs: Tuple[Output, ...]
    ring_by: Tuple[Tuple[str, float], ...] = ()

    def input(self, role: str) -> Input | None:
        return next((entry for entry in self.inputs if entry.role == role), None)

    @property
    def active_input(self) -> Input | None:
        """The input that is always the active layer, or None."""
        return next((entry for entry in self.inputs if entry.active and "layer" in entry.kinds), None)

    @property
    def selection_input(self) -> Input | None:
        """The input that the selection may serve, or None."""
        return next((entry for entry in self.inputs if "selection" in entry.kinds), None)

    def reach(self, values: Mapping[str, Any]) -> int:
        """How many pixels around the region's box are read with these parameters."""
        values = {**self.defaults(), **values}
        return self.ring + sum(math.ceil(pixels * abs(values[name])) for name, pixels in self.ring_by)

    def parameters_for(self, capabilities: Collection[str]) -> list[Parameter]:
        """The parameters that a host with these capabilities offers."""
        return [parameter for parameter in self.parameters if not parameter.needs or parameter.needs in capabilities]

    def defaults(self) -> dict[str, Any]:
        """Every parameter's value when the artist says nothing."""
        return {parameter.id: parameter.default for parameter in self.parameters}


def load(path: str | os.PathLike[str]) -> list[Operation]:
    """Read the table.

    Raises
    ------
    InstallationError
        If it is missing, damaged or of another version.
    """
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        if record["version"] != VERSION:
            raise installation.broken(f"The operation table {path} belongs to another version of Inlay.")
        return [_operation(entry) for entry in record["operations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise installation.broken(f"The operation table {path} cannot be read ({error!r}).") from error


def _operation(record: Mapping[str, Any]) -> Operation:
    return _build(
        Operation,
        record,
        inputs=tuple(_build(Input, entry) for entry in record["inputs"]),
        parameters=tuple(_parameter(entry) for entry in record["parameters"]),
        outputs=tuple(_build(Output, entry) for entry in record["outputs"]),
    )


def _parameter(record: Mapping[str, Any]) -> Parameter:
    return _build(Parameter, record, options=tuple(_build(Option, entry) for entry in record.get("options", ())))


def _build(kind: Type[Entry], record: Mapping[str, Any], **built: Any) -> Entry:
    fields = {name: _frozen(record[name]) for name in kind.__annotations__ if name in record}
    return kind(**{**fields, **built})


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
