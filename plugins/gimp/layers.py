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


def shows_its_pixels(layer, unmasked=False):
    """Whether neither a mask (if it counts) nor a filter changes what the layer holds."""
    masked = layer.get_mask() is not None and layer.get_apply_mask() and not unmasked
    return not masked and not any(effect.get_visible() for effect in layer.get_filters())


@contextmanager
def seen(layer, unmasked=False):
    """Lend a drawable that holds the layer as it shows, with filters and mask applied, and the box it covers.

    It is the layer itself where there are none; otherwise a copy in an image of its own. With `unmasked` the mask is
    left out.
    """
    if shows_its_pixels(layer, unmasked):
        yield layer, box_of(layer)
        return
    image = layer.get_image()
    size = image.get_width(), image.get_height()
    scratch = Gimp.Image.new_with_precision(*size, image.get_base_type(), image.get_precision())
    try:
        profile = image.get_color_profile()
        if profile is not None:
            scratch.set_color_profile(profile)
        copy = Gimp.Layer.new_from_drawable(layer, scratch)
        scratch.insert_layer(copy, None, 0)
        if unmasked:
            copy.set_apply_mask(False)
        yield _flattened(copy, scratch) if copy.is_group() else _merged(copy)
    finally:
        scratch.delete()


def _merged(layer):
    """Apply filters and mask to a copy; this leaves colours exact, as composing would not."""
    layer.set_lock_content(False)
    layer.set_lock_alpha(False)
    if layer.get_filters():
        layer.merge_filters()
    if layer.get_mask() is not None:
        layer.remove_mask(Gimp.MaskApplyMode.APPLY if layer.get_apply_mask() else Gimp.MaskApplyMode.DISCARD)
    return layer, box_of(layer)


def _flattened(group, scratch):
    """Draw a group, alone in its image, with its mask and filters but at full opacity."""
    box = box_of(group)
    group.set_mode(Gimp.LayerMode.NORMAL)
    group.set_opacity(100)
    group.set_visible(True)
    scratch.resize(box.width, box.height, -box.x, -box.y)
    flat = Gimp.Layer.new_from_visible(scratch, scratch, "flat")
    scratch.insert_layer(flat, None, 0)
    return flat, box
