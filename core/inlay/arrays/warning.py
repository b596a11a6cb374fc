"""Warnings as values: who runs an operation collects what is to be said of its result; whoever else is told at once."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import FrameType

from inlay.errors import InlayWarning

_PACKAGE = str(Path(__file__).parent.parent) + os.sep
_collector: ContextVar[list[InlayWarning] | None] = ContextVar("collector", default=None)


def warn(warning: InlayWarning) -> None:
    """Hand a warning to whoever collects them; without a collector it is Python's, at the line that called Inlay."""
    found = _collector.get()
    if found is not None:
        found.append(warning)
        return
    caller = _caller()
    told = caller.f_globals.setdefault("__warningregistry__", {})
    name = caller.f_globals.get("__name__")
    warnings.warn_explicit(warning, InlayWarning, caller.f_code.co_filename, caller.f_lineno, name, told)


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


def distinct(warnings: Iterable[InlayWarning]) -> list[InlayWarning]:
    """Each of them once."""
    return list({(one.code, str(one.message), str(one.hint)): one for one in warnings}.values())


def _caller() -> FrameType:
    """The frame that called Inlay: that above all of Inlay's own, between which others' may lie, as while importing."""
    caller = sys._getframe(1)
    frame: FrameType | None = caller
    while frame is not None:
        if frame.f_code.co_filename.startswith(_PACKAGE):
            caller = frame.f_back or frame
        frame = frame.f_back
    return caller
