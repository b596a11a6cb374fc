"""The messages about a view: an operation that is seen while it is set.

To the worker go ``open``, then states (what has changed of them, and new points of strokes), ``release`` for every
frame that is no longer on the screen, and ``close``. From it come frames and errors. A job may name a view: it is then
asked for the view's exact result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from reprlib import repr as shown
from typing import Any, Dict, NamedTuple, Tuple

from . import language
from .errors import InlayError, ProtocolError, for_host
from .job import Job
from .language import _
from .limits import LARGEST_NUMBER
from .planes import Plane, file_name
from .protocol import AGAIN, Message

#: Ways to look at a result, in the order in which a key goes through them.
MODES = (
    "result",
    "checker",
    "black",
    "white",
    "ground",
    "overlay",
    "alpha",
    "outline",
    "uncertainty",
    "difference",
    "before",
)
#: What a stroke says of the pixels below it: ``nothing`` takes back what earlier ones said, and a ``line`` is an edge
#: along its points and says nothing of pixels.
LABELS = ("background", "foreground", "unknown", "nothing", "line")
#: Frames that a view has at the same time.
SLOTS = 3
#: Edge of the table that says how a screen shows sRGB.
DISPLAY_EDGE = 17
#: Most pixels of a frame.
MOST_FRAME_PIXELS = 1 << 26
#: Most strokes of a view, and most points of all of them.
MOST_STROKES, MOST_POINTS = 1 << 14, 1 << 22

Rect = Tuple[float, float, float, float]


#: Light in which a host mixes colours: as they are stored, proportional to energy, or even to the eye.
LIGHTS = ("stored", "linear", "perceptual")


class Mixing(NamedTuple):
    """How a host lays a layer on what is below.

    Attributes
    ----------
    mode : str
        ``normal``, or a blending mode in the words of SVG and CSS; one that has none there is left out.
    blends : str
        The light in which the mode's formula is meant, one of `LIGHTS`.
    weighs : str
        That in which its outcome is weighed by the layer's opacity.
    clips : bool
        Whether it shows only as far as something is below.
    """

    mode: str = "normal"
    blends: str = "stored"
    weighs: str = "stored"
    clips: bool = False

    @classmethod
    def from_json(cls, record: object) -> Mixing:
        """
        Raises
        ------
        ProtocolError
            If it is none.
        """
        if isinstance(record, list) and [type(each) for each in record] == [str, str, str, bool]:
            found = cls(*record)
            if {found.blends, found.weighs} <= set(LIGHTS):
                return found
        raise ProtocolError(_("A layer's opacity is not from 0 to 1, or its mode is not text."), AGAIN)


@dataclass(frozen=True)
class Opening:
    """What a view is opened on.

    Attributes
    ----------
    job : Job
        The operation, its first parameters and its pictures: whole ones, since parameters may come to need any part.
    before : Plane or None
        What the canvas shows without the result.
    below : Plane or None
        What it shows below the layers that the result hides.
    ground : Plane or None
        Another layer, on which the result is tried.
    mixing : Mixing
        How the layer that the artist works on lies on what is below, and so does what stands for it.
    display : str
        A file of 17 x 17 x 17 x 3 bytes: how the screen shows each colour of a grid in sRGB, red outermost; empty if
        it shows sRGB as it is.
    """

    job: Job
    before: Plane | None = None
    below: Plane | None = None
    ground: Plane | None = None
    display: str = ""
    mixing: Mixing = Mixing()

    def planes(self) -> Tuple[Plane, ...]:
        """Every plane that it brings along."""
        own = (self.before, self.below, self.ground)
        return (*self.job.planes(), *(plane for plane in own if plane is not None))

    def to_json(self) -> Dict[str, Any]:
        pictures = {"before": self.before, "below": self.below, "ground": self.ground}
        return {
            "job": self.job.to_json(),
            **{name: None if plane is None else plane.to_json() for name, plane in pictures.items()},
            "display": self.display,
            "mixing": list(self.mixing),
        }

    @classmethod
    def from_json(cls, record: object) -> Opening:
        """
        Raises
        ------
        InlayError
            With what is wrong.
        """
        if not isinstance(record, dict) or not isinstance(record.get("job"), dict):
            raise ProtocolError(_("A view is opened on no job."), AGAIN)
        names = ("before", "below", "ground")
        pictures = {name: Plane.from_json(record[name]) for name in names if record.get(name) is not None}
        display = record.get("display", "")
        mixing = Mixing.from_json(record["mixing"]) if "mixing" in record else Mixing()
        display = file_name(display) if display else ""
        return cls(Job.from_json(record["job"]), display=display, mixing=mixing, **pictures)


@dataclass(frozen=True)
class State:
    """How a view is looked at, and with which parameters.

    Attributes
    ----------
    parameters : mapping
        Values by id.
    rect : tuple of float
        Left, top, width and height of what the screen shows, in pixels of the canvas.
    size : tuple of int
        Columns and rows of the screen's own pixels; (0, 0) while nothing is to be shown.
    mode : str
        One of `MODES`.
    split : float or None
        Where on the canvas, from its left, what was there (left) is parted from the result.
    tint : tuple of float
        Red, green and blue, from 0 to 1, of what marks the background in an overlay.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    rect: Rect = (0.0, 0.0, 1.0, 1.0)
    size: Tuple[int, int] = (0, 0)
    mode: str = "result"
    split: float | None = None
    tint: Tuple[float, float, float] = (1.0, 0.0, 0.0)

    def to_json(self) -> Dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def merged(self, record: object) -> State:
        """The state with what a message changes of it; parameters that it does not name stay.

        Raises
        ------
        ProtocolError
            If the message makes no sense.
        """
        if not isinstance(record, dict):
            raise ProtocolError(_("A view's state is not an object."), AGAIN)
        unknown = sorted(set(record) - {each.name for each in fields(self)})
        if unknown:
            raise ProtocolError(_("A view has no {unknown}.", unknown=shown(unknown[0])), AGAIN)
        new = {each.name: record.get(each.name, getattr(self, each.name)) for each in fields(self)}
        if not isinstance(new["parameters"], Mapping):
            raise ProtocolError(_("The parameters of a view are not an object."), AGAIN)
        new["parameters"] = {**self.parameters, **new["parameters"]}
        new["rect"] = _numbers(new["rect"], 4, "rect")
        new["tint"] = _numbers(new["tint"], 3, "tint")
        new["size"] = _size(new["size"])
        if new["rect"][2] <= 0 or new["rect"][3] <= 0:
            raise ProtocolError(_("A view shows a part of the canvas without extent."), AGAIN)
        if new["mode"] not in MODES:
            raise ProtocolError(_("{new} is no way to look at a result.", new=shown(new["mode"])), AGAIN)
        if new["split"] is not None:
            new["split"] = _numbers([new["split"]], 1, "split")[0]
        return State(**new)


