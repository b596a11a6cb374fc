"""Strokes as the artist paints them: vectors that this side owns, of which a worker is told what is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List

from inlay.contract.views import LABELS, StrokePart


@dataclass
class Stroke:
    """A stroke: an index into `LABELS`, a radius in pixels of the canvas, and x, y and pressure of every point."""

    id: int
    label: int
    radius: float
    points: List[float] = field(default_factory=list)
    hidden: bool = False


class Strokes:
    """All strokes of a view, the last at the end.

    Attributes
    ----------
    label : int
        Index into `LABELS` of what is painted next.
    radius : float
        Of the brush, in pixels of the canvas.
    """

    def __init__(self, radius: float = 20.0) -> None:
        self.label = LABELS.index("foreground")
        self.radius = radius
        self._strokes: List[Stroke] = []
        self._told: Dict[int, int] = {}  # stroke -> how many of its numbers the worker knows
        self._changed: Dict[int, bool] = {}  # stroke -> hidden, where the worker does not know it yet
        self._count = 0
        self._end = (0.0, 0.0)

    @property
    def present(self) -> List[Stroke]:
        """Those that count."""
        return [stroke for stroke in self._strokes if not stroke.hidden]

    @property
    def taken_back(self) -> List[Stroke]:
        """Those that can be brought back, the next one first."""
        return [stroke for stroke in self._strokes if stroke.hidden]

    def begin(
        self, x: float, y: float, pressure: float = 1.0, label: int | None = None, straight: bool = False
    ) -> None:
        """Begin a stroke; a `straight` one starts where the last one ended. What was taken back is gone for good."""
        self._strokes = self.present
        self._count += 1
        stroke = Stroke(self._count, self.label if label is None else label, self.radius)
        if straight and self._strokes:
            stroke.points += [*self._end, pressure]
        self._strokes.append(stroke)
        self.go_on(x, y, pressure)

    def go_on(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Add a point to the last stroke."""
        self._end = (x, y)
        self._strokes[-1].points += [round(x, 2), round(y, 2), round(pressure, 3)]

    def undo(self) -> bool:
        """Take back the last stroke; False if there is none."""
        present = self.present
        return bool(present) and self._hide(present[-1], True)

    def redo(self) -> bool:
        """Bring back the stroke that was taken back last; False if there is none."""
        taken_back = self.taken_back
        return bool(taken_back) and self._hide(taken_back[0], False)

    def _hide(self, stroke: Stroke, hidden: bool) -> bool:
        stroke.hidden = hidden
        self._changed[stroke.id] = hidden
        return True

    @property
    def has_news(self) -> bool:
        """Whether there is something that the worker has not been told."""
        return bool(self._changed) or any(self._told.get(stroke.id) != len(stroke.points) for stroke in self._strokes)

    def news(self) -> List[StrokePart]:
        """What the worker has not been told; it counts as told from now on."""
        known_ones = {stroke.id for stroke in self._strokes}
        # Gone for good, but not yet said to be taken back.
        parts = [StrokePart(id, hidden=True) for id in self._changed if id not in known_ones and id in self._told]
        for stroke in self._strokes:
            known = self._told.get(stroke.id)
            changed = self._changed.get(stroke.id)
            if known is None:
                parts.append(StrokePart(stroke.id, tuple(stroke.points), stroke.label, stroke.radius, changed))
            elif known < len(stroke.points) or changed is not None:
                parts.append(StrokePart(stroke.id, tuple(stroke.points[known:]), hidden=changed))
            self._told[stroke.id] = len(stroke.points)
        self._changed.clear()
        return parts

    def forget_told(self) -> None:
        """Tell a new worker everything again."""
        self._told.clear()
        self._changed = {stroke.id: True for stroke in self._strokes if stroke.hidden}
