"""The pictures that an operation reads: found in the document and copied into planes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable, NamedTuple

from inlay.contract import obstacles
from inlay.contract.boxes import Box
from inlay.contract.declaration import Input, Operation
from inlay.contract.language import _, told
from inlay.contract.limits import check_size
from inlay.contract.planes import Encoding
from krita import Node

from ..bridge import errors, request
from ..bridge.planes import PlaneFile
from . import layers, picture
from .document import Document
from .pixels import MASK, fill

#: Makes a plane, as `planes.Folder.create` does.
Create = Callable[[Box, Encoding, str], PlaneFile]


class Source(NamedTuple):
    """How a role is filled: the way, and the nodes that were chosen for it where the way asks for them."""

    way: str
    nodes: Sequence[Node] = ()


def find(operation: Operation, node: Node, choices: Mapping[str, Source]) -> dict[str, Source]:
    """What fills every role, its nodes bottom to top; the first way that is declared where nothing was chosen.

    Raises
    ------
    InputError
        If something that is needed is not there.
    """
    found = {}
    for entry in operation.inputs:
        way, nodes = choices.get(entry.role) or Source(entry.ways[0])
        if way == "active" or (way == "item" and entry.active and not nodes):
            nodes = [node]
        elif way == "layer-below":
            below = layers.layer_below(node)
            if below is None:
                raise errors.no_layer_below(node.name(), entry.label)
            nodes = [below]
        found[entry.role] = Source(way, nodes)
    return found


def boxes(
    document: Document, operation: Operation, node: Node, sources: Mapping[str, Source], values: Mapping[str, Any]
) -> dict[str, Box | None]:
    """What every role needs with these parameters, and nothing more; see `request.frame`."""
    active = _active_box(document, operation, node)
    return request.frame(operation, document.box, active, _selection_box(document, operation, sources), values)


def gather(
    document: Document,
    operation: Operation,
    node: Node,
    sources: Mapping[str, Source],
    boxes: Mapping[str, Box | None],
    create: Create,
) -> dict[str, request.Given]:
    """Copy what lies in each role's box into planes, all of it without one; the document watches it from now on."""
    images: dict[str, request.Given] = {}
    for entry in operation.inputs:
        source = sources[entry.role]
        made = list(_planes(document, operation, entry, node, source, boxes.get(entry.role), create))
        if made:
            images[entry.role] = made if source.way == "layers" else made[0]
    return images


def _planes(
    document: Document,
    operation: Operation,
    entry: Input,
    node: Node,
    source: Source,
    box: Box | None,
    create: Create,
) -> Iterator[PlaneFile]:
    if source.way == "below":
        yield read_below(document, node, box or document.box, create)
    elif source.way == "visible":
        yield read_visible(document, box or document.box, create)
    elif source.way == "selection" and not source.nodes:
        document.watch_selection(box or document.box)
        if document.selection_box() is not None:
            yield read_selection(document, box or document.box, create)
    elif source.way != "none":
        if not source.nodes and not entry.optional:
            raise obstacles.missing(operation.name, entry)
        for chosen in source.nodes:
            layers.check_readable(chosen)
            yield read_node(document, chosen, box or _extent(document, chosen), create, entry.unmasked)


def read_selection(document: Document, box: Box, create: Create) -> PlaneFile:
    plane = create(box, MASK, told(_("Selection")))
    selection = document.handle.selection()
    assert selection is not None
    fill(plane, selection.pixelData)
    return plane


def read_node(document: Document, node: Node, box: Box, create: Create, unmasked: bool = False) -> PlaneFile:
    plane = create(box, MASK if layers.is_mask(node) else document.encoding, node.name())
    picture.read(document.handle, node, plane, unmasked)
    document.watch_pixels(node, box)
    if layers.is_mask(node):
        return plane
    # What is clipped to the layers below it is as little a plain layer as one of another mode.
    mode = "clipped" if node.inheritAlpha() else node.blendingMode()
    return replace(plane, opacity=node.opacity() / picture.OPAQUE, mode=mode)


def read_below(document: Document, node: Node, box: Box, create: Create) -> PlaneFile:
    plane = create(box, document.encoding, told(_("Below")))
    picture.read_below(document.handle, node, plane)
    document.watch_visible(box)
    return plane


def read_visible(document: Document, box: Box, create: Create) -> PlaneFile:
    plane = create(box, document.encoding, told(_("Visible")))
    fill(plane, document.handle.pixelData)
    document.watch_visible(box)
    return plane


def _extent(document: Document, node: Node) -> Box:
    if layers.is_mask(node):
        return document.box
    box = layers.extent(node)
    if box.is_empty:
        raise obstacles.empty(node.name())
    if layers.has_effects(node):
        # Krita does not say how far they reach.
        box = box.unite(document.box)
    check_size(box.width, box.height)
    return box


def _active_box(document: Document, operation: Operation, node: Node) -> Box | None:
    if operation.active_input is None:
        return None
    layers.check_readable(node)
    return _extent(document, node)


def _selection_box(document: Document, operation: Operation, sources: Mapping[str, Source]) -> Box | None:
    entry = operation.selection_input
    if entry is None or sources[entry.role].way != "selection":
        return None
    nodes = sources[entry.role].nodes
    return layers.extent(nodes[0]) if nodes else document.selection_box()
