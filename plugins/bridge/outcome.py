"""What a job yields: layers, masks, selections and the rest, as small values around planes."""

from typing import Any, NamedTuple

from .errors import BridgeError, Warning
from .planes import Plane


class Layer(NamedTuple):
    """A new layer: `place` above or below the layer of the role `of`, or at the top; `hides` names a role or ''."""

    plane: Plane
    name: str
    place: str = "above"
    of: str = ""
    mask: Any = None
    mode: str = "normal"
    hides: str = ""


class Group(NamedTuple):
    """New layers and groups that arrive as one; `children` bottom to top."""

    children: list
    name: str
    place: str = "above"
    of: str = ""


class LayerMask(NamedTuple):
    """A mask for the layer of the role `of`."""

    plane: Plane
    of: str


class Selection(NamedTuple):
    """A new selection; `mode` is replace, add, subtract or intersect."""

    plane: Plane
    mode: str = "replace"


class Channel(NamedTuple):
    """A named mask that the document keeps."""

    plane: Plane
    name: str


class Stroke(NamedTuple):
    """A Bezier spline; every point is (x_in, y_in, x, y, x_out, y_out) in pixels of the canvas."""

    points: list
    closed: bool


class Path(NamedTuple):
    """A path of one or more strokes."""

    strokes: list
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


class Outcomes(list):
    """The outputs in order; beside them `report` (figures) and `warnings`."""

    def __init__(self, outputs, report, warnings):
        super().__init__(outputs)
        self.report = report
        self.warnings = warnings

    def planes(self):
        """Every plane of every output."""
        return [plane for output in self for plane in _planes(output)]

    def remove(self):
        """Remove the planes once they have been read."""
        for plane in self.planes():
            plane.remove()


def parse(done, folder):
    """Read a worker's ``done``.

    Raises
    ------
    BridgeError
        If it is not what the protocol says.
    """
    try:
        outputs = [_output(record, folder) for record in done["outputs"]]
        warnings = [
            Warning(entry["code"], entry["message"], entry.get("hint", "")) for entry in done.get("warnings", ())
        ]
        return Outcomes(outputs, done.get("report", {}), warnings)
    except (KeyError, TypeError, AttributeError) as error:
        hint = "Run python3 install.py again."
        raise BridgeError(f"The worker's answer cannot be understood ({error!r}).", hint, "protocol") from error


def _output(record, folder):
    fields = {name: value for name, value in record.items() if name != "kind"}
    for name in ("plane", "mask"):
        if fields.get(name) is not None:
            fields[name] = Plane.from_json(fields[name], folder)
    if "children" in fields:
        fields["children"] = [_output(child, folder) for child in fields["children"]]
    if "strokes" in fields:
        fields["strokes"] = [Stroke([tuple(point) for point in s["points"]], s["closed"]) for s in fields["strokes"]]
    return _KINDS[record["kind"]](**fields)


def _planes(output):
    if isinstance(output, Group):
        return [plane for child in output.children for plane in _planes(child)]
    return [plane for plane in (getattr(output, "plane", None), getattr(output, "mask", None)) if plane is not None]


_KINDS = {
    "layer": Layer,
    "group": Group,
    "layer-mask": LayerMask,
    "selection": Selection,
    "channel": Channel,
    "path": Path,
    "vector": Vector,
    "file": File,
}
