"""What an operation can add to an image: each kind is made apart from it, then attached.

Both steps leave word in a `rollback` stack of how to take them back.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any
from xml.etree import ElementTree

from gi.repository import Gegl, Gimp, Gio

from inlay.contract import outcomes
from inlay.contract.errors import InlayError, InputError
from inlay.contract.language import _
from inlay.contract.planes import Plane

from ..bridge.planes import Folder
from . import layers, modes, picture, pixels, repeating
from .document import Document
from .inputs import BACKDROPS, Source
from .modes import TELL

SVG = "http://www.w3.org/2000/svg"
SELECTION_MODES = {
    "replace": Gimp.ChannelOps.REPLACE,
    "add": Gimp.ChannelOps.ADD,
    "subtract": Gimp.ChannelOps.SUBTRACT,
    "intersect": Gimp.ChannelOps.INTERSECT,
}


def prepare(
    entry: outcomes.Outcome, document: Document, sources: Mapping[str, Source], folder: Folder, rollback: ExitStack
) -> Output:
    """Make what an outcome is in GIMP, apart from the image.

    Raises
    ------
    InlayError
        If GIMP cannot.
    """
    return KINDS[type(entry)](entry, document, sources, folder, rollback)


class Output(ABC):
    """One outcome on its way into the image.

    Attributes
    ----------
    kind : str
        As an operation declares it.
    item : object
        GIMP's object; for a file a Gio.File.
    is_layer : bool
        Whether GIMP selects it when it arrives.
    joins_the_image : bool
    replaces : bool
        Whether something of the image gives way to it.
    deselects : bool
        Whether nothing is selected once it has arrived.
    """

    kind = ""
    is_layer = False
    joins_the_image = True
    replaces = False
    deselects = False

    def __init__(
        self, entry: Any, document: Document, sources: Mapping[str, Source], folder: Folder, rollback: ExitStack
    ) -> None:
        self.entry = entry
        self.document = document
        self.image = document.image
        self.sources = sources
        self.folder = folder
        self.item = self.make(rollback)

    @abstractmethod
    def make(self, rollback: ExitStack) -> Any:
        """Create the object, complete, outside of the image."""

    @abstractmethod
    def attach(self, rollback: ExitStack) -> None:
        """Make it part of the image."""

    def layer_of(self, role: str) -> Gimp.Layer | None:
        """The layer behind a role, or None."""
        source = self.sources.get(role)
        found = layers.behind(source.items[-1:]) if source is not None else []
        return found[0] if found else None

    def layers_of(self, role: str) -> list[Gimp.Layer]:
        """The layers that serve a role themselves, not what is visible below or above them."""
        source = self.sources[role]
        return [] if source.way in BACKDROPS else layers.behind(source.items)

    def hide(self, rollback: ExitStack) -> None:
        """Make invisible what the outcome hides, where the artist has not locked its visibility."""
        served = {role: [layer.get_id() for layer in self.layers_of(role)] for role in self.sources}
        for number in outcomes.to_hide(self.entry.hides, served):
            layer = Gimp.Layer.get_by_id(number)
            if layer.get_visible() and not layer.get_lock_visibility():
                rollback.callback(layer.set_visible, True)
                _check(layer.set_visible(False), _("hide a layer"))

    def place(self) -> tuple[Gimp.Layer | None, int]:
        """The group (or None) and the position in it at which the outcome arrives."""
        neighbour = self.layer_of(self.entry.of)
        if neighbour is None or self.entry.place == "top":
            return None, 0
        # What is visible below a layer ends directly under it.
        under = self.entry.place == "below" or self.sources[self.entry.of].way == "below"
        place = self.image.get_item_position(neighbour) + 1 if under else repeating.top_of(neighbour)
        return neighbour.get_parent(), place

    def write(self, drawable: Gimp.Drawable, x: int, y: int, plane: Plane) -> None:
        """Write a plane into a drawable of ours whose corner lies at `x`, `y` of the canvas."""
        pixels.write(drawable, x, y, self.folder.open(plane), self.document.format.name(plane.encoding))

    def new_mask(self, layer: Gimp.Layer, plane: Plane) -> Gimp.LayerMask:
        """A mask for a layer: the plane where it lies, black elsewhere."""
        mask = layer.create_mask(Gimp.AddMaskType.BLACK)
        box = layers.box_of(layer)
        self.write(mask, box.x, box.y, plane)
        return mask


class Stacked(Output):
    """What becomes part of the layer stack."""

    is_layer = True

    def attach(self, rollback: ExitStack) -> None:
        self.attach_in(*self.place(), rollback)

    @abstractmethod
    def attach_in(self, parent: Gimp.Layer | None, position: int, rollback: ExitStack) -> None:
        """Make it part of a group, or of the image's root."""


