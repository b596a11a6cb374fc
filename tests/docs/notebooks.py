"""Pages that are notebooks: their cells, run here as the site runs them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.clones import REPOSITORY

from tools.notebooks.chapters import LESSON

DOCS = REPOSITORY / "docs"
CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?P<options>(?::[^\n]*\n)*)\n?(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)


class Cell(NamedTuple):
    """A cell of a notebook: its options as they are written, its code, and the line where that begins."""

    options: str
    code: str
    line: int


def cells(page: Path) -> list[Cell]:
    """The cells of a page, in its order."""
    text = page.read_text(encoding="utf-8")
    return [
        Cell(found["options"], found["code"], text.count("\n", 0, found.start("code"))) for found in CELL.finditer(text)
    ]


def notebooks() -> list[Path]:
    """The pages that have cells, but those of the lesson, which `tools.notebooks` runs."""
    return [page for page in sorted(DOCS.rglob("*.md")) if LESSON not in page.parents and cells(page)]


def run(page: Path) -> dict[str, Any]:
    """Run a page's cells one after another; what they name."""
    names: dict[str, Any] = {"__name__": "notebook"}
    for cell in cells(page):
        # As many lines above as on the page, so that a traceback names the page's own.
        exec(compile("\n" * cell.line + cell.code, str(page), "exec"), names)
    return names
