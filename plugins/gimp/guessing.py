"""Which layers an operation should work with, where their looks tell more than what is active."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gegl, Gimp

from inlay.contract.declaration import Input, Operation

from ..bridge import guesses
from . import arguments, layers

#: The small pictures by which layers are judged: at most so many rows, of about so many pixels.
ROWS = COLUMNS = 64


def guess(
    operation: Operation, image: Gimp.Image, drawables: Sequence[Gimp.Drawable], config: Gimp.ProcedureConfig
) -> list[Gimp.Drawable]:
    """Offer layers for the roles that they look like, where the artist has chosen none; what is to be worked on.

    A trimap or strokes are never what is worked on: the picture below them is.
    """
    selected = layers.selected(drawables)
    if len(selected) != 1 or not any(entry.content in guesses.LOOKS for entry in operation.inputs):
        return list(drawables)
    stack = {layer.get_id(): layer for layer in layers.everywhere(image) if not layer.is_group()}
    looks = [guesses.Layer(number, guesses.look_of(_small(layer))) for number, layer in stack.items()]
    found = guesses.roles(operation, looks, selected[0].get_id())
    for entry in operation.inputs:
        if entry.role in found and entry is not operation.active_input:
            _offer(entry, stack[found[entry.role]], image, config)
    picture = operation.active_input
    if picture is not None and picture.role in found:
        return [stack[found[picture.role]]]
    return list(drawables)


def _offer(entry: Input, layer: Gimp.Layer, image: Gimp.Image, config: Gimp.ProcedureConfig) -> None:
    """Choose a layer for a role, unless one of this image is chosen."""
    way = next((way for way in entry.ways if way in arguments.CHOSEN), None)
    if way is None:
        return
    name = arguments.chosen_name(entry, way)
    chosen = config.get_property(name)
    if chosen is None or not chosen.is_valid() or chosen.get_image() != image:
        config.set_property(name, layer)
        if arguments.has_choice(entry):
            config.set_property(entry.role, way)


def _small(layer: Gimp.Layer) -> bytes:
    """Red, green, blue and opacity of pixels spread evenly over a layer, as they are."""
    buffer = layer.get_buffer()
    width, height = layer.get_width(), layer.get_height()
    step = max(width // COLUMNS, 1)
    small = bytearray()
    for row in range(0, height, max(height // ROWS, 1)):
        band = buffer.get(Gegl.Rectangle.new(0, row, width, 1), 1.0, "R'G'B'A u8", Gegl.AbyssPolicy.NONE)
        small += memoryview(bytes(band)).cast("I")[::step].tobytes()
    return bytes(small)
