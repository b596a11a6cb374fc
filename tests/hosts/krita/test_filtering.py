"""The plain filters in Krita give the layers that the command line gives for the same picture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.hosts import filtered

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def held(krita: Editor) -> tuple[Path, dict[str, str]]:
    def run(program: str, folder: Path) -> None:
        command = ["sh", "-c", 'cd "$1"; exec "$2" -I -c "$3"', "sh", str(folder)]
        command += [f"{debian.PREFIX}/environment/bin/python", program]
        debian.run(krita.root, command, {"HOME": str(krita.folder)}, lend=[krita.folder], check=True)

    folder = krita.folder / "filters"
    filtered.write(folder, run)
    return folder, krita.checks("filtering")


@pytest.mark.parametrize("name", filtered.FILTERS)
def test_layer_equals_the_command_line(held: tuple[Path, dict[str, str]], name: str) -> None:
    folder, found = held
    assert found.get("check_every_filter", found["end"]) == ""
    told = (folder / f"{name}.held").read_bytes()
    size = struct.unpack("II", told[:8])
    assert not filtered.differences(folder, name, told[8:], size, "BGRA")


@pytest.mark.parametrize(
    "check",
    [
        "check_steps_are_a_group_or_an_animation",
        "check_channels_add_up_to_the_picture",
        "check_what_a_filter_refuses",
        "end",
        "log",
        "planes",
    ],
)
def test_in_krita(held: tuple[Path, dict[str, str]], check: str) -> None:
    assert held[1].get(check, held[1]["end"]) == ""
