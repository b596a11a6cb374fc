"""Notebooks for Jupyter, in version 4.5 of the format: https://nbformat.readthedocs.io/en/latest/format_description.html."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.notebooks.chapters import Chapter, Code
from tools.notebooks.running import Shown

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
#: Links from chapter to chapter.
_LINK = re.compile(r"\]\((\w+)\.md(#[\w-]*)?\)")


def write(chapter: Chapter, shown: Sequence[Shown], folder: Path) -> Path:
    """Write a chapter with what its cells showed, below a folder; return the file."""
    cells: list[dict[str, Any]] = []
    left = list(shown)
    for number, part in enumerate(chapter.parts):
        if isinstance(part, Code):
            cell = _code(part, len(shown) - len(left) + 1, left.pop(0))
        else:
            cell = {"cell_type": "markdown", "metadata": {}, "source": _LINK.sub(r"](\1.ipynb\2)", part.source)}
        cells.append({"id": f"part-{number}", **cell})
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL}, "cells": cells}
    path = folder / chapter.language / f"{chapter.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _code(cell: Code, number: int, shown: Shown) -> dict[str, Any]:
    hidden = {"source_hidden": "hide-input" in cell.tags or "hide-cell" in cell.tags}
    hidden["outputs_hidden"] = "hide-cell" in cell.tags
    return {
        "cell_type": "code",
        "metadata": {"tags": list(cell.tags), "jupyter": hidden},
        "execution_count": number,
        "source": cell.source,
        "outputs": _outputs(cell, number, shown),
    }


def _outputs(cell: Code, number: int, shown: Shown) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = []
    if shown.printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": shown.printed})
    if shown.value:
        data = {"text/plain": shown.value}
        outputs.append({"output_type": "execute_result", "execution_count": number, "metadata": {}, "data": data})
    for figure in shown.figures:
        data = {"image/png": figure, "text/plain": cell.alt}
        outputs.append({"output_type": "display_data", "metadata": {}, "data": data})
    return outputs
