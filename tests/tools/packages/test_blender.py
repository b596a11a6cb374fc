"""Blender's extension: what its manifest says, and the same wherever and whenever; tests/hosts installs it."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.clones import REPOSITORY

from inlay_setup import repository
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository
from tools.packages import blender
from tools.targets import Target

CLONE = repository.clone(REPOSITORY)


@pytest.fixture(autouse=True)
def index(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that brings an empty wheel of everything."""

    def fetch(target: Target, pinned: Path, folder: Path, only: tuple[str, ...]) -> None:
        folder.mkdir()
        for name in only:
            (folder / f"{name}-1.0-{target.system}.whl").touch()

    monkeypatch.setattr(Target, "fetch", fetch)


def test_the_manifest_names_what_is_in_it(tmp_path: Path) -> None:
    (made,) = blender.build(CLONE, tmp_path, "windows-amd64")
    assert made.name == f"inlay-{CLONE.version}-windows_x64.zip"
    with zipfile.ZipFile(made) as archive:
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
        wheels = {name for name in archive.namelist() if name.endswith(".whl")}
    assert (manifest["version"], manifest["platforms"]) == (CLONE.version, ["windows-x64"])
    assert {name.removeprefix("./") for name in manifest["wheels"]} == wheels
    own = {name for name in wheels if name.startswith("wheels/inlay-")}
    assert len(own) == 1 and len(wheels) == len(blender.NEEDED) + 1


def test_the_same_bytes_from_another_folder_at_another_time(elsewhere: Repository, tmp_path: Path, again: Path) -> None:
    made = [blender.build(clone, folder, "linux-x86_64") for clone, folder in ((CLONE, tmp_path), (elsewhere, again))]
    assert made[0][0].read_bytes() == made[1][0].read_bytes()


def test_a_system_without_blender(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="no Blender for linux-aarch64"):
        blender.build(CLONE, tmp_path, "linux-aarch64")
