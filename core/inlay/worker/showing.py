"""The lane that shows: the newest of what was found, as it is to be looked at now, into a free slot."""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

from inlay.arrays.effort import Effort
from inlay.contract import views as contract
from inlay.contract.views import Frame, State
from inlay.errors import Cancelled, InlayError
from inlay.live.levels import Glance
from inlay.live.solution import Solution
from inlay.live.words import line
from inlay.operations.plain import plain
from inlay.worker.failures import failure
from inlay.worker.host import Host
from inlay.worker.painting import paint
from inlay.worker.view import Drawn, View
from inlay.worker.workpiece import Workpiece

#: Seconds that the first answer to a state may take.
BUDGET = 0.02
#: Edges of the squares of which a coarse frame is made.
_COARSE = (1, 2, 4, 8)
_FIRST_COST = 3e-8


class Shot(NamedTuple):
    """What a frame is made of, and what will be said of it; `done` if it becomes coarse, and if it becomes sharp."""

    view: View
    workpiece: Workpiece
    state: State
    solution: Solution | None
    sequence: int
    done: tuple[float, float]
    failure: InlayError | None
    slot: int
    edge: int
    is_first: bool

    def heed(self, fraction: float) -> None:
        """Give up for something newer; what answers a state is never given up."""
        view = self.view
        if not self.is_first and (view.state is not self.state or view.solution is not self.solution):
            raise Cancelled


class Show:
    """The thread that draws frames.

    Parameters
    ----------
    host : Host
    lock : Condition
        Guards the views.
    views : callable
        The open ones.
    """

    def __init__(self, host: Host, lock: threading.Condition, views: Callable[[], Iterable[View]]) -> None:
        self._host = host
        self._lock = lock
        self._views = views
        self._thread: threading.Thread | None = None
        #: Seconds that pixels of the last frames took.
        self._costs = deque([_FIRST_COST], maxlen=5)
        self._ended = False

    def start(self) -> None:
        """Begin, unless that has been done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="show", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Wait for the end of the frame that is being drawn; it is the last one."""
        with self._lock:
            self._ended = True
            self._lock.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            self._show()
        except BaseException:
            # An editor that waited for frames would wait forever: it is to hear that there will be none.
            traceback.print_exc()
            signal.raise_signal(signal.SIGTERM)

    def _show(self) -> None:
        while True:
            with self._lock:
                while (shot := self._next()) is None and not self._ended:
                    self._lock.wait()
            if shot is None:
                return
            try:
                self._draw(shot)
            except Cancelled:
                self._take_back(shot)
            except Exception as error:
                self._host.send(contract.failed(shot.view.number, failure(error), shot.sequence))
                self._take_back(shot, is_sharp=True)
            # A closed view's pictures are not kept by the last that was seen of them.
            del shot

    def _take_back(self, shot: Shot, is_sharp: bool = False) -> None:
        """Nothing has become of a frame; a sharp one is drawn another time."""
        with self._lock:
            shot.view.slots.take_back(shot.slot)
            shot.view.draw(Drawn(shot.state, shot.solution, is_sharp, shot.failure))

    def _next(self) -> Shot | None:
        ready = [view for view in self._views() if view.is_to_be_drawn]
        # First what answers, then what only becomes sharp.
        view = next((each for each in ready if each.has_news), ready[0] if ready else None)
        return None if view is None else self._shot(view)

    def _shot(self, view: View) -> Shot:
        assert view.workpiece is not None
        columns, rows = view.state.size
        cost = median(self._costs)
        edge = next((edge for edge in _COARSE if cost * columns * rows / edge**2 <= BUDGET), _COARSE[-1])
        is_first = view.has_news
        if not is_first:
            edge = 1
        view.draw(Drawn(view.state, view.solution, True, view.failure))
        sequence = view.answered = max(view.answered, view.answer())
        return Shot(
            view,
            view.workpiece,
            view.state,
            view.solution,
            sequence,
            (view.done(is_sharp=False), view.done(is_sharp=True)),
            view.failure,
            view.slots.take(),
            edge,
            is_first,
        )

    def _draw(self, shot: Shot) -> None:
        began, state = time.monotonic(), shot.state
        (columns, rows), solution = state.size, shot.solution
        glance = Glance(Effort(progress=shot.heed), is_hasty=shot.is_first)
        pixels = paint(shot.workpiece, solution, state, shot.edge, glance)
        self._costs.append((time.monotonic() - began) * shot.edge**2 / (columns * rows))
        file, stride = shot.view.slots.write(shot.slot, pixels)
        is_sharp = shot.edge == 1 and not glance.has_missed
        if not is_sharp:
            self._follow(shot)
        report = {} if solution is None else plain(solution.result.report)
        words = line(solution, state.mode)
        frame = Frame(
            shot.slot,
            file,
            shot.sequence,
            columns,
            rows,
            stride,
            state.rect,
            shot.done[is_sharp],
            words,
            report,
            shot.workpiece.piece,
        )
        with self._lock:
            shot.view.slots.hand_over(shot.slot)
        self._host.send(contract.framed(shot.view.number, frame))
        if shot.failure is not None:
            self._host.send(contract.failed(shot.view.number, shot.failure, shot.sequence))

    def _follow(self, shot: Shot) -> None:
        """A frame that is not sharp is followed by one that is."""
        with self._lock:
            shot.view.draw(Drawn(shot.state, shot.solution, False, shot.failure))
