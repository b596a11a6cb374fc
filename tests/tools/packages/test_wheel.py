"""The wheel and the source archive: what is in them, the same wherever and whenever, and that they work."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from markdown_it import MarkdownIt
from packaging.requirements import Requirement
from PIL import Image
from tests.clones import REPOSITORY
from tests.sizes import demand_as_told

import inlay
from tools.packages import __main__ as command
from tools.packages import reproducible, wheel

ABOUT = f"inlay-{inlay.__version__}.dist-info"
PARTS = {"core/README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "pyproject.toml"}
CORE = REPOSITORY / "core"
LEADING = ("link_open", "image")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("packages")
    assert command.main(["wheel", str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def built(folder: Path) -> Path:
    return next(folder.glob("*.whl"))


def _files(place: Path) -> set[str]:
    """What lies there, but for what running and testing leave."""
    found = (path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(place).as_posix() for path in found if ".egg-info" not in str(path)}


def _packages() -> set[str]:
    return {f"{place.name}/{name}" for place in (CORE / "inlay", CORE / "inlay_setup") for name in _files(place)}


def _given() -> set[str]:
    parts = {"plugins": REPOSITORY / "plugins", "plugins/contract": REPOSITORY / "core/inlay/contract"}
    parts["manifests"] = REPOSITORY / "manifests"
    return {f"{name}/{file}" for name, place in parts.items() for file in _files(place)}


def test_the_wheel_holds_the_package_and_what_editors_are_given_and_nothing_else(built):
    with zipfile.ZipFile(built) as archive:
        names = {name for name in archive.namelist() if not name.startswith(f"{ABOUT}/")}
    assert names == _packages() | {f"inlay_setup/given/{name}" for name in _given()}
    assert {"inlay/py.typed", "inlay/__init__.pyi", "inlay_setup/given/manifests/inlay.svg"} <= names


def test_its_size_is_told(built):
    demand_as_told(built, "install/pypi.md", "The wheel has about {} MB")


def test_the_source_archive_holds_what_the_wheel_is_built_from(folder, built):
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        members = archive.getmembers()
    top = f"inlay-{inlay.__version__}"
    names = {member.name.removeprefix(f"{top}/") for member in members if member.isfile()}
    with zipfile.ZipFile(built) as wheel:
        packed = {f"core/{name}" for name in wheel.namelist() if not name.startswith(f"{ABOUT}/")}
    made = {name for name in names if ".egg-info" in name} | {"PKG-INFO", "setup.cfg", "MANIFEST.in"}
    assert names - made == packed | PARTS
    assert {(member.uid, member.gid, member.uname) for member in members} == {(0, 0, "")}


def test_what_it_says_of_itself(built):
    with zipfile.ZipFile(built) as archive:
        about = email.message_from_bytes(archive.read(f"{ABOUT}/METADATA"))
        entries = archive.read(f"{ABOUT}/entry_points.txt").decode()
    assert (about["Name"], about["Version"], about["License-Expression"]) == ("inlay", inlay.__version__, "MIT")
    plain = [Requirement(line) for line in about.get_all("Requires-Dist") if "extra ==" not in line]
    assert set(map(str, plain)) == {str(Requirement(line)) for line in PROJECT["dependencies"]}
    assert "inlay = inlay.__main__:main" in entries


def test_the_same_bytes_from_another_folder_at_another_time(folder, elsewhere, again):
    made = wheel.build(elsewhere, again)
    assert [reproducible.digest(path) for path in made] == [reproducible.digest(folder / path.name) for path in made]


def test_what_pypi_shows_leads_nowhere_into_the_repository(built):
    """There a link that is none of the web's is broken, and so is a picture."""
    with zipfile.ZipFile(built) as archive:
        about = email.message_from_bytes(archive.read(f"{ABOUT}/METADATA"))
    assert about["Description-Content-Type"] == "text/markdown"
    text = about.get_payload(decode=True).decode()
    assert text.strip() == (CORE / "README.md").read_text("utf-8").strip()
    tokens = [each for token in MarkdownIt().parse(text) for each in (token, *(token.children or ()))]
    assert any(token.type == "heading_open" for token in tokens)
    targets = [str(token.attrGet("href") or token.attrGet("src")) for token in tokens if token.type in LEADING]
    assert [target for target in targets if not target.startswith("https://")] == []


def test_the_digests_beside_them(folder):
    subprocess.run(["sha256sum", "--check", "--strict", reproducible.DIGESTS], cwd=folder, check=True)
    assert len((folder / reproducible.DIGESTS).read_text("utf-8").splitlines()) == 2


def test_installed_from_the_file_it_is_used_and_removed(built, tmp_path):
    """What it needs is lent by the environment of the tests."""
    environment, home = tmp_path / "environment", tmp_path / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python, command = environment / "bin/python", environment / "bin/inlay"
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", built], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    needs = Path(np.__file__).parents[1]
    (site / "needs.pth").write_text(f"{needs}\n")
    Image.fromarray(np.full((4, 4, 3), 90, "u1")).save(tmp_path / "grey.png")
    variables = {"HOME": str(home), "PATH": os.defpath}
    run = [command, "run", "grayscale", "--source", tmp_path / "grey.png", "--output", tmp_path / "same.png"]
    ended = subprocess.run(run, env=variables, cwd=home, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert (np.asarray(Image.open(tmp_path / "same.png").convert("RGB")) == 90).all()
    asked = "import inlay, inlay_setup.repository as it; print(inlay.__file__, (it.GIVEN / 'plugins/gimp').is_dir())"
    told = subprocess.run([python, "-I", "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.split() == [str(site / "inlay/__init__.py"), "True"]
    subprocess.run([*pip, "uninstall", "--quiet", "--yes", "inlay"], check=True)
    assert not [path for path in environment.rglob("*inlay*") if path.is_file()]
    assert not list(home.iterdir())
