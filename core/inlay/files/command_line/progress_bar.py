"""A progress bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inlay.contract.language import told


@contextmanager
def progress(name: str, shown: bool) -> Iterator[Callable[[float, str], None]]:
    """A function that takes a fraction and a word; it draws a bar on stderr where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda fraction, doing: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(told(name), total=1.0)
        yield lambda fraction, doing: bar.update(task, completed=fraction, description=told(doing or name))
