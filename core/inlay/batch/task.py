"""One picture of a batch: what is read, what is done with it, and where it goes. It holds names, never pixels."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import RESULT


@dataclass(frozen=True)
class Step:
    """One operation, by its id, and what is asked of it.

    Attributes
    ----------
    reads, writes : tuple of str
        Its parameters that name files, to be read or to be written.
    """

    operation: str
    request: Request
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One picture: read once, led through every step, written once.

    Attributes
    ----------
    name : str
        The picture's file, as the user named it.
    steps : tuple of Step
        All paths in them are absolute: a worker may have another working folder.
    manifest : Path
        The folder that knows what was done.
    version : str
        Of the Inlay that planned it.
    """

    name: str
    steps: tuple[Step, ...]
    manifest: Path
    version: str

    @property
    def sources(self) -> list[Path]:
        """Every file that is read, once."""
        return list(dict.fromkeys(self._sources()))

    def _sources(self) -> Iterator[Path]:
        for step in self.steps:
            for references in step.request.references.values():
                yield from (reference.path for reference in references if reference.path != RESULT)
            yield from (Path(step.request.values[name]) for name in step.reads if step.request.values[name])

    @property
    def targets(self) -> list[Path]:
        """Every file that is named to be written."""
        return [path for step in self.steps for path in step.request.targets]

    @cached_property
    def key(self) -> str:
        """Tells this picture's results from those of others, wherever the folder that holds all of them lies."""
        return _digest([self.named(path) for path in self.targets])

    @cached_property
    def recipe(self) -> str:
        """A digest of all that is asked for: another one makes another result."""
        return _digest([self._described(step) for step in self.steps])

    def named(self, path: Path) -> str:
        """A file's name in the manifest: relative, so that all of it can be moved together."""
        try:
            return Path(os.path.relpath(path, self.manifest)).as_posix()
        except ValueError:  # on another drive
            return path.as_posix()

    def _described(self, step: Step) -> Any:
        request = step.request
        values = dict(request.values)
        for name in (*step.reads, *step.writes):
            values[name] = self.named(Path(values[name])) if values[name] else ""
        pictures = {
            role: [[self.named(each.path), each.layer, each.position] for each in references]
            for role, references in request.references.items()
        }
        targets = [*request.also, ("", request.output)]
        written = [[kind, self.named(path)] for kind, path in targets if path is not None]
        return [step.operation, values, pictures, request.at, request.layer_only, written]


def _digest(described: Any) -> str:
    return hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode()).hexdigest()
