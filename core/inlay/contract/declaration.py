"""An operation as data: what it reads, what can be set, and what it yields, as ``operations.json`` holds it.

The vocabulary is closed, so that every host can know all of it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .parameter import Parameter
from .placement import Placement
from .records import fields_in, plain

VERSION = 1
INPUT_KINDS = ("layer", "layers", "item", "selection", "below", "visible")
CONTENTS = ("picture", "coverage", "trimap", "scribbles", "backdrop")
OUTPUT_KINDS = ("layer", "group", "layer-mask", "selection", "channel", "path", "vector", "file")
RANKS = ("everyday", "expert")
PREVIEWS = ("scaled", "cropped", "full")


@dataclass(frozen=True)
class Input:
    """A picture that the operation reads.

    Attributes
    ----------
    role : str
        Source, destination, region, trimap ...; also the name of the option on the command line.
    kinds : tuple of str
        What may serve, from `INPUT_KINDS`; the first is what an editor offers first.
    label, help : str
        What a dialog shows, and a sentence of explanation.
    active : bool
        An input of kind ``layer`` that is always the active layer; one operation has at most one. An input of kind
        ``item`` that is the active layer, or the mask that is being worked on, unless another is chosen.
    optional : bool
        The operation also works without it; without a selection everything is selected. The help of a selection that
        is not optional names what is to be selected: ``What is roughly to be cut out.``
    displaced_by : tuple of str
        Names of the two integer parameters, x and y, by which the picture is moved before it is used; empty if none.
    turned_by : tuple of str
        Names of two numbers, percent and degrees clockwise, by which the picture is scaled and turned before it is
        moved, about the middle of what is selected of it; empty if none.
    whole : bool
        The whole picture travels, not only the part inside the box of the region.
    unmasked : bool
        A layer comes without its layer mask, so that what the mask hides is there too.
    content : str
        What an input of kind ``item`` is read as, from `CONTENTS`; a selection is always coverage. A backdrop is a
        picture of any size.
    rank, matters_when
        As a `Parameter` has them.
    paintable : bool
        Strokes alone may serve, without a picture, where the artist can paint some: while the result is shown.
    """

    role: str
    kinds: tuple[str, ...]
    label: str
    help: str
    active: bool = False
    optional: bool = False
    displaced_by: tuple[str, ...] = ()
    turned_by: tuple[str, ...] = ()
    whole: bool = False
    unmasked: bool = False
    content: str = "picture"
    rank: str = "everyday"
    matters_when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, hash=False)
    paintable: bool = False

    def needs_picture(self, paints: bool = False) -> bool:
        """Whether nothing is done without a picture; the artist `paints`, or cannot."""
        return not (self.optional or (self.paintable and paints))

    def placement(self, values: Mapping[str, Any]) -> Placement:
        """Where these values lay the picture; those not given leave it where it is."""
        names = zip((*self.displaced_by, *self.turned_by), Placement._fields)
        found = Placement(**{field: values[name] for name, field in names if name in values})
        return found._replace(x=int(found.x), y=int(found.y))

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which an editor finds the picture, the default first.

        ``active``, ``layer-below`` (the next layer under the active one) and ``layer`` (a chosen one) for a layer;
        ``layers`` (those that are selected), ``item`` (a chosen layer, mask or channel), ``selection``, ``below``
        and ``visible`` as their kinds; ``none`` where the input is optional or may be painted.
        """
        ways: list[str] = []
        for kind in self.kinds:
            if kind != "layer":
                ways.append(kind)
            elif self.active:
                ways.append("active")
            else:
                ways += ["layer-below", "layer"]
        if (self.optional or self.paintable) and "selection" not in ways:
            ways.append("none")
        return tuple(ways)


@dataclass(frozen=True)
class Output:
    """What the operation yields: a `kind` of `OUTPUT_KINDS`, and in words what it holds.

    A layer may say the role of the picture that it `covers`: in a file without layers it is then laid over that one,
    which stays as transparent as it is unless the layer `fills` it.
    """

    kind: str
    help: str
    covers: str = ""
    fills: bool = False


@dataclass(frozen=True)
class Related:
    """Another operation, by its id, and when it is the better one or comes before or after this one."""

    operation: str
    when: str


