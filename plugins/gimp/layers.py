"""Layers: which one is meant, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp

from inlay.contract.boxes import Box
from inlay.contract.errors import InputError
from inlay.contract.language import _

from ..bridge import errors


def box_of(item: Gimp.Drawable) -> Box:
    """Where an item lies on the canvas."""
    _, left, top = item.get_offsets()
    return Box(left, top, item.get_width(), item.get_height())


def active(drawables: Sequence[Gimp.Drawable]) -> Gimp.Layer:
    """The layer to work on: the selected one, or the one whose mask is being edited.

    Raises
    ------
    InputError
        If it is not exactly one layer.
    """
    chosen = selected(drawables)
    if not chosen:
        raise errors.no_layer()
    if len(chosen) > 1:
        raise InputError(_("Several layers are selected."), _("Select one and try again."))
    return chosen[0]


def selected(drawables: Sequence[Gimp.Drawable]) -> list[Gimp.Layer]:
    """The selected layers, bottom to top; a mask stands for its layer."""
    return sorted(behind(drawables), key=path_of, reverse=True)


def behind(items: Sequence[Gimp.Item]) -> list[Gimp.Layer]:
    """The layers among items; a mask stands for its layer."""
    found = [Gimp.Layer.from_mask(item) if item.is_layer_mask() else item for item in items]
    return [item for item in found if isinstance(item, Gimp.Layer)]


def path_of(layer: Gimp.Item | None) -> list[int]:
    """Positions from the root of the layer stack down to the layer, 0 being the topmost."""
    path: list[int] = []
    while layer is not None:
        path.insert(0, layer.get_image().get_item_position(layer))
        layer = layer.get_parent()
    return path


def siblings(image: Gimp.Image, parent: Gimp.Item | None) -> list[Gimp.Layer]:
    return image.get_layers() if parent is None else parent.get_children()


def everywhere(image: Gimp.Image) -> list[Gimp.Layer]:
    """All layers from the top, those of a group after it."""
    found: list[Gimp.Layer] = []
    left = image.get_layers()
    while left:
        found.append(left.pop(0))
        left[:0] = siblings(image, found[-1]) if found[-1].is_group() else []
    return found


def next_below(layer: Gimp.Layer) -> Gimp.Layer:
    """The layer directly under this one, in the same group or under the group.

    Raises
    ------
    InputError
        If it is the lowest.
    """
    image = layer.get_image()
    item: Gimp.Item | None = layer
    while item is not None:
        below = siblings(image, item.get_parent())[image.get_item_position(item) + 1 :]
        if below:
            return below[0]
        item = item.get_parent()
    raise InputError(
        _("No layer lies below {get_name}.", get_name=layer.get_name()), _("Move it up, or choose another destination.")
    )


def shows_its_pixels(layer: Gimp.Layer, unmasked: bool = False) -> bool:
    """Whether neither a mask (if it counts) nor a filter changes what the layer holds."""
    masked = layer.get_mask() is not None and layer.get_apply_mask() and not unmasked
    return not masked and not any(effect.get_visible() for effect in layer.get_filters())
