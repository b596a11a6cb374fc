"""Warnings as values: who runs an operation collects what is to be said of its result; whoever else is told at once."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from inlay.errors import InlayWarning

_PACKAGE = str(Path(__file__).parent.parent)
_collector: ContextVar[list[InlayWarning] | None] = ContextVar("collector", default=None)


def warn(warning: InlayWarning) -> None:
    """Hand a warning to whoever collects them; without a collector it is Python's, at the line that called Inlay."""
    found = _collector.get()
    if found is None:
        warnings.warn(warning, stacklevel=_callers_level())
    else:
        found.append(warning)


@contextmanager
def collected() -> Iterator[list[InlayWarning]]:
    """Collect the warnings of all that is done inside, on this thread and on those that it starts for itself.

    Yields
    ------
    list of InlayWarning
        Grows as they come.
    """
    found: list[InlayWarning] = []
    token = _collector.set(found)
    try:
        yield found
    finally:
        _collector.reset(token)


def _callers_level() -> int:
    """How many frames above `warn` the first one lies that is not Inlay's."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, level = frame.f_back, level + 1
    return level
