"""Layers and masks: which there are, where they stand, and how their pixels are read without touching them."""

from contextlib import contextmanager

from .bridge.errors import BridgeError
from .bridge.geometry import Box
from .pixels import Space, fill, is_opaque

OPAQUE = 255


def is_mask(node):
    return node.type().endswith("mask")


def is_selection_mask(node):
    return node.type() == "selectionmask"


def same(one, other):
    """Whether two wrappers stand for one node; Krita makes a new wrapper at every call."""
    return one is not None and other is not None and one.uniqueId() == other.uniqueId()


def parent_of(node):
    """The node that holds this one, None for the root and for a node that is in no document."""
    parent = node.parentNode()
    return parent if parent is not None and parent.type() else None


def layer_of(node):
    """The layer itself, or the one that a mask belongs to."""
    while is_mask(node) and parent_of(node) is not None:
        node = parent_of(node)
    return node


def walk(root):
    """Every node below a root with its depth, the topmost first, as Krita's layer list shows them."""
    for node in reversed(root.childNodes()):
        yield node, 0
        for child, depth in walk(node):
            yield child, depth + 1


def index_path(node):
    """Positions that lead from the root to a node."""
    path = []
    parent = parent_of(node)
    while parent is not None:
        path.append(next(index for index, child in enumerate(parent.childNodes()) if same(child, node)))
        node, parent = parent, parent_of(parent)
    return path[::-1]


def follow(root, path):
    """The node at the end of an index path, after those that lead to it."""
    nodes = [root]
    for index in path:
        nodes.append(nodes[-1].childNodes()[index])
    return nodes


def layer_below(node):
    """The next layer under this one in the same group, or None."""
    siblings = [child for child in parent_of(node).childNodes() if not is_mask(child)]
    index = next(index for index, child in enumerate(siblings) if same(child, node))
    return siblings[index - 1] if index else None


def extent(node):
    """The box of the node's pixels."""
    if is_selection_mask(node):
        selection = node.selection()
        return Box(selection.x(), selection.y(), selection.width(), selection.height())
    bounds = node.bounds()
    return Box(bounds.x(), bounds.y(), bounds.width(), bounds.height())


def check_readable(node):
    """
    Raises
    ------
    BridgeError
        If the node shows no picture of its own.
    """
    if node.type() == "filterlayer":
        raise BridgeError(
            f"The filter layer “{node.name()}” has no picture of its own.",
            "Choose a paint layer, a group or another layer with pixels.",
            "input",
        )
    if node.type() in ("transformmask", "filtermask", "colorizemask", ""):
        raise BridgeError(f"“{node.name()}” has no picture of its own.", "Choose a layer or a selection mask.", "input")


def read(document, node, plane, unmasked=False):
    """Copy a node's pixels into a plane in the document's colour space: what the artist sees of it alone.

    Masks on the layer count (with `unmasked` all but the transparency masks), its own opacity and blending mode do
    not. A mask is read as it is.
    """
    check_readable(node)
    if is_mask(node) or (_has_plain_pixels(node, unmasked) and Space.of(node) == Space.of(document)):
        fill(plane, node.pixelData)
    elif not unmasked and _has_current_projection(node) and Space.of(node) == Space.of(document):
        fill(plane, node.projectionPixelData)
    else:
        _read_from_copy(document, node, plane, unmasked)


def read_below(document, node, plane):
    """Copy into a plane what is visible below a node."""
    only = _only_layer_below(document, node)
    if only is not None:
        fill(plane, only.pixelData)
        if is_opaque(plane):
            return
    path = index_path(node)
    with copy_of(document, plane.box) as (copy, shift):
        nodes = follow(copy.rootNode(), path)
        for depth, child in enumerate(nodes[1:]):
            for sibling in reversed(nodes[depth].childNodes()):
                if same(sibling, child):
                    break
                if not is_mask(sibling):
                    sibling.setVisible(False)
        nodes[-1].setVisible(False)
        _refresh(copy)
        fill(plane, _shifted(copy.pixelData, shift))


@contextmanager
def copy_of(document, box):
    """A detached copy of the document that may be changed, cut to a box of the canvas where that loses nothing.

    Yields the copy and by how much its canvas is displaced in it.
    """
    document.waitForDone()
    canvas = Box(0, 0, document.width(), document.height())
    copy = document.clone()
    try:
        copy.setBatchmode(True)
        shift = (0, 0)
        has_vectors = any(node.type() == "vectorlayer" for node, _ in walk(copy.rootNode()))
        # Cropping takes a vector layer's rendering away, and pixels beyond the canvas. It costs more than it saves
        # where most of the canvas is wanted.
        if box.intersect(canvas) == box and 2 * box.area < canvas.area and not has_vectors:
            copy.crop(*box)
            shift = (box.x, box.y)
        yield copy, shift
    finally:
        copy.setModified(False)
        copy.close()


def _read_from_copy(document, node, plane, unmasked):
    path = index_path(node)
    space = Space.of(document)
    with copy_of(document, plane.box) as (copy, shift):
        nodes = follow(copy.rootNode(), path)
        twin = nodes[-1]
        for each in nodes[1:]:
            each.setVisible(True)
        if twin.type() == "grouplayer":
            twin.setPassThroughMode(False)
        for mask in twin.childNodes() if unmasked else ():
            if mask.type() == "transparencymask":
                mask.setVisible(False)
        if Space.of(twin) != space:
            twin.setColorSpace(*space)
        _refresh(copy)
        fill(plane, _shifted(twin.projectionPixelData, shift))


def _refresh(document):
    document.refreshProjection()
    document.waitForDone()


def _shifted(read_pixels, shift):
    return lambda x, y, width, height: read_pixels(x - shift[0], y - shift[1], width, height)


def _has_plain_pixels(node, unmasked=False):
    """Whether a layer's own pixels are all there is to it."""
    left_out = ("selectionmask", "transparencymask") if unmasked else ("selectionmask",)
    return node.type() == "paintlayer" and all(child.type() in left_out for child in node.childNodes())


def _has_current_projection(node):
    """Whether Krita keeps an up-to-date picture of the layer with its masks: not where anything is hidden."""
    if node.type() == "grouplayer" and node.passThroughMode():
        return False
    while parent_of(node) is not None:
        if not node.visible():
            return False
        node = parent_of(node)
    return True


def _only_layer_below(document, node):
    """The layer below if it alone is visible there and nothing changes its pixels on their way, else None."""
    below = []
    while parent_of(node) is not None:
        siblings = parent_of(node).childNodes()
        if any(is_mask(sibling) and not is_selection_mask(sibling) for sibling in siblings):
            return None
        for sibling in siblings:
            if same(sibling, node):
                break
            if sibling.visible() and not is_mask(sibling):
                below.append(sibling)
        node = parent_of(node)
    if len(below) != 1 or not same(parent_of(below[0]), document.rootNode()):
        return None
    return below[0] if _is_shown_unchanged(document, below[0]) else None


def _is_shown_unchanged(document, node):
    return (
        _has_plain_pixels(node)
        and node.opacity() == OPAQUE
        and node.blendingMode() == "normal"
        and not node.inheritAlpha()
        and not node.layerStyleToAsl()
        and all(channel.visible() for channel in node.channels())
        and Space.of(node) == Space.of(document)
    )
