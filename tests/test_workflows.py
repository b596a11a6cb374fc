"""The public workflows: their form is checked with ruff and mypy; here what they say of this repository."""

import re

import pytest

from tests.clones import REPOSITORY
from tools import verbs

FILES = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_they_begin_when_somebody_asks_for_them(path):
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^on:\n  workflow_dispatch:\n\n", text, re.MULTILINE)
    assert re.search(r"^permissions:\n  contents: read\n", text, re.MULTILINE)
    # Nobody else's actions are run.
    assert {name.split("/")[0] for name in re.findall(r"uses: (\S+)", text)} == {"actions"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_they_ask_of_the_installer_is_there(path):
    commands = re.findall(r"install\.py (.+)", path.read_text(encoding="utf-8"))
    assert commands
    for command in commands:
        words = re.sub(r'"[^"]*"', "FOLDER", command).split(" -- ")[0].split()
        verbs._parser().parse_args(words)
        assert all((REPOSITORY / each).exists() for each in command.partition(" -- ")[2].split())


def test_every_python_that_inlay_supports_on_every_system():
    text = (REPOSITORY / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    supported = re.findall(r"Python :: (3\.\d+)\"", (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert re.findall(r'"(3\.\d+)"', re.search(r"python: (\[.+\])", text)[1]) == supported
    systems = re.search(r"system: \[(.+)\]", text)[1]
    assert all(name in systems for name in ("ubuntu", "windows", "macos"))
