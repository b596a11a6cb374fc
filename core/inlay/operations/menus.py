"""The menus and their entries by how often an artist needs them: every list of operations has this order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from inlay.contract.declaration import Operation

#: Ids of Inlay's own operations. What editors themselves do as well comes last.
MENUS = {
    "Cut Out": (
        "remove-background",
        "cut-out-selection",
        "cut-out-scribbles",
        "cut-out",
        "make-trimap",
        "refine-edge",
        "clean-edge-colours",
        "background-plate",
    ),
    "Blend": ("seamless-clone", "match-below", "paste-with-shadow", "harmonise", "swap-features", "copy-paste"),
    "Retouch": ("heal-selection", "fill-transparent-parts", "flatten-texture", "sharpen-gradients", "make-tileable"),
    "Colour and Light": ("relight", "tone-gradients", "recolour", "isolate-colour", "rotate-colours"),
    "Combine": ("merge-layers", "show-channels", "show-gradients", "rebuild-from-gradients"),
    "Select": (
        "select-subject",
        "refine-selection",
        "smooth-selection",
        "select-scribbles",
        "select-threshold",
        "select-clusters",
    ),
    "Trace": ("trace",),
    "More": (
        "normalise",
        "painted-edges",
        "sobel",
        "grayscale",
        "gaussian-blur",
        "mean-blur",
        "median-blur",
        "guided-filter",
        "convolve",
    ),
}
_MENU = {entry: menu for menu, entries in MENUS.items() for entry in entries}
_PLACE = {entry: place for place, entry in enumerate(_MENU)}

Entry = TypeVar("Entry", bound=Operation)


def menu_of(name: str) -> str | None:
    """The menu of one of Inlay's own operations, by its id."""
    return _MENU.get(name)


def by_use(operations: Iterable[Entry]) -> list[Entry]:
    """The operations in the order of the menus; those that are in none of them come last, as they come."""
    return sorted(operations, key=lambda operation: _PLACE.get(operation.id, len(_PLACE)))
