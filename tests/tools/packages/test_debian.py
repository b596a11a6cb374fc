"""The Debian package: what it needs of the system, and that a person's own `inlay` leaves it to the package manager."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests.clones import REPOSITORY
from tests.setup.machine import TABLE

from inlay_setup import doctor, locations, packaged, record, refresh, repository, selftest, uninstall
from inlay_setup.errors import InstallationError
from tools.packages import debian, reproducible

NEEDS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
CLONE = repository.clone(REPOSITORY)


def test_all_that_is_needed_is_the_systems_or_beside():
    names = {Requirement(line).name for line in NEEDS}
    assert names <= debian.SYSTEMS.keys() | set(debian.BESIDE)
    told = " ".join(debian.depends())
    for line in NEEDS:
        need = Requirement(line)
        if need.name in debian.SYSTEMS:
            package, epoch = debian.SYSTEMS[need.name]
            (lower,) = (bound.version for bound in need.specifier if bound.operator == ">=")
            assert f"{package} (>= {epoch}{lower})" in told


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    debian.serve(CLONE, tmp_path / "stage", "x86_64-linux-gnu")
    return tmp_path / "stage"


def test_what_editors_find(stage):
    facts = json.loads((stage / "usr/lib/x86_64-linux-gnu/gimp/3.0/plug-ins/inlay/installation.json").read_text())
    assert facts["python"] == "/usr/lib/inlay/bin/python"
    assert facts["log"].startswith("~/"), "every user has one"
    assert (stage / facts["table"][1:]).is_file()
    kept = stage / debian.PREFIX / record.SHARED / "plugins" / record.NAME
    assert json.loads(kept.read_text()) == facts, "the doctor tries it"
    entry = stage / "usr/lib/x86_64-linux-gnu/gimp/3.0/plug-ins/inlay/inlay.py"
    assert os.access(entry, os.X_OK)
    assert "seamless-clone" in (stage / "usr/share/krita/actions/inlay.action").read_text("utf-8")
    assert (stage / "usr/share/krita/pykrita/inlay/help/seamless-clone.html").is_file()
    assert (stage / "usr/share/krita/pykrita/inlay.desktop").is_file()
    written = [path for path in stage.rglob("*.json") if str(stage) in path.read_text("utf-8")]
    assert not written, "no path of where it was built"


def test_whoever_gives_it_away_is_named(stage, monkeypatch):
    monkeypatch.delenv("DEBEMAIL", raising=False)
    monkeypatch.delenv("DEBFULLNAME", raising=False)
    assert debian.maintainer().endswith(".invalid>"), "nobody is reached by accident"
    monkeypatch.setenv("DEBFULLNAME", "Ada Lovelace")
    monkeypatch.setenv("DEBEMAIL", "ada@example.org")
    debian.control(stage, "1.0", "amd64", [])
    assert "Maintainer: Ada Lovelace <ada@example.org>\n" in (stage / "DEBIAN/control").read_text()


@pytest.fixture
def shared(stage, monkeypatch) -> locations.Locations:
    """The installation of the package, as the user's own Inlay finds it."""
    prefix = stage / debian.PREFIX
    monkeypatch.setattr("sys.prefix", str(prefix))
    found = record.here()
    assert found.data == prefix / record.SHARED
    return found


def test_the_package_manager_keeps_it(shared, home, machine):
    before = sorted(shared.data.rglob("*"))
    for change in (
        lambda: uninstall.uninstall(shared, run=machine.run),
        lambda: refresh.refresh(run=machine.run),
        lambda: packaged.serve(shared, run=machine.run),
    ):
        with pytest.raises(InstallationError, match="package manager") as caught:
            change()
        assert debian.REMOVE in caught.value.hint
    assert sorted(shared.data.rglob("*")) == before


def test_the_doctor_tells_of_it(shared, machine, monkeypatch):
    monkeypatch.setattr(selftest, "round_trip", lambda adapters: {"ok": True, "seconds": 0.1, "message": ""})
    machine.operations = TABLE
    report = doctor.examine(shared, machine.run)
    assert [host["kind"] for host in report["hosts"]] == ["gimp", "krita"]
    assert report["paths"]["environment"] == "/usr/lib/inlay"


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="only Debian packs for Debian")
def test_the_same_bytes_from_another_folder_at_another_time(stage, elsewhere, tmp_path):
    debian.serve(elsewhere, tmp_path / "other", "x86_64-linux-gnu")
    made = []
    for folder in (stage, tmp_path / "other"):
        (folder / debian.PREFIX / "bin").mkdir()
        (folder / debian.PREFIX / "bin/python").symlink_to("/usr/bin/python3.13")
        debian.control(folder, "1.0", "amd64", ["/usr/lib/inlay"])
        made.append(debian.pack(folder, tmp_path / f"{folder.name}.deb", moment=1_700_000_000))
    assert reproducible.digest(made[0]) == reproducible.digest(made[1])
    told = subprocess.run(["dpkg-deb", "--info", made[0]], capture_output=True, text=True, check=True).stdout
    assert "Depends: python3 (>= 3.13), python3 (<< 3.14), python3-numpy" in told
    assert {"postinst", "prerm"} <= set(told.split())
    listed = subprocess.run(["dpkg-deb", "--contents", made[0]], capture_output=True, text=True, check=True).stdout
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    assert "usr/lib/inlay/bin/python -> /usr/bin/python3.13" in listed
