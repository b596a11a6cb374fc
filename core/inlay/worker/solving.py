"""The lane that solves: the next stage of the view that is most in need of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inlay.contract import views as contract
from inlay.contract.boxes import Box
from inlay.contract.views import State
from inlay.errors import Cancelled, InlayError
from inlay.live.solution import Solution
from inlay.live.stages import Stage
from inlay.operations.job import Job, JobProgress
from inlay.operations.marks import Marks
from inlay.worker import workpiece
from inlay.worker.failures import failure
from inlay.worker.folder import Folder
from inlay.worker.host import Host
from inlay.worker.request import Pictures
from inlay.worker.view import View
from inlay.worker.workpiece import Workpiece

_NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True)
class Step:
    """One stage of one view.

    Attributes
    ----------
    view : View
    stage : Stage or None
        None if all is still to be read.
    state : State
    changed : int
        Number of the state that is solved.
    is_first : bool
        Whether nothing was found of it yet.
    """

    view: View
    stage: Stage | None
    state: State
    changed: int
    is_first: bool

    @property
    def is_overtaken(self) -> bool:
        """Whether its outcome is not wanted any more; the first answer to a state always is."""
        return self.view.is_closed or (not self.is_first and self.view.changed > self.changed)


class Solve:
    """Solves, on the thread of who calls.

    Parameters
    ----------
    host : Host
    folder : Folder
    lock : Condition
        Guards the views.
    views : callable
        The open ones.
    """

    def __init__(
        self, host: Host, folder: Folder, lock: threading.Condition, views: Callable[[], Iterable[View]]
    ) -> None:
        self._host = host
        self._folder = folder
        self._lock = lock
        self._views = views

    def next(self) -> Step | None:
        """What is to be done; the lock is held."""
        found = None
        for view in self._views():
            stage = view.next_stage()
            if stage is not None:
                step = Step(view, stage if view.workpiece else None, view.state, view.changed, view.reached is None)
                if step.is_first:
                    return step
                found = found or step
        return found

    def is_behind(self, step: Step) -> bool:
        """Whether something else is wanted before a step that is under way; the lock is held."""
        wanted = self.next()
        if step.is_first or wanted is None:
            return False
        return wanted.view is not step.view or wanted.stage != step.stage

    def do(self, step: Step, pictures: Pictures, watch: Callable[[Step, float, str], None]) -> None:
        """Do a step; `watch` may raise `Cancelled` to have it done later."""

        def heeded(fraction: float, doing: str) -> None:
            if step.is_overtaken:
                raise Cancelled
            watch(step, fraction, doing)

        solution, problem = None, None
        try:
            solution = self._solution(step, pictures, heeded)
        except Cancelled:
            return
        except Exception as error:
            problem = failure(error)
        self._found(step, solution, problem)

    def _solution(self, step: Step, pictures: Pictures, progress: JobProgress) -> Solution | None:
        piece = self._workpiece(step.view, pictures, progress)
        if step.stage is None:
            return None
        whole = piece.job_with(step.state.parameters, self._marks(step.view, step.changed), progress)
        try:
            if step.stage.patch is not None and step.view.solution is not None:
                return piece.local(whole, step.stage.patch, step.view.solution, quality="full")
            return self._locally(step, piece, whole) or piece.solution(step.stage, whole)
        except Cancelled:
            raise
        except Exception as error:
            if step.stage.is_exact:
                raise
            # What fails at a smaller size need not fail at full size.
            failure(error)
            return None

    def _marks(self, view: View, state: int) -> Marks | None:
        """What all strokes say of which the view has been told up to a state."""
        with self._lock:
            parts = [part for number, part in view.parts if number <= state]
            del view.parts[: len(parts)]
        if parts:
            try:
                view.strokes.take(parts)
            finally:
                view.stale = view.stale.unite(view.strokes.changed())
        return view.strokes.marks

    def _locally(self, step: Step, piece: Workpiece, whole: Job) -> Solution | None:
        """What the last solution becomes by strokes alone, as the first answer to them."""
        view, previous = step.view, step.view.solution
        if not step.is_first or previous is None or view.stale.is_empty or view.parameters != step.state.parameters:
            return None
        return piece.local(whole, view.stale, previous)

    def _found(self, step: Step, solution: Solution | None, problem: InlayError | None) -> None:
        view = step.view
        with self._lock:
            if view.is_closed:
                return
            is_newest = view.changed == step.changed
            if is_newest and step.stage is not None:
                view.reached = step.stage if solution is None else solution.stage
            if solution is not None:
                self._keep(view, solution, step.state, step.changed)
            elif problem is not None:
                if is_newest:
                    view.failure = problem
                told = view.sequence if is_newest else step.changed
                view.answered = max(view.answered, told)
                self._host.send(contract.failed(view.number, problem, told))
            self._lock.notify_all()

    def _keep(self, view: View, solution: Solution, state: State, changed: int) -> None:
        view.solution, view.solved, view.parameters = solution, changed, state.parameters
        view.stale = _NOWHERE

    def exact(self, view: View, pictures: Pictures, progress: JobProgress) -> tuple[Workpiece, Solution]:
        """The whole result of a view's newest state: what was found already, or computed now.

        Raises
        ------
        InlayError
            If that does not work.
        """
        with self._lock:
            state, changed = view.state, view.changed
            if view.is_exact and view.workpiece is not None and view.solution is not None:
                return view.workpiece, view.solution
        piece = self._workpiece(view, pictures, progress)
        solution = piece.solution(Stage(), piece.job_with(state.parameters, self._marks(view, changed), progress))
        with self._lock:
            if not view.is_closed:
                self._keep(view, solution, state, changed)
                if view.changed == changed:
                    view.reached = solution.stage
                self._lock.notify_all()
        return piece, solution

    def _workpiece(self, view: View, pictures: Pictures, progress: JobProgress) -> Workpiece:
        known = view.workpiece
        if known is not None:
            return known
        found = workpiece.read(view.opening, pictures, self._folder, progress)
        with self._lock:
            if not view.is_closed:
                view.workpiece = found
        return found
