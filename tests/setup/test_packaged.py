"""``inlay install``: the environment that pip, uv, conda or a system's packages have made serves the editors."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import Path

import pytest
from tests.setup.machine import program, tree

from inlay import __version__
from inlay_setup import doctor, first_start, install, packaged, record, refresh, selftest, uninstall
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository

pytestmark = pytest.mark.usefixtures("editors_have_run", "not_by_sudo")


@pytest.fixture
def tool(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment that uv has made, with the command that it has linked."""
    folder = home / ".local/share/uv/tools/inlay"
    program(folder / "bin/python")
    link = home / ".local/bin/inlay"
    link.parent.mkdir(parents=True)
    link.symlink_to(program(folder / "bin/inlay"))
    monkeypatch.setattr("sys.prefix", str(folder))
    monkeypatch.setattr(packaged, "refuse_sudo", lambda home: None)
    monkeypatch.setattr(metadata, "version", lambda name: __version__)
    return folder


@pytest.fixture
def given(clone: Repository, tmp_path: Path) -> Path:
    clone.copy_given(tmp_path / "built")
    return tmp_path / "built/core/inlay_setup/given"


def test_from_installing_to_removing(tool, given, artist, machine, home, monkeypatch, capsys):
    before = tree(home)
    assert packaged.serve(artist, (), given, machine.run) == 0
    for adapter in (".config/GIMP/3.0/plug-ins/inlay", ".local/share/krita/pykrita/inlay"):
        facts = json.loads((home / adapter / record.NAME).read_text("utf-8"))
        assert facts["python"] == str(tool / "bin/python")
        assert facts["protocol"] == 1
        assert (home / adapter / "contract/boxes.py").is_file()
    assert not machine.called("-m venv") and not machine.called("-m pip"), "the environment is there"
    assert machine.called("compiling", "first-poisson")
    assert machine.called(str(tool / "bin/python"), "inlay_setup.background")
    assert "clone" not in capsys.readouterr().out

    monkeypatch.setattr(selftest, "round_trip", lambda adapters: {"ok": True, "seconds": 0.1, "message": ""})
    report = doctor.examine(artist, machine.run)
    assert report["ok"], report["problems"]
    assert report["paths"]["environment"] == str(tool)

    monkeypatch.setattr(record, "here", lambda prefix=None: artist)
    (home / ".config/GIMP/3.2").mkdir()
    assert refresh.refresh(run=machine.run) == 0
    assert (home / ".config/GIMP/3.2/plug-ins/inlay/inlay.py").is_file()

    assert uninstall.uninstall(artist, run=machine.run) == 0
    (home / ".config/GIMP/3.2").rmdir()
    assert tree(home) == before, "what uv has brought and linked stays"
    assert "What brought it removes it" in capsys.readouterr().out


def test_editors_of_one_kind(tool, given, artist, machine, home):
    assert packaged.serve(artist, ["krita"], given, machine.run) == 0
    assert not (home / ".config/GIMP/3.0/plug-ins").exists()


def test_a_first_start_that_fails_leaves_what_the_package_gave(tool, given, artist, machine, home, clone):
    assert packaged.serve(artist, ["gimp"], given, machine.run) == 0
    kept = [artist.data / name for name in ("plugins", "manifests", "operations.json", "background")]
    machine.failing["install"] = "error: Temporary failure in name resolution"
    with pytest.raises(InstallationError):
        first_start.set_up(clone.folder, artist, "krita", machine.run)
    done = record.load(artist.data)
    assert done.chosen == ["gimp"] and all(path.exists() for path in kept)
    assert done.python == str(tool / "bin/python"), "the worker still runs there"


def test_install_py_takes_over(tool, given, artist, machine, home, clone):
    assert packaged.serve(artist, (), given, machine.run) == 0
    assert install.install(clone, artist, run=machine.run) == 0
    done = record.load(artist.data)
    assert done.python == str(artist.environment / "bin/python")
    assert machine.called("-m venv", str(artist.environment))
    with pytest.raises(InstallationError, match="already"):
        packaged.serve(artist, (), given, machine.run)
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert os.readlink(home / ".local/bin/inlay") == str(tool / "bin/inlay")


def test_a_copy_without_plug_ins(tool, artist, machine, home, tmp_path):
    before = tree(home)
    with pytest.raises(InstallationError, match="no plug-ins") as caught:
        packaged.serve(artist, (), tmp_path / "none", machine.run)
    assert "install.py" in caught.value.hint
    assert tree(home) == before


def test_a_python_outside_every_environment(tool, given, artist, machine, home):
    (tool / "bin/inlay").unlink()
    before = tree(home)
    with pytest.raises(InstallationError, match="no environment") as caught:
        packaged.serve(artist, (), given, machine.run)
    assert "uv tool install inlay" in caught.value.hint
    assert tree(home) == before


def test_what_was_not_completed_is_no_good_installation(tool, given, artist, machine, monkeypatch):
    machine.failing = {"registry.table": "no"}
    with pytest.raises(InstallationError):
        packaged.serve(artist, (), given, machine.run)
    assert record.load(artist.data).fingerprint == ""
    machine.failing = {}
    assert packaged.serve(artist, (), given, machine.run) == 0
    assert record.load(artist.data).fingerprint
