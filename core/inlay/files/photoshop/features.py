"""What of a layer cannot be composed, or cannot be kept as a layer of OpenRaster."""

from __future__ import annotations

from typing import Any

from inlay.contract.language import _
from inlay.files.photoshop import artboards, masks, modes

_DRAWN = ("type", "shape", "smartobject", "solidcolorfill", "gradientfill", "patternfill")
_EVERY_TONE = (0, 65535)
#: Photoshop's own limit on the side of a picture.
_LARGEST_SIDE = 300_000
# Times the canvas that a layer may be large if it is drawn, or if its pixels are packed into hardly any bytes.
_LARGEST_FILL = 16
_LARGEST_BLANK = 4
_BLANK_PIXELS_OF_A_BYTE = 64


def is_drawn(layer: Any) -> bool:
    """Whether a layer is a text, a shape or a fill without pixels, which must be drawn."""
    return layer.kind in _DRAWN and not layer.has_pixels()


def is_adjustment(layer: Any) -> bool:
    return not layer.is_group() and layer.kind not in ("pixel", *_DRAWN)


def is_misplaced(layer: Any) -> bool:
    """Whether the place of a layer is one that no layer can have; it is empty then."""
    if layer.is_group() or is_adjustment(layer):
        return False
    width, height = layer.width, layer.height
    # Drawn and unpacked as large as it says, whatever is seen of it.
    canvas = layer._psd.width * layer._psd.height
    if is_drawn(layer):
        return bool(width * height > max(1 << 20, _LARGEST_FILL * canvas))
    if not layer.has_pixels():
        return False
    packed = sum(len(channel.data) for channel in layer._channels)
    possible = 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE
    believable = max(1 << 20, _LARGEST_BLANK * canvas, _BLANK_PIXELS_OF_A_BYTE * packed)
    return not possible or bool(width * height > believable)


def not_composed(layer: Any) -> str:
    """What makes a layer look different in Photoshop from what Inlay composes; empty for nothing."""
    mode = layer.blend_mode.name
    checks = (
        (is_adjustment(layer), _("adjustments")),
        (is_drawn(layer) and layer.kind != "solidcolorfill", _("texts, shapes and fills without pixels")),
        (_has_effects(layer), _("effects")),
        (mode == "DISSOLVE", _("the mode dissolve")),
        (
            layer.fill_opacity < 255 and mode in modes.OF_FILL,
            _("a fill opacity in the mode {words}", words=modes.words(mode)),
        ),
        (_blends_by_tone(layer), _("blending by tone")),
        (_leaves_out_channels(layer), _("blending of single channels")),
        (masks.is_soft(layer), _("softened masks")),
        (masks.path_is_drawn(layer) or masks.is_thinned_twice(layer), _("vector masks")),
        (_has_odd_mask(layer), _("inverted or moved masks")),
        (artboards.colour(layer) is not None, _("backgrounds of artboards")),
        (bool(layer.clipping) and not _clips_as_group(layer), _("clipped layers that blend on their own")),
    )
    return next((words for holds, words in checks if holds), "")


def not_kept(layer: Any) -> list[str]:
    """What OpenRaster lacks of a layer, besides what is not composed."""
    mode = layer.blend_mode.name
    found: list[str] = []
    if mode not in modes.OPERATORS and mode != "DISSOLVE":
        found.append(_("the mode {words}", words=modes.words(mode)))
    if mode == "LINEAR_DODGE":
        found.append(_("the mode linear dodge where they are translucent"))
    if _knocks_out(layer):
        found.append(_("knockouts"))
    if is_misplaced(layer):
        found.append(_("pixels in an impossible place"))
    return found


def _has_effects(layer: Any) -> bool:
    """Whether effects are switched on; psd-tools overlooks some that only the older kind of block says plainly."""
    from psd_tools.constants import EffectOSType, Tag

    older = layer.tagged_blocks.get_data(Tag.EFFECTS_LAYER) or {}
    state = older.get(EffectOSType.COMMON_STATE)
    shown = state is None or state.visible
    return bool(layer.has_effects() or (shown and any(getattr(each, "enabled", False) for each in older.values())))


def _blends_by_tone(layer: Any) -> bool:
    ranges = layer._record.blending_ranges
    pairs = [ranges.composite_ranges, *(ranges.channel_ranges or [])]
    return any(tuple(each) != _EVERY_TONE for pair in pairs if pair for each in pair)


def _leaves_out_channels(layer: Any) -> bool:
    from psd_tools.constants import Tag

    return bool(layer.tagged_blocks.get_data(Tag.CHANNEL_BLENDING_RESTRICTIONS_SETTING))


def _has_odd_mask(layer: Any) -> bool:
    mask = layer.mask
    if mask is None or mask.disabled:
        return False
    return bool(mask.flags.invert_mask or (mask.flags.pos_relative_to_layer and (layer.left or layer.top)))


def _clips_as_group(layer: Any) -> bool:
    """A setting of the base, which is the nearest layer below that is not clipped."""
    from psd_tools.constants import Tag

    siblings = list(layer.parent)
    below = siblings[: siblings.index(layer)]
    base = next((each for each in reversed(below) if not each.clipping), None)
    return base is not None and bool(base.tagged_blocks.get_data(Tag.BLEND_CLIPPING_ELEMENTS, 1))


def _knocks_out(layer: Any) -> bool:
    from psd_tools.constants import Tag

    return bool(layer.tagged_blocks.get_data(Tag.KNOCKOUT_SETTING, 0))
