"""Documents name files and modules that are there."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PATHS = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("core/*.md"), *(REPOSITORY / "docs").rglob("*.md")]
DOCUMENTS = {path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8") for path in PATHS}
ROOMS = "core|plugins|tools|tests|docs|manifests"
#: Made by the first find.
LATER = {"tests/fuzz/found"}
#: Written by readers who follow an example.
OF_READERS = {"inlay_duotone.py", "inlay_nearest.py"}


def test_there_are_documents():
    assert {"README.md", "ARCHITECTURE.md", "docs/index.md"} <= DOCUMENTS.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_paths_that_a_document_names(name):
    paths = set(re.findall(rf"\b(?:{ROOMS})/[\w./-]*\w", DOCUMENTS[name])) - LATER
    # A page's links are the site's to check.
    if not name.startswith("docs/"):
        paths |= set(re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", DOCUMENTS[name]))
    assert not [path for path in paths if not (REPOSITORY / path).exists()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_modules_that_a_document_names_without_their_room(name):
    there = {path.name for room in ROOMS.split("|") for path in (REPOSITORY / room).rglob("*.py")}
    assert set(re.findall(r"`(\w+\.py)`", DOCUMENTS[name])) <= there | {"install.py", *OF_READERS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_modules_that_a_document_runs(name):
    for module in re.findall(r"python3? -m ((?:tests|tools)[\w.]*)", DOCUMENTS[name]):
        place = REPOSITORY / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
