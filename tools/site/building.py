"""The pages, made by Sphinx from docs/ and from what the code and the repository say of themselves."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

from inlay_setup.errors import InstallationError
from tools.site import documents, operations, reference

REPOSITORY = Path(__file__).resolve().parents[2]
#: What Sphinx puts into every site.
INDEX = "searchindex.js"


def build(folder: Path, notebooks: bool = True) -> int:
    """Make all pages in a folder in place of earlier ones; 1 if there was anything to warn of.

    Raises
    ------
    InstallationError
        If the folder holds something else.
    """
    demand_pages(folder)
    with tempfile.TemporaryDirectory(prefix="inlay-site-") as scratch:
        sources, doctrees, pages = (Path(scratch, name) for name in ("sources", "doctrees", "pages"))
        gather(sources)
        execution = [] if notebooks else ["-D", "nb_execution_mode=off"]
        failed = build_main(["-b", "html", "-W", "--keep-going", "-q", "-d", str(doctrees), *execution,
                             str(sources), str(pages)])  # fmt: skip
        if not failed:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(pages, folder, ignore=shutil.ignore_patterns(".buildinfo*", "objects.inv"))
    return int(bool(failed))


def demand_pages(folder: Path) -> None:
    """See to it that what is replaced is an earlier site.

    Raises
    ------
    InstallationError
        If the folder holds something else.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / INDEX).is_file():
        raise InstallationError(f"{folder} holds something else than pages.", "Name a folder that is empty or new.")


def gather(sources: Path) -> None:
    """Put everything that becomes a page into a folder."""
    shutil.copytree(REPOSITORY / "docs", sources, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(REPOSITORY / "manifests/inlay.svg", sources / "inlay.svg")
    documents.write(REPOSITORY, sources)
    operations.write(sources / "operations")
    reference.write(sources / "developers/reference")
