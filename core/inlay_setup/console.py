"""What a person sees: lines, and one line of progress on a terminal; or what a program reads: lines of JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, Optional, TextIO

from inlay.contract.language import _, described, told
from inlay_setup import filesystem
from inlay_setup.errors import InstallationError

WIDTH = 100

# Whether a program reads along that shows a person what it likes of it.
_for_a_program = False


def speak_to_a_program() -> None:
    """From now on write every word as a line of JSON.

    An object has ``said``; ``noted`` and ``advice``; ``doing`` and ``progress``, a fraction; or, where something went
    wrong, ``message`` and ``hint``. `inlay.contract.language.read` reads them.
    """
    global _for_a_program
    _for_a_program = True


def _tell(progress: Optional[float] = None, **texts: str) -> None:
    """Write texts with what they were made of: whoever shows them chooses the language."""
    record = described(**texts)
    _write(json.dumps(record if progress is None else {**record, "progress": progress}) + "\n", sys.stdout)


def say(text: str = "") -> None:
    """Write a line now."""
    if _for_a_program:
        _tell(said=text)
        return
    _write(told(text) + "\n", sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    """Write and go on: what is done does not depend on somebody who reads along."""
    try:
        stream.write(text)
        stream.flush()
    except UnicodeEncodeError:
        # On Windows a pipe has the system's old code page, which lacks most letters.
        _write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding), stream)
    except OSError:
        # From here on nothing is written, neither by Python when it ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def note(text: str, hint: str = "") -> None:
    """Write something that the artist has to know or to do."""
    if _for_a_program:
        _tell(noted=text, advice=hint)
        return
    say(
        textwrap.fill(
            f"{told(text)} {told(hint)}".strip(),
            WIDTH,
            initial_indent="  ! ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def complain(error: InstallationError) -> None:
    """Write what went wrong and what to do about it."""
    if _for_a_program:
        _tell(message=error.message, hint=error.hint)
        return
    _write(f"{told(error.message)}\n{told(error.hint)}".strip() + "\n", sys.stderr)


def outcome(action: Callable[[], int]) -> int:
    """The exit code of what is done; whatever fails is said in words, also that somebody asked it to end."""
    try:
        with _unwinding():
            return action()
    except InstallationError as error:
        complain(error)
        return 1
    except OSError as error:
        complain(filesystem.failure(error))
        return 1
    except KeyboardInterrupt:
        _write(told(_("\nStopped.\n")), sys.stderr)
        return 130


@contextmanager
def _unwinding() -> Iterator[None]:
    """Let whatever asks it to end, as closing the terminal, stop a program as Ctrl-C does: what it began is undone."""
    asking = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [number for number in asking if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        heeded = []
    for number in heeded:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show how far a long step is: a bar on a terminal, elsewhere a line at its begin and end."""
    if _for_a_program:
        yield lambda fraction: _tell(min(max(fraction, 0.0), 1.0), doing=label)
        return
    label, terminal = told(label), sys.stdout.isatty()
    if not terminal:
        say(f"  {label} ...")

    def show(fraction: float) -> None:
        if terminal:
            done = round(24 * min(max(fraction, 0.0), 1.0))
            _write(f"\r  {label}  [{'#' * done}{'.' * (24 - done)}] {fraction:4.0%}", sys.stdout)

    show(0.0)
    try:
        yield show
        show(1.0)
    finally:
        if terminal:
            say()
