"""Pictures as the artist sees them: a layer by itself, what lies below it, all that the canvas shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gi.repository import Gimp

from inlay.contract.boxes import Box

from . import layers, modes, pixels

PLAIN_COMPOSITES = (Gimp.LayerCompositeMode.AUTO, Gimp.LayerCompositeMode.UNION)


@contextmanager
def seen(layer: Gimp.Layer, unmasked: bool = False) -> Iterator[tuple[Gimp.Drawable, Box]]:
    """Lend a drawable that holds the layer as it shows, with filters and mask applied, and the box it covers.

    It is the layer itself where there are none; otherwise a copy in an image of its own. With `unmasked` the mask is
    left out.
    """
    if layers.shows_its_pixels(layer, unmasked):
        yield layer, layers.box_of(layer)
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


def _merged(layer: Gimp.Layer) -> tuple[Gimp.Drawable, Box]:
    """Apply filters and mask to a copy; this leaves colours exact, as composing would not."""
    layer.set_lock_content(False)
    layer.set_lock_alpha(False)
    if layer.get_filters():
        layer.merge_filters()
    if layer.get_mask() is not None:
        layer.remove_mask(Gimp.MaskApplyMode.APPLY if layer.get_apply_mask() else Gimp.MaskApplyMode.DISCARD)
    return layer, layers.box_of(layer)


def _flattened(group: Gimp.Layer, scratch: Gimp.Image) -> tuple[Gimp.Drawable, Box]:
    """Draw a group, alone in its image, with its mask and filters but at full opacity."""
    box = layers.box_of(group)
    group.set_mode(Gimp.LayerMode.NORMAL)
    group.set_opacity(100)
    group.set_visible(True)
    scratch.resize(box.width, box.height, -box.x, -box.y)
    flat = Gimp.Layer.new_from_visible(scratch, scratch, "flat")
    scratch.insert_layer(flat, None, 0)
    return flat, box


def stand_in(layer: Gimp.Layer, name: str) -> Gimp.Layer:
    """A layer that shows what another one shows, mixed as that is; not yet part of the image."""
    with seen(layer) as (drawable, box):
        twin = Gimp.Layer.new_from_drawable(drawable, layer.get_image())
    if twin.get_mask() is not None:
        # One that is not applied: its layer shows its pixels as they are.
        twin.remove_mask(Gimp.MaskApplyMode.DISCARD)
    twin.add_alpha()
    twin.set_name(name)
    twin.set_visible(True)
    twin.set_offsets(box.x, box.y)
    mix_as(layer, twin)
    return twin


def mix_as(layer: Gimp.Layer, twin: Gimp.Layer) -> None:
    """Give a layer the opacity and mode of another one."""
    twin.set_opacity(layer.get_opacity())
    if layer.get_mode() != Gimp.LayerMode.PASS_THROUGH:
        twin.set_mode(layer.get_mode())


@contextmanager
def shown(image: Gimp.Image, box: Box, under: Gimp.Item | None = None) -> Iterator[tuple[Gimp.Drawable, Box]]:
    """Lend a drawable that shows what the canvas shows in `box`, and the box it covers; nothing is touched.

    With the layer `under`, only what lies below it.
    """
    single = _single(image, box, under)
    if single is not None:
        yield single, layers.box_of(single)
        return
    if under is None:
        flat = Gimp.Layer.new_from_visible(image, image, "shown")
        try:
            yield flat, layers.box_of(flat)
        finally:
            flat.delete()
        return
    twin = image.duplicate()
    try:
        # First of all, or the core would render the whole twin.
        twin.resize(box.width, box.height, -box.x, -box.y)
        _hide_from(twin, layers.path_of(under))
        flat = Gimp.Layer.new_from_visible(twin, twin, "shown")
        twin.insert_layer(flat, None, 0)
        yield flat, box
    finally:
        twin.delete()


def _single(image: Gimp.Image, box: Box, under: Gimp.Item | None) -> Gimp.Layer | None:
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


def _part(layer: Gimp.Layer, box: Box) -> Box:
    return layers.box_of(layer).intersect(box)


def _is_plain(layer: Gimp.Layer) -> bool:
    return (
        layer.get_opacity() == 100
        and layer.get_mode() in modes.PLAIN
        and layer.get_composite_mode() in PLAIN_COMPOSITES
        and layers.shows_its_pixels(layer)
    )


def _hides_what_is_below(layer: Gimp.Layer, box: Box) -> bool:
    _, left, top = layer.get_offsets()
    return _part(layer, box) == box and pixels.is_opaque(layer, box.shift(-left, -top))


def _hide_from(image: Gimp.Image, path: Sequence[int]) -> None:
    """Hide the layer at `path` and everything above it."""
    parent: Gimp.Layer | None = None
    for position in path:
        level = layers.siblings(image, parent)
        for layer in level[:position]:
            _hide(layer)
        parent = level[position]
    if parent is not None:
        _hide(parent)


def _hide(layer: Gimp.Layer) -> None:
    layer.set_lock_visibility(False)
    layer.set_visible(False)
