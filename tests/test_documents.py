"""Documents name files and modules that are there."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "docs/batch.md")
ROOMS = "core|plugins|tools|tests|docs|manifests"
#: Made by the first find.
LATER = {"tests/fuzz/found"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_paths_that_a_document_names(name):
    text = (REPOSITORY / name).read_text("utf-8")
    paths = set(re.findall(rf"\b(?:{ROOMS})/[\w./-]*\w", text)) | set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text))
    assert not [path for path in paths - LATER if not (REPOSITORY / path).exists()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_modules_that_a_document_names_without_their_room(name):
    text = (REPOSITORY / name).read_text("utf-8")
    there = {path.name for room in ROOMS.split("|") for path in (REPOSITORY / room).rglob("*.py")}
    assert set(re.findall(r"`(\w+\.py)`", text)) <= there | {"install.py"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_modules_that_a_document_runs(name):
    text = (REPOSITORY / name).read_text("utf-8")
    for module in re.findall(r"python3? -m ((?:tests|tools)[\w.]*)", text):
        place = REPOSITORY / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
