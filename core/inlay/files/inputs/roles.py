"""From files on the command line to the pictures of a job."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.colour import convert
from inlay.contract.boxes import Box
from inlay.contract.language import _, known
from inlay.errors import ParameterError, RegionError
from inlay.files import rendering
from inlay.files.command_line.reference import Reference
from inlay.files.document import Document, Node
from inlay.files.inputs import masks, sizes
from inlay.files.inputs.opening import Files, Opened
from inlay.operations import job
from inlay.operations.declaration import Input, Operation
from inlay.picture import CHANNELS, Picture, with_alpha


@dataclass(frozen=True)
class Scene:
    """Everything that was read for one job.

    Attributes
    ----------
    images : dict
        The job's pictures by role, in the canvas's colours, cut to what the region needs.
    canvas : inlay.operations.job.Document
        Size and space of the canvas.
    base : Picture
        The picture that gives the canvas, as large as that.
    composed : bool
        Whether a flat result is composed on `base`, because the operation works with what is below or visible, or
        covers what it was made from; else it stays alone, as large as the canvas.
    covers : bool
        Whether the result covers `base`, of which it was made: what it makes of a half transparent pixel is as
        transparent as that was.
    document : Document
        The file that gives the canvas.
    nodes : dict
        The layers of `document` that serve for a role, where some do; in the order in which they were given.
    """

    images: dict[str, Any]
    canvas: job.Document
    base: Picture
    document: Document
    nodes: dict[str, list[Node]] = field(default_factory=dict)
    composed: bool = True
    covers: bool = False

    def home(self, role: str) -> Node | None:
        """The layer of `document` that serves for a role, the last of several."""
        return self.nodes[role][-1] if role in self.nodes else None


def gather(
    operation: Operation,
    references: Mapping[str, Sequence[Reference]],
    values: Mapping[str, Any],
    at: tuple[int, int] | None = None,
    files: Files | None = None,
) -> Scene:
    """Read the files of an operation's roles and lay them out on one canvas.

    The canvas is the file of the first role that shows what is below or visible, else that of the active layer; where
    that role takes several layers and none of the files has layers, the smallest rectangle that holds all of them. A
    file lies with its top left corner at that of the canvas, or where its own ``@x,y`` or `at` (for the active
    layer) says; a layer's own offset adds to that. Any other file but a backdrop must have the size of the active
    picture, of its file or of the canvas, and lies where that lies.

    Parameters
    ----------
    references : mapping
        Files by role, as many as were given.
    values : mapping
        The checked parameters.
    at : tuple of int, optional
        x, y of the active layer's file.
    files : Files, optional
        Has read some of them.

    Raises
    ------
    ParameterError
        If a role that is needed was not given.
    InputError
        If a picture without a position has another size, or is no mask or trimap.
    """
    files = files or Files()
    opened = {role: [files.open(reference) for reference in given] for role, given in references.items() if given}
    active_role = role_of_active(operation)
    if at is not None and active_role in opened:
        if opened[active_role][0].origin is not None:
            raise ParameterError(_("The source has two positions."), _("Give --at or @x,y, not both."))
        opened[active_role] = [replace(opened[active_role][0], origin=at)]
    _check_needed(operation, opened, active_role)
    canvas_role = _canvas_role(operation, opened)
    document = opened[canvas_role if canvas_role in opened else active_role][0].document
    canvas = job.Document(
        document.width, document.height, replace(document.space, model=with_alpha(document.space.model))
    )
    pictures = _pictures(operation, opened, active_role, sizes.Place(sizes.name_of(canvas_role), canvas.box))
    if isinstance(pictures.get(canvas_role), list) and not any(one.document.layered for one in opened[canvas_role]):
        pictures, canvas = _around(pictures, canvas_role, canvas)
    base = _base(pictures.get(canvas_role), canvas)
    nodes = {
        role: [each.node for each in found if each.node is not None and each.document is document]
        for role, found in opened.items()
    }
    nodes = {role: served for role, served in nodes.items() if served}
    images = _frame(operation, pictures, values, canvas, active_role)
    covers = any(output.covers == canvas_role and not output.fills for output in operation.outputs)
    return Scene(images, canvas, base, document, nodes, is_composed(operation), covers)


def _around(pictures: Mapping[str, Any], role: str, canvas: job.Document) -> tuple[dict[str, Any], job.Document]:
    """A canvas that holds all pictures of a role, and all pictures moved with it."""
    boxes = [picture.box for picture in pictures[role]]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)

    def moved(found: Any) -> Any:
        if isinstance(found, list):
            return [moved(each) for each in found]
        return None if found is None else replace(found, x=found.x - left, y=found.y - top)

    return {name: moved(found) for name, found in pictures.items()}, replace(
        canvas, width=right - left, height=bottom - top
    )


def _check_needed(operation: Operation, opened: Mapping[str, Sequence[Opened]], active_role: str) -> None:
    """Refuse a command line that leaves out a picture which the active one's file cannot give."""
    demand_given(operation, opened)
    active = opened[active_role][0] if active_role in opened else None
    for entry in operation.inputs:
        if entry.optional or entry.active or entry.role in opened or not _LAYERED & set(entry.kinds):
            continue
        if active is None or not active.document.layered:
            raise _not_given(entry.role)
        if "below" in entry.kinds and active.node is None:
            raise ParameterError(
                _("There is no {role}.", role=known(entry.role)),
                _(
                    "Give a file, --{role} FILE, or name a layer, --{active_role} FILE#NAME.",
                    role=entry.role,
                    active_role=active_role,
                ),
            )
    if not opened:
        raise ParameterError(
            _("There is no picture."), _("Give a file: --{active_role} FILE.", active_role=active_role)
        )


