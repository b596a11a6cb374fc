"""What was done with each picture: a folder with one record a picture, which any number of workers write at once."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inlay.batch import fingerprint
from inlay.batch.task import Task
from inlay.contract.errors import for_host
from inlay.errors import InlayError
from inlay.system import locks
from inlay.system.refusals import writing

#: Of a manifest, where no other is asked for.
NAME = ".inlay-batch"
#: Seconds to wait for another worker that does the same picture.
_PATIENCE = 600


def demand_writable(folder: Path) -> None:
    """Make the folder of a manifest, before the first of many pictures finds that it cannot be written.

    Raises
    ------
    FileError, ResourceError
        If nothing can be written there.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError


class Record:
    """The record of one picture.

    It is written before the results take their places, with their digests: whatever moment a worker is killed at,
    either they are there and fit the record, or the picture is done anew.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        folder = task.manifest / task.key[:2]
        self.path = folder / f"{task.key}.json"
        self._claim = folder / f"{task.key}.claim"

    def read(self) -> dict[str, Any]:
        """What it says; nothing if there is none, or it is damaged."""
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def of_done(self) -> dict[str, Any]:
        """What it says if the picture is done: by this recipe and version, of the files that there are."""
        found = self.read()
        task = self._task
        if found.get("status") != "done" or (found.get("recipe"), found.get("version")) != (task.recipe, task.version):
            return {}
        inputs, outputs = found.get("inputs"), found.get("outputs")
        if not isinstance(inputs, dict) or not isinstance(outputs, dict) or not outputs:
            return {}
        if set(inputs) != {task.named(path) for path in task.sources}:
            return {}
        files = {**inputs, **outputs}
        return found if all(fingerprint.fits(task.manifest / name, known) for name, known in files.items()) else {}

    def write_done(self, inputs: Mapping[Path, Any], outputs: Mapping[Path, Any], result: Mapping[str, Any]) -> None:
        """Note what it was made from, what was made, and what is to be said of it."""
        task = self._task
        self._write(
            {
                "status": "done",
                "inputs": {task.named(path): each for path, each in inputs.items()},
                "outputs": {task.named(path): each for path, each in outputs.items()},
                **result,
            }
        )

    def write_failed(self, error: InlayError) -> None:
        """Note why it could not be done."""
        self._write({"status": "failed", "error": for_host(error)})

    def _write(self, found: Mapping[str, Any]) -> None:
        task = self._task
        about = {"name": task.name, "recipe": task.recipe, "version": task.version}
        when = datetime.now(UTC).isoformat(timespec="seconds")
        mine = self.path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            mine.write_text(json.dumps({**about, **found, "when": when}), encoding="utf-8")
            os.replace(mine, self.path)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Let nobody else do this picture meanwhile: wait for whoever does, as after a scheduler was lost.

        The system gives the claim of a worker that was killed back, but not of one that was halted. After some minutes,
        and where there are no locks, as on Windows, two workers may do the same picture at once, and the later one's
        file stays.
        """
        with ExitStack() as claim:
            with writing(self._claim):
                self._claim.parent.mkdir(parents=True, exist_ok=True)
                claim.enter_context(locks.alone(self._claim, _PATIENCE))
            yield
