"""The plain filters in GIMP give the layers that the command line gives for the same picture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.hosts import filtered

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def held(gimp: Editor) -> tuple[Path, dict[str, str]]:
    def run(program: str, folder: Path) -> None:
        command = ["sh", "-c", 'cd "$1"; exec "$2" -I -c "$3"', "sh", str(folder)]
        command += [f"{debian.PREFIX}/environment/bin/python", program]
        debian.run(gimp.root, command, gimp.environment, lend=[gimp.folder], check=True)

    folder = gimp.folder / "filters"
    filtered.write(folder, run)
    return folder, gimp.checks("filtering")


@pytest.mark.parametrize("name", filtered.FILTERS)
def test_layer_equals_the_command_line(held: tuple[Path, dict[str, str]], name: str) -> None:
    folder, problems = held
    assert not problems["check_every_filter"], problems["check_every_filter"]
    told = (folder / f"{name}.held").read_bytes()
    size = struct.unpack("II", told[:8])
    assert not filtered.differences(folder, name, told[8:], size)


@pytest.mark.parametrize(
    "check",
    [
        "check_steps_are_a_group_or_an_animation",
        "check_channels_add_up_to_the_picture",
        "check_what_a_filter_refuses",
        "stderr",
    ],
)
def test_in_gimp(held: tuple[Path, dict[str, str]], check: str) -> None:
    assert not held[1][check], held[1][check]
