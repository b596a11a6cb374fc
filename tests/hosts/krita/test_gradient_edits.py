"""The gradient edits in Krita give the layers that the command line gives for the same pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hosts import edited

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts

CHECKS = {"u8": "check_every_edit_in_8_bits", "f32": "check_every_edit_in_floating_point"}


@pytest.fixture(scope="module")
def found(krita: Editor) -> tuple[Path, dict[str, str]]:
    def run(program: str, folder: Path) -> None:
        command = ["sh", "-c", 'cd "$1"; exec "$2" -I -c "$3"', "sh", str(folder)]
        command += [f"{debian.PREFIX}/environment/bin/python", program]
        home = {"HOME": str(krita.folder)}
        debian.run(krita.root, command, home, lend=[krita.folder], check=True)

    folder = krita.folder / "edits"
    edited.write(folder, run)
    return folder, krita.checks("editing")


@pytest.mark.parametrize(("name", "depth"), edited.RUNS)
def test_layers_equal_the_command_line(found: tuple[Path, dict[str, str]], name: str, depth: str) -> None:
    folder, problems = found
    assert (folder / depth / f"{name}.krita.json").exists(), problems.get(CHECKS[depth], problems["end"])
    told = edited.differences(edited.held(folder, name, depth, "krita"), edited.held(folder, name, depth, "command"))
    assert not told, told


@pytest.mark.parametrize("check", [*CHECKS.values(), "end", "log", "planes"])
def test_in_krita(found: tuple[Path, dict[str, str]], check: str) -> None:
    assert found[1].get(check, found[1]["end"]) == ""
