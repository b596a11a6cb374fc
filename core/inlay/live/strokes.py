"""An artist's strokes as labels of pixels, kept up to date point by point, and jobs to which they are added."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from inlay.contract.boxes import Box
from inlay.contract.declaration import Operation
from inlay.contract.language import _
from inlay.contract.protocol import AGAIN
from inlay.contract.views import MOST_POINTS, MOST_STROKES, StrokePart
from inlay.errors import InlayError, ProtocolError, ResourceError
from inlay.live import brush
from inlay.live.lines import parted
from inlay.operations.job import Job
from inlay.operations.marks import LINE, NOTHING, Marks
from inlay.picture import Picture, Space

#: Edge of the squares that are kept as they were before a stroke, and how many are: 64 MiB.
TILE, MOST_KEPT = 128, 1 << 12
#: A thinner brush would leave gaps between the middles of pixels.
THINNEST = 0.7072
_ENOUGH = _("Press OK with those that there are, then go on with the result.")
_NOWHERE = Box(0, 0, 0, 0)
_BOOLEAN = np.dtype(bool)


@dataclass(eq=False)
class _Stroke:
    """One stroke.

    Attributes
    ----------
    label : int
    radius : float
        At full pressure.
    points : ndarray, (points, 3)
        x, y and radius.
    bounds : Box
        What it may touch.
    hidden : bool
    drawn : int
        How many of its points are drawn.
    before : dict or None
        What lay below it, by row and column of the tiles that it has touched; None where that is not known any more.
    """

    label: int
    radius: float
    points: np.ndarray = field(default_factory=lambda: np.empty((0, 3)))
    bounds: Box = _NOWHERE
    hidden: bool = False
    drawn: int = 0
    before: dict[tuple[int, int], np.ndarray] | None = None

    def add(self, numbers: Sequence[float]) -> None:
        """Add x, y and pressure of further points."""
        new = np.array(numbers, np.float64).reshape(-1, 3)
        new[:, 2] = np.maximum(self.radius * new[:, 2].clip(0, 1), THINNEST)
        known = len(self.points)
        self.points = np.concatenate([self.points, new])
        self.bounds = self.bounds.unite(self.box(known))

    def box(self, first: int) -> Box:
        """What the points from one on may touch, together with the one before."""
        some = self.points[max(0, first - 1) :]
        left, top = np.floor((some[:, :2] - some[:, 2:]).min(axis=0))
        right, bottom = np.ceil((some[:, :2] + some[:, 2:]).max(axis=0))
        return Box(int(left), int(top), int(right - left), int(bottom - top))


class StrokeMap:
    """All strokes of a view, drawn one over the other.

    Parameters
    ----------
    canvas : Box
        What lies outside is not painted.
    """

    def __init__(self, canvas: Box) -> None:
        self._canvas = canvas
        self._strokes: dict[int, _Stroke] = {}
        self._count = 0
        self._drawn: list[_Stroke] = []
        #: The last of those that are drawn: what lay below them is known.
        self._undoable: deque[_Stroke] = deque()
        self._kept = 0
        self._box = _NOWHERE
        self._labels = np.empty((0, 0), np.uint8)
        self._changed = _NOWHERE

    @property
    def marks(self) -> Marks | None:
        """The labels and lines that there are now, as a copy; None where there is no stroke."""
        seen, lines = self._box.intersect(self._canvas), self._lines()
        if not self._drawn or seen.is_empty:
            return Marks.of_lines(lines) if lines else None
        return Marks(self._labels[seen.shift(-self._box.x, -self._box.y).slices].copy(), seen.x, seen.y, lines)

    def _lines(self) -> tuple[np.ndarray, ...]:
        """Those that are to be seen: what was erased later parts them."""
        lines: list[np.ndarray] = []
        for stroke in self._seen():
            if stroke.label == LINE:
                lines.append(stroke.points[:, :2])
            elif stroke.label == NOTHING:
                lines = [part for line in lines for part in parted(line, stroke.points, self._canvas)]
        return tuple(lines)

    def _seen(self) -> list[_Stroke]:
        return [stroke for stroke in self._strokes.values() if not stroke.hidden and len(stroke.points)]

    def changed(self) -> Box:
        """The box of all pixels that may have changed since this was last asked; empty for none."""
        changed, self._changed = self._changed, _NOWHERE
        return changed

    def take(self, parts: Iterable[StrokePart]) -> None:
        """Draw what is new, and undo what is hidden from now on.

        Raises
        ------
        ProtocolError
            If a new stroke does not say what it means and how wide it is.
        ResourceError
            If there are too many strokes or points; all others are drawn.
        """
        problem = None
        for part in parts:
            try:
                self._take(part)
            except InlayError as error:
                problem = problem or error
        self._settle()
        if problem is not None:
            raise problem

    def _take(self, part: StrokePart) -> None:
        stroke = self._strokes.get(part.id)
        if stroke is None:
            stroke = self._begin(part)
        if self._count + len(part.points) // 3 > MOST_POINTS:
            raise ResourceError(_("The strokes have become too long."), _ENOUGH)
        if part.points:
            stroke.add(part.points)
            self._count += len(part.points) // 3
        if part.hidden is not None:
            stroke.hidden = part.hidden

    def _begin(self, part: StrokePart) -> _Stroke:
        if part.label is None or part.radius is None:
            raise ProtocolError(_("A new stroke says neither what it means nor how wide it is."), AGAIN)
        if not part.hidden:
            self._drop_hidden()
        if len(self._strokes) >= MOST_STROKES:
            raise ResourceError(_("These are more than {most_strokes} strokes.", most_strokes=MOST_STROKES), _ENOUGH)
        stroke = self._strokes[part.id] = _Stroke(part.label, part.radius)
        return stroke

    def _drop_hidden(self) -> None:
        """A new stroke ends what might be brought back."""
        self._count -= sum(len(stroke.points) for stroke in self._strokes.values() if stroke.hidden)
        self._strokes = {number: stroke for number, stroke in self._strokes.items() if not stroke.hidden}

    def _settle(self) -> None:
        """Make what is drawn what is to be seen: take back from the end, then draw on."""
        wanted = [stroke for stroke in self._seen() if stroke.label != LINE]
        kept = 0
        while kept < min(len(self._drawn), len(wanted)) and self._drawn[kept] is wanted[kept]:
            kept += 1
            if wanted[kept - 1].drawn < len(wanted[kept - 1].points):
                break
        if any(stroke.before is None for stroke in self._drawn[kept:]):
            self._clear()
            kept = 0
        while len(self._drawn) > kept:
            self._take_back(self._drawn.pop())
        for stroke in wanted[max(0, kept - 1) :]:
            self._draw(stroke)

    def _clear(self) -> None:
        for stroke in self._drawn:
            self._touch(stroke.bounds)
            stroke.drawn, stroke.before = 0, None
        self._drawn.clear()
        self._undoable.clear()
        self._kept = 0
        self._labels[:] = NOTHING

    def _take_back(self, stroke: _Stroke) -> None:
        assert stroke.before is not None
        for tile, labels in stroke.before.items():
            self._tile(tile)[:] = labels
        self._touch(stroke.bounds)
        self._undoable.pop()
        self._kept -= len(stroke.before)
        stroke.drawn, stroke.before = 0, None

    def _draw(self, stroke: _Stroke) -> None:
        """Draw the points that are new."""
        if stroke.drawn == len(stroke.points):
            return
        if stroke.drawn == 0:
            stroke.before = {}
            self._drawn.append(stroke)
            self._undoable.append(stroke)
        box = stroke.box(stroke.drawn).intersect(self._canvas)
        if not box.is_empty:
            self._grow(box)
            self._keep(stroke, box)
            new = stroke.points[max(0, stroke.drawn - 1) :]
            brush.draw_polyline(new, stroke.label, self._box.x, self._box.y, self._labels)
            self._touch(box)
        stroke.drawn = len(stroke.points)

    def _touch(self, box: Box) -> None:
        self._changed = self._changed.unite(box.intersect(self._canvas))

    def _keep(self, stroke: _Stroke, box: Box) -> None:
        """Keep what lies below a stroke, and of the oldest strokes no more what lay below them if it is too much."""
        if stroke.before is not None:
            for tile in _tiles(box):
                if tile not in stroke.before:
                    stroke.before[tile] = self._tile(tile).copy()
                    self._kept += 1
        while self._kept > MOST_KEPT:
            oldest = self._undoable.popleft()
            assert oldest.before is not None
            self._kept -= len(oldest.before)
            oldest.before = None

    def _tile(self, tile: tuple[int, int]) -> np.ndarray:
        row, column = tile
        return self._labels[Box(column * TILE, row * TILE, TILE, TILE).shift(-self._box.x, -self._box.y).slices]

    def _grow(self, box: Box) -> None:
        """Have labels for all tiles of a box."""
        rows, columns = _whole_tiles(box.y, box.bottom), _whole_tiles(box.x, box.right)
        wanted = self._box.unite(Box(columns.start, rows.start, len(columns), len(rows)))
        if wanted == self._box:
            return
        labels = np.full(wanted.shape, NOTHING, np.uint8)
        labels[self._box.shift(-wanted.x, -wanted.y).slices] = self._labels
        self._box, self._labels = wanted, labels


def _whole_tiles(first: int, stop: int) -> range:
    """The pixels of the tiles that hold those from the first to before the last."""
    return range(first // TILE * TILE, -(-stop // TILE) * TILE)


def _tiles(box: Box) -> Iterable[tuple[int, int]]:
    rows, columns = _whole_tiles(box.y, box.bottom), _whole_tiles(box.x, box.right)
    return ((row // TILE, column // TILE) for row in rows[::TILE] for column in columns[::TILE])


def applied(operation: Operation, job: Job, marks: Marks | None) -> Job:
    """The job with what was painted.

    Where strokes are painted on a selection that is only selected or not, the selection itself changes: it has all
    that is foreground and nothing that is background. Without one, foreground alone is selected; where only
    background is painted, all but that. An operation finds in `Job.marks` what is certain by them, and what else they
    may say, such as lines.

    Parameters
    ----------
    operation : Operation
    job : Job
    marks : Marks or None
        Of the job's own canvas, not of a smaller one: `inlay.live.reduction` makes all of a job smaller.

    Returns
    -------
    Job
        With nothing shared; the same one without marks.
    """
    if marks is None:
        return job
    entry = operation.input(operation.painted)
    if entry is None or "selection" not in entry.kinds or "unknown" in operation.strokes:
        return replace(job, marks=marks, shared=None)
    selection = job.images.get(entry.role)
    if not marks.box.is_empty:
        selection = _selected(selection, marks, job.document.box)
    return replace(job, images={**job.images, entry.role: selection}, marks=marks, shared=None)


def _selected(selection: Picture | None, marks: Marks, canvas: Box) -> Picture:
    if selection is None:
        # Where only background was painted, all but that is meant.
        is_rest = marks.has("background") and not marks.has("foreground")
        box = canvas if is_rest else marks.box
        coverage = np.full(box.shape, is_rest)
        selection = Picture(coverage, box.x, box.y, Space("MASK", _BOOLEAN))
    whole = selection.crop(selection.box.unite(marks.box))
    return replace(whole, pixels=marks.on_coverage(whole.pixels, whole.box))
