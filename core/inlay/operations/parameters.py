"""The kinds of values that an artist can set: what each takes, and how it is written on a command line."""

from __future__ import annotations

import math
import os
import reprlib
from dataclasses import dataclass, replace
from numbers import Real
from string import hexdigits
from typing import Any, ClassVar

import numpy as np

from inlay.contract import parameter
from inlay.contract.language import _, known
from inlay.contract.parameter import Option as Option
from inlay.errors import ParameterError


class Parameter(parameter.Parameter):
    """A value that the artist sets. Use one of the subclasses; without an id and a default it is a signature's."""

    def check(self, value: Any) -> Any:
        """Return `value` as this parameter's own type, or raise `ParameterError`."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """Read a value written on a command line."""
        return self.check(text)

    def refuse(self, value: Any, expected: str) -> ParameterError:
        return ParameterError(
            _("{label}: {shown} is not {expected}.", label=known(self.label), shown=_shown(value), expected=expected),
            _("Give {id} {expected}.", id=self.id, expected=expected),
        )


@dataclass(frozen=True)
class Integer(Parameter):
    """A whole number between `minimum` and `maximum`."""

    type: str = "integer"

    def check(self, value: Any) -> int:
        if not _is_number(value) or value % 1 != 0:
            raise self.refuse(value, _("a whole number"))
        if not self.minimum <= value <= self.maximum:
            raise self.refuse(
                value, _("a whole number from {minimum} to {maximum}", minimum=self.minimum, maximum=self.maximum)
            )
        return int(value)

    def parse(self, text: str) -> int:
        try:
            return self.check(int(text))
        except ValueError:
            raise self.refuse(
                text, _("a whole number from {minimum} to {maximum}", minimum=self.minimum, maximum=self.maximum)
            ) from None


@dataclass(frozen=True)
class Number(Parameter):
    """A real number between `minimum` and `maximum`."""

    type: str = "number"

    def check(self, value: Any) -> float:
        if not _is_number(value):
            raise self.refuse(value, _("a number"))
        if not self.minimum <= value <= self.maximum:
            raise self.refuse(value, self._range)
        return float(value)

    def parse(self, text: str) -> float:
        try:
            return self.check(float(text))
        except ValueError:
            raise self.refuse(text, self._range) from None

    @property
    def _range(self) -> str:
        return _("a number from {minimum} to {maximum}", minimum=f"{self.minimum:g}", maximum=f"{self.maximum:g}")


@dataclass(frozen=True)
class Boolean(Parameter):
    """Yes or no."""

    type: str = "boolean"

    default: bool = False

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise self.refuse(value, _("true or false"))
        return bool(value)

    def parse(self, text: str) -> bool:
        words = {
            "true": True,
            "yes": True,
            "on": True,
            "1": True,
            "false": False,
            "no": False,
            "off": False,
            "0": False,
        }
        if text.lower() not in words:
            raise self.refuse(text, _("true or false"))
        return words[text.lower()]


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a few named options."""

    type: str = "choice"

    def check(self, value: Any) -> str:
        names = [option.id for option in self.options]
        if not isinstance(value, str) or value not in names:
            raise self.refuse(value, _("one of {names}", names=", ".join(names)))
        return value


@dataclass(frozen=True)
class Installed(Choice):
    """One of what is installed, which may have become more since an editor was started; a subclass lists it."""

    def __post_init__(self) -> None:
        if not self.options:
            object.__setattr__(self, "options", self.listed())

    def listed(self) -> tuple[Option, ...]:
        """What is installed now."""
        raise NotImplementedError

    def check(self, value: Any) -> str:
        return Choice.check(replace(self, options=self.listed()), value)


@dataclass(frozen=True)
class Colour(Parameter):
    """Red, green, blue and opacity from 0 to 1, perceptually encoded sRGB."""

    type: str = "colour"
    #: What a command line takes.
    FORMS: ClassVar[str] = _("a name such as red, or #rgb, #rgba, #rrggbb or #rrggbbaa")

    default: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)

    def check(self, value: Any) -> tuple[float, ...]:
        try:
            parts = _numbers(value)
        except (TypeError, ValueError, OverflowError):
            raise self.refuse(value, _("red, green, blue and opacity from 0 to 1")) from None
        if len(parts) == 3:
            parts = (*parts, 1.0)
        if len(parts) != 4 or not all(0 <= part <= 1 for part in parts):
            raise self.refuse(value, _("red, green, blue and opacity from 0 to 1"))
        return parts

    def parse(self, text: str) -> tuple[float, ...]:
        from PIL import ImageColor

        name = text.strip().lower()
        if name in ImageColor.colormap:
            return (*(value / 255 for value in ImageColor.getrgb(name)), 1.0)
        digits = name.removeprefix("#")
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) not in (6, 8) or set(digits) - set(hexdigits):
            raise self.refuse(text, self.FORMS)
        return tuple(value / 255 for value in bytes.fromhex(digits)) + ((1.0,) if len(digits) == 6 else ())


@dataclass(frozen=True)
class Text(Parameter):
    """A line of text."""

    type: str = "text"

    default: str = ""

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.maximum_length:
            raise self.refuse(
                value, _("text of at most {maximum_length} characters", maximum_length=self.maximum_length)
            )
        return value


@dataclass(frozen=True)
class File(Parameter):
    """The path of a file to open, or to save to; empty for none."""

    type: str = "file"

    default: str = ""

    def check(self, value: Any) -> str:
        try:
            named = isinstance(value, str) and b"\0" not in os.fsencode(value)
        except UnicodeEncodeError:
            named = False
        if not named:
            raise self.refuse(value, _("the path of a file"))
        return value


def _shown(value: Any) -> str:
    """A value as messages show it: its beginning, if it is long."""
    try:
        return reprlib.repr(value)
    except (ValueError, RecursionError):
        return f"this {type(value).__name__}"


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _numbers(value: Any) -> tuple[float, ...]:
    """Several numbers; text is none, not even its digits."""
    parts = tuple(value)
    if isinstance(value, bytes) or not all(_is_number(part) for part in parts):
        raise TypeError
    return tuple(float(part) for part in parts)


def _point(value: Any) -> tuple[float, float]:
    x, y = _numbers(value)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError
    return x, y


def _written(text: str) -> list[Any]:
    """The numbers that commas part in a text, or else the text, which is no position."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return [text]


@dataclass(frozen=True)
class Point(Parameter):
    """A position on the canvas, x and y in pixels."""

    type: str = "point"

    default: tuple[float, float] = (0.0, 0.0)

    def check(self, value: Any) -> tuple[float, float]:
        try:
            return _point(value)
        except (TypeError, ValueError, OverflowError):
            raise self.refuse(value, _("a position x,y in pixels")) from None

    def parse(self, text: str) -> tuple[float, float]:
        return self.check(_written(text))


@dataclass(frozen=True)
class Points(Parameter):
    """Positions on the canvas, each x and y in pixels."""

    type: str = "points"

    default: tuple[tuple[float, float], ...] = ()

    def check(self, value: Any) -> tuple[tuple[float, float], ...]:
        try:
            return tuple(_point(point) for point in value)
        except (TypeError, ValueError, OverflowError):
            raise self.refuse(value, _("positions x,y in pixels")) from None

    def parse(self, text: str) -> tuple[tuple[float, float], ...]:
        return self.check([_written(point) for point in text.split()])