@dataclass(frozen=True)
class StrokePart:
    """A new stroke, further points of a known one, or one that is taken back or brought back.

    Attributes
    ----------
    id : int
    points : sequence of float
        x and y on the canvas and pressure from 0 to 1 of one point after another.
    label : int or None
        Index into `LABELS`, and like `radius` given with the first part only.
    radius : float or None
        In pixels of the canvas, at full pressure.
    hidden : bool or None
        Whether it was taken back; None says nothing.
    """

    id: int
    points: Sequence[float] = ()
    label: int | None = None
    radius: float | None = None
    hidden: bool | None = None

    def to_json(self) -> Dict[str, Any]:
        record = {"id": self.id, "label": self.label, "radius": self.radius, "hidden": self.hidden}
        named = {name: value for name, value in record.items() if value is not None}
        return {**named, "points": list(self.points)} if self.points else named

    @classmethod
    def from_json(cls, record: object) -> StrokePart:
        """
        Raises
        ------
        ProtocolError
            If it is none.
        """
        if not isinstance(record, dict):
            raise ProtocolError(_("A stroke is not an object."), AGAIN)
        points = record.get("points", [])
        if not isinstance(points, list) or len(points) % 3:
            raise ProtocolError(_("A stroke's points are not threes of numbers."), AGAIN)
        label, radius, hidden = record.get("label"), record.get("radius"), record.get("hidden")
        if label is not None and (type(label) is not int or not 0 <= label < len(LABELS)):
            raise ProtocolError(_("{label} is not a stroke's label.", label=shown(label)), AGAIN)
        if radius is not None:
            radius = _numbers([radius], 1, "radius")[0]
        if hidden is not None and type(hidden) is not bool:
            raise ProtocolError(_("A stroke is hidden or it is not."), AGAIN)
        return cls(number_of(record, "id"), _numbers(points, len(points), "points"), label, radius, hidden)


