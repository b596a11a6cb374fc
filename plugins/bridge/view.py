"""A live view as the editor keeps it, whatever its toolkit: what is seen, what is painted, and what the worker knows.

At most one state is under way, and the newest follows its answer: nothing piles up, and no steady drag starves the
picture.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from inlay.contract.declaration import OUTPUT_KINDS, Operation
from inlay.contract.errors import InlayError, from_json
from inlay.contract.protocol import Message
from inlay.contract.views import MODES, Frame, Opening, Rect, State

from .client import Worker
from .strokes import Strokes

#: Milliseconds in which changes are gathered before they are sent.
TICK = 8
#: Seconds to wait for the answer to a state before a newer one is sent all the same, so that a long solve ends.
PATIENCE = 0.12
#: Results that only change what is selected.
SELECTING = ("replace", "add", "subtract", "intersect")


class View:
    """What an editor shows of an operation.

    The editor calls the methods that change something, then `send` from a timer while `is_due`; it hands every message
    of the worker to `take` and paints the frame that this gives.

    Parameters
    ----------
    operation : Operation
    opening : Opening
    worker : Worker

    Attributes
    ----------
    state : State
    strokes : Strokes
    frame : Frame or None
        What is on the screen.
    error : InlayError or None
        Why there is no newer frame.
    """

    def __init__(self, operation: Operation, opening: Opening, worker: Worker) -> None:
        self.operation = operation
        parameters = dict(opening.job.parameters)
        self.state = State(parameters=parameters, mode=natural_mode(operation, parameters))
        self.strokes = Strokes()
        self.frame: Frame | None = None
        self.error: InlayError | None = None
        self._mode_before: str | None = None
        self._start(opening, worker)

    def _start(self, opening: Opening, worker: Worker) -> None:
        self.worker = worker
        self.number = worker.open(opening)
        self._told = State()
        self._sequence = self._answered = 0
        self._sent_at = 0.0

    def restart(self, opening: Opening, worker: Worker) -> None:
        """Go on with a new worker, which is told everything again."""
        self.frame = self.error = None
        self.strokes.forget_told()
        self._start(opening, worker)

    @property
    def modes(self) -> tuple[str, ...]:
        """The ways to look at it."""
        return MODES

    def change(self, **changes: Any) -> None:
        """Change attributes of the state; parameters that are not named stay.

        What is looked at in the way that is natural stays so: another kind of result brings another way along.
        """
        natural = natural_mode(self.operation, self.state.parameters)
        self.state = self.state.merged(changes)
        if self.state.mode == natural and "mode" not in changes:
            self.state = replace(self.state, mode=natural_mode(self.operation, self.state.parameters))

    def show(self, rect: Rect, columns: int, rows: int) -> None:
        """Say what part of the canvas is seen, on how many pixels of the screen."""
        self.change(rect=rect, size=(columns, rows))

    @property
    def is_due(self) -> bool:
        """Whether there is something that the worker should be told."""
        return self.state != self._told or self.strokes.has_news

    @property
    def is_answered(self) -> bool:
        """Whether the worker has answered the last state."""
        return self._answered == self._sequence

    def send(self) -> bool:
        """Tell the worker what is new, if it is time to; whether nothing is left to be told."""
        if not self.is_due or 0 in self.state.size:
            return True
        if not self.is_answered and time.monotonic() < self._sent_at + PATIENCE:
            return False
        self._sequence += 1
        self._sent_at = time.monotonic()
        self.worker.show(self.number, self._sequence, self._changes(), self.strokes.news())
        self._told = self.state
        return True

    def _changes(self) -> Mapping[str, Any]:
        new, told = self.state.to_json(), self._told.to_json()
        return {name: value for name, value in new.items() if value != told[name]}

    def take(self, messages: Iterable[Message]) -> bool:
        """Take up what the worker says of this view; whether there is a new frame."""
        newest: Frame | None = None
        for message in messages:
            if message.get("view") != self.number:
                continue
            if "error" in message:
                self.error = from_json(message["error"])
                self._answered = max(self._answered, message.get("sequence", self._sequence))
                continue
            frame = Frame.from_json(message["frame"])
            if newest is not None:
                self.worker.release(self.number, newest.slot)
            newest = frame
            self._answered = max(self._answered, frame.sequence)
            self.error = None
        if newest is None:
            return False
        if self.frame is not None:
            self.worker.release(self.number, self.frame.slot)
        self.frame = newest
        return True

    @property
    def path(self) -> str:
        """Where the bytes of the frame lie."""
        assert self.frame is not None
        return os.path.join(self.worker.folder.path, self.frame.file)

    # What the artist does.

    def cycle(self, step: int = 1) -> None:
        """The next way to look at it."""
        modes = self.modes
        self.change(mode=modes[(modes.index(self.state.mode) + step) % len(modes)])

    def toggle_split(self) -> None:
        """Part what was there from the result in the middle of what is seen, or no longer."""
        left, _, width, _ = self.state.rect
        self.change(split=left + width / 2 if self.state.split is None else None)

    def hold_original(self, held: bool) -> None:
        """Show what was there while a key is held."""
        if held and self._mode_before is None:
            self._mode_before = self.state.mode
            self.change(mode="before")
        elif not held and self._mode_before is not None:
            self.change(mode=self._mode_before)
            self._mode_before = None

    def key(self, name: str, control: bool = False, shift: bool = False) -> bool:
        """Act on a key that went down, by its name in small letters; False if it is none of ours."""
        if control:
            if name != "z" or not self.operation.strokes:
                return False
            # Ours even where nothing is left: the editor would undo what lies hidden under the picture.
            self.strokes.redo() if shift else self.strokes.undo()
            return True
        if name == "f":
            self.cycle(-1 if shift else 1)
        elif name == "x":
            self.hold_original(True)
        elif name == "s":
            self.toggle_split()
        elif name in ("[", "]"):
            self.strokes.radius = min(max(self.strokes.radius * (1.25 if name == "]" else 0.8), 1.0), 1000.0)
        else:
            return False
        return True

    def key_released(self, name: str) -> None:
        """Act on a key that went up."""
        if name == "x":
            self.hold_original(False)

    # The end.

    def finish(self) -> int:
        """Ask for the exact result of what is set now; the number of the job that answers."""
        if self.is_due:
            self._sequence += 1
            self.worker.show(self.number, self._sequence, self._changes(), self.strokes.news())
            self._told = self.state
        return self.worker.finish(self.number)

    def close(self) -> None:
        self.worker.close_view(self.number)


def natural_mode(operation: Operation, parameters: Mapping[str, Any]) -> str:
    """The way in which a result is best seen: layers as they will be, masks by what they leave."""
    chosen = parameters.get("result")
    if chosen in SELECTING:
        return "overlay"
    kinds = {chosen} if chosen in OUTPUT_KINDS else {output.kind for output in operation.outputs}
    return "result" if kinds & {"layer", "group", "layer-mask"} else "overlay"
