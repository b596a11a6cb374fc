"""OpenRaster files that Inlay wrote, opened by Krita."""

import json
import os

from krita import Krita

FOLDER = os.path.join(os.environ["INLAY_FOLDER"], "layered")


def check_group():
    _opens("group")


def check_narrow():
    _opens("narrow")


def check_names():
    _opens("names")


def check_kept():
    # Krita leaves out what it cannot show, as Inlay does.
    _opens("kept", but=("text", "Drawing", "Torn"))


def _opens(name, but=()):
    with open(os.path.join(FOLDER, f"{name}.json"), encoding="utf-8") as file:
        about = json.load(file)
    with open(os.path.join(FOLDER, f"{name}.rgba"), "rb") as file:
        expected = file.read()
    document = Krita.instance().openDocument(os.path.join(FOLDER, f"{name}.ora"))
    assert document is not None, "Krita does not open it"
    document.setBatchmode(True)
    document.refreshProjection()
    document.waitForDone()
    width, height = about["size"]
    assert (document.width(), document.height()) == (width, height)
    names = _names(document.rootNode())
    assert [each for each in names if each not in but] == [each for each in about["names"] if each not in but]
    held = bytes(document.rootNode().projectionPixelData(0, 0, width, height))
    for channel, place in enumerate((2, 1, 0, 3)):
        assert held[place::4] == expected[channel::4], f"channel {channel} differs"


def _names(node):
    """Bottom to top, what a group holds before the group."""
    return [name for child in node.childNodes() for name in (*_names(child), child.name())]
