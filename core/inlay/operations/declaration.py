"""The closed vocabulary in which an operation is declared.

One declaration serves every host: GIMP's procedure arguments, Krita's dialog, the command line's options, the worker's
validation and ``manifests/operations.json`` are all derived from it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from inlay.errors import ParameterError
from inlay.operations.parameters import Choice, Parameter

INPUT_KINDS = ("layer", "layers", "item", "selection", "below", "visible")
CONTENTS = ("picture", "coverage", "trimap", "backdrop")
OUTPUT_KINDS = ("layer", "group", "layer-mask", "selection", "channel", "path", "vector", "file")


@dataclass(frozen=True, kw_only=True)
class Input:
    """A picture that the operation reads.

    Attributes
    ----------
    role : str
        Source, destination, region, trimap ...; also the name of the option on the command line.
    kinds : sequence of str
        What may serve, from `INPUT_KINDS`; the first is what an editor offers first.
    label, help : str
        What a dialog shows, and a sentence of explanation.
    active : bool
        An input of kind ``layer`` that is always the active layer; one operation has at most one. An input of kind
        ``item`` that is the active layer, or the mask that is being worked on, unless another is chosen.
    optional : bool
        The operation also works without it. A selection is always optional: without one everything is selected.
    displaced_by : tuple of str
        Names of the two integer parameters, x and y, by which the picture is moved before it is used; empty if none.
    whole : bool
        The whole picture travels, not only the part inside the box of the region.
    unmasked : bool
        A layer comes without its layer mask, so that what the mask hides is there too.
    content : str
        What an input of kind ``item`` is read as, from `CONTENTS`; a selection is always coverage. A backdrop is a
        picture of any size.
    """

    role: str
    kinds: Sequence[str]
    label: str
    help: str
    active: bool = False
    optional: bool = False
    displaced_by: tuple[str, str] | tuple[()] = ()
    whole: bool = False
    unmasked: bool = False
    content: str = "picture"

    @property
    def ways(self) -> list[str]:
        """The ways in which an editor finds the picture, the default first.

        ``active``, ``layer-below`` (the next layer under the active one) and ``layer`` (a chosen one) for a layer;
        ``layers`` (those that are selected), ``item`` (a chosen layer, mask or channel), ``selection``, ``below``
        and ``visible`` as their kinds; ``none`` where the input is optional.
        """
        ways: list[str] = []
        for kind in self.kinds:
            if kind != "layer":
                ways.append(kind)
            elif self.active:
                ways.append("active")
            else:
                ways += ["layer-below", "layer"]
        if self.optional and "selection" not in ways:
            ways.append("none")
        return ways


@dataclass(frozen=True, kw_only=True)
class Output:
    """What the operation yields: a `kind` of `OUTPUT_KINDS`, and in words what it holds.

    A layer may say the role of the picture that it `covers`: in a file without layers it is then laid over that one.
    """

    kind: str
    help: str
    covers: str = ""


@dataclass(frozen=True, kw_only=True)
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
    keywords : sequence of str
        Words under which editors' searches find it.
    inputs, parameters, outputs : sequences
        What is read, set and yielded.
    run : str
        ``module:function`` that takes a `Job` and returns a `Result`.
    function : str
        ``module:function`` of the same operation on arrays; empty if there is none.
    ring : int
        How many pixels around the region's box the operation reads.
    ring_by : sequence of (str, float)
        Parameters that widen the ring, and by how many pixels for one unit of each: ``(("radius", 1),)``.
    """

    id: str
    name: str
    menu: str = ""
    summary: str
    help: str = ""
    keywords: Sequence[str] = ()
    inputs: Sequence[Input]
    parameters: Sequence[Parameter] = ()
    outputs: Sequence[Output]
    run: str
    function: str = ""
    ring: int = 1
    ring_by: Sequence[tuple[str, float]] = ()

    def input(self, role: str) -> Input | None:
        return next((entry for entry in self.inputs if entry.role == role), None)

    @property
    def result(self) -> Choice | None:
        """The parameter by which one of several results is chosen, if there is one.

        Such an operation does what they have in common in `Job.once`.
        """
        found = next((parameter for parameter in self.parameters if parameter.id == "result"), None)
        return found if isinstance(found, Choice) else None

    def reach(self, values: Mapping[str, Any]) -> int:
        """How many pixels around the region's box are read with these parameters."""
        return self.ring + sum(math.ceil(pixels * abs(values[name])) for name, pixels in self.ring_by)

    def job_function(self) -> Callable[..., Any]:
        return _load(self.run)

    def array_function(self) -> Callable[..., Any]:
        return _load(self.function)

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return every parameter's value, defaults filled in.

        Raises
        ------
        ParameterError
            If a name is unknown or a value is of the wrong type or out of range.
        """
        known = {parameter.id: parameter for parameter in self.parameters}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ParameterError(
                f"{self.name} has no parameter {unknown[0]}.", "It has: " + (", ".join(known) or "none") + "."
            )
        return {
            name: parameter.check(values[name]) if name in values else parameter.default
            for name, parameter in known.items()
        }

    def to_json(self) -> dict[str, Any]:
        """Describe the operation for hosts that cannot import it."""
        return {
            "id": self.id,
            "name": self.name,
            "menu": self.menu,
            "summary": self.summary,
            "help": self.help,
            "keywords": list(self.keywords),
            "ring": self.ring,
            "ring_by": [list(pair) for pair in self.ring_by],
            "inputs": [dataclasses.asdict(entry) | {"ways": entry.ways} for entry in self.inputs],
            "parameters": [dataclasses.asdict(parameter) | {"type": parameter.type} for parameter in self.parameters],
            "outputs": [dataclasses.asdict(output) for output in self.outputs],
        }


def _load(reference: str) -> Callable[..., Any]:
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)
