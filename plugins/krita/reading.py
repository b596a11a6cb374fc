"""What an operation reads of a document: its pictures in planes, and a memory of how they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Dict, List

import krita
from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.errors import ParameterError
from inlay.contract.language import _
from inlay.contract.planes import Encoding

from ..bridge import checks, request
from ..bridge.planes import PlaneFile
from . import facts, inputs, layers, service
from .document import Document
from .inputs import Source

# What Krita can do for an operation.
CAPABILITIES = ("undoable-visibility",)


class Reading:
    """The pictures of an operation, read once: whole ones, or what a job needs of them.

    Parameters
    ----------
    operation : Operation
    document : krita.Document
    node : krita.Node
        What the artist works on.
    values : dict
        Parameters by id.
    choices : mapping of str to Source
        What serves the roles; a role that is not named is served in the first way that it declares.
    whole : bool
        Read all of every picture: parameters that are still to be set may come to need any part.

    Attributes
    ----------
    document : document.Document
    node : krita.Node
        The layer itself.
    sources : dict of str to Source
        What serves each role.
    job : Job

    Raises
    ------
    InlayError
        If something cannot be read; nothing is left behind.
    """

    def __init__(
        self,
        operation: Operation,
        document: krita.Document,
        node: krita.Node,
        values: Mapping[str, Any],
        choices: Mapping[str, Source],
        whole: bool = False,
    ) -> None:
        _check(operation, values, choices)
        check(operation, document, node, choices, can_paint=whole)
        document.waitForDone()
        self.operation = operation
        self.document = Document(document)
        self.node = layers.layer_of(node)
        self._folder = service.get().folder
        self._planes: List[PlaneFile] = []
        try:
            self.document.watch_place(self.node)
            self.document.keep_profile(self._folder)
            self.sources = inputs.find(operation, self.node, choices)
            boxes = {} if whole else inputs.boxes(self.document, operation, self.node, self.sources, values)
            images = inputs.gather(self.document, operation, self.node, self.sources, boxes, self.create)
            self.job = request.job(operation, values, images, self.document.described(), paints=whole)
        except BaseException:
            self.discard()
            raise

    @property
    def homes(self) -> Dict[str, krita.Node]:
        """The node that serves each role, the topmost of several."""
        return {role: source.nodes[-1] for role, source in self.sources.items() if source.nodes}

    def create(self, box: Box, encoding: Encoding, name: str) -> PlaneFile:
        """A further plane, which goes when the others go."""
        plane = self._folder.create(box, encoding, name)
        self._planes.append(plane)
        return plane

    def discard(self) -> None:
        """Remove the planes."""
        for plane in self._planes:
            plane.remove()


def check(
    operation: Operation,
    document: krita.Document,
    node: krita.Node,
    choices: Mapping[str, Source] | None = None,
    can_paint: bool = False,
) -> None:
    """Refuse what cannot begin, as far as that is seen at a glance.

    Parameters
    ----------
    operation : Operation
    document : krita.Document
    node : krita.Node
    choices : mapping of str to Source, optional
        What serves roles, where the artist has chosen it.
    can_paint : bool
        Whether strokes on the picture may still say where.

    Raises
    ------
    InlayError
        With what is missing.
    """
    if operation.active_input is not None:
        layers.check_readable(layers.layer_of(node))
    chosen = choices or {}
    seen = facts.of(document, node)._replace(can_paint=can_paint)
    selected = max((len(source.nodes) for source in chosen.values() if source.way == "layers"), default=0)
    if selected:
        seen = seen._replace(selected_layers=selected)
    checks.check(operation, seen, {role: source.way for role, source in chosen.items()})


def _check(operation: Operation, values: Mapping[str, Any], choices: Mapping[str, Source]) -> None:
    """Refuse what the dialog does not offer."""
    for parameter in operation.parameters:
        absent = parameter not in operation.parameters_for(CAPABILITIES)
        if absent and values.get(parameter.id, parameter.default) != parameter.default:
            raise ParameterError(
                _("Krita has no “{parameter}”.", parameter=parameter.label),
                _("Leave out {parameter}.", parameter=parameter.id),
            )
    for role, source in choices.items():
        entry = operation.input(role)
        if entry is None:
            raise ParameterError(_("There is no input {role}.", role=role), _("See `inlay show`."))
        if source.way not in entry.ways:
            ways = ", ".join(entry.ways)
            raise ParameterError(
                _("{entry} cannot be found by “{way}”.", entry=entry.label, way=source.way),
                _("Choose one of {ways}.", ways=ways),
            )
