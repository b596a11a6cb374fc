"""Running a chapter's cells, one after the other, and keeping what they show."""

from __future__ import annotations

import ast
import io
from base64 import b64encode
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import matplotlib

from tools.notebooks.chapters import Chapter, Code


@dataclass(frozen=True)
class Shown:
    """What a cell showed.

    Attributes
    ----------
    printed : str
    value : str
        The last line's value as Python writes it; empty if it has none.
    figures : tuple of str
        PNG files in base 64.
    """

    printed: str
    value: str
    figures: tuple[str, ...]


def run(chapter: Chapter) -> list[Shown]:
    """Run all the cells of a chapter in a module of their own.

    Pictures are drawn without a screen.
    """
    matplotlib.use("Agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_run(cell, names, f"<{chapter.language}/{chapter.name}, cell {n}>") for n, cell in enumerate(chapter.cells)]


def _run(cell: Code, names: dict[str, Any], place: str) -> Shown:
    tree = ast.parse(cell.source, place)
    last = tree.body[-1].value if isinstance(tree.body[-1], ast.Expr) else None
    body = tree.body if last is None else tree.body[:-1]
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), place, "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last), place, "eval"), names)
    return Shown(printed.getvalue(), "" if value is None else repr(value), _figures())


def _figures() -> tuple[str, ...]:
    """The figures that are open, which are closed."""
    from matplotlib import pyplot

    drawn = []
    for number in pyplot.get_fignums():
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png", bbox_inches="tight")
        drawn.append(b64encode(file.getvalue()).decode())
    pyplot.close("all")
    return tuple(drawn)
