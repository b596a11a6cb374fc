"""The pictures that an operation reads: found in the image and copied into planes."""

from contextlib import ExitStack, nullcontext
from typing import NamedTuple

from gi.repository import Gimp

import arguments
import backdrop
import layers
import pixels
from bridge import errors, request

BACKDROPS = ("below", "visible")


class Source(NamedTuple):
    """How a role is filled: the way, and the items that it leads to."""

    way: str
    items: list


def find(document, operation, config, drawables):
    """What fills every role; the document watches it from now on.

    Raises
    ------
    BridgeError
        If something that is needed is not there.
    """
    found = {}
    for entry in operation.inputs:
        found[entry.role] = _find(operation, entry, arguments.way_of(entry, config), config, drawables)
        for item in found[entry.role].items:
            if item.get_image() != document.image:
                raise errors.BridgeError(
                    f"{entry.label}: {item.get_name()} belongs to another image.", "Copy it into this one.", "input"
                )
            document.watch(item)
    return found


def gather(document, operation, sources, values, folder):
    """Copy what every role needs into planes, and nothing more.

    Returns
    -------
    images : dict
        A plane, a list of planes or None for every role.
    profile : dict or None
        The colour space of all of them, as a plane names it.
    """
    content = document.profile()
    profile = None if content is None else folder.profile(content)
    copier = _Copier(document, folder, profile)
    with ExitStack() as lent:
        views = {
            entry.role: [lent.enter_context(_view(item, entry.unmasked)) for item in sources[entry.role].items]
            for entry in operation.inputs
            if sources[entry.role].way not in BACKDROPS
        }
        active = operation.active_input
        active_box = views[active.role][0][1] if active is not None else None
        boxes = request.frame(operation, document.box, active_box, document.selection_box(), values)
        images = {
            entry.role: _image(entry, sources[entry.role], views.get(entry.role), boxes[entry.role], copier)
            for entry in operation.inputs
        }
    return images, profile


def _image(entry, source, views, box, copier):
    document = copier.document
    if source.way == "none":
        return None
    if source.way == "selection":
        selection = document.image.get_selection()
        some = document.selection_box() is not None
        return copier.copy(selection, selection, document.box, box, entry) if some else None
    if source.way in BACKDROPS:
        under = source.items[0] if source.items else None
        place = document.box if box is None else box.intersect(document.box)
        with backdrop.shown(document.image, place, under) as (drawable, covered):
            return copier.copy(drawable, None, covered, place, entry)
    planes = [
        copier.copy(drawable, item, covered, box, entry) for item, (drawable, covered) in zip(source.items, views)
    ]
    return planes if source.way == "layers" else planes[0]


def check_unchanged(document, operation, sources, images):
    """See that the active layer was not painted on while the work went on: GIMP's window does not wait.

    Raises
    ------
    BridgeError
        If it was.
    """
    active = operation.active_input
    if active is None:
        return
    plane = images[active.role]
    with layers.seen(sources[active.role].items[0], active.unmasked) as (drawable, covered):
        same = covered.intersect(plane.box) == plane.box and drawable.has_alpha() == plane.model.endswith("A")
        if not same or not pixels.matches(drawable, covered.x, covered.y, plane, document.encoding.format(plane)):
            raise errors.document_changed()


class _Copier(NamedTuple):
    document: object
    folder: object
    profile: object

    def copy(self, drawable, item, covered, box, entry):
        """A plane with the part of a drawable that lies in `box` (None for all); it covers `covered` on the canvas."""
        box = covered if box is None else covered.intersect(box)
        if box.is_empty:
            raise errors.BridgeError(
                f"{entry.label}: {item.get_name()} lies outside of what is worked on.", "Choose another.", "input"
            )
        request.check_size(box)
        encoding = self.document.encoding
        name = "" if item is None else item.get_name()
        if isinstance(drawable, Gimp.Channel):
            plane = self.folder.create(box, "MASK", encoding.mask_type, "linear", None, name)
        else:
            model = encoding.model(drawable.has_alpha())
            plane = self.folder.create(box, model, encoding.type, encoding.transfer, self.profile, name)
        pixels.read(drawable, covered.x, covered.y, plane, encoding.format(plane))
        return plane


def _view(item, unmasked):
    """Lend a drawable with an item's pixels and the box that it covers."""
    if item.is_layer():
        return layers.seen(item, unmasked)
    return nullcontext((item, layers.box_of(item)))


def _find(operation, entry, way, config, drawables):
    items = []
    if way in ("active", "below"):
        items = [layers.active(drawables)]
    elif way == "layer-below":
        items = [layers.next_below(layers.active(drawables))]
    elif way == "layers":
        items = layers.selected(drawables)
    elif way == "layer":
        items = [config.get_property(arguments.chosen_name(entry, way))]
    elif way == "item":
        chosen = config.get_property(arguments.chosen_name(entry, way))
        # What is selected serves already where the operation works on the active layer.
        selected = list(drawables[:1]) if entry.active or operation.active_input is None else []
        items = [chosen] if chosen is not None else selected
        if not items and entry.optional:
            way = "none"
    if (way in ("layers", "layer", "item") and not items) or None in items:
        raise errors.BridgeError(f"{entry.label}: nothing is chosen.", "Choose a layer.", "input")
    return Source(way, items)
