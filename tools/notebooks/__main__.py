"""``python -m tools.notebooks FOLDER``: the lesson's chapters as notebooks for Jupyter, in English and Spanish."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools.notebooks import chapters, running, writing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and write the chapters that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the notebooks go, in a folder for each language")
    parser.add_argument("--language", choices=chapters.LANGUAGES, action="append", help="only this one")
    options = parser.parse_args(arguments)
    for language in options.language or chapters.LANGUAGES:
        for name in chapters.NAMES:
            chapter = chapters.read(language, name)
            print(writing.write(chapter, running.run(chapter), options.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
