"""What the editors' own packages hold: an adapter with all that sets it up, in the shape that the editor wants."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest
from plugins.bridge import first_start, installation
from tests.clones import REPOSITORY
from tests.sizes import demand_as_told

from inlay.contract import language
from inlay_setup import adapters, private, repository
from inlay_setup.editors import EXTENSION
from inlay_setup.repository import Repository
from tools.packages import gex, krita

CLONE = repository.clone(REPOSITORY)


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (archive,) = krita.build(CLONE, tmp_path_factory.mktemp("krita"))
    return archive


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    made, loose = gex.build(CLONE, tmp_path_factory.mktemp("gex"))
    return made, loose


def test_krita_finds_what_it_looks_for(zipped: Path) -> None:
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
        (desktop,) = (name for name in names if name.endswith(".desktop"))
        (action,) = (name for name in names if name.endswith(".action"))
        entry = ConfigParser()
        entry.read_string(archive.read(desktop).decode())
        actions = archive.read(action).decode()
    assert entry["Desktop Entry"]["X-KDE-Library"] == "inlay"
    assert names.index("inlay/") < names.index("inlay/__init__.py"), "Krita looks for an entry of the folder's own"
    assert 'name="inlay_seamless-clone"' in actions


def test_gimp_finds_what_it_looks_for(extension: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(extension[0]) as archive:
        names = archive.namelist()
        component = ElementTree.fromstring(archive.read(f"{EXTENSION}/{EXTENSION}.metainfo.xml"))
        entry = archive.getinfo(f"{EXTENSION}/inlay/inlay.py")
    assert {name.split("/")[0] for name in names} == {EXTENSION} and not any(".." in name for name in names)
    assert component.get("type") == "addon" and component.findtext("extends") == "org.gimp.GIMP"
    assert component.findtext("id") == EXTENSION
    assert component.find("releases/release").get("version") == CLONE.version
    assert component.find("requires/id").text == "org.gimp.GIMP"
    assert component.findtext("custom/value") == "inlay/inlay.py"
    assert entry.external_attr >> 16 & 0o111, "GIMP starts what may be started"


def test_the_zip_for_gimp_is_a_folder_of_plug_ins(extension: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(extension[1]) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"inlay"}
        assert archive.getinfo("inlay/inlay.py").external_attr >> 16 & 0o111


def test_what_is_carried_is_the_clone(zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path)
    carried = repository.clone(tmp_path / "inlay" / adapters.CARRIED)
    assert carried.fingerprint(*private.PARTS) == CLONE.fingerprint(*private.PARTS)
    offered = tmp_path / "inlay" / Path(first_start.OFFERED).relative_to(installation.HERE)
    assert json.loads(offered.read_text()) == json.loads((CLONE.manifests / "operations.json").read_text())
    assert not (tmp_path / "inlay/installation.json").exists()
    assert not list(tmp_path.rglob("__pycache__"))


def test_their_sizes_are_told(zipped: Path, extension: tuple[Path, Path]) -> None:
    demand_as_told(zipped, "install/krita-import.md", "VERSION.zip`, about {} MB")
    for path in extension:
        demand_as_told(path, "install/gimp-extension.md", "of about {} MB each")


def test_pictures_and_catalogues_are_in_it_once(zipped: Path, extension: tuple[Path, Path]) -> None:
    for path in (zipped, *extension):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        for mark, least in (("help/pictures/", 100), ("contract/languages/", len(language.languages()))):
            found = [name.partition(mark)[2] for name in names if mark in name]
            assert len(found) >= least and len(found) == len(set(found)), mark


def test_the_same_bytes_from_another_folder_at_another_time(
    zipped: Path, extension: tuple[Path, Path], elsewhere: Repository, again: Path
) -> None:
    made = [*krita.build(elsewhere, again), *gex.build(elsewhere, again)]
    assert [path.read_bytes() for path in made] == [path.read_bytes() for path in (zipped, *extension)]
