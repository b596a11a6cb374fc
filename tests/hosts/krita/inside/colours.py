"""Colours mean in the worker what they mean in Krita, whatever profile Krita names."""

import os
import re
import struct

import toolbox
from inlay.krita import profiles
from inlay.krita.pixels import Space

import inlay
from krita import Krita

DEPTHS = {"CMYKA": ("U8", "U16", "F32"), "LABA": ("U8", "U16", "F32"), "GRAYA": ("U8", "F32"), "RGBA": ("U8", "F16")}
CLASSES = {"CMYKA": b"CMYK", "LABA": b"Lab ", "GRAYA": b"GRAY", "RGBA": b"RGB "}
SCREEN = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
SVG = os.path.join(os.environ["INLAY_FOLDER"], "colours.svg")
# Blue, green, red: as 8-bit documents have them. All of them can be printed.
# Krita converts to and from inks without black point compensation, which shows in the dark.
TOLERANCE = {"CMYKA": 15}
# What Krita cannot save: the worker knows it by its name. And what Krita shows brighter than its profile says.
NAMED, HDR = "krita-2.5, lcms sRGB built-in with linear gamma TRC", "PQ"
PATCHES = [(200, 200, 200), (70, 70, 70), (90, 90, 190), (90, 150, 90), (150, 90, 80), (120, 180, 210)]


def _patches(model, depth, profile):
    """A document with squares of known colours on a transparent layer, converted by Krita."""
    document = toolbox.new_document(*SCREEN)
    layer = toolbox.add_layer(document, "Patches", (0, 0, toolbox.WIDTH, toolbox.HEIGHT), opacity=0)
    layer.setPixelData(bytes(4 * toolbox.WIDTH * toolbox.HEIGHT), 0, 0, toolbox.WIDTH, toolbox.HEIGHT)
    for place, patch in enumerate(PATCHES):
        layer.setPixelData(bytes((*patch, 255)) * 100, 2 + 14 * place, 20, 10, 10)
    toolbox.refresh(document)
    assert document.setColorSpace(model, depth, profile)
    toolbox.refresh(document)
    return document, layer


def _on_screen(document, layer):
    """The colours of the patches as Krita shows them."""
    twin = document.clone()
    twin.setColorSpace(*SCREEN)
    toolbox.refresh(twin)
    shown = next(node for node in twin.rootNode().childNodes() if node.name() == layer.name())
    found = [struct.unpack("4B", bytes(shown.pixelData(6 + 14 * place, 25, 1, 1))) for place in range(len(PATCHES))]
    twin.setModified(False)
    twin.close()
    return [(red, green, blue) for blue, green, red, _ in found]


def _in_the_worker(document, layer):
    """The same as the worker writes them."""
    inlay.run("trace", document, layer, {"of": "opacity", "yields": "file", "file": SVG, "fill": "mean"})
    with open(SVG, encoding="utf-8") as file:
        found = re.findall(r'd="M([\d.]+)[^"]*" fill="#(\w{6})"', file.read())
    return [tuple(bytes.fromhex(colour)) for _, colour in sorted(found, key=lambda each: float(each[0]))]


def check_every_profile_that_krita_names_is_found():
    for model, depths in DEPTHS.items():
        for name in Krita.instance().profiles(model, depths[0]):
            if name == NAMED:
                continue
            content = profiles.content(Space(model, depths[0], name))
            assert content[16:20] == CLASSES[model] and content[36:40] == b"acsp", (model, name, content[:40])
    assert {"Chemical proof"} <= set(Krita.instance().profiles("CMYKA", "U8"))
    assert len(Krita.instance().documents()) == 0


def check_colours_are_those_that_krita_shows():
    for model, depths in DEPTHS.items():
        for depth in depths:
            for name in Krita.instance().profiles(model, depth):
                if HDR in name:
                    continue
                document, layer = _patches(model, depth, name)
                expected, found = _on_screen(document, layer), _in_the_worker(document, layer)
                worst = max(
                    abs(a - b) for pair in zip(expected, found, strict=True) for a, b in zip(*pair, strict=True)
                )
                assert worst <= TOLERANCE.get(model, 1), (model, depth, name, expected, found)
                document.setModified(False)
                document.close()
