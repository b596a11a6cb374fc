"""Blending modes: the words of SVG and GIMP's, and how a layer lies on what is below it."""

from __future__ import annotations

from gi.repository import Gimp

from inlay.contract.errors import InlayError
from inlay.contract.language import _
from inlay.contract.views import Mixing

TELL = _("Tell who made the operation.")
#: The words of SVG and CSS, where GIMP has others.
MODES = {
    "plus": "ADDITION",
    "darken": "DARKEN_ONLY",
    "lighten": "LIGHTEN_ONLY",
    "color-dodge": "DODGE",
    "color-burn": "BURN",
    "hard-light": "HARDLIGHT",
    "soft-light": "SOFTLIGHT",
}
PLAIN = (Gimp.LayerMode.NORMAL, Gimp.LayerMode.NORMAL_LEGACY, Gimp.LayerMode.PASS_THROUGH)
#: What GIMP blends in linear light where the artist has not chosen.
OF_LIGHT = ("multiply", "addition")
LEGACY = "-legacy"
_WORDS = {name.lower().replace("_", "-"): word for word, name in MODES.items()}


def mode_of(layer: Gimp.Layer) -> str:
    """GIMP's word for a layer's blending mode; ``normal`` for all that are."""
    mode = layer.get_mode()
    return "normal" if mode in PLAIN else mode.value_nick


def named(name: str) -> Gimp.LayerMode | None:
    """GIMP's blending mode; None for the image's own normal.

    Raises
    ------
    InlayError
        If there is none.
    """
    if name == "normal":
        return None
    mode = getattr(Gimp.LayerMode, MODES.get(name, name.upper().replace("-", "_")), None)
    if mode is None:
        raise InlayError(_("GIMP has no blending mode called {name}.", name=name), TELL)
    return mode


def mixing_of(layer: Gimp.Layer) -> Mixing:
    """How a layer lies on what is below it; the modes of old blend and weigh colours as the eye sees them."""
    mode, nick = mode_of(layer), layer.get_mode().value_nick
    is_old, word = nick.endswith(LEGACY), mode[: -len(LEGACY)] if mode.endswith(LEGACY) else mode
    blends = "linear" if word in OF_LIGHT and not is_old else "perceptual"
    clips = mode != "normal"
    composite = layer.get_composite_mode()
    if composite != Gimp.LayerCompositeMode.AUTO:
        clips = composite == Gimp.LayerCompositeMode.CLIP_TO_BACKDROP
    return Mixing(
        _WORDS.get(word, word),
        _light(layer.get_blend_space(), blends),
        _light(layer.get_composite_space(), "perceptual" if is_old else "linear"),
        clips,
    )


def _light(space: Gimp.LayerColorSpace, otherwise: str) -> str:
    """The light of a space that the artist has chosen."""
    spaces = Gimp.LayerColorSpace
    if space == spaces.AUTO:
        return otherwise
    return "linear" if space == spaces.RGB_LINEAR else "perceptual"
