"""What arrays and numbers a function can take, with messages that say what to do."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from numbers import Real

import numpy as np

from inlay.arrays.sample_types import SAMPLE_TYPES
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError


def sample_type(array: np.ndarray, name: str, types: Sequence[str] = SAMPLE_TYPES) -> None:
    """Refuse samples of a type, or of a byte order, that is not this machine's own."""
    if array.dtype.name not in types or not array.dtype.isnative:
        raise InputError(
            _("The {name} holds samples of the type {dtype}.", name=name, dtype=array.dtype.name),
            _("Convert it to {types}.", types=", ".join(types)),
        )


def picture(array: np.ndarray, name: str = "picture", most_channels: int | None = None) -> np.ndarray:
    """View `array` as (height, width, channels)."""
    array = np.asanyarray(array)
    sample_type(array, name)
    pixels = array[..., None] if array.ndim == 2 else array
    if pixels.ndim != 3 or pixels.size == 0 or (most_channels is not None and pixels.shape[2] > most_channels):
        channels = (
            "" if most_channels is None else _(" with one to {most_channels} channels", most_channels=most_channels)
        )
        raise InputError(
            _("The {name} has the shape {shape}.", name=name, shape=array.shape),
            _("Give (height, width) or (height, width, channels){channels}; nothing may be zero.", channels=channels),
        )
    return pixels


def plane(array: np.ndarray, name: str) -> np.ndarray:
    """View `array`, of truth values or samples, as (height, width)."""
    array = np.asanyarray(array)
    sample_type(array, name, ("bool", *SAMPLE_TYPES))
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim != 2 or array.size == 0:
        raise InputError(
            _("The {name} has the shape {shape}.", name=name, shape=array.shape),
            _("Give (height, width); nothing may be zero."),
        )
    return array


def same_size(shape: Sequence[int], name: str, other: Sequence[int], of: str) -> None:
    """Refuse a plane whose shape is not the height and width of what it belongs to."""
    if tuple(shape) != tuple(other):
        raise InputError(
            _(
                "The {name} is {size} and the {of} is {other_size} pixels.",
                name=name,
                size=_size(shape),
                of=of,
                other_size=_size(other),
            ),
            _("Give the {name} the height and width of the {of}.", name=name, of=of),
        )


def finite(values: np.ndarray, name: str = _("picture")) -> None:
    """Refuse NaN and infinite values."""
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise InputError(
            _("The {name} has pixels that are not finite.", name=name), _("Remove NaN and infinite pixels.")
        )


def choice(value: str, options: Collection[str], name: str) -> str:
    """One of some names."""
    if not isinstance(value, str) or value not in options:
        raise ParameterError(
            _("{name} is {value}.", name=name, value=repr(value)),
            _("Choose one of {options}.", options=", ".join(options)),
        )
    return value


def within(value: float, lowest: float, highest: float, name: str) -> float:
    """A number that has bounds."""
    if isinstance(value, bool) or not isinstance(value, Real) or not lowest <= value <= highest:
        raise ParameterError(
            _("{name} is {value}.", name=name, value=repr(value)),
            _("Give a number from {lowest} to {highest}.", lowest=f"{lowest:g}", highest=f"{highest:g}"),
        )
    return float(value)


def whole_number(value: float, largest: int, name: str) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not 0 <= value <= largest or value % 1:
        raise ParameterError(
            _("The {name} {value} is not possible.", name=name, value=repr(value)),
            _("Give a whole number from 0 to {largest}.", largest=largest),
        )
    return int(value)


def threads(value: int | None) -> int | None:
    """A number of threads."""
    if value is not None and (not isinstance(value, Real) or not 1 <= value < math.inf or value % 1):
        raise ParameterError(
            _("threads is {value}.", value=repr(value)), _("Give the number of threads, 1 or more, or None for all.")
        )
    return value


def tolerance(value: float | None) -> float | None:
    """A fraction of the range."""
    if value is not None and (not isinstance(value, Real) or not 0 < value < 1):
        raise ParameterError(
            _("tolerance is {value}.", value=repr(value)),
            _("Give a fraction of the range of the samples, such as 1e-6."),
        )
    return value


def _size(shape: Sequence[int]) -> str:
    return " x ".join(str(size) for size in shape[:2][::-1]) or _("a single number")
