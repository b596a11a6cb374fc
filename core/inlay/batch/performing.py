"""Doing one picture, on whichever worker."""

from __future__ import annotations

import logging
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inlay import __version__
from inlay.arrays.pool import bounded
from inlay.arrays.warning import collected, distinct
from inlay.batch import fingerprint, need
from inlay.batch.manifest import Record
from inlay.batch.outcome import Outcome
from inlay.batch.task import Task
from inlay.contract.errors import for_host
from inlay.contract.language import _
from inlay.errors import FileError, InlayError, ResourceError
from inlay.system import refusals
from inlay.system.saving import Saving

if TYPE_CHECKING:
    from inlay.files.outputs import Written
    from inlay.operations.job import Result

#: What the disk, the network or the memory may have caused, and the next attempt may not meet.
TRANSIENT = FileError, ResourceError
_log = logging.getLogger("inlay")


def perform(task: Task, threads: int = 1, anew: bool = False) -> Outcome:
    """Do one picture, unless its record says that it is done.

    Parameters
    ----------
    threads : int
        On which the work is done.
    anew : bool
        Whether it is done whatever its record says.

    Raises
    ------
    FileError, ResourceError
        If another attempt may fare better; any other failure is an outcome.
    """
    try:
        record = Record(task)
        with record.claimed():
            found = {} if anew else record.of_done()
            if found:
                return kept(task, found)
            return _done(task, record, threads)
    except TRANSIENT:
        raise
    except Exception as reason:
        return failed(task, refusals.of_anything(reason))


def attempt(task: Task, threads: int = 1, anew: bool = False) -> Outcome:
    """The same, and every failure is an outcome."""
    try:
        return perform(task, threads, anew)
    except TRANSIENT as reason:
        return failed(task, reason)


def kept(task: Task, found: dict[str, Any]) -> Outcome:
    """The outcome of a picture that was done before."""
    # A worker that was killed at the last moment has noted no more than their digests.
    paths = (os.path.normpath(task.manifest / name) for name in found["outputs"])
    written = found.get("written") or [{"kind": "file", "path": path} for path in paths]
    return Outcome(task.name, "kept", written, found.get("report", {}), found.get("warnings", ()))


def failed(task: Task, error: InlayError) -> Outcome:
    """Record why a picture could not be done."""
    try:
        Record(task).write_failed(error)
    except InlayError:
        _log.warning("The manifest %s cannot be written.", task.manifest)
    return Outcome.failed(task.name, error)


def _done(task: Task, record: Record, threads: int) -> Outcome:
    if task.version != __version__:
        raise InlayError(
            _(
                "This worker has Inlay {version}, and the batch was planned by Inlay {planned}.",
                version=__version__,
                planned=task.version,
            ),
            _("Install the same version on every machine."),
        )
    start = time.monotonic()
    inputs = {path: fingerprint.fingerprint(path) for path in task.sources}
    peak = need.Peak()
    with collected() as warned, _Recorded(record, inputs) as saving, bounded(threads):
        pixels = _done_in_parts(task, saving) or _lead_through(task, saving)
    result = {**saving.result, "warnings": [for_host(each) for each in distinct(warned)]}
    record.write_done(inputs, saving.outputs, result)
    _log.info("written: %s", task.targets[0])
    worker = f"{platform.node()}:{os.getpid()}"
    taken = time.monotonic() - start
    return Outcome(
        task.name,
        "done",
        result["written"],
        result["report"],
        result["warnings"],
        seconds=taken,
        worker=worker,
        pixels=pixels,
        peak=peak.bytes(),
    )


def _done_in_parts(task: Task, saving: _Recorded) -> int:
    """Do a picture in parts if it does not fit into memory; its pixels, 0 if it does. Between steps it must fit."""
    from inlay.arrays.warning import warn
    from inlay.files import streaming
    from inlay.files.command_line.running import find

    if len(task.steps) > 1:
        return 0
    operation, request = find(task.steps[0].operation), task.steps[0].request
    limit = streaming.limit_of(operation, request)
    if limit is None:
        return 0
    written, results = streaming.run(operation, request, limit, saving, lambda *progress: None)
    for warning in (each for result in results for each in result.warnings):
        warn(warning)
    saving.note(results[0], written)
    return need.largest([task])


def _lead_through(task: Task, saving: _Recorded) -> int:
    """Do every step, the later ones with what came of the one before, and write what came of the last.

    Returns
    -------
    int
        Pixels of the largest canvas.
    """
    from inlay.arrays.warning import warn
    from inlay.files.command_line.performing import perform as performed
    from inlay.files.command_line.running import find
    from inlay.files.inputs.opening import Files
    from inlay.files.outputs import seen, write

    document, pixels = None, 0
    for number, step in enumerate(task.steps, 1):
        scene, results = performed(find(step.operation), step.request, lambda *progress: None, Files(document))
        pixels = max(pixels, scene.canvas.width * scene.canvas.height)
        for warning in (each for result, output in results for each in result.warnings):
            warn(warning)
        if number < len(task.steps):
            document = seen(results[0][0], scene)
            continue
        # A worker may be killed while it writes.
        saving.note(results[0][0])
        saving.note(results[0][0], write(results, scene, saving, step.request.layer_only))
    return pixels


class _Recorded(Saving):
    """Files that arrive together, after their digests have been recorded."""

    def __init__(self, record: Record, inputs: dict[Path, Any]) -> None:
        super().__init__()
        self.result: dict[str, Any] = {}
        self._record = record
        self._inputs = inputs
        self.outputs: dict[Path, Any] = {}

    def __enter__(self) -> _Recorded:
        return self

    def note(self, result: Result, written: Sequence[Written] = ()) -> None:
        """Note what is to be said of what was done."""
        from inlay.operations.plain import plain

        self.result["report"] = plain(dict(result.report))
        if written:
            self.result["written"] = [one.to_json() for one in written]

    def commit(self) -> None:
        self.outputs = {path: fingerprint.fingerprint(place) for path, place in self.places.items()}
        self._record.write_done(self._inputs, self.outputs, self.result)
        super().commit()