def demand_given(operation: Operation, given: Container[str]) -> None:
    """Refuse a command line that leaves out a picture which no other one's file can give.

    Raises
    ------
    ParameterError
        If a role is needed, and not among those that were given.
    """
    lacking = next(iter(not_given(operation, given)), None)
    if lacking is not None:
        raise _not_given(lacking)


def not_given(operation: Operation, given: Container[str]) -> list[str]:
    """The roles that are needed, are not among those that were given, and cannot be in another one's file."""
    active = role_of_active(operation)
    return [
        entry.role
        for entry in operation.inputs
        if entry.role not in given
        and not entry.optional
        and not _LAYERED & set(entry.kinds)
        # What is active too may be the active layer itself.
        and (entry.role == active or not entry.active)
    ]


def _not_given(role: str) -> ParameterError:
    return ParameterError(_("There is no {role}.", role=known(role)), _("Give a file: --{role} FILE.", role=role))


def role_of_active(operation: Operation) -> str:
    """The role of the layer that is worked on."""
    layers = [entry for entry in operation.inputs if "layer" in entry.kinds]
    found = next((entry for entry in layers if entry.active), None) or (layers or list(operation.inputs))[0]
    return found.role


_BACKDROPS = {"below", "visible", "backdrop"}
#: What the file of another picture may hold besides that.
_LAYERED = {"below", "visible"}


def is_composed(operation: Operation) -> bool:
    """Whether a flat result is composed on the picture that gives the canvas."""
    shows_more = any(_BACKDROPS & set(entry.kinds) for entry in operation.inputs)
    return shows_more or any(output.covers for output in operation.outputs)


def _canvas_role(operation: Operation, opened: Mapping[str, Any]) -> str:
    for entry in operation.inputs:
        if _BACKDROPS & set(entry.kinds):
            return entry.role
    return role_of_active(operation) if role_of_active(operation) in opened else next(iter(opened), "")


def _pictures(
    operation: Operation, opened: Mapping[str, Sequence[Opened]], active_role: str, canvas: sizes.Place
) -> dict[str, Any]:
    """The pictures of every role, laid out: one, a list for a role of several layers, or None."""
    active = opened[active_role][0] if active_role in opened else None
    places = [canvas]
    source = None
    if active is not None:
        source = active.picture()
        name = sizes.name_of(active_role)
        places = [sizes.Place(name, source.box), sizes.Place(_("file of the {name}", name=name), active.box), canvas]
    pictures: dict[str, Any] = {}
    for entry in operation.inputs:
        given = opened.get(entry.role, [])
        if "layers" in entry.kinds:
            pictures[entry.role] = [one.picture() for one in given] or None
        elif entry.role == active_role and source is not None:
            pictures[entry.role] = source
        elif given:
            pictures[entry.role] = _given(entry, given[0], active, places)
        else:
            pictures[entry.role] = _found(entry, active, source)
    return pictures


