"""What is tried of the installation: what it writes into an artist's home folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.injection import Full, Killed, Refused
from tests.faults.trial import Action

from inlay_setup import adapters, filesystem, kritarc
from inlay_setup.editors import Editor
from inlay_setup.errors import InstallationError
from inlay_setup.record import Record
from inlay_setup.repository import Repository


def actions() -> list[Action]:
    """Every action."""
    return [
        _action(
            "install: write a settings file", _settings, lambda folder: filesystem.write(folder / "kritarc", "new")
        ),
        _action("install: switch Krita's plug-in on", _settings, lambda folder: kritarc.enable(folder / "kritarc")),
        _action("install: the record", _record, lambda folder: _recorded("0.2").save(folder)),
        _action("install: GIMP's plug-in over an older one", _gimp, lambda folder: _install(folder, "0.2"), swaps=True),
    ]


def _action(
    title: str, prepare: Callable[[Path], object], change: Callable[[Path], object], swaps: bool = False
) -> Action:
    def run(folder: Path) -> str:
        try:
            change(folder)
        except (InstallationError, OSError) as error:
            return str(error) or type(error).__name__
        return ""

    return Action(title, prepare, run, (Refused, Full, Killed), together=not swaps, swaps=swaps)


def _settings(folder: Path) -> None:
    (folder / "kritarc").write_bytes(b"[theme]\nTheme=Krita dark\n")


def _record(folder: Path) -> None:
    _recorded("0.1").save(folder)


def _recorded(version: str) -> Record:
    return Record(version, 1, "python", "inlay", "table.json", "inlay.log")


def _gimp(folder: Path) -> None:
    """Adapters of four files, installed before in another version."""
    for name in ("__init__.py", "gimp/inlay.py", "bridge/client.py", "contract/boxes.py"):
        path = folder / "clone" / "plugins" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    icon = folder / "clone" / "manifests" / "inlay.svg"
    (icon.parent / "help").mkdir(parents=True)
    icon.write_text("<svg/>\n")
    _install(folder, "0.1")


def _install(folder: Path, version: str) -> None:
    editor, facts = Editor("gimp", "GIMP", folder / "GIMP"), _recorded(version).facts()
    adapters.install(editor, Repository(folder / "clone"), facts)
