"""What is selected in GIMP, and what becomes of it, is what the command line finds in the same picture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.hosts import selected

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def held(gimp: Editor) -> tuple[Path, dict[str, str]]:
    def run(program: str, folder: Path) -> None:
        command = ["sh", "-c", 'cd "$1"; exec "$2" -I -c "$3"', "sh", str(folder)]
        command += [f"{debian.PREFIX}/environment/bin/python", program]
        debian.run(gimp.root, command, gimp.environment, lend=[gimp.folder], check=True)

    folder = gimp.folder / "selecting"
    selected.write(folder, run)
    return folder, gimp.checks("selecting")


@pytest.mark.parametrize("name", selected.RUNS)
def test_it_equals_the_command_lines(held: tuple[Path, dict[str, str]], name: str) -> None:
    folder, problems = held
    assert not problems["check_every_way_to_select"], problems["check_every_way_to_select"]
    told = (folder / f"{name}.held").read_bytes()
    assert not selected.differences(folder, name, told[8:], struct.unpack("II", told[:8]))


@pytest.mark.parametrize("check", ["check_what_is_refused", "stderr"])
def test_in_gimp(held: tuple[Path, dict[str, str]], check: str) -> None:
    assert not held[1][check], held[1][check]
