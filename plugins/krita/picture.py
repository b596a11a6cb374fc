"""Pictures as the artist sees them: a layer by itself, and what lies below it; reading touches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from inlay.contract.boxes import Box
from krita import Document, GroupLayer, Node

from ..bridge.planes import PlaneFile
from . import layers
from .pixels import Read, Space, fill, is_opaque

OPAQUE = 255


def read(document: Document, node: Node, plane: PlaneFile, unmasked: bool = False) -> None:
    """Copy a node's pixels into a plane in the document's colour space: what the artist sees of it alone.

    Masks on the layer and its style count (with `unmasked` all but the transparency masks and the style), its own
    opacity and blending mode do not. A mask is read as it is.
    """
    layers.check_readable(node)
    if not unmasked and layers.has_style(node):
        _read_styled(document, node, plane)
    elif layers.is_mask(node) or (_has_plain_pixels(node, unmasked) and Space.of(node) == Space.of(document)):
        fill(plane, node.pixelData)
    elif not unmasked and _has_current_projection(node) and Space.of(node) == Space.of(document):
        fill(plane, node.projectionPixelData)
    else:
        _read_from_copy(document, node, plane, unmasked)


def read_below(document: Document, node: Node, plane: PlaneFile) -> None:
    """Copy into a plane what is visible below a node."""
    only = _only_layer_below(document, node)
    if only is not None:
        fill(plane, only.pixelData)
        if is_opaque(plane):
            return
    path = layers.index_path(node)
    with copy_of(document, plane.box) as (copy, shift):
        nodes = layers.follow(copy.rootNode(), path)
        for depth, child in enumerate(nodes[1:]):
            for sibling in reversed(nodes[depth].childNodes()):
                if layers.same(sibling, child):
                    break
                if not layers.is_mask(sibling):
                    sibling.setVisible(False)
        nodes[-1].setVisible(False)
        _refresh(copy)
        fill(plane, _shifted(copy.pixelData, shift))


def read_without(document: Document, nodes: Sequence[Node], plane: PlaneFile) -> None:
    """Copy into a plane what the canvas shows without some layers."""
    paths = [layers.index_path(node) for node in nodes]
    with copy_of(document, plane.box) as (copy, shift):
        for path in paths:
            layers.follow(copy.rootNode(), path)[-1].setVisible(False)
        _refresh(copy)
        fill(plane, _shifted(copy.pixelData, shift))


@contextmanager
def copy_of(document: Document, box: Box) -> Iterator[tuple[Document, tuple[int, int]]]:
    """A detached copy of the document that may be changed, cut to a box of the canvas where that loses nothing.

    Yields the copy and by how much its canvas is displaced in it.
    """
    document.waitForDone()
    canvas = Box(0, 0, document.width(), document.height())
    copy = document.clone()
    try:
        copy.setBatchmode(True)
        shift = (0, 0)
        has_vectors = any(node.type() == "vectorlayer" for node, _ in layers.walk(copy.rootNode()))
        # Cropping takes a vector layer's rendering away, and pixels beyond the canvas. It costs more than it saves
        # where most of the canvas is wanted.
        if box.intersect(canvas) == box and 2 * box.area < canvas.area and not has_vectors:
            copy.crop(*box)
            shift = (box.x, box.y)
        yield copy, shift
    finally:
        copy.setModified(False)
        copy.close()


def _read_from_copy(document: Document, node: Node, plane: PlaneFile, unmasked: bool) -> None:
    path = layers.index_path(node)
    space = Space.of(document)
    with copy_of(document, plane.box) as (copy, shift):
        nodes = layers.follow(copy.rootNode(), path)
        twin = nodes[-1]
        for each in nodes[1:]:
            each.setVisible(True)
        if isinstance(twin, GroupLayer):
            twin.setPassThroughMode(False)
        for mask in twin.childNodes() if unmasked else ():
            if mask.type() == "transparencymask":
                mask.setVisible(False)
        if Space.of(twin) != space:
            twin.setColorSpace(*space)
        _refresh(copy)
        fill(plane, _shifted(twin.projectionPixelData, shift))


def _read_styled(document: Document, node: Node, plane: PlaneFile) -> None:
    """Shadows and glows are only in the whole picture: in a copy where nothing else is seen."""
    path = layers.index_path(node)
    # Not cut to the plane: what lies outside of it may throw its shadow there.
    with copy_of(document, Box(0, 0, document.width(), document.height())) as (copy, _):
        nodes = layers.follow(copy.rootNode(), path)
        for depth, child in enumerate(nodes[1:]):
            for sibling in nodes[depth].childNodes():
                sibling.setVisible(layers.same(sibling, child))
            child.setOpacity(OPAQUE)
            child.setBlendingMode("normal")
            child.setInheritAlpha(False)
        _refresh(copy)
        fill(plane, copy.pixelData)


def _refresh(document: Document) -> None:
    document.refreshProjection()
    document.waitForDone()


def _shifted(read_pixels: Read, shift: tuple[int, int]) -> Read:
    return lambda x, y, width, height: read_pixels(x - shift[0], y - shift[1], width, height)


def _has_plain_pixels(node: Node, unmasked: bool = False) -> bool:
    """Whether a layer's own pixels are all there is to it."""
    left_out = ("selectionmask", "transparencymask") if unmasked else ("selectionmask",)
    return node.type() == "paintlayer" and all(child.type() in left_out for child in node.childNodes())


def _has_current_projection(node: Node) -> bool:
    """Whether Krita keeps an up-to-date picture of the layer with its masks: not where anything is hidden."""
    if isinstance(node, GroupLayer) and node.passThroughMode():
        return False
    parent = layers.parent_of(node)
    while parent is not None:
        if not node.visible():
            return False
        node, parent = parent, layers.parent_of(parent)
    return True


def _only_layer_below(document: Document, node: Node) -> Node | None:
    """The layer below if it alone is visible there and nothing changes its pixels on their way, else None."""
    below = []
    parent = layers.parent_of(node)
    while parent is not None:
        siblings = parent.childNodes()
        if any(layers.is_mask(sibling) and not layers.is_selection_mask(sibling) for sibling in siblings):
            return None
        for sibling in siblings:
            if layers.same(sibling, node):
                break
            if sibling.visible() and not layers.is_mask(sibling):
                below.append(sibling)
        node, parent = parent, layers.parent_of(parent)
    if len(below) != 1 or not layers.same(layers.parent_of(below[0]), document.rootNode()):
        return None
    return below[0] if _is_shown_unchanged(document, below[0]) else None


def _is_shown_unchanged(document: Document, node: Node) -> bool:
    return (
        _has_plain_pixels(node)
        and node.opacity() == OPAQUE
        and node.blendingMode() == "normal"
        and not node.inheritAlpha()
        and not layers.has_style(node)
        and all(channel.visible() for channel in node.channels())
        and Space.of(node) == Space.of(document)
    )
