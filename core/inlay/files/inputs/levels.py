"""What is black and what is white in a mask: many programs save masks whose white is 1, 15 or 4095."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from inlay.arrays.rows import strips
from inlay.arrays.warning import warn
from inlay.colour import convert_samples, white
from inlay.contract.language import _, joined, known
from inlay.errors import InlayWarning, InputError
from inlay.files.words import listed
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

#: Coverage up to this is none, and from one less this all of it: traces of compression and resampling.
TRACE = 0.02
#: A trimap's black and white are within this of none and all.
_CERTAIN = 0.1
#: A mask that does not reach this is hardly meant as gray.
_FAINT = 0.25
#: A mask of more values than this is no map of labels.
_MOST_LABELS = 32
#: White of 8, 10, 12 and 14 bits, where it is stored in words.
_WHITES = (255, 1023, 4095, 16383)
#: Floating point a little above white is what resampling overshoots by.
_OVERSHOOT = 1.25
_WORDS = 65535
PAINT_MASK = _("Give a picture in which white is what is meant and black is all else.")
PAINT_TRIMAP = _("Give a picture in which background is black, foreground is white and the edge between them grey.")
_STRIP_SAMPLES = 1 << 20


class Levels(NamedTuple):
    """The values that stand for none and for all."""

    black: float
    white: float


def as_coverage(plane: np.ndarray, role: str) -> np.ndarray:
    """Coverage from none to all, of the same type, without traces.

    Parameters
    ----------
    plane : ndarray, (height, width)
        ``uint8``, ``uint16`` or floating point.
    role : str
        For messages.

    Raises
    ------
    InputError
        If it holds labels, or is not finite.
    """
    return coverage_between(plane, levels_of(partial(_strips, plane), role))


def levels_of(strips: Callable[[], Iterable[np.ndarray]], role: str) -> Levels | None:
    """What of a mask is read as black and white, and what is to be said of it; None where these are black and white.

    A mask that nowhere reaches a quarter holds numbers: one or two values are black and white, up to 32 are labels and
    refused, and more are a selection that is dim on purpose and stays so. Of two values a dark gray one is black too.
    Words that end at the white of fewer bits, and floating point that ends at that of integers, mean that.

    Parameters
    ----------
    strips : callable
        Gives the mask's rows strip by strip, each time it is called.
    role : str
        For messages.

    Raises
    ------
    InputError
        If it holds labels, or is not finite.
    """
    values, counts, full = _values(strips, role)
    found = _white_of_fewer_bits(values, full, role)
    holds_numbers = values[-1] < _FAINT * full
    if len(values) <= 2 and (holds_numbers or TRACE * full < values[0] < _FAINT * full < values[-1]):
        found = Levels(values[0] if len(values) == 2 else 0, values[-1])
    elif found is None and holds_numbers and len(values) <= _MOST_LABELS:
        raise _labels(values, role)
    if found is not None and found.white > 0:
        _tell(found, values, full, role)
        return found
    _tell_of_gray(values, counts, full, role)
    return None


def coverage_between(plane: np.ndarray, levels: Levels | None) -> np.ndarray:
    """Coverage from none to all, of the same type, without traces, of a mask or rows of it."""
    return without_traces(plane if levels is None else _stretched(plane, levels))


def as_trimap(plane: np.ndarray, role: str) -> np.ndarray:
    """The same trimap from black to white: three values mean background, unknown and foreground by their order.

    Parameters, raises as of `as_coverage`.
    """
    values, _counts, full = _values(partial(_strips, plane), role)
    reaches_white = (1 - _CERTAIN) * full <= values[-1] <= _OVERSHOOT * full
    if len(values) == 3 and values[0] == 0 and not reaches_white:
        _warn(
            _(
                "The {role} holds {listed} only; they are read as black, grey and white.",
                role=known(role),
                listed=_listed(values),
            )
        )
        three = np.array((BACKGROUND, UNKNOWN, FOREGROUND), np.uint8)
        return three[np.searchsorted((values[:-1] + values[1:]) / 2, plane)]
    found = _white_of_fewer_bits(values, full, role)
    if found is not None:
        _tell(found, values, full, role)
        return _stretched(plane, found)
    if 0 < values[-1] <= _CERTAIN * full:
        raise _labels(values, role, PAINT_TRIMAP)
    return plane.clip(0, 1) if plane.dtype.kind == "f" else plane


def without_traces(plane: np.ndarray) -> np.ndarray:
    """Coverage in which next to nothing is nothing, and nearly all is all."""
    full = plane.dtype.type(white(plane.dtype))
    cleaned = plane.copy()
    cleaned[plane <= TRACE * full] = 0
    cleaned[plane >= (1 - TRACE) * full] = full
    return cleaned


def _values(strips: Callable[[], Iterable[np.ndarray]], role: str) -> tuple[np.ndarray, np.ndarray, float]:
    """The different values of a mask in order, how often each is there, and what is white in its type.

    Those of floating point are in 65,535 steps.
    """
    ends = [(strip.min(), strip.max(), np.isfinite(strip).all()) for strip in strips() if strip.size]
    if not all(finite for _, _, finite in ends):
        raise InputError(
            _("The {role} has pixels that are not finite.", role=known(role)), _("Give black and white, 0 to 1.")
        )
    least, largest = min(low for low, _, _ in ends), max(high for _, high, _ in ends)
    full = white(largest.dtype)
    if largest.dtype.kind == "u":
        counts = _counts(strips(), int(largest))
        values = np.flatnonzero(counts)
        return values, counts[values], full
    least, largest = float(least), float(largest)
    if least == largest:
        return np.array([largest]), np.ones(1), full
    span = largest - least
    counts = _counts((convert_samples((strip - least) / span, np.uint16) for strip in strips()), _WORDS)
    steps = np.flatnonzero(counts)
    return least + steps * (span / _WORDS), counts[steps], full


def _counts(strips: Iterable[np.ndarray], largest: int) -> np.ndarray:
    counts = np.zeros(largest + 1, np.int64)
    for strip in strips:
        counts += np.bincount(strip.ravel(), minlength=counts.size)
    return counts


def _strips(plane: np.ndarray) -> Iterator[np.ndarray]:
    return (plane[top:bottom] for top, bottom in strips(len(plane), plane.shape[1], _STRIP_SAMPLES))


def _white_of_fewer_bits(values: np.ndarray, full: float, role: str) -> Levels | None:
    """Black and white of a mask that was stored in more bits than it has, or in floating point as integers."""
    largest = values[-1]
    if full == _WORDS:
        ends_there = largest in _WHITES
        has_nothing_else = 0 < largest <= TRACE * full and len(values) > _MOST_LABELS
        return Levels(0, next(each for each in _WHITES if each >= largest)) if ends_there or has_nothing_else else None
    if full == 1 and largest > _OVERSHOOT and len(values) > 2:
        if round(largest) not in (_WHITES[0], _WORDS):
            raise InputError(
                _(
                    "The {role} has values up to {largest}, and white is 1 in floating point.",
                    role=known(role),
                    largest=f"{largest:g}",
                ),
                _("Divide it by its white."),
            )
        return Levels(0, largest)
    return None


def _stretched(plane: np.ndarray, levels: Levels) -> np.ndarray:
    stretched = np.empty_like(plane)
    for top, bottom in strips(len(plane), plane.shape[1], _STRIP_SAMPLES):
        part = (plane[top:bottom].astype(np.float64) - levels.black) / (levels.white - levels.black)
        stretched[top:bottom] = convert_samples(part.clip(0, 1), plane.dtype)
    return stretched


def _tell(found: Levels, values: np.ndarray, full: float, role: str) -> None:
    """Say what is read as black or white and is not."""
    read = []
    if found.black > 0:
        read.append(_("{black} is read as black", black=f"{found.black:g}"))
    if abs(found.white - full) > TRACE * full:
        read.append(_("{white} is read as white", white=f"{found.white:g}"))
    if read:
        holds = (
            _("{listed} only", listed=_listed(values))
            if len(values) <= 2
            else _("values up to {values}", values=f"{values[-1]:g}")
        )
        _warn(_("The {role} holds {holds}; {read}.", role=known(role), holds=holds, read=joined(_(" and "), read)))


def _tell_of_gray(values: np.ndarray, counts: np.ndarray, full: float, role: str) -> None:
    """Say where a mask is gray all over, or looks like labels among which white stands for what was left open."""
    least, most = (100 * value / full for value in (values[0], values[-1]))
    selects_all, selects_fully = least > 100 * TRACE, most >= 100 * (1 - TRACE)
    if selects_all and not selects_fully:
        _warn(
            _(
                "Every pixel of the {role} is selected, by {least} % at least and {most} % at most.",
                role=known(role),
                least=f"{least:.0f}",
                most=f"{most:.0f}",
            )
        )
    elif selects_all and least < 100 * (1 - TRACE):
        _warn(
            _("Every pixel of the {role} is selected, by {least} % at least.", role=known(role), least=f"{least:.0f}")
        )
    elif most > 0 and not selects_fully:
        _warn(_("No pixel of the {role} is more than {most} % selected.", role=known(role), most=f"{most:.0f}"))
    elif 2 < len(values) <= _MOST_LABELS and values[-2] < _MOST_LABELS * full / _WHITES[0]:
        faint, lit = counts[(values > 0) & (values < values[-1])].sum(), counts[-1]
        if faint > lit:
            _warn(
                _(
                    "The {role} holds {listed} only. If they are labels, make white what is meant alone.",
                    role=known(role),
                    listed=_listed(values),
                )
            )


def _labels(values: np.ndarray, role: str, hint: str = PAINT_MASK) -> InputError:
    return InputError(
        _(
            "The {role} holds {count} values from {lowest} to {highest}, as labels do, and no white.",
            role=known(role),
            count=len(values),
            lowest=f"{values[0]:g}",
            highest=f"{values[-1]:g}",
        ),
        hint,
    )


def _listed(values: np.ndarray) -> str:
    return listed(f"{value:g}" for value in values)


def _warn(message: str) -> None:
    warn(InlayWarning("levels", message))
