"""An artist's home folder with blanks and accents in its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import clones
from tests.setup.machine import Machine, program

from inlay_setup import first_start, install, record, repository
from inlay_setup.locations import Locations, locate
from inlay_setup.repository import Repository


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë's home"
    folder.mkdir()
    return folder


@pytest.fixture
def artist(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Locations:
    """The artist's folders; a Python lies on the path, and nothing else."""
    programs = tmp_path / "programs"
    python = program(programs / "python3.13")
    # Not the Python of the tests, which the installer would find first.
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.delenv("GIMP3_DIRECTORY", raising=False)
    variables = {"HOME": str(home), "PATH": str(programs)}
    return locate(variables=variables, platform="linux", system=tmp_path / "system")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository.clone(clones.small(tmp_path_factory.mktemp("clones") / "clone"))


@pytest.fixture
def editors_have_run(artist: Locations) -> None:
    """GIMP 3.0 and Krita have been started before."""
    (artist.home / ".config/GIMP/3.0").mkdir(parents=True)
    (artist.home / ".local/share/krita").mkdir(parents=True)
    (artist.home / ".config/kritarc").write_bytes(b"[theme]\nTheme=Krita dark\n")


@pytest.fixture
def not_by_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, the artist is not root."""
    for module in (first_start, install):
        monkeypatch.setattr(module, "refuse_sudo", lambda home: None)


@pytest.fixture
def installed(artist: Locations, machine: Machine, clone: Repository, editors_have_run: None, not_by_sudo: None):
    """What an installation into both editors has recorded."""
    assert install.install(clone, artist, run=machine.run) == 0
    return record.load(artist.data)
