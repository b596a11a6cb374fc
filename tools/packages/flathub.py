"""The Flathub manifest of ``org.gimp.GIMP.Plugin.Inlay``, with every source pinned, and what it is built of.

In a Flatpak nothing is fetched at the first start: the environment is a part of the extension, and the adapter is told
where it lies. The pins say which versions, the package index says where their files are.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from inlay_setup import adapters, filesystem, pins, programs
from inlay_setup.editors import EXTENSION
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository, copy
from tools.packages import adapter, metainfo, reproducible, wheel
from tools.targets import PRESENT, Target

#: GIMP's, what it stands on, and the Python in that.
BRANCH, SDK, PYTHON = "3", "org.gnome.Sdk//50", "3.13"
PREFIX = "/app/extensions/Inlay"
#: Flatpak's names of processors, and ours of the systems.
ARCHITECTURES = {"x86_64": "linux-x86_64", "aarch64": "linux-aarch64"}
COMMANDS = [
    "python3 -m venv --without-pip ${FLATPAK_DEST}/environment",
    "pip3 --python ${FLATPAK_DEST}/environment/bin/python install --no-index --no-deps --no-compile *.whl",
    "mkdir -p ${FLATPAK_DEST}/plug-ins",
    "cp -r inlay ${FLATPAK_DEST}/plug-ins/",
    f"install -Dm644 {EXTENSION}.metainfo.xml -t ${{FLATPAK_DEST}}/share/metainfo/",
]
NO_ADDRESS = (
    "The package index gives no address of {name} that others could download it from ({url}).",
    "Ask one on the network: PIP_CONFIG_FILE and PIP_EXTRA_INDEX_URL say which pip asks.",
)


def build(clone: Repository, folder: Path) -> list[Path]:
    """The manifest, and beside it the files that it takes from its own folder.

    Raises
    ------
    InstallationError
        If the index cannot be asked, or gives files that others cannot download.
    """
    _, own = wheel.build(clone, folder)
    plug_in = pack_plug_in(clone, folder)
    about = folder / f"{EXTENSION}.metainfo.xml"
    filesystem.write(about, metainfo.document(clone))
    sources = [source for name in ARCHITECTURES for source in wheels(name, folder)]
    path = folder / f"{EXTENSION}.json"
    filesystem.write(path, json.dumps(manifest([own, plug_in, about], merged(sources)), indent=4) + "\n")
    return [path, own, plug_in, about]


def pack_plug_in(clone: Repository, folder: Path) -> Path:
    """The plug-in as it lies in the extension, told where the environment is, in a zip."""
    archive = folder / f"inlay-flatpak-{clone.version}.zip"
    with filesystem.scratch(folder) as temporary:
        parts = adapter.parts(clone, temporary / "parts")
        plug_in = temporary / "whole/inlay"
        adapters.build(plug_in, "gimp", parts, facts(clone))
        copy(parts.folder / adapter.TABLE, plug_in / adapter.TABLE)
        reproducible.pack(temporary / "whole", archive, reproducible.moment(clone))
    return archive


def manifest(own: list[Path], sources: list[dict[str, Any]]) -> dict[str, Any]:
    """The manifest of Inlay's `own` files beside it, and of the wheels that they need."""
    return {
        "id": EXTENSION,
        "branch": BRANCH,
        "runtime": "org.gimp.GIMP",
        "runtime-version": "stable",
        "sdk": SDK,
        "build-extension": True,
        "separate-locales": False,
        "appstream-compose": False,
        "build-options": {"prefix": PREFIX, "strip": False, "no-debuginfo": True},
        "modules": [
            {
                "name": "inlay",
                "buildsystem": "simple",
                "build-commands": COMMANDS,
                "sources": [*map(_own_source, own), *sources],
            }
        ],
    }


def _own_source(path: Path) -> dict[str, Any]:
    known = {"path": path.name, "sha256": reproducible.digest(path)}
    return {"type": "archive", "strip-components": 0, **known} if path.suffix == ".zip" else {"type": "file", **known}


def facts(clone: Repository) -> str:
    """What the adapter is told: where the environment lies in the extension, and where a log can be written."""
    told = {
        "python": f"{PREFIX}/environment/bin/python",
        "table": f"{PREFIX}/plug-ins/inlay/{adapter.TABLE}",
        "log": "~/.local/share/inlay/log/worker.log",
        "version": clone.version,
        "protocol": clone.protocol,
    }
    return json.dumps(told, indent=2) + "\n"


def wheels(architecture: str, folder: Path) -> list[dict[str, Any]]:
    """The pinned wheels for a processor, as sources: pip is asked where they are, and downloads nothing.

    Raises
    ------
    InstallationError
        If the index cannot be asked, or gives files that others cannot download.
    """
    target = Target(ARCHITECTURES[architecture], PYTHON)
    with filesystem.scratch(folder) as temporary:
        wanted, report_file = temporary / "wanted.txt", temporary / "report.json"
        wanted.write_text(target.pins(pins.INLAY), encoding="utf-8")
        ask: programs.Command = ["install", "--dry-run", "--ignore-installed", "--target", temporary / "nowhere"]
        told: programs.Command = ["--require-hashes", "-r", wanted, "--report", report_file]
        asked = programs.run([*PRESENT.pip, *ask, *target.options(), *told])
        programs.demand(asked, "The package index could not be asked for the wheels.", "Read the last lines above.")
        report = json.loads(report_file.read_text(encoding="utf-8"))
    return [_source(entry["download_info"], architecture) for entry in report["install"]]


def _source(found: dict[str, Any], architecture: str) -> dict[str, Any]:
    url = found["url"]
    if not re.match(r"https?://", url):
        message, hint = NO_ADDRESS
        raise InstallationError(message.format(name=url.rpartition("/")[2], url=url), hint)
    digest = found["archive_info"]["hashes"]["sha256"]
    return {"type": "file", "url": url, "sha256": digest, "only-arches": [architecture]}


def merged(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same sources, those that serve every processor once and for all of them."""
    found: dict[str, dict[str, Any]] = {}
    for source in sources:
        known = found.setdefault(source["url"], {**source, "only-arches": []})
        known["only-arches"] += source["only-arches"]
    for source in found.values():
        if source["only-arches"] == list(ARCHITECTURES):
            del source["only-arches"]
    return sorted(found.values(), key=lambda source: source["url"].rpartition("/")[2])
