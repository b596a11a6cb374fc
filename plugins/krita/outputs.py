"""Nodes for what a job yields, made apart from the document.

Where Krita has no such thing, the nearest that one undo takes back: a channel is a selection mask that is switched
off, a path a vector layer, a selection beside an earlier one a selection mask of the layer. Several outputs arrive as
one group; a layer mask then comes on a copy of its layer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Callable, Optional, Tuple

import krita
from inlay.contract import outcomes
from inlay.contract.errors import InlayError, InlayWarning
from inlay.contract.language import _, told
from inlay.contract.outcomes import Outcome
from inlay.contract.planes import Plane
from krita import Krita, Node, Selection

from ..bridge.planes import Folder, PlaneFile
from . import layers, picture, vectors
from .document import Document
from .modes import MODES, NORMAL
from .pixels import Space, pour
from .qt import QtCore

# How long shapes may take to be drawn; usually a fifth of a second.
DRAWING_SECONDS = 2

# The lower neighbour that stands for the top of a group.
TOP = None

LOWEST = InlayWarning(
    "place",
    _("Krita's scripts cannot put a layer below the lowest one, so the result lies above it."),
    _("Move it down."),
)

STILL_MASKED = InlayWarning("mask", _("The layer's earlier mask still hides what it hid."), _("Switch that mask off."))

OPAQUE = 255

#: A node, and the parent and lower neighbour that it gets.
Placed = Tuple[Node, Node, Optional[Node]]


class Workshop:
    """Where nodes are made before they enter the document.

    Children, blending modes, shapes and active selections make undo steps of their own even on a node that is
    nowhere. Nodes that have them are made in a second document, and a duplicate enters the first.

    Parameters
    ----------
    document : document.Document
    outputs : sequence of Outcome
        What is to be made.
    active : Node
        The layer that the artist worked on.
    homes : mapping of str to Node
        The node that served each role.
    folder : planes.Folder
        Where the planes lie.
    """

    def __init__(
        self,
        document: Document,
        outputs: Sequence[Outcome],
        active: Node,
        homes: Mapping[str, Node],
        folder: Folder,
    ) -> None:
        self._document = document
        self._outputs = outputs
        self._active = active
        self._homes = homes
        self._folder = folder
        self._handle = document.handle
        alone = len(outputs) == 1 and not self._needs_helper(outputs[0])
        self._helper = None if alone else _helper(document)
        self._desk = self._helper or self._handle
        self.warnings: list[InlayWarning] = []
        self.has_served_events = False

    def close(self) -> None:
        if self._helper is not None:
            self._helper.setModified(False)
            self._helper.close()

    def make(self, name: str) -> Placed:
        """The node of the only output, or a group of all, and the parent and lower neighbour that it gets."""
        return self._alone(self._outputs[0]) if len(self._outputs) == 1 else self._together(name)

    def _alone(self, output: Outcome) -> Placed:
        if isinstance(output, outcomes.LayerMask):
            home = self._home(output.of)
            if output.mode == "replace" and any(map(_is_masking, home.childNodes())):
                self.warnings.append(STILL_MASKED)
            return self._ready(self._transparency_mask(output.plane)), home, TOP
        if isinstance(output, outcomes.Channel):
            return self._ready(self._selection_mask(output.name, output.plane)), self._active, TOP
        if isinstance(output, outcomes.Selection):
            home = self._active if self._handle.selection() is not None else self._handle.rootNode()
            return self._ready(self._active_selection(output)), home, TOP
        parent, lower = self._place(output)
        return self._ready(self._node(output)), parent, lower

    def _together(self, name: str) -> Placed:
        group = self._desk.createGroupLayer(name)
        masks: list[Node] = []
        for output in self._outputs:
            if isinstance(output, outcomes.Selection):
                masks.append(self._active_selection(output))
            elif isinstance(output, outcomes.Channel):
                masks.append(self._selection_mask(output.name, output.plane))
            elif isinstance(output, outcomes.LayerMask):
                self._add_masked_copy(group, output)
            else:
                group.addChildNode(self._node(output), TOP)
        for mask in masks:
            group.addChildNode(mask, TOP)
        placed = next((output for output in self._outputs if hasattr(output, "place")), None)
        parent, lower = self._place(placed)
        return self._ready(group), parent, lower

    def _home(self, role: str) -> Node:
        """The layer behind a role; the active one where nothing serves it."""
        return layers.layer_of(self._homes.get(role, self._active))

    def _needs_helper(self, output: Outcome) -> bool:
        if isinstance(output, outcomes.Layer):
            home = self._home(output.of)
            is_plain = _is_plain(home) if output.stands_in else output.mode == NORMAL
            return not is_plain or output.mask is not None
        return isinstance(output, (outcomes.Group, outcomes.Path, outcomes.Vector, outcomes.Selection))

    def _ready(self, node: Node) -> Node:
        if self._helper is None:
            return node
        shapes = [each for each in (node, *(child for child, _ in layers.walk(node))) if each.type() == "vectorlayer"]
        if shapes:
            # Only in a document, and while events are served, are shapes drawn; a duplicate keeps the drawing.
            self._helper.rootNode().addChildNode(node, TOP)
            _serve_events_until(lambda: all(not each.bounds().isEmpty() for each in shapes))
            self.has_served_events = True
        return node.duplicate()

    def _place(self, output: Outcome | None) -> tuple[Node, Node | None]:
        """The parent and lower neighbour for an output that asks for a place, above the active layer for others."""
        place = getattr(output, "place", "above")
        home = self._home(getattr(output, "of", ""))
        root = self._handle.rootNode()
        if place == "top":
            return root, TOP
        parent = layers.parent_of(home) or root
        if place == "below":
            lower = layers.layer_below(home)
            if lower is not None:
                return parent, lower
            self.warnings.append(LOWEST)
        return parent, home

    def _node(self, output: Outcome) -> Node:
        if isinstance(output, outcomes.Group):
            group = self._desk.createGroupLayer(output.name)
            for child in output.children:
                group.addChildNode(self._node(child), TOP)
            if output.stands_in:
                _mix_as(self._home(output.of), group)
            return group
        if isinstance(output, outcomes.Layer):
            return self._layer(output)
        assert isinstance(output, (outcomes.Vector, outcomes.Path))
        svg = output.svg if isinstance(output, outcomes.Vector) else vectors.outline(output)
        layer = self._desk.createVectorLayer(output.name)
        if not layer.addShapesFromSvg(svg):
            raise InlayError(_("Krita found no shapes in “{output}”.", output=output.name), _("Run it again."))
        return layer

    def _layer(self, output: outcomes.Layer) -> Node:
        layer = self._desk.createNode(output.name, "paintlayer")
        if output.stands_in:
            home = self._home(output.of)
            _mix_as(home, layer)
            self._copy(home, layer)
        else:
            _mix(layer, MODES.get(output.mode, output.mode), round(OPAQUE * output.opacity))
        pour(self._folder.open(output.plane), layer.setPixelData)
        if not output.visible:
            layer.setVisible(False)
        if output.mask is not None:
            layer.addChildNode(self._transparency_mask(output.mask), TOP)
        return layer

    def _copy(self, node: Node, layer: Node) -> None:
        """Give a new layer what another one shows."""
        plane = self._folder.create(layers.extent(node), self._document.encoding, node.name())
        try:
            picture.read(self._handle, node, plane)
            pour(plane, layer.setPixelData)
        finally:
            plane.remove()

    def _transparency_mask(self, plane: Plane) -> Node:
        mask = self._desk.createTransparencyMask(told(_("Layer Mask")))
        mask.setSelection(_selection(self._folder.open(plane)))
        return mask

    def _selection_mask(self, name: str, plane: Plane) -> Node:
        """A selection mask that is switched off and hidden: kept for later."""
        mask = self._desk.createSelectionMask(name)
        mask.setSelection(_selection(self._folder.open(plane)))
        mask.setVisible(False)
        return mask

    def _active_selection(self, output: outcomes.Selection) -> Node:
        """A selection mask that is switched on. Only a document's own selection becomes one: the helper's."""
        assert self._helper is not None
        new = _selection(self._folder.open(output.plane))
        self._helper.setSelection(combined(self._handle.selection(), new, output.mode))
        # Written pixels do not tell Krita that the outline is to be traced anew; this does.
        self._helper.crop(0, 0, self._helper.width(), self._helper.height())
        self._helper.waitForDone()
        masks = [node for node in self._helper.rootNode().childNodes() if layers.is_selection_mask(node)]
        mask = masks[-1].duplicate()
        mask.setName(told(_("Selection")))
        return mask

    def _add_masked_copy(self, group: Node, output: outcomes.LayerMask) -> None:
        group.addChildNode(self._home(output.of).duplicate(), TOP)
        # The copy as a node of the helper: what the duplicate itself is given, the first document's undo records.
        copy = group.childNodes()[-1]
        copy.addChildNode(self._transparency_mask(output.plane), TOP)


def _is_plain(layer: Node) -> bool:
    return layer.blendingMode() == NORMAL and not layer.inheritAlpha()


def _mix_as(home: Node, node: Node) -> None:
    """Let a new node lie on what is below as another one does."""
    _mix(node, home.blendingMode(), home.opacity())
    if home.inheritAlpha():
        node.setInheritAlpha(True)


def _mix(node: Node, mode: str, opacity: int) -> None:
    if mode != NORMAL:
        node.setBlendingMode(mode)
    if opacity < OPAQUE:
        node.setOpacity(opacity)


def _is_masking(node: Node) -> bool:
    return node.type() == "transparencymask" and node.visible()


def _helper(document: Document) -> krita.Document:
    """A second document like this one, which no window shows."""
    handle = document.handle
    helper = Krita.instance().createDocument(*document.box[2:], "Inlay", *document.space, handle.xRes())
    if helper is None or Space.of(helper) != document.space:
        helper = handle.clone()
    helper.setBatchmode(True)
    return helper


def _serve_events_until(condition: Callable[[], bool]) -> None:
    """Let Krita work, yet not the artist, until the condition holds, or for long enough that it never will."""
    loop, end = QtCore.QEventLoop(), time.monotonic() + DRAWING_SECONDS
    timer = QtCore.QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
    timer.start(10)
    loop.exec(QtCore.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    timer.stop()


def _selection(plane: PlaneFile) -> Selection:
    selection = Selection()
    pour(plane, selection.setPixelData)
    return selection


def combined(current: Selection | None, new: Selection, mode: str) -> Selection:
    """The current selection after a new one has been taken with it, as one of its own."""
    if mode == "replace" or current is None:
        return new
    both = current.duplicate()
    getattr(both, mode)(new)
    return both
