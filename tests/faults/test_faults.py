"""Whatever fails at whatever moment: the old file whole, or the new file whole, and what is said is so."""

import os
from pathlib import Path

import pytest
from tests.faults import installing
from tests.faults.actions import actions
from tests.faults.injection import Killed, Refused, armed
from tests.faults.trial import Action, tried

ACTIONS = {action.name: action for action in actions()}
INSTALLING = {action.name: action for action in installing.actions()}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_call_may_fail(name, tmp_path):
    tally = tried(ACTIONS[name], tmp_path)
    assert tally.faults == []
    assert tally.kept and tally.written
    assert tally.kept + tally.written + tally.named == tally.tries


@pytest.mark.parametrize("name", INSTALLING)
def test_every_call_of_the_installation_may_fail(name, tmp_path):
    tally = tried(INSTALLING[name], tmp_path)
    assert tally.faults == []


def _old(folder: Path) -> None:
    (folder / "a").write_bytes(b"old")
    (folder / "b").write_bytes(b"old")


def _carelessly(folder: Path) -> str:
    """Write over a file where it lies, leave another behind, and say the wrong thing."""
    try:
        with open(folder / "new", "wb") as file:
            file.write(b"new")
        os.replace(folder / "new", folder / "a")
        with open(folder / "b", "wb") as file:
            file.write(b"new")
    except OSError:
        return "Nothing was written."
    return ""


def test_a_careless_action_is_found_out(tmp_path):
    tally = tried(Action("careless", _old, _carelessly, (Refused, Killed)), tmp_path)
    assert tally.calls == 5
    assert tally.torn and tally.lies and tally.left


def test_what_nobody_put_into_words_is_found_out(tmp_path):
    tally = tried(
        Action("mute", _old, lambda folder: os.replace(folder / "a", folder / "b") or "", (Refused,)), tmp_path
    )
    assert len(tally.unexplained) == 1


@pytest.mark.parametrize("mode", ["wb", "w", "r+b", "ab"])
def test_files_are_written_as_without_faults(mode, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"before")
    counter = Refused(0)
    with armed(counter), open(path, mode) as file:
        file.write(b"now" if "b" in mode else "now")
    assert path.read_bytes() == {"wb": b"now", "w": b"now", "r+b": b"nowore", "ab": b"beforenow"}[mode]
    assert counter.calls == 2
