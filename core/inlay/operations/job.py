"""What an operation is given and what it gives back, the same for every host."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, part
from inlay.colour.compositing import atop, over
from inlay.contract.language import _, known
from inlay.errors import InlayWarning, InputError
from inlay.matting.holding import Held
from inlay.operations.bounds import bounded
from inlay.operations.marks import Marks
from inlay.picture import Box, Picture, Space

if TYPE_CHECKING:
    from inlay.matting.matte import Matte

Finding = TypeVar("Finding")
#: Takes the fraction done and a word of what is being done; may raise to stop the work.
JobProgress = Callable[[float, str], None]


def unheard(fraction: float, doing: str) -> None:
    """The progress of a job that nobody watches."""


@dataclass(frozen=True)
class Document:
    """The canvas into which the result goes; every colour picture of a job and of its result is in its `space`.

    Where it is only a part of a canvas, `whole` is the longer side of all of that, in its pixels.
    """

    width: int
    height: int
    space: Space = Space()
    whole: float | None = None

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def longer_side(self) -> float:
        """What lengths in percent of the picture are of, in pixels."""
        return self.whole or max(self.width, self.height)


@dataclass(frozen=True)
class Job:
    """One call of an operation.

    Attributes
    ----------
    images : mapping of str to Picture, list of Picture or None
        Every declared role; None where the artist gave none (no selection, an optional input). As `bounded` makes
        them: coverage and opacity are from 0 to 1. What the operation has found in them stands beside them.
    parameters : mapping
        Every declared parameter, checked.
    document : Document
        Size and colour space of the canvas.
    quality : str
        ``full`` or ``preview``; ``sketch`` where what was found in the pictures is to be seen, such as a mask, before
        more is made of it.
    effort : Effort
        How hard to work; who is told of it is `progress`, which takes words too.
    progress : callable
        Takes a fraction from 0 to 1 and a word of what is being done; raises `Cancelled` to stop the work.
    shared : mutable mapping or None
        What jobs have found that differ in the wanted result alone; None for a job on its own.
    marks : Marks or None
        What strokes say where they are painted on a picture that holds more than a selection does.
    held : Held or None
        Of a cut-out, on the canvas: the alpha that there is, and where alone it is estimated anew.
    before : PlacedMatte or None
        Of a cut-out that is a frame of a sequence: the matte of the frame before.
    is_bounded : bool
        Whether its pictures are known to be as `bounded` makes them.
    """

    images: Mapping[str, Any]
    parameters: Mapping[str, Any]
    document: Document
    quality: str = "full"
    effort: Effort = Effort()
    progress: JobProgress = unheard
    shared: MutableMapping[Hashable, Any] | None = field(default=None, repr=False)
    marks: Marks | None = None
    held: Held | None = field(default=None, repr=False)
    before: PlacedMatte | None = field(default=None, repr=False)
    is_bounded: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        if self.is_bounded:
            return
        reading = self.span(0.0, 0.0, _("Reading"))
        images = {role: bounded(image, role, reading) for role, image in self.images.items()}
        object.__setattr__(self, "images", images)
        object.__setattr__(self, "is_bounded", True)

    def picture(self, role: str) -> Picture:
        """The picture of a role that is needed.

        Raises
        ------
        InputError
            If the role was left empty.
        """
        picture = self.images.get(role)
        if picture is None:
            raise absent(role)
        return picture

    def span(self, start: float, end: float, doing: str) -> Progress:
        """The progress of a part of the work, and what is said meanwhile."""
        return part(lambda fraction: self.progress(fraction, doing), start, end)

    def once(self, what: Hashable, find: Callable[[], Finding]) -> Finding:
        """What `find` finds; jobs that share their findings find it once."""
        if self.shared is None:
            return find()
        if what not in self.shared:
            self.shared[what] = find()
        return self.shared[what]


def absent(role: str) -> InputError:
    """Nothing serves a role that is needed."""
    return InputError(_("There is no {role}.", role=known(role)), _("Choose a {role}.", role=known(role)))


@dataclass(frozen=True)
class Layer:
    """A new layer.

    Attributes
    ----------
    picture : Picture
        Pixels in the document's colour space with opacity, and the position on the canvas.
    place, of : str
        ``above`` or ``below`` the layer of the role `of`, or at the ``top`` of the stack.
    mask : Picture, optional
        A layer mask of the same size.
    mode : str
        Blending mode; ``normal``.
    hides : tuple of str
        Roles of layers that become invisible together with the arrival of this one: what would cover or spoil it. A
        layer that serves yet another role stays visible.
    opacity : float
        How opaque the layer as a whole is, from 0 to 1; its pixels stay as they are.
    deselects : bool
        Whether the selection has gone into it: nothing is selected once it has arrived.
    stands_in : bool
        Whether it stands for the layer `of`, which it hides: it arrives with the opacity and mode of that.
    onto : Picture, optional
        The layer that it stands for, with opacity, where it is an edit of a part of that alone.
    fills : bool
        Whether it fills what is transparent of that layer, and may reach beyond it; else that stays as opaque as it is.
    visible : bool
        Whether it is seen at once.
    """

    picture: Picture
    name: str
    place: str = "above"
    of: str = "source"
    mask: Picture | None = None
    mode: str = "normal"
    hides: tuple[str, ...] = ()
    opacity: float = 1.0
    deselects: bool = False
    stands_in: bool = False
    onto: Picture | None = field(default=None, repr=False)
    fills: bool = False
    visible: bool = True

    @property
    def whole(self) -> Picture:
        """Its pixels in the place of those of the layer that it stands for."""
        if self.onto is None:
            return self.picture
        onto = self.onto.crop(self.onto.box.unite(self.picture.box))
        return replace(onto, pixels=(over if self.fills else atop)(self.picture, onto))

    @property
    def part(self) -> Picture:
        """What of the whole differs from the layer that it stands for; all of it where it reaches beyond that."""
        box = self.picture.box
        if self.onto is None or self.onto.box.intersect(box) != box:
            return self.whole
        return replace(self, onto=self.onto.crop(box)).whole


@dataclass(frozen=True)
class Group:
    """Several new layers, bottom to top, that arrive as one.

    Where it `stands_in` for the layer `of`, it arrives with the opacity and mode of that.
    """

    children: Sequence[Layer | Group]
    name: str
    place: str = "above"
    of: str = "source"
    stands_in: bool = False


@dataclass(frozen=True)
class LayerMask:
    """A mask for a layer.

    Attributes
    ----------
    picture : Picture
        A ``MASK`` picture; beyond it everything is hidden.
    of : str
        The layer's role.
    mode : str
        What becomes of a mask that the layer has: ``replace``, or ``intersect`` if it is to hide as before what it
        hid.
    hides : tuple of str
        As of a `Layer`.
    """

    picture: Picture
    of: str
    mode: str = "replace"
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """A new selection (``MASK`` picture); `mode` is ``replace``, ``add``, ``subtract`` or ``intersect``."""

    picture: Picture
    mode: str = "replace"


@dataclass(frozen=True)
class Channel:
    """A named mask (``MASK`` picture) kept with the document."""

    picture: Picture
    name: str


@dataclass(frozen=True)
class Stroke:
    """A Bezier spline: ``(n, 3, 2)`` anchors, each incoming handle, point and outgoing handle, x and y in pixels."""

    anchors: np.ndarray
    closed: bool = True


@dataclass(frozen=True)
class Path:
    """A path of one or more strokes."""

    strokes: Sequence[Stroke]
    name: str


@dataclass(frozen=True)
class Vector:
    """A vector picture: SVG in pixel units of the canvas, without width, height or viewBox."""

    svg: str
    name: str
    place: str = "above"
    of: str = "source"


@dataclass(frozen=True)
class File:
    """A file to be written at a path that a `File` parameter named."""

    path: str
    content: bytes = field(repr=False)


Outcome = Layer | Group | LayerMask | Selection | Channel | Path | Vector | File


@dataclass(frozen=True, eq=False)
class PlacedMatte:
    """A matte where its picture lies on the canvas."""

    matte: Matte
    box: Box
    canvas: Box

    def placed(self, box: Box, canvas: Box) -> Matte:
        """The matte where the next picture lies on the canvas; as it is if that has another size."""
        if canvas != self.canvas or box == self.box:
            return self.matte
        return self.matte.within(box.shift(-self.box.x, -self.box.y))

    @property
    def alpha(self) -> Picture:
        """Alpha, of what lies below the layer's own opacity."""
        return self._mask(self.matte.alpha)

    @property
    def uncertainty(self) -> Picture:
        """How little alpha is to be trusted; found when it is first asked for."""
        return self._mask(self.matte.uncertainty)

    def _mask(self, values: np.ndarray) -> Picture:
        return Picture(values, self.box.x, self.box.y, Space("MASK", np.dtype(np.float32), "linear"))


