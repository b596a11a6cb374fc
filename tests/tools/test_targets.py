"""The systems that wheels are for, and which pins apply to them."""

import re
import sys
from pathlib import Path

import pytest
from packaging.tags import sys_tags

from inlay_setup import interpreters, pins, programs
from tools import targets
from tools.targets import Target


def _names(target, pinned=pins.INLAY):
    return set(re.findall(r"^([\w.-]+)==", target.pins(pinned), re.MULTILINE))


@pytest.mark.parametrize("system", targets.SYSTEMS)
def test_markers_are_those_of_the_target(system):
    assert ("pyamg" in _names(Target(system, "3.13"))) == (system != "linux-aarch64")
    assert ("zipp" in _names(Target(system, "3.11"), pins.BATCH)) and ("zipp" not in _names(Target(system, "3.12")))


def test_hashes_stay():
    text = Target("macos-arm64", "3.12").pins(pins.INLAY)
    assert ";" not in text
    assert text.count("--hash=sha256:") > text.count("==") > 10


def test_only_some_of_them():
    text = Target("macos-arm64", "3.12").pins(pins.INLAY, ("numba", "pyamg"))
    assert re.findall(r"^([\w.-]+)==", text, re.MULTILINE) == ["numba", "pyamg"] and "--hash=sha256:" in text


def test_this_machine_is_one_of_them():
    here = interpreters.examine(Path(sys.executable))
    target = Target(here.system, f"{here.version[0]}.{here.version[1]}")
    asked = set(re.findall(r"--platform (\S+)", " ".join(target.options())))
    assert asked & {tag.platform for tag in sys_tags()}


def test_all_pairs():
    assert len(targets.every()) == 24
    assert {target.python for target in targets.every()} == {
        f"3.{minor}" for minor in range(interpreters.OLDEST[1], interpreters.NEWEST[1] + 1)
    }


def test_whoever_watches_pip_leaves_no_pin_out(tmp_path):
    """Of a program that is watched only the last lines are kept."""
    listed, seen = [], []

    def run(command, watch=None, **options):
        if "download" in command:
            listed.append(Path(command[-1]).read_text("utf-8"))
            watch("Collecting")
            return programs.Finished(0, "")
        return programs.run(command, watch, **options)

    target = Target("linux-x86_64", "3.13")
    target.fetch(pins.INLAY, tmp_path / "wheels", run=run, watch=seen.append)
    assert listed == [target.pins(pins.INLAY)] and seen == ["Collecting"]
