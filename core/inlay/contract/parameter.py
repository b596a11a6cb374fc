"""What an artist sets, as data: one value and all that a dialog needs to ask for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import fields_in, plain

PARAMETER_TYPES = ("integer", "number", "boolean", "choice", "colour", "text", "file", "point", "points")
#: Units of numbers that are measured on the canvas, which a smaller preview scales.
LENGTH, AREA = "pixels", "square pixels"
#: Unit of a length that follows the size of the picture: percent of the canvas' longer side.
RELATIVE = "% of the picture"

#: What a parameter of each type has besides what all have.
_RANGE = ("minimum", "maximum", "unit")
_OWN = {
    "integer": _RANGE,
    "number": _RANGE,
    "choice": ("options",),
    "text": ("maximum_length",),
    "file": ("save", "extensions"),
}
_COMMON = ("id", "label", "help", "default", "needs", "rank", "matters_when", "with_input")


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Parameter:
    """A value that the artist sets; which of the later fields apply depends on `type`.

    Attributes
    ----------
    type : str
        One of `PARAMETER_TYPES`. A colour is red, green, blue and opacity from 0 to 1, perceptually encoded sRGB; a
        point is x and y in pixels of the canvas.
    id : str
        Name in words joined by hyphens: ``--id`` on the command line, ``id`` in GIMP.
    label, help : str
        What a dialog shows, and a sentence of explanation.
    default : Any
        The value when nothing is said.
    needs : str
        A capability without which the parameter is not offered (``undoable-visibility``: the host can undo the
        hiding of a layer); empty if every host has it.
    rank : str
        ``everyday``, or ``expert`` for what a dialog may fold away.
    matters_when : mapping of str to tuple
        Other parameters and the values that each must have for this one to change anything; empty if it always may.
    with_input : str
        Role of the optional input without which this one changes nothing; empty if there is none.
    minimum, maximum, unit
        Of integers and numbers. `LENGTH` and `AREA` are measured on the canvas, and `RELATIVE` by its longer side.
    options : tuple of Option
        Of a choice.
    maximum_length : int
        Of a text, in characters.
    save, extensions
        Of a file: whether it is written, and how its name may end.
    """

    label: str = ""
    help: str = ""
    minimum: Any = None
    maximum: Any = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    maximum_length: int = 10_000
    save: bool = False
    extensions: tuple[str, ...] = ()
    needs: str = ""
    rank: str = "everyday"
    matters_when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, hash=False)
    with_input: str = ""
    id: str = ""
    default: Any = None
    type: str = ""

    def in_pixels(self, value: float, longer_side: float) -> float:
        """A length on a canvas with a longer side of so many pixels."""
        return value * longer_side / 100 if self.unit == RELATIVE else value

    def accepts(self, value: Any) -> bool:
        """Whether a value that was kept as JSON is one of this parameter's."""
        if self.type == "choice":
            return value in [option.id for option in self.options]
        if self.type in ("integer", "number"):
            in_range = _is_number(value) and self.minimum <= value <= self.maximum
            return bool(in_range and (self.type == "number" or value % 1 == 0))
        if self.type == "colour":
            return _are_numbers(value, 4) and all(0 <= part <= 1 for part in value)
        if self.type == "point":
            return _are_numbers(value, 2)
        if self.type == "points":
            return isinstance(value, (list, tuple)) and all(_are_numbers(point, 2) for point in value)
        if self.type == "text":
            return isinstance(value, str) and len(value) <= self.maximum_length
        return isinstance(value, bool) if self.type == "boolean" else self.type == "file" and isinstance(value, str)

    def to_json(self) -> dict[str, Any]:
        record = {name: plain(getattr(self, name)) for name in (*_COMMON, *_OWN.get(self.type, ()))}
        return {**record, "type": self.type}

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> Parameter:
        values = fields_in(Parameter, record)
        values["options"] = tuple(Option(**option) for option in record.get("options", ()))
        return Parameter(**values)


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _are_numbers(value: Any, count: int) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == count and all(_is_number(part) for part in value)
