"""What a job yields becomes part of the document: one node, prepared completely, inserted once, undone by one undo.

Where Krita has no such thing, the nearest that one undo takes back: a channel is a selection mask that is switched
off, a path a vector layer, a selection beside an earlier one a selection mask of the layer. Several outputs arrive as
one group; a layer mask then comes on a copy of its layer.
"""

import time
from typing import Any, NamedTuple

from krita import Krita, Selection

from . import layers, vectors
from .bridge import outcome
from .bridge.errors import BridgeError, Warning
from .pixels import Space, pour
from .qt import QtCore

# How long shapes may take to be drawn; usually a fifth of a second.
DRAWING_SECONDS = 2

# The lower neighbour that stands for the top of a group.
TOP = None

LOWEST = Warning(
    "place", "Krita's scripts cannot put a layer below the lowest one, so the result lies above it.", "Move it down."
)

# The words of SVG and CSS, where Krita has others.
MODES = {
    "difference": "diff",
    "color-dodge": "dodge",
    "color-burn": "burn",
    "hard-light": "hard_light",
    "soft-light": "soft_light_svg",
    "plus": "add",
}


class Result(NamedTuple):
    """The inserted node, None where nothing was to be inserted; paths of written files; warnings."""

    node: Any
    files: list
    warnings: list


def insert(document, operation, outcomes, active, homes):
    """Put what a job yielded into the document.

    Parameters
    ----------
    document : document.Document
    operation : table.Operation
    outcomes : outcome.Outcomes
    active : Node
        The layer that the artist worked on.
    homes : dict of str to Node
        The node that served each role.

    Raises
    ------
    BridgeError
        If the document has changed since it was read, or Krita refuses; nothing is inserted then.
    """
    files = [output.path for output in outcomes if isinstance(output, outcome.File)]
    outputs = [output for output in outcomes if not isinstance(output, outcome.File)]
    if not outputs:
        return Result(None, files, outcomes.warnings)
    document.check_unchanged()
    workshop = Workshop(document, outputs)
    try:
        if len(outputs) == 1:
            node, parent, above = workshop.alone(outputs[0], active, homes)
        else:
            node, parent, above = workshop.together(operation.name, outputs, active, homes)
        if workshop.has_served_events:
            document.check_unchanged()
        add(node, parent, above)
    finally:
        workshop.close()
    # A node that was made in the helper still believes to be there; asked to remove itself, it would take Krita down.
    node = document.handle.nodeByUniqueID(node.uniqueId()) or node
    if any(isinstance(output, outcome.Selection) for output in outputs):
        _redraw_selection()
    return Result(node, files, outcomes.warnings + workshop.warnings)


def add(node, parent, above):
    """The one insertion: everything before it is preparation that no window shows and no undo knows."""
    if not parent.addChildNode(node, above):
        raise BridgeError("Krita did not take the result.", "Finish what you are doing in Krita, then run it again.")