@dataclass(frozen=True)
class Frame:
    """A finished picture for the screen.

    Attributes
    ----------
    slot : int
        Which of the view's files it lies in: the worker writes it again only after its release.
    file : str
        Rows of red, green and blue bytes.
    sequence : int
        The state that it answers.
    width, height, stride : int
        The size that was asked for; bytes from one row to the next.
    rect : tuple of float
        What part of the canvas it shows.
    done : float
        Below 1 a better one follows.
    line : str
        What the work found, in words for one line below the picture.
    report : mapping
        The same as figures.
    piece : tuple of int or None
        x, y, width and height of what can be scaled and turned, as it lies before; None where nothing can.
    """

    slot: int
    file: str
    sequence: int
    width: int
    height: int
    stride: int
    rect: Rect
    done: float = 1.0
    line: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    piece: Tuple[int, int, int, int] | None = None

    @property
    def size(self) -> int:
        """Bytes of the file that are the picture's."""
        return self.stride * self.height

    def to_json(self) -> Dict[str, Any]:
        record = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**record, **language.described(line=self.line)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Frame:
        """
        Raises
        ------
        ProtocolError
            If it is none.
        """
        try:
            known = {each.name: record[each.name] for each in fields(cls) if each.name in record}
            rect, piece = _numbers(known["rect"], 4, "frame"), known.get("piece")
            known["piece"] = None if piece is None else _numbers(piece, 4, "piece")
            (line,) = language.read(record, "line")
            return cls(**{**known, "file": file_name(known["file"]), "rect": rect, "line": line})
        except (KeyError, TypeError) as error:
            raise ProtocolError(
                _("The worker's frame cannot be understood ({error}).", error=repr(error)), AGAIN
            ) from error


def opened(view: int, opening: Opening) -> Message:
    return {"view": view, "open": opening.to_json()}


def state(view: int, sequence: int, changes: Mapping[str, Any], strokes: Sequence[StrokePart] = ()) -> Message:
    """A new state: `changes` are merged into the last, strokes add to the known."""
    told: Message = {"view": view, "sequence": sequence, "set": dict(changes)}
    return {**told, "strokes": [stroke.to_json() for stroke in strokes]} if strokes else told


def released(view: int, slot: int) -> Message:
    return {"view": view, "release": slot}


def closed(view: int) -> Message:
    return {"view": view, "close": True}


def finished(view: int, job: int) -> Message:
    """Asks for the exact result of a view's last state as the answer to a job."""
    return {"job": job, "of_view": view}


def framed(view: int, frame: Frame) -> Message:
    return {"view": view, "frame": frame.to_json()}


def failed(view: int, error: InlayError, sequence: int | None = None) -> Message:
    """Why there is no better frame of a state, or no view."""
    told: Message = {"view": view, "error": for_host(error)}
    return told if sequence is None else {**told, "sequence": sequence}


def number_of(record: Mapping[str, Any], name: str) -> int:
    """A number that a message counts views, states or strokes by.

    Raises
    ------
    ProtocolError
    """
    number = record.get(name)
    if type(number) is not int or not 0 <= number <= LARGEST_NUMBER:
        raise ProtocolError(_("{number} is not the number of a {name}.", number=shown(number), name=name), AGAIN)
    return number


def _numbers(values: object, count: int, what: str) -> Tuple[Any, ...]:
    """So many finite numbers; neither text nor truth values."""
    fits = isinstance(values, (list, tuple)) and len(values) == count
    if not fits or not all(type(each) in (int, float) and abs(each) <= LARGEST_NUMBER for each in values):  # type: ignore[attr-defined]
        raise ProtocolError(_("A view's {what} is not made of {count} numbers.", what=what, count=count), AGAIN)
    return tuple(values)  # type: ignore[arg-type]


def _size(size: object) -> Tuple[int, int]:
    columns, rows = _numbers(size, 2, "size")
    if (
        type(columns) is not int
        or type(rows) is not int
        or columns < 0
        or rows < 0
        or columns * rows > MOST_FRAME_PIXELS
    ):
        raise ProtocolError(
            _("A view cannot be {columns} x {rows} pixels.", columns=shown(columns), rows=shown(rows)), AGAIN
        )
    return columns, rows