class NewLayer(Stacked):
    kind = "layer"

    def make(self, rollback: ExitStack) -> Any:
        entry = self.entry
        home = self.layer_of(entry.of) if entry.stands_in else None
        layer = self._new() if home is None else self._stand_in(home)
        rollback.callback(_delete, layer)
        box = layers.box_of(layer)
        self.write(layer, box.x, box.y, entry.plane)
        if entry.mask is not None:
            _add_mask(layer, self.new_mask(layer, entry.mask))
        layer.set_visible(entry.visible)
        self.deselects = entry.deselects
        return layer

    def _new(self) -> Gimp.Layer:
        """A layer of the plane's size."""
        entry, box = self.entry, self.entry.plane.box
        layer = self.document.new_layer(entry.name, box, modes.named(entry.mode))
        layer.set_offsets(box.x, box.y)
        layer.set_opacity(100 * entry.opacity)
        return layer

    def _stand_in(self, home: Gimp.Layer) -> Gimp.Layer:
        """A layer mixed as its home is; what reaches beyond that has all pixels of its own."""
        layer, box = picture.stand_in(home, self.entry.name), self.entry.plane.box
        if box.intersect(layers.box_of(layer)) == box:
            return layer
        layer.delete()
        layer = self._new()
        picture.mix_as(home, layer)
        return layer

    def attach_in(self, parent: Gimp.Layer | None, position: int, rollback: ExitStack) -> None:
        _insert_layer(self.image, self.item, parent, position, rollback)
        self.hide(rollback)


class NewGroup(Stacked):
    kind = "group"

    def make(self, rollback: ExitStack) -> Any:
        made = (prepare(child, self.document, self.sources, self.folder, rollback) for child in self.entry.children)
        self.children = [child for child in made if isinstance(child, Stacked)]
        group = Gimp.GroupLayer.new(self.image, self.entry.name)
        rollback.callback(_delete, group)
        home = self.layer_of(self.entry.of) if self.entry.stands_in else None
        if home is not None:
            picture.mix_as(home, group)
        return group

    def attach_in(self, parent: Gimp.Layer | None, position: int, rollback: ExitStack) -> None:
        _insert_layer(self.image, self.item, parent, position, rollback)
        for child in self.children:
            child.attach_in(self.item, 0, rollback)
        self.image.set_selected_layers([self.item])


class NewVector(NewLayer):
    """A vector picture arrives as the pixels that it shows."""

    kind = "vector"

    def make(self, rollback: ExitStack) -> Any:
        path = os.path.join(self.folder.path, "vector.svg")
        try:
            drawing = ElementTree.fromstring(self.entry.svg)
        except ElementTree.ParseError as error:
            raise InlayError(
                _("The vector picture {entry} is damaged ({error}).", entry=self.entry.name, error=error), TELL
            ) from error
        width, height = self.document.box.width, self.document.box.height
        drawing.set("width", f"{width}px")
        drawing.set("height", f"{height}px")
        drawing.set("viewBox", f"0 0 {width} {height}")
        ElementTree.register_namespace("", SVG)
        ElementTree.ElementTree(drawing).write(path, "utf-8")
        drawn = _load_svg(path, width, height)
        try:
            layer = Gimp.Layer.new_from_drawable(drawn.get_layers()[0], self.image)
        finally:
            drawn.delete()
            os.remove(path)
        rollback.callback(_delete, layer)
        layer.set_name(self.entry.name)
        return layer

    def attach_in(self, parent: Gimp.Layer | None, position: int, rollback: ExitStack) -> None:
        _insert_layer(self.image, self.item, parent, position, rollback)


class NewMask(Output):
    """A layer mask, in place of one that is there or together with it."""

    kind = "layer-mask"
    replaces = True

    def make(self, rollback: ExitStack) -> Any:
        layer = self.layer_of(self.entry.of)
        if layer is None:
            raise InputError(_("There is no layer for the mask."), _("Select a layer."))
        self.layer = layer
        mask = self.new_mask(layer, self.entry.plane)
        rollback.callback(_delete, mask)
        present = layer.get_mask() if layer.get_apply_mask() else None
        if self.entry.mode == "intersect" and present is not None:
            pixels.multiply(mask, present)
        return mask

    def attach(self, rollback: ExitStack) -> None:
        if self.layer.get_mask() is not None:
            _check(self.layer.remove_mask(Gimp.MaskApplyMode.DISCARD), _("remove a layer mask"))
        _add_mask(self.layer, self.item)
        rollback.callback(self.layer.remove_mask, Gimp.MaskApplyMode.DISCARD)
        self.hide(rollback)


