"""One view: what an editor wants to see, what has been found of it, and what it was last sent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.contract.protocol import AGAIN
from inlay.contract.views import Opening, State, StrokePart
from inlay.errors import InlayError, ProtocolError
from inlay.live import handles
from inlay.live.lens import Lens
from inlay.live.solution import Solution
from inlay.live.stages import Stage, stages
from inlay.live.strokes import StrokeMap
from inlay.worker.folder import Folder
from inlay.worker.slots import Slots
from inlay.worker.workpiece import Workpiece

_NOWHERE = Box(0, 0, 0, 0)
#: Seconds that the first answer to a state may take, and every further one, if there is a coarser one.
_FIRST_SECONDS, _NEXT_SECONDS = 0.04, 0.2


class View:
    """A view; whoever reads or writes its attributes holds the lock of all views.

    Parameters
    ----------
    number : int
    opening : Opening
        All its planes are named.
    folder : Folder

    Attributes
    ----------
    state : State
        The newest.
    sequence, changed, looked, answered : int
        The newest state, the newest that changed what is to be found, the newest that did not, and the newest that was
        answered.
    workpiece : Workpiece or None
        Once it is read.
    parts : list of tuple of int and StrokePart
        Of strokes that are not drawn yet, each with the state that brought it.
    strokes : StrokeMap
        Those that are; only who solves touches it.
    stale : Box
        Where strokes have changed since `solution` was found.
    solution : Solution or None
        The best that was found of the newest state of which anything was found; that is `solved`, with the
        parameters `parameters`.
    reached : Stage or None
        The last stage that was tried for the newest state.
    failure : InlayError or None
        Why nothing better will be found for the newest state.
    drawn : Drawn or None
        What the last frame was made of.
    """

    def __init__(self, number: int, opening: Opening, folder: Folder) -> None:
        self.number = number
        self.opening = opening
        self.state = State(parameters=dict(opening.job.parameters))
        self.slots = Slots(folder, number)
        self.sequence = self.changed = self.looked = self.answered = 0
        self.workpiece: Workpiece | None = None
        self.parts: list[tuple[int, StrokePart]] = []
        self.strokes = StrokeMap(opening.job.document.box)
        self.stale = _NOWHERE
        self.solution: Solution | None = None
        self.solved = -1
        self.parameters: Mapping[str, Any] = {}
        self.reached: Stage | None = None
        self.failure: InlayError | None = None
        self.drawn: Drawn | None = None
        self.is_closed = False

    def take(self, sequence: int, changes: Mapping[str, Any], parts: Sequence[StrokePart] = ()) -> None:
        """Take a new state, and what is new of the strokes.

        Raises
        ------
        ProtocolError
            If it makes no sense; the old one stays.
        """
        if sequence <= self.sequence:
            raise ProtocolError(
                _(
                    "State {sequence} comes after state {earlier}.",
                    sequence=sequence,
                    earlier=self.sequence,
                ),
                AGAIN,
            )
        state = self.state.merged(changes)
        is_change = bool(parts) or state.parameters != self.state.parameters or not self.sequence
        self.state, self.sequence = state, sequence
        self.parts += ((sequence, part) for part in parts)
        if is_change:
            self.changed, self.reached, self.failure = sequence, None, None
        else:
            self.looked = sequence

    def close(self) -> None:
        """Let go of all pictures and files; whoever still works on it finds out that it is closed."""
        self.is_closed = True
        self.workpiece = self.solution = self.drawn = None
        self.slots.remove()

    @property
    def lens(self) -> Lens | None:
        """What the screen shows; None for nothing."""
        columns, rows = self.state.size
        return Lens(*self.state.rect, columns, rows) if columns and rows else None

    @property
    def is_current(self) -> bool:
        """Whether what was found is of the newest state."""
        return self.solved >= self.changed

    @property
    def is_exact(self) -> bool:
        """Whether the whole result of the newest state is known."""
        return self.is_current and self.solution is not None and self.solution.stage.is_exact

    def stages(self) -> list[Stage]:
        """All stages for what is looked at, in order; with a sketch only as long as nothing better was seen."""
        if self.workpiece is None or self.lens is None:
            return [Stage()]
        found = stages(self.workpiece.operation, self.lens, self.workpiece.job.document.box)
        return [stage for stage in found if self.solution is None or not stage.is_sketch]

    def plan(self) -> list[Stage]:
        """The stages that are still to be done."""
        if not self.sequence or self.failure is not None:
            return []
        reached = self.reached
        if reached is None:
            return self.stages()
        around = [replace(reached, is_rough=False)] if reached.is_rough else []
        return [*around, *(stage for stage in self.stages() if stage.is_better(reached))]

    def next_stage(self) -> Stage | None:
        """The next of these: the last one that will be done soon, by what the last solution took."""
        plan = self.plan()
        soon = _FIRST_SECONDS if self.reached is None else _NEXT_SECONDS
        quick = [stage for stage in plan if self._expected(stage) <= soon]
        return quick[-1] if quick else next(iter(plan), None)

    def _expected(self, stage: Stage) -> float:
        """Seconds that a stage may take."""
        if self.solution is None or self.workpiece is None:
            return math.inf
        canvas, reached = self.workpiece.job.document.box, self.solution.stage
        if reached.box is not None and stage.box is None:
            # A crop takes as long as what is selected in it: of the whole that says nothing.
            return math.inf
        return self.solution.seconds * stage.area(canvas) / max(1.0, reached.area(canvas))

    def done(self, is_sharp: bool) -> float:
        """How near to the exact result a frame of what is known is: 1 if nothing better follows."""
        if self.solution is None or not self.is_current:
            return 1.0 if self.failure is not None and is_sharp else 0.0
        left, total = len(self.plan()), len(self.stages())
        return 1.0 if is_sharp and not left else max(0.0, (total - left - (0 if is_sharp else 0.5)) / total)

    def draw(self, drawn: Drawn) -> None:
        """Remember what the last frame was made of."""
        if not self.is_closed:
            self.drawn = drawn

    @property
    def is_to_be_drawn(self) -> bool:
        """Whether there is something to be shown that the editor has not got, and a slot for it."""
        if not self.sequence or not self.slots.has_free or self.lens is None or self.workpiece is None:
            return False
        return self.drawn is None or not self.drawn.is_sharp or self.has_news

    @property
    def has_news(self) -> bool:
        """Whether a frame would show something else than the last one, or answer a newer state."""
        drawn = self.drawn
        return (
            drawn is None
            or self._look(drawn.state) != self._look(self.state)
            or drawn.solution is not self.solution
            or drawn.failure is not self.failure
            or self.answer() > self.answered
        )

    def _look(self, state: State) -> tuple[object, ...]:
        """What of a state is seen without that anything is solved."""
        assert self.workpiece is not None
        moved = handles.places(self.workpiece.operation, state.parameters)
        return state.rect, state.size, state.mode, state.split, state.tint, moved

    def answer(self) -> int:
        """The newest state that a frame of what is known answers."""
        if self.is_current or self.failure is not None:
            return self.sequence
        return max(self.solved, self.looked)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a frame was made of."""

    state: State
    solution: Solution | None
    is_sharp: bool
    failure: InlayError | None = None
