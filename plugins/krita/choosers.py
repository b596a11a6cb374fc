"""One widget for every input: which picture serves it."""

from krita import Krita

from . import layers
from .qt import QtCore, QtGui, QtWidgets
from .task import Choice

THUMBNAIL = 22
MOST_THUMBNAILS = 60
INDENT = "    "
UNREADABLE = ("filterlayer", "transformmask", "filtermask", "colorizemask")


class Chooser(QtWidgets.QComboBox):
    """Lists the ways of an input; a way that takes a chosen layer or mask stands there once for each."""

    def __init__(self, entry, document, node):
        super().__init__()
        self.setToolTip(entry.help)
        self.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.setSizeAdjustPolicy(QtWidgets.QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(28)
        self._nodes = list(layers.walk(document.rootNode()))
        # Krita's data roles would take a list of nodes apart: the choices stay here, in the order of the lines.
        self._choices = []
        for way in entry.ways:
            getattr(self, f"_add_{way.replace('-', '_')}")(entry, document, node)
        self.setEnabled(self.count() > 1)

    def choice(self):
        return self._choices[self.currentIndex()]

    def remember(self):
        """The choice as plain text, for the next time."""
        choice = self.choice()
        return f"{choice.way}:{choice.nodes[0].name() if len(choice.nodes) == 1 else ''}"

    def recall(self, remembered):
        """Take up an earlier choice if it is still there."""
        for index, choice in enumerate(self._choices):
            names = [node.name() for node in choice.nodes] if len(choice.nodes) == 1 else [""]
            if remembered == f"{choice.way}:{names[0]}":
                self.setCurrentIndex(index)
                return

    def _add(self, text, choice, node=None):
        icon = _thumbnail(node) if node is not None and self.count() < MOST_THUMBNAILS else QtGui.QIcon()
        self.addItem(icon, text)
        self._choices.append(choice)

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
        self._add_nodes("item", lambda other: True)

    def _add_nodes(self, way, fits):
        for other, depth in self._nodes:
            if fits(other) and other.type() not in UNREADABLE:
                self._add(INDENT * depth + other.name(), Choice(way, [other]), other)

    def _add_layers(self, entry, document, node):
        chosen = selected_layers(document)
        names = ", ".join(each.name() for each in chosen)
        self._add(f"Selected layers: {names}" if chosen else "No layers are selected", Choice("layers", chosen))

    def _add_selection(self, entry, document, node):
        some = document.selection() is not None
        self._add("Selection" if some else "No selection: everything", Choice("selection"))
        for other, depth in self._nodes:
            if layers.is_selection_mask(other) and depth > 0:
                self._add(f"Selection mask: {other.name()}", Choice("selection", [other]), other)

    def _add_below(self, entry, document, node):
        self._add("What is visible below", Choice("below"))

    def _add_visible(self, entry, document, node):
        self._add("What is visible", Choice("visible"))

    def _add_none(self, entry, document, node):
        if not any(choice.way == "none" for choice in self._choices):
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
    return QtGui.QIcon(QtGui.QPixmap.fromImage(node.thumbnail(THUMBNAIL, THUMBNAIL)))
