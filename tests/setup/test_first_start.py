"""What an editor starts when its adapter arrived alone: an installation that leaves nothing if it fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import namedtuple
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.clones import REPOSITORY
from tests.setup.machine import Machine, tree

from inlay import __version__
from inlay.contract import language
from inlay_setup import adapters, console, first_start, lock, private, record, uninstall
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.repository import Repository

PYTHON = sys.executable
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def imported(artist: Locations, clone: Repository, editors_have_run: None, not_by_sudo: None) -> Path:
    """Krita's folder of the plug-in, as Krita's importer leaves it."""
    plugin = artist.home / ".local/share/krita/pykrita/inlay"
    adapters.carry(plugin, "krita", clone)
    settings = artist.home / ".config/kritarc"
    settings.write_bytes(settings.read_bytes() + b"\n[python]\nenable_inlay=true\n")
    return plugin


def test_it_serves_the_editor_that_asked(imported: Path, artist: Locations, machine: Machine) -> None:
    assert first_start.set_up(imported / "carried", artist, "krita", machine.run) == 0
    done = record.load(artist.data)
    assert [editor.kind for editor in done.editors] == ["krita"] and done.chosen == ["krita"]
    assert json.loads((imported / record.NAME).read_text())["python"] == str(artist.environment / "bin/python")
    assert (imported / adapters.CARRIED / "core").is_dir(), "it can be set up again"
    assert not (artist.home / ".config/GIMP/3.0/plug-ins").exists()


BORROWING = """
import sys, types
sys.modules["inlay"] = types.ModuleType("inlay")
sys.modules["inlay"].__path__ = [sys.argv[1]]
from inlay.contract import language
print(*language.languages())
input()
from inlay.contract import placement
"""


def test_it_speaks_by_the_catalogues_of_its_clone_and_goes_on_when_it_has_its_own(
    imported: Path, artist: Locations, machine: Machine
) -> None:
    """An editor that runs while it is set up, and updated to a version that the adapter does not carry."""
    command = [PYTHON, "-I", "-c", BORROWING, imported]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as editor:
        assert editor.stdout.readline().split() == sorted(language.languages()) != []
        assert first_start.set_up(imported / "carried", artist, "krita", machine.run) == 0
        shutil.rmtree(imported / "carried")
        editor.communicate("go on\n")
    assert editor.returncode == 0
    assert (imported / "contract/languages").is_dir()


def test_uninstalling_takes_all_of_it(imported: Path, artist: Locations, machine: Machine) -> None:
    first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert not imported.exists() and not artist.data.exists()
    assert b"enable_inlay" not in (artist.home / ".config/kritarc").read_bytes()


@pytest.mark.parametrize(
    ("words", "output", "hint"),
    [
        ("install", "error: Temporary failure in name resolution", "The network cannot be reached"),
        ("install", "OSError: [Errno 28] No space left on device", "The disk is full"),
        ("registry.table", "Traceback", "run install.py again"),
    ],
    ids=["no network", "full disk", "broken package"],
)
def test_a_failure_leaves_nothing(
    imported: Path, artist: Locations, machine: Machine, words: str, output: str, hint: str
) -> None:
    before = tree(artist.home)
    machine.failing[words] = output
    with pytest.raises(InstallationError) as caught:
        first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert hint in caught.value.hint
    assert tree(artist.home) == before


def test_a_failure_leaves_an_earlier_installation(
    imported: Path, artist: Locations, machine: Machine, clone: Repository
) -> None:
    first_start.set_up(clone.folder, artist, "gimp", machine.run)
    presets = artist.data / "presets"
    presets.mkdir()
    machine.problems, machine.failing = ["numpy is damaged."], {"install": "no"}
    with pytest.raises(InstallationError):
        first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert record.load(artist.data).chosen == ["gimp"] and artist.environment.is_dir() and presets.is_dir()
    machine.problems, machine.failing = [], {}
    assert first_start.set_up(imported / "carried", artist, "krita", machine.run) == 0
    assert record.load(artist.data).chosen == ["gimp", "krita"]


def test_another_first_start_at_the_same_time_is_left_alone(
    imported: Path, artist: Locations, machine: Machine
) -> None:
    with lock.hold(artist.data), pytest.raises(InstallationError, match="Another installation is running"):
        first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert not machine.calls


def test_what_another_has_installed_meanwhile_is_not_withdrawn(
    imported: Path, artist: Locations, machine: Machine, clone: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing = private.changing

    def after_another(locations: Locations) -> AbstractContextManager[list[Path]]:
        monkeypatch.setattr(private, "changing", changing)
        assert first_start.set_up(clone.folder, locations, "gimp", machine.run) == 0
        machine.failing = {"registry.table": "Traceback"}
        return changing(locations)

    monkeypatch.setattr(private, "changing", after_another)
    with pytest.raises(InstallationError):
        first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert artist.environment.is_dir() and record.load(artist.data).chosen == ["gimp"]


def test_too_little_room_is_told_before_anything_begins(
    imported: Path, artist: Locations, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, first_start.ROOM - 1))
    with pytest.raises(InstallationError, match="too little room"):
        first_start.set_up(imported / "carried", artist, "krita", machine.run)
    assert not machine.calls and not artist.data.exists()


def test_a_newer_adapter_brings_its_own_clone(imported: Path, artist: Locations, machine: Machine) -> None:
    constant = imported / "carried/core/inlay/__init__.py"
    constant.write_text(constant.read_text().replace(f'"{__version__}"', '"9.9.9"'))
    assert first_start.set_up(imported / "carried", artist, "krita", machine.run) == 0
    assert json.loads((imported / record.NAME).read_text())["version"] == "9.9.9"


def test_a_program_reads_lines_of_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_for_a_program", False)
    console.speak_to_a_program()
    console.say("Done.")
    with console.progress("Installing") as show:
        show(0.5)
    console.complain(InstallationError("No.", "Try again."))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told == [
        {"said": "Done."},
        {"doing": "Installing", "progress": 0.5},
        {"message": "No.", "hint": "Try again."},
    ]


STOPPED = """
import signal, sys
sys.path.insert(0, sys.argv[1])
from inlay_setup import first_start, programs
signal.signal(signal.SIGINT, signal.SIG_IGN)
def set_up(*arguments):
    print("begun", flush=True)
    try:
        programs.run([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"], watch=print)
    finally:
        print("cleared up", flush=True)
first_start.set_up = set_up
sys.exit(first_start.main(["krita"]))
"""


def test_it_stops_when_the_editor_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-u", "-c", STOPPED, str(REPOSITORY / "core")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n" and process.stdout.readline() == "1\n"
        process.stdin.close()
        assert process.stdout.read() == "cleared up\n"
    assert process.returncode == 130


ENDED = (
    STOPPED.partition("def set_up")[0]
    + """
first_start.set_up = lambda *arguments: 0
sys.exit(first_start.main(["krita"]))
"""
)


def test_it_ends_while_the_editor_holds_its_stdin(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-u", "-c", ENDED, str(REPOSITORY / "core")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.wait(60) == 0
        assert process.stderr.read() == ""
