"""Layers as the artist sees them: which one is meant, and what is visible of it and below it."""

from contextlib import contextmanager

from gi.repository import Gimp

from bridge import errors
from bridge.geometry import Box


def box_of(item):
    """Where an item lies on the canvas."""
    _, left, top = item.get_offsets()
    return Box(left, top, item.get_width(), item.get_height())


def active(drawables):
    """The layer to work on: the selected one, or the one whose mask is being edited.

    Raises
    ------
    BridgeError
        If it is not exactly one layer.
    """
    chosen = selected(drawables)
    if not chosen:
        raise errors.no_layer()
    if len(chosen) > 1:
        raise errors.BridgeError("Several layers are selected.", "Select one and try again.", "input")
    return chosen[0]


def selected(drawables):
    """The selected layers, bottom to top; a mask stands for its layer."""
    found = [Gimp.Layer.from_mask(item) if item.is_layer_mask() else item for item in drawables]
    return sorted((item for item in found if item.is_layer()), key=path_of, reverse=True)


def path_of(layer):
    """Positions from the root of the layer stack down to the layer, 0 being the topmost."""
    image, path = layer.get_image(), []
    while layer is not None:
        path.insert(0, image.get_item_position(layer))
        layer = layer.get_parent()
    return path


def siblings(image, parent):
    return image.get_layers() if parent is None else parent.get_children()


def next_below(layer):
    """The layer directly under this one, in the same group or under the group.

    Raises
    ------
    BridgeError
        If it is the lowest.
    """
    image, item = layer.get_image(), layer
    while item is not None:
        below = siblings(image, item.get_parent())[image.get_item_position(item) + 1 :]
        if below:
            return below[0]
        item = item.get_parent()
    raise errors.BridgeError(
        f"No layer lies below {layer.get_name()}.", "Move it up, or choose another destination.", "input"
    )


@contextmanager
def seen(layer):
    """Lend a drawable that holds the layer as it shows, with filters and mask applied, and the box it covers.

    It is the layer itself where there are none; otherwise a copy in an image of its own.
    """
    filters = [effect for effect in layer.get_filters() if effect.get_visible()]
    mask = layer.get_mask()
    if not filters and (mask is None or not layer.get_apply_mask()):
        yield layer, box_of(layer)
        return
    image = layer.get_image()
    box = box_of(layer)
    scratch = Gimp.Image.new_with_precision(box.width, box.height, image.get_base_type(), image.get_precision())
    try:
        profile = image.get_color_profile()
        if profile is not None:
            scratch.set_color_profile(profile)
        copy = Gimp.Layer.new_from_drawable(layer, scratch)
        scratch.insert_layer(copy, None, 0)
        copy.set_mode(Gimp.LayerMode.NORMAL)
        copy.set_opacity(100)
        copy.set_visible(True)
        if filters and not copy.is_group():
            copy.merge_filters()
        box = box_of(copy)
        scratch.resize(box.width, box.height, -box.x, -box.y)
        flat = Gimp.Layer.new_from_visible(scratch, scratch, "seen")
        scratch.insert_layer(flat, None, 0)
        yield flat, box
    finally:
        scratch.delete()


@contextmanager
def visible(image, box, under=None):
    """Lend a drawable of the size of `box` that shows what the canvas shows there.

    With the layer `under`, only what lies below it. The image is not touched: a copy is changed. It is cut to the
    box first, or the core would render all of it.
    """
    twin = image.duplicate()
    try:
        twin.resize(box.width, box.height, -box.x, -box.y)
        if under is not None:
            _hide_from(twin, path_of(under))
        flat = Gimp.Layer.new_from_visible(twin, twin, "visible")
        twin.insert_layer(flat, None, 0)
        yield flat, box
    finally:
        twin.delete()


def _hide_from(image, path):
    """Hide the layer at `path` and everything above it."""
    parent = None
    for position in path:
        level = siblings(image, parent)
        for layer in level[:position]:
            _hide(layer)
        parent = level[position]
    _hide(parent)


def _hide(layer):
    layer.set_lock_visibility(False)
    layer.set_visible(False)
