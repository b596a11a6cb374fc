"""What can be seen of an image at a glance: whether an operation can begin."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError

from ..bridge.checks import Facts
from . import layers, pixels


def of(operation: Operation, image: Gimp.Image, drawables: Sequence[Gimp.Drawable]) -> Facts:
    """The facts of an image.

    Raises
    ------
    InputError
        If several layers are selected where one is worked on.
    """
    everything = layers.everywhere(image)
    selected = layers.selected(drawables)
    active = layers.active(drawables) if operation.active_input is not None and selected else next(iter(selected), None)
    return Facts(
        active=None if active is None else active.get_name(),
        is_empty=active is not None and _is_empty(active),
        is_selected=not Gimp.Selection.is_empty(image),
        is_below=active is not None and _is_above_something(active),
        is_visible=any(_is_seen(layer) for layer in everything),
        next_below=active is not None and _has_next_below(active),
        layers=len(everything) - (active is not None),
        masks=len(image.get_channels()) + sum(layer.get_mask() is not None for layer in everything),
        selected_layers=len(selected),
    )


def _is_empty(layer: Gimp.Layer) -> bool:
    """Whether nothing of the layer can be seen, even alone; a group is taken at its word."""
    if layer.is_group():
        return not layer.get_children()
    return layers.shows_its_pixels(layer, unmasked=True) and pixels.is_transparent(layer)


def _is_above_something(layer: Gimp.Layer) -> bool:
    image = layer.get_image()
    item: Gimp.Item | None = layer
    while item is not None:
        parent = item.get_parent()
        below = layers.siblings(image, parent)[image.get_item_position(item) + 1 :]
        if any(other.get_visible() for other in below):
            return True
        item = parent
    return False


def _is_seen(layer: Gimp.Item) -> bool:
    """Whether neither the layer nor a group that it is in is hidden."""
    parent = layer.get_parent()
    return layer.get_visible() and (parent is None or _is_seen(parent))


def _has_next_below(layer: Gimp.Layer) -> bool:
    try:
        return layers.next_below(layer) is not None
    except InlayError:
        return False
