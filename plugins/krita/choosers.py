"""One widget for every input: which picture serves it."""

from typing import Any, NamedTuple

from krita import Krita

from . import layers
from .qt import QtCore, QtGui, QtWidgets
from .task import Choice

THUMBNAIL = 22
MOST_THUMBNAILS = 60
INDENT = "    "
UNREADABLE = ("filterlayer", "transformmask", "filtermask", "colorizemask")


class Line(NamedTuple):
    """One way to find a picture, as the list shows it."""

    text: str
    choice: Choice
    picture: Any = None

    def key(self):
        name = self.choice.nodes[0].name() if len(self.choice.nodes) == 1 else ""
        return f"{self.choice.way}:{name}"


class Chooser(QtWidgets.QWidget):
    """Lists the ways of an input; a way that takes a chosen layer or mask stands there once for each.

    Where there is nothing to choose it only says what is taken.
    """

    def __init__(self, entry, document, node):
        super().__init__()
        self.setToolTip(entry.help)
        self._nodes = list(layers.walk(document.rootNode()))
        self._lines = []
        self._first = 0
        for way in entry.ways:
            getattr(self, f"_add_{way.replace('-', '_')}")(entry, document, node)
        self._list = None
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if len(self._lines) > 1:
            self._list = self._combo_box()
            self.reset()
            row.addWidget(self._list, 1)
        else:
            for part in self._words():
                row.addWidget(part)
            row.addStretch(1)

    def choice(self):
        return self._lines[self._index()].choice

    def reset(self):
        """Back to what is offered first."""
        if self._list is not None:
            self._list.setCurrentIndex(self._first)

    def remember(self):
        """The choice as plain text, for the next time."""
        return self._lines[self._index()].key()

    def recall(self, remembered):
        """Take up an earlier choice if it is still there."""
        keys = [line.key() for line in self._lines]
        if self._list is not None and remembered in keys:
            self._list.setCurrentIndex(keys.index(remembered))

    def _index(self):
        return self._list.currentIndex() if self._list is not None else 0

    def _combo_box(self):
        box = QtWidgets.QComboBox()
        box.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        box.setSizeAdjustPolicy(QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(28)
        for line in self._lines:
            box.addItem(QtGui.QIcon(line.picture) if line.picture else QtGui.QIcon(), line.text)
        return box

    def _words(self):
        line = self._lines[0]
        if line.picture:
            picture = QtWidgets.QLabel()
            picture.setPixmap(line.picture)
            yield picture
        yield QtWidgets.QLabel(line.text.strip())

    def _add(self, text, choice, node=None):
        picture = _thumbnail(node) if node is not None and len(self._lines) < MOST_THUMBNAILS else None
        self._lines.append(Line(text, choice, picture))

    def _add_active(self, entry, document, node):
        self._add(node.name(), Choice("active"), node)

    def _add_layer_below(self, entry, document, node):
        below = layers.layer_below(node)
        if below is not None and below.type() not in UNREADABLE:
            self._add(f"Layer below: {below.name()}", Choice("layer-below"), below)

    def _add_layer(self, entry, document, node):
        self._add_nodes("layer", lambda other: not layers.is_mask(other) and not layers.same(other, node))

    def _add_item(self, entry, document, node):
        if entry.optional:
            # The artist chooses a mask on purpose: nothing is chosen at first.
            self._add_none(entry, document, node)
        elif entry.active:
            self._add(f"Active layer: {node.name()}", Choice("item"), node)
        self._add_nodes("item", lambda other: not (entry.active and layers.same(other, node)))
        if not entry.optional and not entry.active:
            # What is chosen goes with the active layer and is hardly ever that layer itself.
            self._first = self._place_of(lambda other: not layers.is_mask(other) and not layers.same(other, node))

    def _place_of(self, fits):
        places = (place for place, line in enumerate(self._lines) if fits(line.choice.nodes[0]))
        return next(places, 0)

    def _add_nodes(self, way, fits):
        for other, depth in self._nodes:
            if fits(other) and other.type() not in UNREADABLE:
                self._add(INDENT * depth + other.name(), Choice(way, [other]), other)

    def _add_layers(self, entry, document, node):
        chosen = selected_layers(document)
        names = ", ".join(each.name() for each in chosen)
        self._add(f"Selected layers: {names}" if chosen else "No layers are selected", Choice("layers", chosen))

    def _add_selection(self, entry, document, node):
        # Those at the top of the stack are the document's own selection.
        masks = [other for other, depth in self._nodes if depth > 0 and layers.is_selection_mask(other)]
        # A layer's own selection hides that of the document. Whether it is switched on, Krita does not tell.
        own = [mask for mask in masks if layers.same(layers.parent_of(mask), node) and mask.visible()]
        self._add_masks(own)
        self._add("Selection" if document.selection() is not None else "No selection: all of it", Choice("selection"))
        self._add_masks([mask for mask in masks if mask not in own])

    def _add_masks(self, masks):
        for mask in masks:
            self._add(f"Selection mask: {mask.name()}", Choice("selection", [mask]), mask)

    def _add_below(self, entry, document, node):
        self._add("What is visible below", Choice("below"))

    def _add_visible(self, entry, document, node):
        self._add("What is visible", Choice("visible"))

    def _add_none(self, entry, document, node):
        if not any(line.choice.way == "none" for line in self._lines):
            self._add("None", Choice("none"))


def selected_layers(document):
    """The layers that are selected in Krita's layer list, bottom to top."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    marked = view.selectedNodes() if view is not None else [document.activeNode()]
    order = [node for node, _ in layers.walk(document.rootNode())][::-1]
    return [
        node
        for node in order
        if not layers.is_mask(node)
        and node.type() not in UNREADABLE
        and any(layers.same(node, other) for other in marked)
    ]


def _thumbnail(node):
    return QtGui.QPixmap.fromImage(node.thumbnail(THUMBNAIL, THUMBNAIL))
