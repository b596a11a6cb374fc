"""The operations that are installed, as ``operations.json`` tells them."""

import json
import math
from typing import Any, NamedTuple

from . import installation

VERSION = 1


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
    options: tuple = ()
    maximum_length: int = 10000
    save: bool = False
    extensions: tuple = ()


class Input(NamedTuple):
    """A picture that the operation reads; `ways` are the ways in which an editor finds it, the default first.

    An `active` layer is always the active one; an `active` item is what is selected, unless another is chosen.

    Ways: ``active``, ``layer-below``, ``layer`` (a chosen one), ``layers``, ``item``, ``selection``, ``below``,
    ``visible``, ``none``.
    """

    role: str
    kinds: tuple
    label: str
    help: str
    ways: tuple
    active: bool = False
    optional: bool = False
    displaced_by: tuple = ()
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
    keywords: tuple
    ring: int
    inputs: tuple
    parameters: tuple
    outputs: tuple
    ring_by: tuple = ()

    def input(self, role):
        return next((entry for entry in self.inputs if entry.role == role), None)

    @property
    def active_input(self):
        """The input that is always the active layer, or None."""
        return next((entry for entry in self.inputs if entry.active and "layer" in entry.kinds), None)

    @property
    def selection_input(self):
        """The input that the selection may serve, or None."""
        return next((entry for entry in self.inputs if "selection" in entry.kinds), None)

    def reach(self, values):
        """How many pixels around the region's box are read with these parameters."""
        values = {**self.defaults(), **values}
        return self.ring + sum(math.ceil(pixels * abs(values[name])) for name, pixels in self.ring_by)

    def parameters_for(self, capabilities):
        """The parameters that a host with these capabilities offers."""
        return [parameter for parameter in self.parameters if not parameter.needs or parameter.needs in capabilities]

    def defaults(self):
        """Every parameter's value when the artist says nothing."""
        return {parameter.id: parameter.default for parameter in self.parameters}


def load(path):
    """Read the table.

    Raises
    ------
    BridgeError
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


def _operation(record):
    return _build(
        Operation,
        record,
        inputs=tuple(_build(Input, entry) for entry in record["inputs"]),
        parameters=tuple(_parameter(entry) for entry in record["parameters"]),
        outputs=tuple(_build(Output, entry) for entry in record["outputs"]),
    )


def _parameter(record):
    return _build(Parameter, record, options=tuple(_build(Option, entry) for entry in record.get("options", ())))


def _build(kind, record, **built):
    fields = {name: _frozen(record[name]) for name in kind._fields if name in record}
    return kind(**{**fields, **built})


def _frozen(value):
    """Lists as tuples, all the way down."""
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
