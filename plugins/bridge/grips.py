"""What scales and turns a piece on its picture: its corners, the ring on its upper side, and what lies outside them."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Dict, Tuple

from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.parameter import Parameter

#: How far outside of a corner, in times the reach, what is pressed turns the piece.
_OUTSIDE = 2.5
#: Degrees in which a piece is turned in steps, and decimals of what is dragged.
_STEP, _DECIMALS = 15.0, 1


@dataclass(frozen=True)
class Grip:
    """What was taken hold of.

    Attributes
    ----------
    parameter : Parameter
        The scale or the rotation.
    turns : bool
        Which of both.
    middle : complex
        About which it happens, on the canvas.
    start : complex
        From there to where it was taken hold of.
    value : float
        That of the parameter then.
    """

    parameter: Parameter
    turns: bool
    middle: complex
    start: complex
    value: float

    def dragged(self, x: float, y: float, in_steps: bool = False) -> Dict[str, Any]:
        """The value when the grip is drawn to a place on the canvas."""
        way = complex(x, y) - self.middle
        if not way:
            return {}
        if not self.turns:
            value = self.value * abs(way) / abs(self.start)
        else:
            value = self.value + math.degrees(cmath.phase(way / self.start))
            value = _STEP * round(value / _STEP) if in_steps else value
            # The shorter way round, from -180 to 180.
            value = -((180 - value) % 360 - 180)
        lowest, highest = self.parameter.minimum, self.parameter.maximum
        return {self.parameter.id: min(max(round(value, _DECIMALS), lowest), highest)}


def grip_at(
    operation: Operation,
    values: Mapping[str, Any],
    piece: Tuple[int, int, int, int] | None,
    x: float,
    y: float,
    reach: float,
) -> Grip | None:
    """What scales or turns a piece at a place on the canvas, if anything does.

    Parameters
    ----------
    operation : Operation
    values : mapping
    piece : tuple or None
        The box of what can be scaled and turned, where it lies before.
    x, y : float
    reach : float
        How near is near enough.
    """
    entry = operation.moved_input
    if piece is None or entry is None or not entry.turned_by:
        return None
    box, placement = Box(*piece), operation.placement(values)
    middle, place = complex(*placement.placed(box, *box.middle)), complex(x, y)
    corners = [complex(*corner) for corner in placement.corners(box)]
    scale, rotation = (next(each for each in operation.parameters if each.id == name) for name in entry.turned_by)
    distance = min(abs(place - corner) for corner in corners)
    ring = abs(place - (corners[0] + corners[1]) / 2)
    if place == middle:
        return None
    if distance < reach and distance <= ring:
        return Grip(scale, False, middle, place - middle, placement.scale)
    if ring < reach or (distance < _OUTSIDE * reach and not _holds(corners, place)):
        return Grip(rotation, True, middle, place - middle, placement.rotation)
    return None


def _holds(corners: list[complex], place: complex) -> bool:
    """Whether a place lies between corners that go round clockwise."""
    sides = zip(corners, [*corners[1:], corners[0]])
    return all(((place - start) * (end - start).conjugate()).imag >= 0 for start, end in sides)
