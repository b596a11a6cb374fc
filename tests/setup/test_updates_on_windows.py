"""An update while editors run, on Windows: nobody starts meanwhile, and what is in use is waited for, then named."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from plugins.bridge import client, installation, planes
from tests.fake_windows_files import Files, files, locks  # noqa: F401
from tests.setup.machine import Machine, program, tree

from inlay.contract import file_lock
from inlay.contract.errors import InstallationError as NotNow
from inlay_setup import environment, filesystem, install, lock, uninstall
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.repository import Repository

pytestmark = pytest.mark.usefixtures("editors_have_run", "not_by_sudo")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem, "PATIENCE", 0.2)
    monkeypatch.setattr(filesystem, "PAUSE", 0.01)


def settled(folder: Path) -> installation.Installation:
    return installation.Installation(sys.executable, str(folder / "operations.json"), str(folder / "log"), "1", 1)


@pytest.mark.usefixtures("locks")
def test_nothing_is_started_during_an_update(tmp_path: Path) -> None:
    with lock.hold(tmp_path / "data") as made:
        assert made == [tmp_path / "data"]
        with pytest.raises(NotNow, match="being updated"):
            client.start(settled(tmp_path / "data"), "krita 5.3")
        assert lock.is_held(tmp_path / "data")
        with pytest.raises(InstallationError, match=r"running \(process \d+, since"), lock.hold(tmp_path / "data"):
            pass
    installation.demand_settled(settled(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("locks")
def test_an_editor_that_only_looks_stops_no_installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = open(tmp_path / file_lock.CHANGING, "w+b", buffering=0)  # noqa: SIM115
    assert file_lock.lock(editor)
    monkeypatch.setattr(lock.time, "sleep", lambda seconds: editor.close())
    with lock.hold(tmp_path):
        assert editor.closed


@pytest.mark.usefixtures("locks")
def test_planes_belong_to_who_lives() -> None:
    folder = planes.Folder(room=0)
    assert not planes.owner.is_dead(folder.path)
    folder._claim.close()
    assert planes.owner.is_dead(folder.path)
    folder.remove()


@pytest.fixture
def served(artist: Locations, machine: Machine, clone: Repository) -> Path:
    """The interpreter that a worker runs, of an installation that needs a new environment."""
    assert install.install(clone, artist, run=machine.run) == 0
    machine.problems = ["numpy does not import."]
    return artist.environment / "bin/python"


@pytest.mark.usefixtures("impatient")
def test_an_environment_in_use_stays_whole(
    served: Path,
    artist: Locations,
    machine: Machine,
    clone: Repository,
    files: Files,  # noqa: F811
) -> None:
    before = tree(artist.environment)
    files.open.add(served)
    with pytest.raises(InstallationError) as caught:
        install.install(clone, artist, run=machine.run)
    assert caught.value.message == f"{artist.environment} is in use." and "Close GIMP and Krita" in caught.value.hint
    assert tree(artist.environment) == before and files.looks > 2
    files.open.clear()
    assert install.install(clone, artist, run=machine.run) == 0
    assert not list(artist.data.glob("environment.*"))


def test_a_worker_that_makes_way_is_waited_for(
    tmp_path: Path,
    files: Files,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files.open.add(program(tmp_path / "environment/python.exe"))
    monkeypatch.setattr(filesystem.time, "sleep", lambda seconds: files.open.clear())
    with environment.replacing(tmp_path / "environment"):
        program(tmp_path / "environment/new.exe")
    assert files.looks == 1 and list(tree(tmp_path / "environment")) == ["new.exe"]
    assert not list(tmp_path.glob("environment.*"))


@pytest.mark.usefixtures("impatient")
def test_a_plug_in_in_use_is_named_and_stays(tmp_path: Path, files: Files) -> None:  # noqa: F811
    files.open.add(program(tmp_path / "inlay/inlay.py"))
    with pytest.raises(InstallationError, match="inlay is in use"):
        filesystem.replace_folder(tmp_path / "inlay", Path.mkdir)
    assert list(tree(tmp_path / "inlay")) == ["inlay.py"] and not list(tmp_path.glob(".inlay.*"))


@pytest.mark.usefixtures("impatient")
def test_what_is_in_use_is_not_removed_in_silence(
    artist: Locations,
    machine: Machine,
    clone: Repository,
    files: Files,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert install.install(clone, artist, run=machine.run) == 0
    files.open.add(artist.environment / "bin/python")
    assert uninstall.uninstall(artist, run=machine.run) == 1
    assert "is in use. Close GIMP and Krita" in " ".join(capsys.readouterr().out.split())
    monkeypatch.setattr(sys, "prefix", str(artist.environment))
    assert uninstall.uninstall(artist, run=machine.run) == 1
    assert "Windows keeps the files of the running command." in capsys.readouterr().out
    files.open.clear()
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert not artist.data.exists()


@pytest.mark.usefixtures("impatient")
def test_other_failures_are_not_waited_for(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(FileNotFoundError):
        filesystem.move(tmp_path / "absent", tmp_path / "b")
    assert time.monotonic() - began < 0.1
    assert program(tmp_path / "a").exists()
