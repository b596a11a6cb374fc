"""The pictures that an operation reads: found in the image and copied into planes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import replace
from functools import partial
from typing import Any, Callable, ContextManager, List, NamedTuple, Optional, Tuple

from gi.repository import Gimp

from inlay.contract.boxes import Box
from inlay.contract.declaration import Input, Operation
from inlay.contract.errors import InputError
from inlay.contract.language import _, lowered, told
from inlay.contract.limits import check_size
from inlay.contract.planes import Profile

from ..bridge import errors, request
from ..bridge.planes import Folder, PlaneFile
from ..bridge.snapshot import fingerprint_of
from . import arguments, layers, modes, picture, pixels
from .document import Document

BACKDROPS = ("below", "visible")

#: Lends a drawable and the box of the canvas that it covers.
View = Callable[[], ContextManager[Tuple[Gimp.Drawable, Box]]]


class Source(NamedTuple):
    """How a role is filled: the way, and the items that it leads to."""

    way: str
    items: List[Gimp.Drawable]


def find(
    document: Document, operation: Operation, config: Gimp.ProcedureConfig, drawables: Sequence[Gimp.Drawable]
) -> dict[str, Source]:
    """What fills every role; the document watches it from now on.

    Raises
    ------
    InputError
        If something that is needed is not there.
    """
    found = {}
    for entry in operation.inputs:
        found[entry.role] = _find(operation, entry, arguments.way_of(entry, config), config, drawables)
        for item in found[entry.role].items:
            if item.get_image() != document.image:
                raise InputError(
                    _(
                        "{get_name}, chosen as {entry}, belongs to another image.",
                        get_name=item.get_name(),
                        entry=lowered(entry.label),
                    ),
                    _("Choose a layer of this image, or copy that one into it."),
                )
            document.watch(item)
    return found


def gather(
    document: Document,
    operation: Operation,
    sources: Mapping[str, Source],
    values: Mapping[str, Any],
    folder: Folder,
    whole: bool = False,
) -> tuple[dict[str, request.Given], Profile | None]:
    """Copy what every role needs into planes, and nothing more; the document watches it from now on.

    With `whole`, all of every picture: whatever the values come to need.

    Returns
    -------
    images : dict
        A plane, a list of planes or None for every role.
    profile : Profile or None
        The colour space of all of them.
    """
    profile = _profile(document, folder)
    copier = _Copier(document, folder, profile)
    with ExitStack() as lent:
        views = {
            entry.role: [_Lent.by(_view_of(item, entry.unmasked), lent) for item in sources[entry.role].items]
            for entry in operation.inputs
            if sources[entry.role].way not in BACKDROPS
        }
        active = operation.active_input
        active_box = views[active.role][0].covered if active is not None else None
        boxes = request.frame(operation, document.box, active_box, document.selection_box(), values)
        if whole:
            boxes = dict.fromkeys(boxes)
        images = {
            entry.role: _image(entry, sources[entry.role], views.get(entry.role, []), boxes[entry.role], copier)
            for entry in operation.inputs
        }
    return images, profile


def surroundings(
    document: Document, operation: Operation, sources: Mapping[str, Source], folder: Folder
) -> dict[str, Any]:
    """What the result is looked at with: planes, and how it is mixed.

    Returns
    -------
    dict
        ``before``: what the image shows now; for a result that hides the active layer also ``below``: what it shows
        under that layer, ``ground``: the next layer, visible or not, and ``mixing``: how that layer is mixed.
    """
    copier = _Copier(document, folder, _profile(document, folder))
    found: dict[str, Any] = {"before": copier.shown(None), "below": None, "ground": None}
    active = operation.active_input
    if active is not None and _may_hide(operation, sources[active.role].items[0]):
        layer: Any = sources[active.role].items[0]
        found["below"] = copier.shown(layer)
        if isinstance(layer, Gimp.Layer):
            found["mixing"] = modes.mixing_of(layer)
        with suppress(InputError):
            found["ground"] = copier.seen(layers.next_below(layer))
    return found


def _may_hide(operation: Operation, layer: Any) -> bool:
    """Whether the result may make the layer invisible: by a setting, or because the layer would show through it."""
    if any(parameter.needs == arguments.HIDING for parameter in operation.parameters):
        return True
    if not any(output.kind == "layer" for output in operation.outputs):
        return False
    if isinstance(layer, Gimp.Layer) and (layer.get_opacity() < 100 or modes.mode_of(layer) != "normal"):
        return True
    return not pixels.is_opaque(layer, Box(0, 0, layer.get_width(), layer.get_height()))


def _profile(document: Document, folder: Folder) -> Profile | None:
    content = document.profile()
    return None if content is None else folder.profile(content)


class _Lent(NamedTuple):
    """A drawable, the box of the canvas that it covers, and how to look at the same again."""

    drawable: Gimp.Drawable
    covered: Box
    view: View

    @classmethod
    def by(cls, view: View, stack: ExitStack) -> _Lent:
        return cls(*stack.enter_context(view()), view)


def _view_of(item: Gimp.Drawable, unmasked: bool) -> View:
    if isinstance(item, Gimp.Layer):
        return partial(picture.seen, item, unmasked)
    return lambda: nullcontext((item, layers.box_of(item)))


def _image(entry: Input, source: Source, views: Sequence[_Lent], box: Box | None, copier: _Copier) -> request.Given:
    document = copier.document
    if source.way == "none":
        return None
    if source.way == "selection":
        return _selection(entry, box, copier)
    with ExitStack() as lent:
        if source.way in BACKDROPS:
            under = source.items[0] if source.items else None
            box = document.box if box is None else box.intersect(document.box)
            place = box
            shown = _Lent.by(lambda: picture.shown(document.image, place, under), lent)
            return copier.copy(shown.drawable, shown.covered, box, entry, "", shown.view)
        planes = [
            _told(item, copier.copy(each.drawable, each.covered, box, entry, item.get_name(), each.view))
            for each, item in zip(views, source.items)
        ]
    return planes if source.way == "layers" else planes[0]


def _told(item: Gimp.Drawable, plane: PlaneFile) -> PlaneFile:
    """The plane of an item; that of a layer says how the layer lies on what is below."""
    if not isinstance(item, Gimp.Layer):
        return plane
    return replace(plane, opacity=item.get_opacity() / 100, mode=modes.mode_of(item))


def _selection(entry: Input, box: Box | None, copier: _Copier) -> PlaneFile | None:
    document, words = copier.document, told(_("The selection"))
    if document.selection_box() is None:
        document.snapshot.picture(words, document.selection_box, None)
        return None
    selection = document.image.get_selection()
    plane = copier.copy(selection, document.box, box, entry, selection.get_name())
    copier.watch(words, lambda: nullcontext((selection, document.box)), plane)
    return plane


class _Copier(NamedTuple):
    document: Document
    folder: Folder
    profile: Optional[Profile]

    def copy(
        self,
        drawable: Gimp.Drawable,
        covered: Box,
        box: Box | None,
        entry: Input,
        name: str,
        view: View | None = None,
    ) -> PlaneFile:
        """A plane with the part of a drawable that lies in `box` (None for all); it covers `covered` on the canvas.

        With a `view` the document watches what was read.
        """
        box = covered if box is None else covered.intersect(box)
        if box.is_empty:
            raise InputError(
                _(
                    "{name}, chosen as {entry}, does not reach the place that is worked on.",
                    name=name,
                    entry=lowered(entry.label),
                ),
                _("Choose another layer, or move it there."),
            )
        plane = self._read(drawable, covered, box, name)
        if view is not None:
            self.watch(name or told(_("What is visible")), view, plane)
        return plane

    def shown(self, under: Gimp.Layer | None) -> PlaneFile:
        """A plane with all that the image shows, or shows under a layer."""
        with picture.shown(self.document.image, self.document.box, under) as (drawable, covered):
            return self._read(drawable, covered, self.document.box.intersect(covered), "")

    def seen(self, layer: Gimp.Layer) -> PlaneFile:
        """A plane with a layer."""
        with picture.seen(layer) as (drawable, covered):
            return self._read(drawable, covered, covered, layer.get_name())

    def _read(self, drawable: Gimp.Drawable, covered: Box, box: Box, name: str) -> PlaneFile:
        check_size(box.width, box.height)
        format = self.document.format
        is_mask = isinstance(drawable, Gimp.Channel)
        encoding = format.masks if is_mask else format.encoding(drawable.has_alpha(), self.profile)
        plane = self.folder.create(box, encoding, name)
        pixels.read(drawable, covered.x, covered.y, plane, format.name(encoding))
        return plane

    def watch(self, name: str, view: View, plane: PlaneFile) -> None:
        look = partial(_look, view, plane, self.document.format.name(plane.encoding))
        self.document.snapshot.picture(name, look, fingerprint_of(plane))


def _look(view: View, plane: PlaneFile, format: str) -> int | None:
    """The fingerprint of what a plane was read from; None where it is not there any more."""
    with view() as (drawable, covered):
        opaque = not plane.encoding.model.endswith("A")
        if covered.intersect(plane.box) != plane.box or drawable.has_alpha() == opaque:
            return None
        return pixels.fingerprint_in(drawable, covered.x, covered.y, plane, format)


def _find(
    operation: Operation,
    entry: Input,
    way: str,
    config: Gimp.ProcedureConfig,
    drawables: Sequence[Gimp.Drawable],
) -> Source:
    items: List[Any] = []
    if way in ("active", "below"):
        items = [layers.active(drawables)]
    elif way == "layer-below":
        items = [layers.next_below(layers.active(drawables))]
    elif way == "layers":
        items = list(layers.selected(drawables))
    elif way == "layer":
        items = [config.get_property(arguments.chosen_name(entry, way))]
    elif way == "item":
        chosen = config.get_property(arguments.chosen_name(entry, way))
        # What is selected serves already where the operation works on the active layer.
        selected = list(drawables[:1]) if entry.active or operation.active_input is None else []
        items = [chosen] if chosen is not None else selected
        if not items and "none" in entry.ways:
            way = "none"
    if way == "layers" and not items:
        raise errors.no_layer()
    if (way == "item" and not items) or None in items:
        raise InputError(_("No {entry} is chosen.", entry=lowered(entry.label)), _("Choose one in the dialog."))
    return Source(way, items)
