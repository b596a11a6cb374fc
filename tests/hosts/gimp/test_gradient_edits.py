"""The gradient edits in GIMP give the layers that the command line gives for the same pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hosts import edited

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts

CHECKS = {"u8": "check_every_edit_in_8_bits", "f32": "check_every_edit_in_floating_point"}


@pytest.fixture(scope="module")
def found(gimp: Editor) -> tuple[Path, dict[str, str]]:
    def run(program: str, folder: Path) -> None:
        command = ["sh", "-c", 'cd "$1"; exec "$2" -I -c "$3"', "sh", str(folder)]
        command += [f"{debian.PREFIX}/environment/bin/python", program]
        debian.run(gimp.root, command, gimp.environment, lend=[gimp.folder], check=True)

    folder = gimp.folder / "edits"
    edited.write(folder, run, edited.ONCE)
    return folder, gimp.checks("editing")


@pytest.mark.parametrize(("name", "depth"), edited.ONCE)
def test_layers_equal_the_command_line(found: tuple[Path, dict[str, str]], name: str, depth: str) -> None:
    folder, problems = found
    assert (folder / depth / f"{name}.gimp.json").exists(), problems[CHECKS[depth]]
    told = edited.differences(edited.held(folder, name, depth, "gimp"), edited.held(folder, name, depth, "command"))
    assert not told, told


@pytest.mark.parametrize("check", [*CHECKS.values(), "stderr"])
def test_in_gimp(found: tuple[Path, dict[str, str]], check: str) -> None:
    assert not found[1][check], found[1][check]
