"""One widget for every input: which picture serves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Callable, List, NamedTuple, Optional

from inlay.contract.declaration import Input
from inlay.contract.language import _, told
from krita import Document, Node

from . import layers
from .inputs import Source
from .qt import QtCore, QtGui, QtWidgets

THUMBNAIL = 22
MOST_THUMBNAILS = 60
INDENT = "    "


class Line(NamedTuple):
    """One way to find a picture, as the list shows it."""

    text: str
    source: Source
    picture: Optional[QtGui.QPixmap] = None

    def key(self) -> str:
        name = self.source.nodes[0].name() if len(self.source.nodes) == 1 else ""
        return f"{self.source.way}:{name}"


class Chooser(QtWidgets.QWidget):
    """Lists the ways of an input; a way that takes a chosen layer or mask stands there once for each.

    Where there is nothing to choose it only says what is taken. A node that is guessed is offered first.
    """

    changed = QtCore.pyqtSignal()

    def __init__(self, entry: Input, document: Document, node: Node, guess: Node | None = None) -> None:
        super().__init__()
        self.setToolTip(entry.help)
        self._nodes = list(layers.walk(document.rootNode()))
        self._lines: List[Line] = []
        self._first = 0
        for way in entry.ways:
            getattr(self, f"_add_{way.replace('-', '_')}")(entry, document, node)
        if guess is not None:
            self._first = self._place_of(lambda other: layers.same(other, guess))
        self._is_guessed = guess is not None
        self._list: QtWidgets.QComboBox | None = None
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if len(self._lines) > 1:
            self._list = self._combo_box()
            self.reset()
            self._list.currentIndexChanged.connect(self.changed)
            row.addWidget(self._list, 1)
        else:
            for part in self._words():
                row.addWidget(part)
            row.addStretch(1)

    def source(self) -> Source:
        return self._lines[self._index()].source

    def reset(self) -> None:
        """Back to what is offered first."""
        if self._list is not None:
            self._list.setCurrentIndex(self._first)

    def remember(self) -> str:
        """The choice as plain text, for the next time."""
        return self._lines[self._index()].key()

    def recall(self, remembered: str) -> None:
        """Take up an earlier choice if it is still there and nothing says better."""
        if self._is_guessed:
            return
        keys = [line.key() for line in self._lines]
        if self._list is not None and remembered in keys:
            self._list.setCurrentIndex(keys.index(remembered))

    def _index(self) -> int:
        return self._list.currentIndex() if self._list is not None else 0

    def _combo_box(self) -> QtWidgets.QComboBox:
        box = QtWidgets.QComboBox()
        box.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        box.setSizeAdjustPolicy(QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        for line in self._lines:
            box.addItem(QtGui.QIcon(line.picture) if line.picture else QtGui.QIcon(), line.text)
        return box

    def _words(self) -> Iterator[QtWidgets.QLabel]:
        line = self._lines[0]
        if line.picture:
            picture = QtWidgets.QLabel()
            picture.setPixmap(line.picture)
            yield picture
        yield QtWidgets.QLabel(line.text.strip())

    def _add(self, text: str, source: Source, node: Node | None = None) -> None:
        picture = _thumbnail(node) if node is not None and len(self._lines) < MOST_THUMBNAILS else None
        self._lines.append(Line(text, source, picture))

    def _add_active(self, entry: Input, document: Document, node: Node) -> None:
        self._add(node.name(), Source("active"), node)

    def _add_layer_below(self, entry: Input, document: Document, node: Node) -> None:
        below = layers.layer_below(node)
        if below is not None and layers.has_picture(below):
            self._add(told(_("Layer below: {name}", name=below.name())), Source("layer-below"), below)

    def _add_layer(self, entry: Input, document: Document, node: Node) -> None:
        self._add_nodes("layer", lambda other: not layers.is_mask(other) and not layers.same(other, node))

    def _add_item(self, entry: Input, document: Document, node: Node) -> None:
        if entry.optional:
            # The artist chooses a mask on purpose: nothing is chosen at first.
            self._add_none(entry, document, node)
        elif entry.active:
            self._add(told(_("Active layer: {name}", name=node.name())), Source("item"), node)
        self._add_nodes("item", lambda other: not (entry.active and layers.same(other, node)))
        if not entry.optional and not entry.active:
            # What is chosen goes with the active layer and is hardly ever that layer itself.
            self._first = self._place_of(lambda other: not layers.is_mask(other) and not layers.same(other, node))

    def _place_of(self, fits: Callable[[Node], bool]) -> int:
        places = (place for place, line in enumerate(self._lines) if line.source.nodes and fits(line.source.nodes[0]))
        return next(places, 0)

    def _add_nodes(self, way: str, fits: Callable[[Node], bool]) -> None:
        for other, depth in self._nodes:
            if fits(other) and layers.has_picture(other):
                self._add(INDENT * depth + other.name(), Source(way, [other]), other)

    def _add_layers(self, entry: Input, document: Document, node: Node) -> None:
        chosen = layers.selected(document)
        names = ", ".join(each.name() for each in chosen)
        self._add(
            told(_("Selected layers: {names}", names=names)) if chosen else told(_("No layers are selected")),
            Source("layers", chosen),
        )

    def _add_selection(self, entry: Input, document: Document, node: Node) -> None:
        # Those at the top of the stack are the document's own selection.
        masks = [other for other, depth in self._nodes if depth > 0 and layers.is_selection_mask(other)]
        # A layer's own selection hides that of the document. Whether it is switched on, Krita does not tell.
        own = [mask for mask in masks if layers.same(layers.parent_of(mask), node) and mask.visible()]
        self._add_masks(own)
        self._add(
            told(_("Selection")) if document.selection() is not None else told(_("No selection: all of it")),
            Source("selection"),
        )
        self._add_masks([mask for mask in masks if mask not in own])

    def _add_masks(self, masks: Iterable[Node]) -> None:
        for mask in masks:
            self._add(told(_("Selection mask: {name}", name=mask.name())), Source("selection", [mask]), mask)

    def _add_below(self, entry: Input, document: Document, node: Node) -> None:
        self._add(told(_("What is visible below")), Source("below"))

    def _add_visible(self, entry: Input, document: Document, node: Node) -> None:
        self._add(told(_("What is visible")), Source("visible"))

    def _add_none(self, entry: Input, document: Document, node: Node) -> None:
        if not any(line.source.way == "none" for line in self._lines):
            self._add(told(_("None")), Source("none"))


def _thumbnail(node: Node) -> QtGui.QPixmap:
    return QtGui.QPixmap.fromImage(node.thumbnail(THUMBNAIL, THUMBNAIL))
