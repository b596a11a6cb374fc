"""What results were made from: repeating an operation makes them anew instead of working on its own result.

GIMP repeats an operation on the active layer, and that is the last result. Results know their sources while GIMP runs;
the artist's file does not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gi.repository import Gimp

from inlay.contract.declaration import Operation

from . import layers

NAME = "inlay-made"


def worked_on(operation: Operation, image: Gimp.Image, drawables: Sequence[Gimp.Drawable]) -> list[Gimp.Drawable]:
    """What is active, or what it was made from where the same operation made it."""
    if len(drawables) == 1 and _maker(drawables[0]) == operation.id:
        numbers = _sources(drawables[0])
        found = [layer for layer in layers.everywhere(image) if layer.get_id() in numbers]
        if len(found) == len(numbers):
            return list(found)
    return list(drawables)


def remember(operation: Operation, drawables: Sequence[Gimp.Drawable], made: Gimp.Layer) -> None:
    """Let a result know what it was made from, if its image has not been closed meanwhile."""
    if not made.is_valid():
        return
    sources = [layer.get_id() for layer in layers.behind(drawables)]
    if sources:
        # Neither saved nor a step that is undone.
        record = json.dumps({"operation": operation.id, "sources": sources})
        made.attach_parasite(Gimp.Parasite.new(NAME, 0, record.encode()))


def top_of(neighbour: Gimp.Layer) -> int:
    """The place of a layer among its siblings, or of the topmost result that lies on it and was made from it."""
    image = neighbour.get_image()
    place = image.get_item_position(neighbour)
    above = layers.siblings(image, neighbour.get_parent())[:place]
    while above and neighbour.get_id() in _sources(above.pop()):
        place -= 1
    return place


def _maker(layer: Gimp.Drawable) -> str:
    return _record(layer).get("operation", "")


def _sources(layer: Gimp.Drawable) -> list[int]:
    return _record(layer).get("sources", [])


def _record(layer: Gimp.Drawable) -> dict[str, Any]:
    made = layer.get_parasite(NAME)
    return json.loads(bytes(made.get_data())) if made is not None else {}
