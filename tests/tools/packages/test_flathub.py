"""The Flathub manifest: its shape, its hashes those of the pins, its wheels those of GIMP's Flatpak."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from packaging.utils import parse_wheel_filename
from tests.clones import REPOSITORY

from inlay_setup import pins, programs, repository
from inlay_setup.editors import EXTENSION
from inlay_setup.errors import InstallationError
from tools.packages import flathub, metainfo

CLONE = repository.clone(REPOSITORY)
PINNED = pins.INLAY.read_text(encoding="utf-8")
PLACE = "https://example.org/packages"
VERSIONS = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", PINNED, re.MULTILINE))


def _hashes(name: str) -> list[str]:
    """What the pins allow for a package."""
    entry = re.search(rf"^{re.escape(name)}==.*?(?=^[\w])", PINNED + "end", re.MULTILINE | re.DOTALL)
    return re.findall(r"sha256:([0-9a-f]{64})", entry[0])


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch):
    """pip, which answers with a wheel of every pinned package; returns what it was asked."""
    asked: list[list[str]] = []

    def run(command, **options) -> programs.Finished:
        words = [str(word) for word in command]
        if "--report" not in words:
            return programs_run(command, **options)
        asked.append(words)
        listed = Path(words[words.index("-r") + 1]).read_text(encoding="utf-8")
        found = []
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", listed, re.MULTILINE):
            machine = "aarch64" if any("aarch64" in word for word in words) else "x86_64"
            tags = f"cp313-cp313-manylinux_2_28_{machine}" if name in ("numpy", "pyamg") else "py3-none-any"
            file = f"{name.replace('-', '_')}-{version}-{tags}.whl"
            info = {"url": f"{PLACE}/{file}", "archive_info": {"hashes": {"sha256": _hashes(name)[0]}}}
            found.append({"download_info": info})
        Path(words[-1]).write_text(json.dumps({"install": found}))
        return programs.Finished(0, "")

    programs_run = programs.run
    monkeypatch.setattr(flathub.programs, "run", run)
    return asked


@pytest.fixture
def made(index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    own = []
    for name in ("inlay-1.tar.gz", "inlay-1.whl"):
        (tmp_path / name).write_bytes(name.encode())
        own.append(tmp_path / name)
    monkeypatch.setattr(flathub.wheel, "build", lambda clone, folder: own)
    path = flathub.build(CLONE, tmp_path)[0]
    assert path.name == f"{EXTENSION}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_shape_of_an_extension_of_gimp(made: dict, tmp_path: Path) -> None:
    assert (made["id"], made["runtime"], made["branch"]) == (EXTENSION, "org.gimp.GIMP", "3")
    assert made["build-extension"] is True and made["build-options"]["prefix"] == "/app/extensions/Inlay"
    (module,) = made["modules"]
    assert module["buildsystem"] == "simple" and module["build-commands"]
    for source in module["sources"]:
        assert ("path" in source) != ("url" in source), source
        if "path" in source:
            assert (tmp_path / source["path"]).is_file(), "it lies beside the manifest"


def test_every_source_is_pinned(made: dict) -> None:
    wheels = [source for source in made["modules"][0]["sources"] if "url" in source]
    found: dict[str, set[str]] = {}
    for source in wheels:
        name, version, _, tags = parse_wheel_filename(source["url"].rpartition("/")[2])
        assert source["url"].startswith("https://") and str(version) == VERSIONS[name]
        assert source["sha256"] in _hashes(name)
        arches = set(source.get("only-arches", flathub.ARCHITECTURES))
        found.setdefault(name, set()).update(arches)
        platforms = {tag.platform for tag in tags}
        assert arches == set(flathub.ARCHITECTURES) if platforms == {"any"} else len(arches) == 1
    everywhere = set(flathub.ARCHITECTURES)
    assert {name for name, arches in found.items() if arches != everywhere} == {"pyamg"}
    assert set(found) == set(VERSIONS)


def test_pip_is_asked_for_the_python_of_gimps_flatpak(index: list[list[str]], made: dict) -> None:
    assert len(index) == len(flathub.ARCHITECTURES)
    for words in index:
        assert words[words.index("--python-version") + 1] == flathub.PYTHON
        assert {"--require-hashes", "--dry-run", ":all:"} <= set(words)


def test_the_adapter_is_told_where_the_environment_lies(made: dict, tmp_path: Path) -> None:
    (plug_in,) = tmp_path.glob("*.zip")
    assert plug_in.name in [source.get("path") for source in made["modules"][0]["sources"]]
    with zipfile.ZipFile(plug_in) as archive:
        facts = json.loads(archive.read("inlay/installation.json"))
        names = archive.namelist()
    assert {"inlay/inlay.py", "inlay/operations.json", "inlay/help/seamless-clone.html"} <= set(names)
    assert not any("carried" in name for name in names), "it is not set up by itself"
    assert facts["python"].startswith("/app/extensions/Inlay/environment/")
    assert facts["table"] == "/app/extensions/Inlay/plug-ins/inlay/operations.json"
    assert facts["log"].startswith("~/"), "the extension itself cannot be written"
    assert facts["version"] == CLONE.version and facts["protocol"] == CLONE.protocol
    assert (tmp_path / f"{EXTENSION}.metainfo.xml").read_text() == metainfo.document(CLONE)


def test_the_plug_in_is_the_same_from_another_folder_at_another_time(elsewhere, tmp_path: Path, again: Path) -> None:
    made = [flathub.pack_plug_in(clone, folder) for clone, folder in ((CLONE, tmp_path), (elsewhere, again))]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_files_that_others_cannot_download_are_refused() -> None:
    found = {"url": "file:///wheels/numpy-2.whl", "archive_info": {"hashes": {"sha256": "0"}}}
    with pytest.raises(InstallationError, match=r"numpy-2\.whl"):
        flathub._source(found, "x86_64")