@dataclass(frozen=True)
class Operation:
    """One entry of the menu.

    Attributes
    ----------
    id : str
        The public name everywhere: ``seamless-clone`` on the command line, ``plug-in-inlay-seamless-clone`` in GIMP,
        ``inlay.seamless_clone`` in Python.
    name, menu : str
        The menu entry, and the submenu that holds it (empty for none).
    summary, help : str
        A sentence for a tooltip, and a few paragraphs for a reference page.
    keywords : tuple of str
        What artists look for when they want it, in the words of other programs, the most usual first.
    suits : str
        What it is the right one for.
    related : tuple of Related
        Operations that are easily confused with it, or go together with it.
    inputs, parameters, outputs : tuples
        What is read, set and yielded.
    ring : int
        How many pixels around the region's box the operation reads.
    ring_percent : float
        What the ring has besides, in percent of the canvas' longer side.
    ring_by : tuple of (str, float)
        Parameters that widen the ring, and by how many pixels for one unit of each: ``(("radius", 1),)``.
    references : tuple of str
        The papers that it follows.
    preview : str
        How it is shown while it is set: ``scaled`` with its pictures and lengths made smaller, ``cropped`` to what is
        visible and its ring, or ``full`` at once.
    painted : str
        Role of the picture that the artist's strokes change while the result is shown; empty where none may be painted.
    strokes : tuple of str
        What a stroke may say there, from `inlay.contract.views.LABELS`, in the order in which it is offered.
    conditional : bool
        Whether it works only where something besides pictures is installed, such as a model: editors ask the worker
        before they open a dialog.
    """

    id: str
    name: str
    menu: str
    summary: str
    help: str
    keywords: tuple[str, ...]
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[Output, ...]
    ring: int = 1
    ring_percent: float = 0.0
    ring_by: tuple[tuple[str, float], ...] = ()
    references: tuple[str, ...] = ()
    suits: str = ""
    related: tuple[Related, ...] = ()
    preview: str = "scaled"
    painted: str = ""
    strokes: tuple[str, ...] = ()
    conditional: bool = False

    def further_keywords(self, text: str) -> list[str]:
        """The keywords that a text does not hold."""
        return [word for word in self.keywords if word.lower() not in text.lower()]

    def input(self, role: str) -> Input | None:
        return next((entry for entry in self.inputs if entry.role == role), None)

    @property
    def active_input(self) -> Input | None:
        """The input that is always the active layer, or None."""
        return next((entry for entry in self.inputs if entry.active and "layer" in entry.kinds), None)

    @property
    def selection_input(self) -> Input | None:
        """The input that the selection may serve, or None."""
        return next((entry for entry in self.inputs if "selection" in entry.kinds), None)

    @property
    def moved_input(self) -> Input | None:
        """The first input that parameters move, or None."""
        return next((entry for entry in self.inputs if entry.displaced_by), None)

    def placement(self, values: Mapping[str, Any]) -> Placement:
        """Where these values lay what they move."""
        entry = self.moved_input
        return Placement() if entry is None else entry.placement(values)

    @property
    def result(self) -> Parameter | None:
        """The choice between several results, if there is one."""
        return next((entry for entry in self.parameters if entry.id == "result" and entry.type == "choice"), None)

    def defaults(self) -> dict[str, Any]:
        """Every parameter's value when the artist says nothing."""
        return {parameter.id: parameter.default for parameter in self.parameters}

    def parameters_for(self, capabilities: Collection[str]) -> list[Parameter]:
        """The parameters that a host with these capabilities offers."""
        return [parameter for parameter in self.parameters if not parameter.needs or parameter.needs in capabilities]

    def reach(self, values: Mapping[str, Any], longer_side: float = 0) -> int:
        """How many pixels around the region's box are read with these parameters; those not given have defaults.

        The longer side is the canvas', in pixels; only what is in percent of it needs it.
        """
        values = {**self.defaults(), **values}
        known = {each.id: each for each in self.parameters}
        lengths = (pixels * known[name].in_pixels(abs(values[name]), longer_side) for name, pixels in self.ring_by)
        around = math.ceil(self.ring_percent * longer_side / 100)
        return self.ring + around + sum(math.ceil(length) for length in lengths)

    def effective(self, values: Mapping[str, Any], absent: Collection[str] = ()) -> set[str]:
        """The roles and parameters that can change anything with these values of others; not given are defaults.

        `absent` are the roles that nothing serves.
        """
        values = {**self.defaults(), **values}
        conditions = {each.role: each.matters_when for each in self.inputs}
        conditions.update((each.id, each.matters_when) for each in self.parameters if each.with_input not in absent)
        return {
            name
            for name, condition in conditions.items()
            if all(values.get(other) in wanted for other, wanted in condition.items())
        }

    def to_json(self) -> dict[str, Any]:
        """Describe the operation for hosts that cannot import it."""
        record = {each.name: plain(getattr(self, each.name)) for each in fields(Operation)}
        record["inputs"] = [{**plain(entry), "ways": list(entry.ways)} for entry in self.inputs]
        record["parameters"] = [parameter.to_json() for parameter in self.parameters]
        return record

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> Operation:
        """The operation that `to_json` described.

        Raises
        ------
        KeyError, TypeError
            If the record is none.
        """
        values = fields_in(Operation, record)
        values["inputs"] = tuple(Input(**fields_in(Input, entry)) for entry in record["inputs"])
        values["parameters"] = tuple(Parameter.from_json(entry) for entry in record["parameters"])
        values["outputs"] = tuple(Output(**fields_in(Output, entry)) for entry in record["outputs"])
        values["related"] = tuple(Related(**fields_in(Related, entry)) for entry in record.get("related", ()))
        return Operation(**values)