class NewSelection(Output):
    """A selection, by way of a layer mask: a channel would round its values to another curve."""

    kind = "selection"
    replaces = True

    def make(self, rollback: ExitStack) -> Any:
        self.carrier = self.document.new_layer("selection", self.document.box)
        rollback.callback(_delete, self.carrier)
        self.mask = self.new_mask(self.carrier, self.entry.plane)
        _add_mask(self.carrier, self.mask)
        return self.image.get_selection()

    def attach(self, rollback: ExitStack) -> None:
        selected = self.image.get_selected_layers()
        _check(self.image.insert_layer(self.carrier, None, 0), _("insert a layer"))
        try:
            _check(self.image.select_item(SELECTION_MODES[self.entry.mode], self.mask), _("change the selection"))
        finally:
            self.image.remove_layer(self.carrier)
            self.image.set_selected_layers(selected)


class NewChannel(Output):
    kind = "channel"

    def make(self, rollback: ExitStack) -> Any:
        box = self.document.box
        channel = Gimp.Channel.new(self.image, self.entry.name, box.width, box.height, 50, Gegl.Color.new("black"))
        rollback.callback(_delete, channel)
        self.write(channel, 0, 0, self.entry.plane)
        channel.set_visible(False)
        return channel

    def attach(self, rollback: ExitStack) -> None:
        selected = self.image.get_selected_layers()
        _check(self.image.insert_channel(self.item, None, 0), _("insert a channel"))
        rollback.callback(self.image.remove_channel, self.item)
        # GIMP would edit the channel from now on instead of the layers.
        self.image.set_selected_layers(selected)


class NewPath(Output):
    kind = "path"

    def make(self, rollback: ExitStack) -> Any:
        path = Gimp.Path.new(self.image, self.entry.name)
        rollback.callback(_delete, path)
        for stroke in self.entry.strokes:
            numbers = [number for point in stroke.points for number in point]
            path.stroke_new_from_points(Gimp.PathStrokeType.BEZIER, numbers, stroke.closed)
        # GIMP hides new paths.
        path.set_visible(True)
        return path

    def attach(self, rollback: ExitStack) -> None:
        _check(self.image.insert_path(self.item, None, 0), _("insert a path"))
        rollback.callback(self.image.remove_path, self.item)


class WrittenFile(Output):
    """A file that the worker has written already."""

    kind = "file"
    joins_the_image = False

    def make(self, rollback: ExitStack) -> Any:
        return Gio.File.new_for_path(self.entry.path)

    def attach(self, rollback: ExitStack) -> None:
        """It stays outside."""


KINDS: dict[type, type[Output]] = {
    outcomes.Layer: NewLayer,
    outcomes.Group: NewGroup,
    outcomes.LayerMask: NewMask,
    outcomes.Selection: NewSelection,
    outcomes.Channel: NewChannel,
    outcomes.Path: NewPath,
    outcomes.Vector: NewVector,
    outcomes.File: WrittenFile,
}


def _check(done: bool, what: str) -> None:
    if not done:
        raise InlayError(
            _("GIMP refused to {what}.", what=what), _("See whether the layers are locked, and try again.")
        )


def _delete(item: Gimp.Item) -> None:
    """Let go of an item that did not become part of the image."""
    if item.is_valid():
        item.delete()


def _insert_layer(
    image: Gimp.Image, layer: Gimp.Layer, parent: Gimp.Layer | None, position: int, rollback: ExitStack
) -> None:
    _check(image.insert_layer(layer, parent, position), _("insert a layer"))
    rollback.callback(image.remove_layer, layer)


def _add_mask(layer: Gimp.Layer, mask: Gimp.LayerMask) -> None:
    _check(layer.add_mask(mask), _("add a layer mask"))


def _load_svg(path: str, width: int, height: int) -> Gimp.Image:
    """An image of exactly this size that shows a vector file."""
    load = Gimp.get_pdb().lookup_procedure("file-svg-load")
    if load is None:
        raise InlayError(_("This GIMP cannot read SVG files."), _("Install its SVG plug-in."))
    config = load.create_config()
    settings = {
        "run-mode": Gimp.RunMode.NONINTERACTIVE,
        "file": Gio.File.new_for_path(path),
        "width": width,
        "height": height,
        "keep-ratio": False,
        "paths": "no-import",
    }
    for name, value in settings.items():
        config.set_property(name, value)
    result = load.run(config)
    _check(result.index(0) == Gimp.PDBStatusType.SUCCESS, _("draw the vector picture"))
    return result.index(1)