class Curve(NamedTuple):
    """A function on 0 to 1, at equal steps, and the places that were chosen by it."""

    values: np.ndarray
    chosen: Sequence[float]


@dataclass(frozen=True)
class Result:
    """What an operation gives back.

    Attributes
    ----------
    outputs : sequence
        What arrives in the document, in order.
    report : mapping
        ``iterations`` (int) and ``error`` (estimated maximum error in sample values) where there are any, and what
        else an operation found; `inlay.operations.plain` makes JSON of it.
    warnings : sequence of InlayWarning
        How the result, though defined, is not quite what was asked for; every host tells the artist.
    matte : PlacedMatte or None
        What a cut-out was made by, for those who look at it while it is set; no host is sent it.
    shown : callable or None
        Gives what is shown in place of the outputs while it is set; None where these can be seen themselves.
    curve : Curve or None
        What a choice was made by, to be shown as a small plot.
    note : str
        What was found, in a few words, for those who look at it while it is set.
    """

    outputs: Sequence[Outcome]
    report: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[InlayWarning] = ()
    matte: PlacedMatte | None = field(default=None, repr=False)
    shown: Callable[[], Sequence[Outcome]] | None = field(default=None, repr=False)
    curve: Curve | None = field(default=None, repr=False)
    note: str = ""