def _given(entry: Input, one: Opened, active: Opened | None, places: Sequence[sizes.Place]) -> Picture:
    """A file's picture as its role takes it, and where it lies."""
    picture = one.picture()
    if one.origin is None and not _BACKDROPS & {*entry.kinds, entry.content}:
        if one.node is None:
            picture = sizes.laid(picture, entry.role, places)
        elif active is not None and one.document.box == active.document.box:
            picture = replace(picture, x=picture.x + active.box.x, y=picture.y + active.box.y)
    return masks.read(entry, picture, lossy=one.document.lossy)


def _found(entry: Input, active: Opened | None, source: Picture | None) -> Picture | None:
    """What the active picture's file gives for a role without a file of its own."""
    if active is None or entry.kinds[0] == "selection":
        return None
    if entry.active:
        return source
    if active.document.layered and "below" in entry.kinds and active.node is not None:
        return rendering.below(active.document, active.node)
    if active.document.layered and "visible" in entry.kinds:
        return rendering.visible(active.document)
    return None


def _base(picture: Any, canvas: job.Document) -> Picture:
    """The picture under the result, as large as the canvas."""
    if isinstance(picture, list):
        picture = picture[0]
    if picture is None or picture.space.model == "MASK":
        return Picture(
            np.zeros((canvas.height, canvas.width, CHANNELS[canvas.space.model]), canvas.space.dtype),
            space=canvas.space,
        )
    return in_space(picture, canvas).crop(canvas.box)


def in_space(picture: Picture, canvas: job.Document) -> Picture:
    """The canvas's colours and sample type, with opacity or without as the picture has it."""
    if picture.space.model == "MASK":
        return picture
    model = canvas.space.model.removesuffix("A")
    return convert(picture, replace(canvas.space, model=with_alpha(model) if picture.has_alpha else model))


def _frame(
    operation: Operation, pictures: Mapping[str, Any], values: Mapping[str, Any], canvas: job.Document, active: str
) -> dict[str, Any]:
    """Cut every picture to what the region needs, so that only that is converted."""
    selections = [_tight(pictures[entry.role]) for entry in operation.inputs if entry.kinds[0] == "selection"]
    boxes = [selection.box for selection in selections if selection is not None]
    if isinstance(pictures.get(active), Picture):
        boxes.append(pictures[active].box)
    placement = operation.placement(values)
    everywhere = canvas.box.shift(-placement.x, -placement.y)
    core = placement.taken(reduce(Box.intersect, boxes) if boxes else everywhere, canvas.box)
    covered = placement.covered(core).intersect(canvas.box)
    if core.is_empty or covered.is_empty:
        raise RegionError(
            _("Nothing of the region lies on the canvas."), _("Check the sizes and the positions of the files.")
        )
    images: dict[str, Any] = {}
    for entry in operation.inputs:
        found = pictures[entry.role]
        ring = operation.reach(values, max(canvas.width, canvas.height))
        if entry.displaced_by:
            wanted = core.grow(placement.reach(ring))
        else:
            wanted = covered.grow(ring).intersect(canvas.box)
        if isinstance(found, list):
            images[entry.role] = [in_space(picture, canvas) for picture in found]
        elif found is None:
            images[entry.role] = None
        elif entry.whole or "item" in entry.kinds:
            images[entry.role] = in_space(found, canvas)
        else:
            images[entry.role] = in_space(found.crop(found.box.intersect(wanted)), canvas)
    return images


def _tight(mask: Picture | None) -> Picture | None:
    """A selection without the empty margin around it."""
    if mask is None:
        return None
    box = bounding_box(mask.pixels > 0)
    if box.is_empty:
        raise RegionError(_("The region is empty."), _("Give a picture that is not black everywhere."))
    return mask.crop(box.shift(mask.x, mask.y))
