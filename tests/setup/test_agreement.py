"""What the doctor says of plug-ins and an environment that do not belong together, and that its advice helps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.setup.machine import Machine

from inlay import __version__
from inlay_setup import adapters, agreement, doctor, editors, record, refresh, selftest
from inlay_setup.locations import Locations
from inlay_setup.record import Record
from inlay_setup.repository import Repository, copy


@pytest.fixture(autouse=True)
def _healthy(artist: Locations, monkeypatch: pytest.MonkeyPatch) -> None:
    healthy = {"ok": True, "seconds": 0.1, "message": "", "hint": ""}
    monkeypatch.setattr(selftest, "round_trip", lambda adapters: healthy)
    monkeypatch.setattr(record, "here", lambda prefix=None: artist)


@pytest.fixture
def plugin(installed: Record, artist: Locations) -> Path:
    """That of GIMP."""
    return artist.home / ".config/GIMP/3.0/plug-ins/inlay"


def _problems(artist: Locations, machine: Machine) -> list[dict[str, str]]:
    return doctor.examine(artist, machine.run)["problems"]


def _of_another_version(plugin: Path) -> None:
    facts = json.loads((plugin / record.NAME).read_text())
    (plugin / record.NAME).write_text(json.dumps({**facts, "version": "0.0.1"}))


def _of_another_installation(plugin: Path) -> None:
    facts = json.loads((plugin / record.NAME).read_text())
    (plugin / record.NAME).write_text(json.dumps({**facts, "python": "/elsewhere/bin/python"}))


def _damaged(plugin: Path) -> None:
    (plugin / record.NAME).write_text("{")


def _changed(plugin: Path) -> None:
    (plugin / "bridge/client.py").write_text("")


def _incomplete(plugin: Path) -> None:
    (plugin / "gimp/dialog.py").unlink()


def _another_entry(plugin: Path) -> None:
    (plugin / "inlay.py").write_text("")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_of_another_version, f"of Inlay 0.0.1, and what computes is of Inlay {__version__}"),
        (_of_another_installation, "another installation: /elsewhere"),
        (_damaged, "is damaged"),
        (_changed, "bridge/client.py"),
        (_incomplete, "gimp/dialog.py"),
        (_another_entry, "inlay.py"),
    ],
)
def test_a_plug_in_that_differs(
    plugin: Path, artist: Locations, machine: Machine, spoil: Callable[[Path], None], words: str
) -> None:
    assert _problems(artist, machine) == []
    spoil(plugin)
    (problem,) = _problems(artist, machine)
    assert "GIMP 3.0" in problem["message"] and words in problem["message"]
    assert problem["hint"] == "Run `inlay refresh`, then start GIMP again."
    assert refresh.refresh(run=machine.run) == 0
    assert _problems(artist, machine) == []


def test_a_plug_in_that_was_not_set_up(plugin: Path, artist: Locations, machine: Machine, clone: Repository) -> None:
    krita = artist.home / ".local/share/krita/pykrita/inlay"
    (krita / record.NAME).unlink()
    copy(clone.folder / "core", krita / adapters.CARRIED / "core")
    (problem,) = _problems(artist, machine)
    assert "Krita has not been set up" in problem["message"] and "inlay refresh" in problem["hint"]


@pytest.mark.parametrize(
    ("command", "hint"), [("bin/inlay", "python3 install.py"), ("/usr/bin/inlay", "`inlay install`")]
)
def test_an_environment_of_another_version(installed: Record, artist: Locations, command: str, hint: str) -> None:
    installed.command = str(artist.environment / command)
    assert agreement.of_environment(installed.version, installed, artist.data) is None
    message, advice = agreement.of_environment("9.9.9", installed, artist.data)
    assert "9.9.9" in message and installed.version in message and hint in advice


def test_an_extension_of_gimp_is_served_in_its_place(
    artist: Locations, machine: Machine, installed: Record, plugin: Path, clone: Repository
) -> None:
    """And the plug-in beside it goes: GIMP would have everything twice."""
    folder = artist.home / ".config/GIMP/3.0"
    extension = folder / "extensions" / editors.EXTENSION
    adapters.carry(extension / "inlay", "gimp", clone)
    refresh.refresh(run=machine.run)
    assert plugin.exists() and not (extension / "inlay" / record.NAME).exists(), "it is not switched on"
    (folder / "extensionrc").write_text(f'(GimpExtension "{editors.EXTENSION}"\n    (active yes))\n')
    refresh.refresh(run=machine.run)
    assert not plugin.exists() and (extension / "inlay" / record.NAME).is_file()
    assert _problems(artist, machine) == []
