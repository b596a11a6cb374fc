"""What the installer starts on Windows: it ends with the installer, all but what is left to itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fake_windows import Process, Windows, windows  # noqa: F401

from inlay.contract import process_tree
from inlay_setup import background, programs


@pytest.fixture
def system(windows: Windows) -> Windows:  # noqa: F811
    """With pip in an environment: it starts another Python at once, and that starts what builds a package."""

    def pip(process: Process) -> None:
        windows.start("builder", parent=windows.start("python", parent=process))
        process.lines += ["Collecting numpy\n", "Installing\n"]

    windows.programs["pip"] = pip
    return windows


class Stopped(Exception):
    """What an interrupt is to Python."""


def test_a_stopped_installer_stops_all_that_it_waits_for(system: Windows) -> None:
    seen: list[str] = []

    def stop(line: str) -> None:
        seen.append(line)
        if line == "Installing":
            raise Stopped

    with pytest.raises(Stopped):
        programs.run(["pip"], watch=stop)
    assert seen == ["Collecting numpy", "Installing"] and not system.alive()


def test_others_that_are_waited_for_are_ended(system: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = []

    def end(*_: object) -> tuple[str, None]:
        alive.append(len(system.alive()))
        programs.end_followed()
        return "", None

    programs.run(["pip"], watch=end)
    monkeypatch.setattr(process_tree.Process, "communicate", lambda self, timeout: end())
    programs.run(["pip"])
    assert alive == [3, 0, 3] and not system.alive()


def test_a_killed_installer_leaves_nobody_who_writes(system: Windows) -> None:
    """Its lock is free then."""
    installer = system.start("python")

    def kill(line: str) -> None:
        system.end(installer)
        assert not system.alive()

    with system.inside(installer):
        programs.run(["pip"], watch=kill)


def test_a_kernel_that_is_compiled_ends_where_it_is_no_longer_wanted(
    system: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background.want(tmp_path)
    alive = []

    def stop(seconds: float) -> None:
        alive.append(len(system.alive()))
        (tmp_path / background.FOLDER / background.STOP).touch()

    monkeypatch.setattr(background.time, "sleep", stop)
    assert not background._done(["pip"], tmp_path)
    assert alive == [3, 0]


def test_a_kernel_is_not_compiled_behind_who_was_killed(
    system: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock is free then, and another begins."""
    background.want(tmp_path)
    killed = system.start("python")

    def kill(seconds: float) -> None:
        system.end(killed)
        assert not system.alive()

    monkeypatch.setattr(background.time, "sleep", kill)
    with system.inside(killed):
        assert not background._done(["pip"], tmp_path)


def test_what_is_left_to_itself_belongs_to_nobody(
    system: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kernels are compiled behind an installer that has ended, and behind the editor that had started it."""
    editor = system.start("gimp")
    with system.inside(editor):
        installer = process_tree.Process(["installer"])
    with system.inside(installer.process):
        programs.run(["pip"], behind=tmp_path / "log")
    system.end(installer.process)
    system.end(editor)
    assert len(system.alive()) == 3
