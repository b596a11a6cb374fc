"""The worker seen from an editor: a child process that takes jobs and answers in lines of JSON.

Nothing here blocks: an editor asks for `Worker.messages` from a timer, or lets `run` wait.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Callable, Dict, Tuple

from inlay.contract import protocol, views
from inlay.contract.errors import (
    Cancelled,
    InlayError,
    InlayWarning,
    InstallationError,
    ProtocolError,
    for_host,
    from_json,
)
from inlay.contract.job import Job
from inlay.contract.language import _
from inlay.contract.outcomes import Outcomes
from inlay.contract.planes import Plane
from inlay.contract.process_tree import Process
from inlay.contract.protocol import Message
from inlay.contract.views import Opening, StrokePart

from . import launching, pipes
from .installation import Installation, broken, demand_settled, disagreement
from .planes import ROOM, Folder

#: A worker that has not answered by then never will; it loads next to nothing before.
GREETING_SECONDS = 120.0
CANCEL_SECONDS = 0.15
CLOSE_SECONDS = 0.5
IDLE_SECONDS = 900
OTHER_LANGUAGE = (
    _("The plug-in and the worker belong to different versions of Inlay."),
    _("Start the editor again. If you read this again then, run `inlay refresh`."),
)


def start(installation: Installation, host: str, room: int = ROOM, idle: float = IDLE_SECONDS) -> Worker:
    """A worker in a folder of its own."""
    demand_settled(installation)
    folder = Folder(room)
    try:
        process = launching.launch(installation, folder.path, host, "--idle", str(idle))
    except InlayError:
        folder.remove()
        raise
    return Worker(folder, pipes.of(process), process, installation.log, host)


def ready(worker: Worker | None, installation: Installation, host: str, room: int = ROOM) -> Worker:
    """This worker if it still takes jobs and its folder has room, else a new one in its place.

    Parameters
    ----------
    worker : Worker or None
    installation : installation.Installation
    host : str
    room : int
        Bytes of planes that the next job needs.
    """
    if worker is not None:
        if worker.alive and worker.folder.has_room(room):
            return worker
        worker.close()
    return start(installation, host, room)


class Worker:
    """A running worker and its folder.

    Parameters
    ----------
    folder : planes.Folder
        Where the planes lie; gone when the worker has ended.
    ends : pipes.Pipes
        To the worker.
    process : Process or None
        The worker's, where it is this process's own.
    log : str
        Where the worker's log is.
    host : str
        Name and version of the editor.

    Attributes
    ----------
    folder : planes.Folder
    greeted : bool
        Whether the worker has answered.
    """

    def __init__(self, folder: Folder, ends: pipes.Pipes, process: Process[bytes] | None, log: str, host: str) -> None:
        self.folder = folder
        self.greeted = False
        self._log = log
        self._process = process
        self._pipes = ends
        self._partial = bytearray()
        self._ended = False
        self._due = time.monotonic() + GREETING_SECONDS
        self._last = 0
        self._open: Dict[int, float | None] = {}  # job -> None, or the time by which a cancel must be acknowledged
        self._brought: Dict[int, Tuple[Plane, ...]] = {}  # job -> its planes
        self._views: Dict[int, Tuple[Plane, ...]] = {}  # view -> its planes
        self._last_view = 0
        self._disagreement: InlayWarning | None = None
        self._send(protocol.greeting(host=host, folder=folder.path))

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether the worker takes jobs."""
        return not self._ended and (self._process is None or self._process.poll() is None)

    def is_open(self, job: int) -> bool:
        """Whether a job has neither an answer nor an error yet."""
        return job in self._open

    def submit(self, job: Job) -> int:
        """Send a job; return the number under which messages speak of it."""
        self._last += 1
        self._open[self._last] = None
        self._brought[self._last] = tuple(job.planes())
        self._send({"job": self._last, **job.to_json()})
        return self._last

    def ask(self, operation: str) -> int:
        """Ask whether an operation has all that it needs besides pictures; the number under which that is answered."""
        self._last += 1
        self._open[self._last] = None
        self._send(protocol.asked(self._last, operation))
        return self._last

    def cancel(self, job: int) -> None:
        """Ask for a job's end. Its last message is an error with the code ``cancelled``, within 0.15 s of polling."""
        if self._open.get(job, 0) is None:
            self._open[job] = time.monotonic() + CANCEL_SECONDS
            self._send({"cancel": job})

    def forget(self, job: int) -> None:
        """Let go of a job's planes, here and in the worker: no later job refers to them."""
        self._send({"forget": job})
        self.folder.discard(self._brought.pop(job, ()))

    def open(self, opening: Opening) -> int:
        """Open a view; return the number under which messages speak of it."""
        self._last_view += 1
        self._views[self._last_view] = opening.planes()
        self._send(views.opened(self._last_view, opening))
        return self._last_view

    def show(self, view: int, sequence: int, changes: Mapping[str, Any], strokes: Sequence[StrokePart] = ()) -> None:
        """Send a state of a view; it answers with a frame, or several that get better, or an error."""
        self._send(views.state(view, sequence, changes, strokes))

    def release(self, view: int, slot: int) -> None:
        """Give a frame's file back: it is no longer on the screen."""
        self._send(views.released(view, slot))

    def finish(self, view: int) -> int:
        """Ask for the exact result of a view; return the number of the job that answers."""
        self._last += 1
        self._open[self._last] = None
        self._send(views.finished(view, self._last))
        return self._last

    def close_view(self, view: int) -> None:
        """Let go of a view and of its planes."""
        self._send(views.closed(view))
        self.folder.discard(self._views.pop(view, ()))

    @property
    def descriptor(self) -> int:
        """The file in which messages arrive, for a toolkit that waits for them; not on Windows."""
        return self._pipes.descriptor

    def messages(self, timeout: float = 0.0) -> list[Message]:
        """What the worker says: of jobs ``progress``, and at last ``done`` or ``error``; of views frames and errors.

        Waits at most `timeout` seconds for the first; 0 does not wait. A worker that has died, or has not
        greeted or acknowledged a cancel in time, is removed with its folder; its open jobs then end with an error.
        """
        if self._ended:
            self._remove()
            return self._fail_all(self._lost())
        deadlines = [deadline for deadline in self._open.values() if deadline is not None]
        if deadlines:
            timeout = min(timeout, max(min(deadlines) - time.monotonic(), 0))
        data = self._pipes.receive(timeout)
        found = [message for line in self._lines(data or b"") for message in self._interpret(line)]
        overdue = [deadline for deadline in self._open.values() if deadline is not None and deadline < time.monotonic()]
        is_mute = not self.greeted and self._due < time.monotonic()
        if data is None or overdue or is_mute:
            found += self._fail_all(self._lost())
            self.kill()
        return found

    def close(self) -> None:
        """End the worker and remove its folder."""
        self._pipes.close_stdin()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(CLOSE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the worker at once, whatever it does, and remove its folder.

        One that is shared by an editor's processes hears that this one is gone and does the rest itself.
        """
        if not self._ended:
            self._ended = True
            self._pipes.close()
            if self._process is not None:
                launching.kill(self._process)
        self._remove()

    def _remove(self) -> None:
        """Remove the folder; once more after the process has died, should it have made a file on its way out."""
        if self._process is not None:
            self._process.poll()
        self.folder.remove()

    def _send(self, message: Message) -> None:
        if not self._ended:
            self._pipes.send(protocol.encode(message))

    def _lines(self, data: bytes) -> list[bytes]:
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = bytes(self._partial) + lines[0]
            self._partial.clear()
        self._partial += rest
        return lines

    def _interpret(self, line: bytes) -> list[Message]:
        """The messages for the editor that a line holds."""
        try:
            message = protocol.decode(line)
        except ProtocolError:
            return self._refuse(broken(_("The worker's answer cannot be understood.")))
        if not self.greeted and "error" not in message:
            self.greeted = protocol.version_of(message) == protocol.VERSION
            if not self.greeted:
                return self._refuse(InstallationError(*OTHER_LANGUAGE))
            self._disagreement = disagreement(message["inlay"].get("version", ""))
        if "view" in message:
            return [message] if message["view"] in self._views else []
        job = message.get("job")
        if job is None:
            return self._refuse(from_json(message["error"])) if "error" in message else []
        if job not in self._open:
            return []
        return self._settle(job, message)

    def _settle(self, job: int, message: Message) -> list[Message]:
        """Turn a message about an open job into what the editor sees: after a cancel only its acknowledgement."""
        was_cancelled = self._open[job] is not None
        if "progress" in message:
            return [] if was_cancelled else [message]
        del self._open[job]
        if was_cancelled:
            if "done" in message:
                self.folder.discard(Outcomes.from_json(message["done"]).planes())
            return [protocol.failed(Cancelled(), job)]
        if "done" in message and self._disagreement is not None:
            # Said once, with the first result.
            told, self._disagreement = self._disagreement, None
            message["done"].setdefault("warnings", []).append(for_host(told))
        return [message]

    def _refuse(self, error: InlayError) -> list[Message]:
        found = self._fail_all(error)
        self.kill()
        return found

    def _fail_all(self, error: InlayError) -> list[Message]:
        """End every open job: those that were cancelled as cancelled, the others with this error."""
        found = [
            protocol.failed(error if deadline is None else Cancelled(), job) for job, deadline in self._open.items()
        ]
        self._open.clear()
        return found

    def _lost(self) -> InlayError:
        return InlayError(_("The worker ended unexpectedly."), _("Try again; its log is {log}.", log=self._log))


def run(worker: Worker, job: Job, progress: Callable[[float, str], object] = lambda fraction, doing: None) -> Outcomes:
    """Submit a job and wait for what it yields.

    Raises
    ------
    InlayError
        What the worker refused or failed at.
    """
    return wait(worker, worker.submit(job), progress)


def wait(worker: Worker, number: int, progress: Callable[[float, str], object]) -> Outcomes:
    """Wait for what a job yields.

    Parameters
    ----------
    worker : Worker
    number : int
        Of the job.
    progress : callable
        Takes a fraction and a word; called at least ten times a second, so that it may also serve a window. What
        it raises cancels the job and is passed on.

    Raises
    ------
    InlayError
        What the worker refused or failed at.
    """
    fraction, doing = 0.0, ""
    try:
        while True:
            for message in worker.messages(0.1):
                if message.get("job") != number:
                    continue
                if "done" in message:
                    return Outcomes.from_json(message["done"])
                if "error" in message:
                    raise from_json(message["error"])
                fraction, doing = message["progress"], protocol.doing(message)
            progress(fraction, doing)
    finally:
        worker.cancel(number)
        while worker.is_open(number):
            worker.messages(CANCEL_SECONDS)
