"""What a job yields: layers, masks, selections and the rest, as small values around planes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Dict, Hashable, List, NamedTuple, Tuple, Type, TypeVar, Union

from . import language
from .errors import InlayWarning, ProtocolError, for_host, warning_from_json
from .language import _
from .planes import Plane
from .protocol import AGAIN


class Layer(NamedTuple):
    """A new layer: `place` above or below the layer of the role `of`, or at the top; `hides` names roles.

    One that `deselects` takes the selection's place: nothing is selected once it has arrived. One that `stands_in` for
    the layer of the role `of` has the opacity and mode of that and, where its plane does not lie, the pixels, unless
    the plane reaches beyond them.
    """

    plane: Plane
    name: str
    place: str = "above"
    of: str = ""
    mask: Plane | None = None
    mode: str = "normal"
    hides: Tuple[str, ...] = ()
    opacity: float = 1.0
    deselects: bool = False
    stands_in: bool = False
    visible: bool = True


class Group(NamedTuple):
    """New layers and groups that arrive as one; `children` bottom to top.

    One that `stands_in` for the layer of the role `of` has the opacity and mode of that.
    """

    children: Sequence[Outcome]
    name: str
    place: str = "above"
    of: str = ""
    stands_in: bool = False


class LayerMask(NamedTuple):
    """A mask for the layer of the role `of`.

    One that is there already gives way to it (`mode` is replace), or hides besides what it hid (intersect); `hides`
    names roles.
    """

    plane: Plane
    of: str
    mode: str = "replace"
    hides: Tuple[str, ...] = ()


class Selection(NamedTuple):
    """A new selection; `mode` is replace, add, subtract or intersect."""

    plane: Plane
    mode: str = "replace"


class Channel(NamedTuple):
    """A named mask that the document keeps."""

    plane: Plane
    name: str


Point = Tuple[float, ...]


class Stroke(NamedTuple):
    """A Bezier spline; every point is (x_in, y_in, x, y, x_out, y_out) in pixels of the canvas."""

    points: Sequence[Point]
    closed: bool


class Path(NamedTuple):
    """A path of one or more strokes."""

    strokes: Sequence[Stroke]
    name: str


class Vector(NamedTuple):
    """A vector layer: SVG in pixels of the canvas."""

    svg: str
    name: str
    place: str = "above"
    of: str = ""


class File(NamedTuple):
    """A file that the worker has written."""

    path: str


Outcome = Union[Layer, Group, LayerMask, Selection, Channel, Path, Vector, File]

KINDS: Dict[str, Type[Any]] = {
    "layer": Layer,
    "group": Group,
    "layer-mask": LayerMask,
    "selection": Selection,
    "channel": Channel,
    "path": Path,
    "vector": Vector,
    "file": File,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


class Outcomes(NamedTuple):
    """The outputs in order, figures about the work, and what is not quite as it was asked for."""

    outputs: Sequence[Outcome]
    report: Mapping[str, Any] = {}
    warnings: Sequence[InlayWarning] = ()

    def planes(self) -> Iterator[Plane]:
        """Every plane of every output."""
        return (plane for output in self.outputs for plane in planes_of(output))

    def to_json(self) -> dict[str, Any]:
        return {
            "outputs": [_to_json(output) for output in self.outputs],
            "report": dict(self.report),
            "warnings": [for_host(warning) for warning in self.warnings],
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any], plane: Callable[[Any], Plane] = Plane.from_json) -> Outcomes:
        """Read a worker's ``done``; `plane` makes the planes.

        Raises
        ------
        ProtocolError
            If it is not what the protocol says.
        """
        try:
            outputs = [_from_json(output, plane) for output in record["outputs"]]
            warnings = [warning_from_json(entry) for entry in record.get("warnings", ())]
            return cls(outputs, record.get("report", {}), warnings)
        except (KeyError, TypeError, AttributeError) as error:
            raise ProtocolError(
                _("The worker's answer cannot be understood ({error}).", error=repr(error)), AGAIN
            ) from error


def planes_of(output: Outcome) -> Iterator[Plane]:
    """The planes of an output and of what it holds."""
    if isinstance(output, Group):
        for child in output.children:
            yield from planes_of(child)
    else:
        found = (getattr(output, "plane", None), getattr(output, "mask", None))
        yield from (plane for plane in found if plane is not None)


Served = TypeVar("Served", bound=Hashable)


def to_hide(hides: Sequence[str], served: Mapping[str, Sequence[Served]]) -> List[Served]:
    """Which layers become invisible when one arrives that `hides` these roles.

    A layer that serves another role as well stays: there it is still to be seen.

    Parameters
    ----------
    hides : sequence of str
    served : mapping of str to sequence
        The layers that serve each role themselves, in whatever way the host tells them apart; a mask stands for the
        layer that it belongs to.
    """
    needed = {layer for role, layers in served.items() if role not in hides for layer in layers}
    found = (layer for role in hides for layer in served.get(role, ()) if layer not in needed)
    return list(dict.fromkeys(found))


def _to_json(output: Outcome) -> dict[str, Any]:
    record = {name: value for name, value in output._asdict().items() if value is not None}
    if "name" in record:
        record.update(language.described(name=record["name"]))
    for name in ("plane", "mask"):
        if name in record:
            record[name] = record[name].to_json()
    if isinstance(output, Group):
        record["children"] = [_to_json(child) for child in output.children]
    if isinstance(output, Path):
        record["strokes"] = [stroke._asdict() for stroke in output.strokes]
    return {"kind": _NAMES[type(output)], **record}


def _from_json(record: Mapping[str, Any], plane: Callable[[Any], Plane]) -> Outcome:
    fields = {name: value for name, value in record.items() if name not in ("kind", "words")}
    if "name" in fields:
        fields["name"] = language.told_once(*language.read(record, "name"))
    for name in ("plane", "mask"):
        if fields.get(name) is not None:
            fields[name] = plane(fields[name])
    if "hides" in fields:
        fields["hides"] = tuple(fields["hides"])
    if "children" in fields:
        fields["children"] = [_from_json(child, plane) for child in fields["children"]]
    if "strokes" in fields:
        fields["strokes"] = [
            Stroke([tuple(point) for point in stroke["points"]], stroke["closed"]) for stroke in fields["strokes"]
        ]
    outcome: Outcome = KINDS[record["kind"]](**fields)
    return outcome
