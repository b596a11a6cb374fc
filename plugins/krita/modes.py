"""Blending modes: the words of SVG and Krita's, and how a layer lies on what is below it."""

from __future__ import annotations

from inlay.contract.views import Mixing
from krita import Node

NORMAL = "normal"

# The words of SVG and CSS, where Krita has others.
MODES = {
    "difference": "diff",
    "color-dodge": "dodge",
    "color-burn": "burn",
    "hard-light": "hard_light",
    "soft-light": "soft_light_svg",
    "plus": "add",
}
_WORDS = {name: word for word, name in MODES.items()}


def mixing_of(layer: Node) -> Mixing:
    """How a layer lies on what is below it; Krita mixes colours as they are stored."""
    mode = layer.blendingMode()
    return Mixing(_WORDS.get(mode, mode), clips=layer.inheritAlpha())
