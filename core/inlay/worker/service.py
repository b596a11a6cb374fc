"""Takes jobs in one thread and does them, one after another, in the other."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from reprlib import repr as shown
from typing import TYPE_CHECKING, Any, NamedTuple

from inlay.arrays.warning import collected, distinct
from inlay.contract import protocol
from inlay.contract.job import Earlier, Image, Job, planes_of
from inlay.contract.language import _, known
from inlay.contract.limits import LARGEST_NUMBER
from inlay.contract.outcomes import Outcomes
from inlay.contract.planes import Plane
from inlay.contract.protocol import AGAIN, Message
from inlay.errors import Cancelled, InlayError, InputError, ProtocolError, ResourceError
from inlay.worker import installation
from inlay.worker.failures import failure
from inlay.worker.folder import Folder
from inlay.worker.host import Host
from inlay.worker.loader import Loader

if TYPE_CHECKING:
    from inlay.worker.solving import Step
    from inlay.worker.view import View
    from inlay.worker.views import Views

PROGRESS_SECONDS = 0.05
MOST_WAITING = 64
#: Jobs whose planes are kept, and how many bytes these have together.
MOST_KEPT, MOST_KEPT_BYTES = 64, 1 << 31


@dataclass
class Task:
    """A job between its arrival and its answer, what is asked of a view, or of an operation by its name."""

    number: int
    asked: Job | View | str
    files: frozenset[str] = frozenset()
    cancelled: threading.Event = field(default_factory=threading.Event)
    told: float = 0.0


class Kept(NamedTuple):
    """The planes of a job, to which later ones may refer: its images, and how many bytes each file has."""

    images: Mapping[str, Image]
    sizes: Mapping[str, int]


class Service:
    """The jobs of one host."""

    def __init__(self, host: Host, folder: Folder) -> None:
        self._host = host
        self._folder = folder
        self._arrival = threading.Condition()
        self._greeted = False
        self._waiting: deque[Task] = deque()
        self._running: Task | None = None
        self._kept: dict[int, Kept] = {}
        self._views: Views | None = None
        self._active = time.time()
        self._left = False

    # What the listening thread does.

    def receive(self, message: Message) -> None:
        """Take a message from the host.

        Raises
        ------
        ProtocolError
            If the host is of another version, or the message makes no sense outside a job.
        """
        if not self._greeted:
            theirs = protocol.version_of(message)
            if theirs != protocol.VERSION:
                raise ProtocolError(
                    _(
                        "The plug-in speaks protocol {theirs}, the worker {version}.",
                        theirs=shown(theirs),
                        version=protocol.VERSION,
                    ),
                    AGAIN,
                )
            self._greeted = True
            return
        with self._arrival:
            self._active = time.time()
            if "job" in message:
                self._take(message)
            elif "cancel" in message:
                self._cancel(message["cancel"])
            elif "forget" in message:
                self._forget(message["forget"])
            elif "view" in message:
                self._receive_of_view(message)
            else:
                raise ProtocolError(_("A message is neither about a job nor about a view."), AGAIN)
            self._arrival.notify_all()

    def _receive_of_view(self, message: Message) -> None:
        if self._views is None:
            from inlay.worker.views import Views

            self._views = Views(self._host, self._folder, self._arrival, self._resolved)
        self._views.receive(message)

    def _take(self, message: Message) -> None:
        number = message["job"]
        if type(number) is not int or abs(number) > LARGEST_NUMBER:
            raise ProtocolError(_("{number} is not the number of a job.", number=shown(number)), AGAIN)
        try:
            if number in (task.number for task in self._unfinished()):
                raise ProtocolError(
                    _("Job {number} is still under way.", number=number), _("Give every job a number of its own.")
                )
            if len(self._waiting) >= MOST_WAITING:
                raise ResourceError(_("Too many jobs are waiting."), _("Wait for them, or cancel some."))
            task = self._task(number, message)
        except InlayError as error:
            self._host.fail(error, number)
            return
        for older in self._unfinished():
            if older.files & task.files:
                self._cancel(older.number)
        self._waiting.append(task)

    def _task(self, number: int, message: Message) -> Task:
        if "of_view" in message:
            return self._task_of_view(number, message)
        return Task(number, str(message["ask"])) if "ask" in message else self._task_of_job(number, message)

    def _task_of_job(self, number: int, message: Message) -> Task:
        """Find the planes that the job brings along or refers to, and decide which are kept."""
        sent = Job.from_json(message)
        refers = any(isinstance(image, Earlier) for image in sent.images.values())
        job = self._resolved(sent)
        files = frozenset(plane.file for plane in job.planes())
        if not refers:
            self._kept.clear()
        self._keep(number, Kept(job.images, {file: self._folder.size(file) for file in files}))
        return Task(number, job, files)

    def _task_of_view(self, number: int, message: Message) -> Task:
        if self._views is None:
            raise InputError(_("No view is open."), _("Open the window again."))
        return Task(number, self._views.named(message))

    def _keep(self, number: int, planes: Kept) -> None:
        """Keep a job's planes, and forget the oldest where they become too many or too large."""
        self._kept.pop(number, None)
        self._kept[number] = planes
        while len(self._kept) > 1 and (len(self._kept) > MOST_KEPT or self._kept_bytes() > MOST_KEPT_BYTES):
            del self._kept[next(iter(self._kept))]

    def _kept_bytes(self) -> int:
        sizes: dict[str, int] = {}
        for planes in self._kept.values():
            sizes.update(planes.sizes)
        return sum(sizes.values())

    def _kept_planes(self) -> list[Plane]:
        kept = [plane for kept in self._kept.values() for image in kept.images.values() for plane in planes_of(image)]
        return kept if self._views is None else kept + self._views.planes()

    def _resolved(self, job: Job) -> Job:
        """A job whose planes are all named."""
        return replace(job, images={role: self._resolve(role, image) for role, image in job.images.items()})

    def _resolve(self, role: str, image: Image) -> Image:
        if not isinstance(image, Earlier):
            return image
        try:
            return self._kept[image.of].images[role]
        except (KeyError, TypeError):
            raise InputError(
                _("The {role} of job {of} is not kept any more.", role=known(role), of=shown(image.of)),
                _("Send its plane again."),
            ) from None

    def _forget(self, number: object) -> None:
        if isinstance(number, int):
            self._kept.pop(number, None)

    def _unfinished(self) -> list[Task]:
        return [*self._waiting, *([self._running] if self._running else [])]

    def _cancel(self, number: object) -> None:
        """Tell the running job to stop; a waiting one is answered at once, and one that has ended already."""
        for task in self._unfinished():
            if task.number == number:
                task.cancelled.set()
                if task in self._waiting:
                    self._waiting.remove(task)
                    self._host.fail(Cancelled(), number)

    def leave(self) -> None:
        """The host has gone: nothing that it asked for is wanted any more, and `serve` returns."""
        with self._arrival:
            self._left = True
            for task in self._unfinished():
                task.cancelled.set()
            if self._views is not None:
                self._views.leave()
            self._arrival.notify_all()

    # What the main thread does.

    def serve(self, idle: float, loader: Loader) -> None:
        """Do jobs, and views while no job waits, until the host leaves or asks for nothing for `idle` seconds."""
        from inlay.worker.request import Pictures

        loader.resume(lambda: bool(self._waiting or self._running or self._views))
        pictures = Pictures(self._folder)
        while (work := self._await(idle, pictures)) is not None:
            if isinstance(work, Task):
                self._do(work, pictures, loader)
            elif self._views is not None and loader.is_done(PROGRESS_SECONDS):
                self._views.solve.do(work, pictures, self._watch)
        if self._views is not None:
            self._views.show.end()

    def _await(self, idle: float, pictures: Any) -> Task | Step | None:
        """Wait for a job, which becomes the running one, or else for work on a view; None when none is to come."""
        with self._arrival:
            while not self._left:
                pictures.keep(self._kept_planes())
                if self._waiting:
                    self._running = self._waiting.popleft()
                    return self._running
                if self._views is not None and (step := self._views.solve.next()) is not None:
                    return step
                left = self._seconds_left(idle)
                if left <= 0:
                    return None
                self._arrival.wait(min(left, installation.LOOK_SECONDS))
            return None

    def _seconds_left(self, idle: float) -> float:
        """How long something to do is waited for."""
        if self._views is not None and self._views.are_open:
            return idle
        # A plane that the host has made is a sign of life too.
        return max(self._active, self._folder.changed()) + installation.patience(idle) - time.time()

    def _watch(self, step: Step, fraction: float, doing: str) -> None:
        """Leave a view for a job, unless that asks for just what is being done."""
        with self._arrival:
            task = self._waiting[0] if self._waiting else None
            is_behind = task is None and self._views is not None and self._views.solve.is_behind(step)
        if is_behind:
            raise Cancelled
        if task is None:
            return
        if task.asked is not step.view or step.stage is None or not step.stage.is_exact:
            raise Cancelled
        _Progress(self._host, task)(fraction, doing)

    def _do(self, task: Task, pictures: Any, loader: Loader) -> None:
        try:
            done = self._perform(task, pictures, loader)
            self._end()
            self._host.send({"job": task.number, "done": done})
        except Exception as error:
            self._end()
            self._host.fail(failure(error), task.number)

    def _end(self) -> None:
        """Nothing runs any more: whoever reads the answer may give the next job the same number."""
        with self._arrival:
            self._running = None
            self._active = time.time()

    def _perform(self, task: Task, pictures: Any, loader: Loader) -> dict[str, Any]:
        progress = _Progress(self._host, task)
        while not loader.is_done(PROGRESS_SECONDS):
            progress.raise_if_cancelled()
        from inlay.operations.plain import plain
        from inlay.worker.answer import Writer
        from inlay.worker.request import build, find_operation

        if isinstance(task.asked, str):
            find_operation(task.asked).demand_installed()
            return Outcomes(()).to_json()
        if not isinstance(task.asked, Job):
            assert self._views is not None
            workpiece, solution = self._views.solve.exact(task.asked, pictures, progress)
            canvas, job, result, found = workpiece.canvas, solution.job, solution.result, workpiece.warnings
        else:
            with collected() as found:
                operation, job, canvas = build(task.asked, pictures, self._folder, progress)
                progress.raise_if_cancelled()
                result = operation.perform(job)
        writer = Writer(canvas, job.parameters, self._folder, lambda _: progress.raise_if_cancelled())
        outputs = writer.write(result)
        return Outcomes(outputs, plain(result.report), distinct([*found, *result.warnings])).to_json()


class _Progress:
    """Tells the host how far a job is, not too often, and ends it when it was cancelled."""

    def __init__(self, host: Host, task: Task) -> None:
        self._host = host
        self._task = task

    def __call__(self, fraction: float, doing: str) -> None:
        self.raise_if_cancelled()
        now = time.monotonic()
        if now - self._task.told >= PROGRESS_SECONDS:
            self._task.told = now
            # In this order what is no number is no progress.
            fraction = min(max(0.0, float(fraction)), 1.0)
            self._host.send(protocol.progress(self._task.number, round(fraction, 4), doing))

    def raise_if_cancelled(self) -> None:
        if self._task.cancelled.is_set():
            raise Cancelled
