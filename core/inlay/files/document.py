"""A picture file as value types: a canvas with layers, bottom to top. A flat file is a canvas with one layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from inlay.contract.boxes import Box
from inlay.contract.language import _, enumerated, joined
from inlay.errors import InlayWarning, InputError
from inlay.files.words import shown
from inlay.picture import Picture, Space


@dataclass(frozen=True)
class Metadata:
    """What a file says besides its pixels.

    Attributes
    ----------
    exif : bytes
        A TIFF structure as Exif has it, its orientation already applied to the pixels and reset; empty for none.
    resolution : tuple of float or None
        Dots an inch, across and down.
    xmp : bytes
        The XMP packet, UTF-8; empty for none.
    iptc : bytes
        IPTC-IIM records, as JPEG and PSD have them in Photoshop's resource 0x0404; empty for none.
    texts : mapping
        Texts by keyword, in PNG's words (``Title``, ``Author``, ``Comment`` ...); a JPEG's comment is ``Comment``.
    """

    exif: bytes = b""
    resolution: tuple[float, float] | None = None
    xmp: bytes = field(default=b"", repr=False)
    iptc: bytes = field(default=b"", repr=False)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """One layer; its pixels are decoded when they are first asked for.

    Attributes
    ----------
    decode : callable
        Returns the `Picture`, positioned on the canvas.
    mode : str
        Compositing operator in OpenRaster's words, such as ``svg:src-over`` or ``svg:multiply``.
    x, y : int
        Position of `encoded` on the canvas.
    encoded : bytes
        The layer's own file inside an OpenRaster file, so that it is passed on as it is.
    suffix : str
        Kind of that file, ``.png``.
    attributes : mapping
        What else the file says about the layer, passed on as it is.
    element : xml.etree.ElementTree.Element or None
        For what an OpenRaster stack holds besides layers, such as text: passed on in the layer's place.
    """

    name: str
    decode: Callable[[], Picture] = field(repr=False)
    visible: bool = True
    opacity: float = 1.0
    mode: str = "svg:src-over"
    x: int = 0
    y: int = 0
    encoded: bytes = field(default=b"", repr=False)
    suffix: str = ".png"
    attributes: Mapping[str, str] = field(default_factory=dict)
    element: Any = field(default=None, repr=False)

    @cached_property
    def picture(self) -> Picture:
        return self.decode()


@dataclass(frozen=True)
class Group:
    """Layers and groups, bottom to top, that are composed as one."""

    name: str
    children: Sequence[Layer | Group]
    visible: bool = True
    opacity: float = 1.0
    mode: str = "svg:src-over"
    isolated: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)


Node = Layer | Group


@dataclass(frozen=True)
class Document:
    """A file that was read.

    Attributes
    ----------
    format : str
        Name of the format, for messages.
    space : Space
        Colour space of the composed picture.
    layers : sequence of Layer and Group
        Bottom to top.
    layered : bool
        Whether the format holds several layers.
    notes : sequence of InlayWarning
        What its layers do not show as the file means it; said when they are composed here, not by `render`.
    render : callable or None
        The format's own way of composing its nodes: takes a function that says which are shown, and a box.
    members : mapping
        Further parts of an OpenRaster file by name, which attributes name; passed on with them.
    lossy : bool
        Whether the pixels are packed with a loss, as by JPEG.
    """

    width: int
    height: int
    space: Space
    layers: Sequence[Node]
    metadata: Metadata = Metadata()
    format: str = ""
    layered: bool = False
    path: Path = Path()
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[InlayWarning] = ()
    render: Callable[[Callable[[Node], bool], Box], Picture] | None = field(default=None, repr=False)
    members: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    lossy: bool = False

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def walk(self) -> Iterator[tuple[str, Node]]:
        """Every node with its path of names, in drawing order: bottom to top, what a group holds before the group."""
        yield from _walk(self.layers, "")

    def find(self, label: str) -> Node:
        """The node of a name, of a path ``group/name``, or of a number from 0 at the bottom.

        Raises
        ------
        InputError
            If there is none, or several of that name.
        """
        nodes = list(self.walk())
        matches = [node for _, node in nodes if node.name == label] or [node for path, node in nodes if path == label]
        if len(matches) == 1:
            return matches[0]
        listing = enumerated(joined(" ", (str(number), shown(path))) for number, (path, _) in enumerate(nodes))
        if len(matches) > 1:
            raise InputError(
                _("{path} has {count} layers named “{label}”.", path=self.path.name, count=len(matches), label=label),
                _("Give a number: {listing}.", listing=listing),
            )
        if label.isdecimal() and int(label) < len(nodes):
            return nodes[int(label)][1]
        raise InputError(
            _("{path} has no layer “{label}”.", path=self.path.name, label=label),
            _("It has: {listing}.", listing=listing),
        )


def _walk(nodes: Sequence[Node], path: str) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if isinstance(node, Group):
            yield from _walk(node.children, f"{path}{node.name}/")
        yield path + node.name, node


def flat(picture: Picture, metadata: Metadata, format: str, path: Path, **other: Any) -> Document:
    """A file of one layer that fills the canvas."""
    layer = Layer(path.stem, lambda: picture)
    return Document(picture.width, picture.height, picture.space, (layer,), metadata, format, path=path, **other)
