"""Writing files so that there is never half of one, and never a part of several."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from inlay.contract.language import _
from inlay.errors import FileError, InlayError, ParameterError
from inlay.system import streams
from inlay.system.partial import sweep
from inlay.system.partial_file import PartialFile
from inlay.system.partial_folder import PartialFolder
from inlay.system.refusals import no_folder, writing
from inlay.system.stopping import heed, held

Kind = TypeVar("Kind", PartialFile, PartialFolder)
_ZARR = (".zgroup", ".zarray", "zarr.json")


class Saving:
    """Several files that arrive together: all are written under other names before the first takes its own.

    Use it as a context manager; leaving it without `commit` removes what was written.

    Attributes
    ----------
    arrived : list of Path
        What stands under its own name: nothing before `commit`, afterwards everything, and if that failed what could
        not be put back.
    """

    def __init__(self) -> None:
        self.arrived: list[Path] = []
        self._parts: list[PartialFile | PartialFolder] = []
        self._streamed: bytes | memoryview | None = None
        self._swept: set[Path] = set()
        # A worker that loses its host discards from another thread.
        self._changing = threading.Lock()
        self._over = False

    def __enter__(self) -> Saving:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def write(self, path: Path, content: bytes | memoryview) -> None:
        """Write `content` beside `path`, under another name.

        Raises
        ------
        FileError, ResourceError
            If that is not possible.
        ParameterError
            If another of the files has this name.
        """
        if path == streams.STREAM:
            if self._streamed is not None:
                raise twice(path)
            self._streamed = content
            return
        self.write_pieces(path, (content,))

    def write_pieces(self, path: Path, pieces: Iterable[bytes | memoryview]) -> Path:
        """The same with content that comes in pieces; where it lies until it is committed.

        Raises
        ------
        FileError, ResourceError, ParameterError
            As `write`.
        """
        part = self.begin(path)
        with writing(path):
            part.fill(pieces)
        return part.place

    def begin(self, path: Path) -> PartialFile:
        """An empty file beside `path`, under another name, that is filled and settled before `commit`.

        Raises
        ------
        FileError, ResourceError, ParameterError
            As `write`.
        """
        return self._begin(path, check_target(path), PartialFile)

    def begin_folder(self, path: Path) -> PartialFolder:
        """The same for a folder; one that stands there is replaced.

        Raises
        ------
        FileError, ResourceError, ParameterError
            As `write`.
        """
        return self._begin(path, check_folder(path), PartialFolder)

    def _begin(self, path: Path, target: Path, kind: Callable[[Path, Path], Kind]) -> Kind:
        if any(part.target == target for part in self._parts):
            raise twice(path)
        with writing(path):
            if target.parent not in self._swept:
                self._swept.add(target.parent)
                sweep(target.parent)
            with held(), self._changing:
                if self._over:
                    raise FileError(_("Saving is over."))
                part = kind(path, target)
                self._parts.append(part)
        return part

    @property
    def places(self) -> dict[Path, Path]:
        """Where each file lies that has not arrived yet, by the names that they will have."""
        return {part.path: part.place for part in self._parts}

    def commit(self) -> None:
        """Give every file its name; where one cannot have it, all are as they were.

        Raises
        ------
        FileError, ResourceError
            If a file cannot have its name; the message names those that could not be put back.
        """
        heed()
        if self._streamed is not None:
            # First, and not held: a pipe may make us wait, and cannot be put back.
            self.arrived.append(streams.STREAM)
            with writing(streams.OUTPUT):
                streams.write(self._streamed)
        with held(), self._changing:
            for part in self._parts[:-1]:
                with contextlib.suppress(OSError):
                    part.keep_old()
            for number, part in enumerate(self._parts):
                try:
                    with writing(part.path):
                        part.arrive()
                except InlayError as error:
                    self._put_back(self._parts[:number], error)
                    raise
            self.arrived += [part.path for part in self._parts]
            for folder in {part.target.parent for part in self._parts}:
                _sync_folder(folder)
            self._clear()

    def discard(self) -> None:
        """Remove what has not arrived; nothing can be written afterwards."""
        with held(), self._changing:
            self._over = True
            self._clear()

    def _clear(self) -> None:
        for part in self._parts:
            part.discard()
        self._parts.clear()

    def _put_back(self, parts: Sequence[PartialFile | PartialFolder], error: InlayError) -> None:
        """Undo what has arrived, the last first; raise if something cannot be undone."""
        self.arrived += [part.path for part in reversed(parts) if not part.put_back()]
        if self.arrived:
            raise FileError(
                _("{message} Already written: {names}.", message=error.message, names=names(self.arrived)), error.hint
            ) from error


def names(paths: Sequence[Path]) -> str:
    """Files, for a message."""
    return ", ".join(str(streams.OUTPUT if path == streams.STREAM else path) for path in paths)


def check_target(path: Path) -> Path:
    """The real path of a file to be written, links followed; one that leads to no file yet will make it.

    Raises
    ------
    FileError
        If nothing can be written there.
    """
    return _checked(path, _check_file)


def check_folder(path: Path) -> Path:
    """The same of a folder to be written, which replaces one of its kind and nothing else.

    Raises
    ------
    FileError
        If nothing can be written there, or something else would be lost.
    """
    return _checked(path, _check_folder)


def _checked(path: Path, check: Callable[[Path, Path, int], None]) -> Path:
    with writing(path):
        target = Path(os.path.realpath(path))
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            if not target.parent.is_dir():
                raise no_folder(path) from None
        else:
            check(path, target, mode)
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise FileError(
                _("Nothing can be written into the folder {parent}.", parent=target.parent), _("Choose another folder.")
            )
    return target


def _check_file(path: Path, target: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise FileError(_("{path} is a folder.", path=path), _("Give the name of a file in it."))
    if not stat.S_ISREG(mode):
        raise FileError(_("{path} is not an ordinary file.", path=path), _("Give the name of a file."))
    if not os.access(target, os.W_OK):
        raise FileError(_("{path} is write-protected.", path=path), _("Choose another name, or allow writing it."))


def _check_folder(path: Path, target: Path, mode: int) -> None:
    if not stat.S_ISDIR(mode):
        raise FileError(_("{path} is not a folder.", path=path), _("Choose another name."))
    if any(target.iterdir()) and not is_chunks(target):
        raise FileError(_("{path} is a folder that holds other things.", path=path), _("Choose another name."))


def is_chunks(path: Path) -> bool:
    """Whether there is a folder that is one thing, of chunks (Zarr), and not one of the user's."""
    return any((path / name).is_file() for name in _ZARR)


def twice(path: Path) -> ParameterError:
    """Two outputs have one name."""
    return ParameterError(_("Two outputs would be written to {path}.", path=path), _("Give each a name of its own."))


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