class Workshop:
    """Where nodes are made before they enter the document.

    Children, blending modes, shapes and active selections make undo steps of their own even on a node that is
    nowhere. Nodes that have them are made in a second document, and a duplicate enters the first.
    """

    def __init__(self, document, outputs):
        self._document = document
        self._handle = document.handle
        alone = len(outputs) == 1 and not _needs_helper(outputs[0])
        self._helper = None if alone else _helper(document)
        self._desk = self._helper or self._handle
        self.warnings = []
        self.has_served_events = False

    def close(self):
        if self._helper is not None:
            self._helper.setModified(False)
            self._helper.close()

    def alone(self, output, active, homes):
        """The node of the only output, and the parent and lower neighbour that it gets."""
        if isinstance(output, outcome.LayerMask):
            home = layers.layer_of(homes.get(output.of, active))
            return self._ready(self._transparency_mask(output.plane)), home, TOP
        if isinstance(output, outcome.Channel):
            return self._ready(self._selection_mask(output.name, output.plane)), active, TOP
        if isinstance(output, outcome.Selection):
            home = active if self._handle.selection() is not None else self._handle.rootNode()
            return self._ready(self._active_selection(output)), home, TOP
        return (self._ready(self._make(output)), *self._place(output, active, homes))

    def together(self, name, outputs, active, homes):
        """A group of all outputs, and the parent and lower neighbour that it gets."""
        group = self._desk.createGroupLayer(name)
        masks = []
        for output in outputs:
            if isinstance(output, outcome.Selection):
                masks.append(self._active_selection(output))
            elif isinstance(output, outcome.Channel):
                masks.append(self._selection_mask(output.name, output.plane))
            elif isinstance(output, outcome.LayerMask):
                self._add_masked_copy(group, output, layers.layer_of(homes.get(output.of, active)))
            else:
                group.addChildNode(self._make(output), TOP)
        for mask in masks:
            group.addChildNode(mask, TOP)
        placed = next((output for output in outputs if hasattr(output, "place")), None)
        return (self._ready(group), *self._place(placed, active, homes))

    def _ready(self, node):
        if self._helper is None:
            return node
        shapes = [each for each in (node, *(child for child, _ in layers.walk(node))) if each.type() == "vectorlayer"]
        if shapes:
            # Only in a document, and while events are served, are shapes drawn; a duplicate keeps the drawing.
            self._helper.rootNode().addChildNode(node, TOP)
            _serve_events_until(lambda: all(not each.bounds().isEmpty() for each in shapes))
            self.has_served_events = True
        return node.duplicate()

    def _place(self, output, active, homes):
        """The parent and lower neighbour for an output that asks for a place, above the active layer for others."""
        place = getattr(output, "place", "above")
        home = layers.layer_of(homes.get(getattr(output, "of", ""), active))
        root = self._handle.rootNode()
        if place == "top":
            return root, TOP
        parent = layers.parent_of(home)
        if place == "below":
            lower = layers.layer_below(home)
            if lower is not None:
                return parent, lower
            self.warnings.append(LOWEST)
        return parent, home

    def _make(self, output):
        if isinstance(output, outcome.Group):
            group = self._desk.createGroupLayer(output.name)
            for child in output.children:
                group.addChildNode(self._make(child), TOP)
            return group
        if isinstance(output, outcome.Layer):
            return self._layer(output)
        svg = output.svg if isinstance(output, outcome.Vector) else vectors.outline(output)
        layer = self._desk.createVectorLayer(output.name)
        if not layer.addShapesFromSvg(svg):
            raise BridgeError(f"Krita found no shapes in “{output.name}”.", "Run it again.")
        return layer

    def _layer(self, output):
        layer = self._desk.createNode(output.name, "paintlayer")
        pour(output.plane, layer.setPixelData)
        if output.mode != "normal":
            layer.setBlendingMode(MODES.get(output.mode, output.mode))
        if output.mask is not None:
            layer.addChildNode(self._transparency_mask(output.mask), TOP)
        return layer

    def _transparency_mask(self, plane):
        mask = self._desk.createTransparencyMask("Layer Mask")
        mask.setSelection(_selection(plane))
        return mask

    def _selection_mask(self, name, plane):
        """A selection mask that is switched off and hidden: kept for later."""
        mask = self._desk.createSelectionMask(name)
        mask.setSelection(_selection(plane))
        mask.setVisible(False)
        return mask

    def _active_selection(self, output):
        """A selection mask that is switched on. Only a document's own selection becomes one: the helper's."""
        self._helper.setSelection(combined(self._handle.selection(), output))
        # Written pixels do not tell Krita that the outline is to be traced anew; this does.
        self._helper.crop(0, 0, self._helper.width(), self._helper.height())
        self._helper.waitForDone()
        masks = [node for node in self._helper.rootNode().childNodes() if layers.is_selection_mask(node)]
        mask = masks[-1].duplicate()
        mask.setName("Selection")
        return mask

    def _add_masked_copy(self, group, output, home):
        group.addChildNode(home.duplicate(), TOP)
        # The copy as a node of the helper: what the duplicate itself is given, the first document's undo records.
        copy = group.childNodes()[-1]
        copy.addChildNode(self._transparency_mask(output.plane), TOP)


def _needs_helper(output):
    if isinstance(output, outcome.Layer):
        return output.mode != "normal" or output.mask is not None
    return isinstance(output, (outcome.Group, outcome.Path, outcome.Vector, outcome.Selection))


def _helper(document):
    """A second document like this one, which no window shows."""
    handle = document.handle
    helper = Krita.instance().createDocument(*document.box[2:], "Inlay", *document.space, handle.xRes())
    if helper is None or Space.of(helper) != document.space:
        helper = handle.clone()
    helper.setBatchmode(True)
    return helper


def _redraw_selection():
    """Make the window show the selection's outline, which an inserted mask alone does not."""
    action = Krita.instance().action("toggle_display_selection")
    if action is not None:
        action.trigger()
        action.trigger()


def _serve_events_until(condition):
    """Let Krita work, yet not the artist, until the condition holds, or for long enough that it never will."""
    loop, end = QtCore.QEventLoop(), time.monotonic() + DRAWING_SECONDS
    timer = QtCore.QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
    timer.start(10)
    loop.exec(QtCore.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    timer.stop()


def _selection(plane):
    selection = Selection()
    pour(plane, selection.setPixelData)
    return selection


def combined(current, output):
    """The selection after an `outcome.Selection`, as one of its own."""
    new = _selection(output.plane)
    if output.mode == "replace" or current is None:
        return new
    both = current.duplicate()
    getattr(both, output.mode)(new)
    return both
