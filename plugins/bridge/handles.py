"""What of an operation can be taken hold of on its picture: points, and pictures that are displaced.

An offset is two integers: those by which an input is displaced, or, where none is, `x` and `y` in pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from inlay.contract.declaration import Operation
from inlay.contract.parameter import LENGTH, Parameter


@dataclass(frozen=True)
class Handle:
    """What was taken hold of.

    Attributes
    ----------
    parameters : tuple of Parameter
        A parameter of type point or points, or the two integers of an offset.
    index : int
        Which of several points.
    dx, dy : float
        From the pointer to the value.
    """

    parameters: Tuple[Parameter, ...]
    index: int
    dx: float
    dy: float


def handle_at(operation: Operation, values: Mapping[str, Any], x: float, y: float, reach: float) -> Handle | None:
    """The nearest point within `reach` of a place on the canvas, if there is one."""
    near = [
        (abs(complex(px - x, py - y)), Handle((parameter,), index, px - x, py - y))
        for parameter in _effective(operation, values)
        for index, (px, py) in enumerate(_points(parameter, values))
    ]
    distance, handle = min(near, key=lambda pair: pair[0], default=(reach, None))
    return handle if distance < reach else None


def offset(operation: Operation, values: Mapping[str, Any], x: float, y: float) -> Handle | None:
    """What moves the picture that is displaced, wherever it is taken hold of; None if there is none now."""
    names = next((entry.displaced_by for entry in operation.inputs if entry.displaced_by), ("x", "y"))
    effective = {parameter.id: parameter for parameter in _effective(operation, values)}
    found = [effective[name] for name in names if name in effective]
    if len(found) != 2 or any(each.type != "integer" or each.unit != LENGTH for each in found):
        return None
    return Handle(tuple(found), 0, values[names[0]] - x, values[names[1]] - y)


def dragged(handle: Handle, values: Mapping[str, Any], x: float, y: float) -> Dict[str, Any]:
    """The values that change when a handle is drawn to a place."""
    place = [x + handle.dx, y + handle.dy]
    if len(handle.parameters) == 2:
        return {each.id: _within(each, value) for each, value in zip(handle.parameters, place)}
    (parameter,) = handle.parameters
    if parameter.type == "point":
        return {parameter.id: place}
    points = [list(point) for point in values[parameter.id]]
    points[handle.index] = place
    return {parameter.id: points}


def added(operation: Operation, values: Mapping[str, Any], x: float, y: float) -> Tuple[Dict[str, Any], Handle] | None:
    """The values that change when a place is clicked where no point is, and the point as a handle; None if none."""
    for parameter in _effective(operation, values):
        if parameter.type == "points":
            points = [*(list(point) for point in values[parameter.id]), [x, y]]
            return {parameter.id: points}, Handle((parameter,), len(points) - 1, 0.0, 0.0)
        if parameter.type == "point":
            return {parameter.id: [x, y]}, Handle((parameter,), 0, 0.0, 0.0)
    return None


def removed(handle: Handle, values: Mapping[str, Any]) -> Dict[str, Any]:
    """The values that change when a point is taken away; none where there must be one."""
    parameter = handle.parameters[0]
    if parameter.type != "points":
        return {}
    return {parameter.id: [list(each) for index, each in enumerate(values[parameter.id]) if index != handle.index]}


def colours(operation: Operation) -> List[Parameter]:
    """What can be picked from the picture."""
    return [parameter for parameter in operation.parameters if parameter.type == "colour"]


def _effective(operation: Operation, values: Mapping[str, Any]) -> Iterator[Parameter]:
    effective = operation.effective(values)
    return (parameter for parameter in operation.parameters if parameter.id in effective)


def _points(parameter: Parameter, values: Mapping[str, Any]) -> List[Any]:
    if parameter.type == "point":
        return [values[parameter.id]]
    return list(values[parameter.id]) if parameter.type == "points" else []


def _within(parameter: Parameter, value: float) -> int:
    return int(min(max(round(value), parameter.minimum), parameter.maximum))
