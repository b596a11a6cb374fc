"""The standard streams: pictures through pipes, and words that cannot be said."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from inlay.contract.language import _
from inlay.errors import FileError, ParameterError
from inlay.system import memory

#: What stands for a pipe where the name of a file is expected.
STREAM = Path("-")
INPUT, OUTPUT = Path("standard input"), Path("standard output")
_CHUNK = 1 << 20


def named(text: str) -> Path:
    """The path that a command line means: ``-`` is a pipe, ``./-`` a file of that name.

    Raises
    ------
    ParameterError
        If the name is empty.
    """
    if not text:
        raise ParameterError(_("The name of a file is empty."), _("Give a path."))
    path = Path(text)
    return path.absolute() if path == STREAM and text != str(STREAM) else path


def read() -> bytes:
    """Everything that comes through the pipe.

    Raises
    ------
    FileError
        If there is no pipe.
    ResourceError
        If more comes than fits into memory.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise FileError(_("No picture comes through a pipe."), _("Send one: --source - < picture.png."))
    limit = memory.available_bytes()
    parts, length = [], 0
    while part := sys.stdin.buffer.read(_CHUNK):
        parts.append(part)
        length += len(part)
        # The parts, and the whole that is made of them.
        memory.demand(2 * length, limit, _("What comes through the pipe"), _("Send a smaller picture."))
    return b"".join(parts)


def check_output() -> None:
    """Refuse to write a picture where nothing can take it.

    Raises
    ------
    ParameterError
        If the standard output is a terminal.
    """
    if sys.stdout.isatty():
        raise ParameterError(_("A picture cannot be shown on a terminal."), _("Send it on: --output - > picture.png."))


def write(content: bytes | memoryview) -> None:
    """Write to the pipe."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


class Forgiving:
    """A stream for words that remembers its failures instead of raising them.

    Attributes
    ----------
    failure : OSError or None
        Why something could not be said.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._remembering():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._remembering():
            self._stream.flush()

    def silence(self) -> None:
        """Let what could not be said go nowhere: Python would complain about it once more at its end."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())

    @contextlib.contextmanager
    def _remembering(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.failure = error


@contextlib.contextmanager
def forgiving() -> Iterator[tuple[Forgiving, Forgiving]]:
    """Let the standard output and the standard error remember their failures."""
    before = sys.stdout, sys.stderr
    _replace_closed()
    output, errors = Forgiving(sys.stdout), Forgiving(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Names of files need not be text in the terminal's encoding.
            stream.reconfigure(errors="backslashreplace")
    sys.stdout, sys.stderr = output, errors
    try:
        yield output, errors
    finally:
        for each in (output, errors):
            each.flush()
            if each.failure is not None:
                each.silence()
        sys.stdout, sys.stderr = before


def _replace_closed() -> None:
    """Put a stream that fails in the place of a closed one, whose number a file would get, to be written over."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", closefd=False))
