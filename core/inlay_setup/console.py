"""What a person sees: lines, and one line of progress on a terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, TextIO

from inlay_setup import filesystem
from inlay_setup.errors import InstallationError

WIDTH = 100


def say(text: str = "") -> None:
    """Write a line now."""
    _write(text + "\n", sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    """Write and go on: what is done does not depend on somebody who reads along."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        # From here on nothing is written, neither by Python when it ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def note(text: str, hint: str = "") -> None:
    """Write something that the artist has to know or to do."""
    say(
        textwrap.fill(
            f"{text} {hint}".strip(),
            WIDTH,
            initial_indent="  ! ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def complain(error: InstallationError) -> None:
    """Write what went wrong and what to do about it."""
    _write(f"{error.message}\n{error.hint}".strip() + "\n", sys.stderr)


def outcome(action: Callable[[], int]) -> int:
    """The exit code of what is done; whatever fails is said in words."""
    try:
        return action()
    except InstallationError as error:
        complain(error)
        return 1
    except OSError as error:
        complain(filesystem.failure(error))
        return 1
    except KeyboardInterrupt:
        _write("\nStopped.\n", sys.stderr)
        return 130


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """Show how far a long step is: a bar on a terminal, elsewhere a line at its begin and end."""
    terminal = sys.stdout.isatty()
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
