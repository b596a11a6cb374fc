"""What the canvas shows: all of it, or what lies below a layer."""

from contextlib import contextmanager

from gi.repository import Gimp

import layers
import pixels

PLAIN_MODES = (Gimp.LayerMode.NORMAL, Gimp.LayerMode.NORMAL_LEGACY, Gimp.LayerMode.PASS_THROUGH)
PLAIN_COMPOSITES = (Gimp.LayerCompositeMode.AUTO, Gimp.LayerCompositeMode.UNION)


@contextmanager
def shown(image, box, under=None):
    """Lend a drawable that shows what the canvas shows in `box`, and the box it covers; nothing is touched.

    With the layer `under`, only what lies below it.
    """
    single = _single(image, box, under)
    if single is not None:
        yield single, layers.box_of(single)
        return
    twin = image.duplicate()
    try:
        # First of all, or the core would render the whole twin.
        twin.resize(box.width, box.height, -box.x, -box.y)
        if under is not None:
            _hide_from(twin, layers.path_of(under))
        flat = Gimp.Layer.new_from_visible(twin, twin, "shown")
        twin.insert_layer(flat, None, 0)
        yield flat, box
    finally:
        twin.delete()


def _single(image, box, under):
    """The one layer that alone makes what is shown in a box, or None.

    Its pixels are exact: composing takes them through linear light, which rounds (by up to half a percent where a
    profile has a curve of its own).
    """
    stack = image.get_layers() if under is None else []
    while under is not None:
        parent = under.get_parent()
        stack += layers.siblings(image, parent)[image.get_item_position(under) + 1 :]
        if parent is not None and not (parent.get_visible() and _is_plain(parent)):
            return None
        under = parent
    touching = [layer for layer in stack if layer.get_visible() and not _part(layer, box).is_empty]
    if not touching or touching[0].is_group() or not _is_plain(touching[0]):
        return None
    return touching[0] if len(touching) == 1 or _hides_what_is_below(touching[0], box) else None


def _part(layer, box):
    return layers.box_of(layer).intersect(box)


def _is_plain(layer):
    return (
        layer.get_opacity() == 100
        and layer.get_mode() in PLAIN_MODES
        and layer.get_composite_mode() in PLAIN_COMPOSITES
        and layers.shows_its_pixels(layer)
    )


def _hides_what_is_below(layer, box):
    _, left, top = layer.get_offsets()
    return _part(layer, box) == box and pixels.is_opaque(layer, box.shift(-left, -top))


def _hide_from(image, path):
    """Hide the layer at `path` and everything above it."""
    parent = None
    for position in path:
        level = layers.siblings(image, parent)
        for layer in level[:position]:
            _hide(layer)
        parent = level[position]
    _hide(parent)


def _hide(layer):
    layer.set_lock_visibility(False)
    layer.set_visible(False)
