import json
import os
import shutil
from pathlib import Path

import pytest
from tests import clones
from tests.clones import REPOSITORY
from tests.setup.machine import TABLE, operation, program, tree

from inlay import __version__
from inlay_setup import filesystem, install, pins, record, refresh, uninstall
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository

pytestmark = pytest.mark.usefixtures("editors_have_run", "not_by_sudo")


def test_what_gimp_is_given(installed, home, artist):
    folder = home / ".config/GIMP/3.0/plug-ins/inlay"
    entry = folder / "inlay.py"
    assert os.access(entry, os.X_OK)
    assert entry.stat().st_mtime > (REPOSITORY / "plugins/gimp/inlay.py").stat().st_mtime, "GIMP goes by its age"
    assert (folder / "bridge/client.py").exists() and (folder / "contract/boxes.py").exists()
    facts = json.loads((folder / "installation.json").read_text("utf-8"))
    assert facts == {
        "python": str(artist.data / "environment/bin/python"),
        "table": str(artist.data / "operations.json"),
        "log": str(artist.data / "log/worker.log"),
        "version": __version__,
        "protocol": 1,
    }
    assert [path.name for path in folder.parent.iterdir()] == ["inlay"]


@pytest.mark.parametrize("place", [".config/GIMP/3.0/plug-ins/inlay", ".local/share/krita/pykrita/inlay"])
def test_icon_and_help_lie_beside_the_adapter(installed, home, place):
    assert "<svg" in (home / place / "inlay.svg").read_text("utf-8")
    assert "Paste &amp; blend." in (home / place / "help/seamless-clone.html").read_text("utf-8")
    assert (home / place / "help/style.css").is_file()


def test_what_krita_is_given(installed, home):
    resources = home / ".local/share/krita"
    for name in ("pykrita/inlay.desktop", "pykrita/inlay/__init__.py", "pykrita/inlay/contract/boxes.py"):
        assert (resources / name).is_file()
    assert "Paste &amp; blend." in (resources / "actions/inlay.action").read_text("utf-8"), "from the operation table"
    assert b"enable_inlay=true" in (home / ".config/kritarc").read_bytes()


def test_inlays_own_folder(installed, artist, machine):
    assert json.loads((artist.data / "operations.json").read_text("utf-8")) == TABLE
    assert machine.called("inlay.worker.compiling", "first-poisson")
    link = artist.commands / "inlay"
    assert os.readlink(link) == installed.command == str(artist.data / "environment/bin/inlay")


def test_nothing_is_written_into_the_clone(artist, machine, tmp_path):
    copy = clones.small(tmp_path / "clone")
    before = tree(copy)
    install.install(Repository(copy), artist, run=machine.run)
    assert tree(copy) == before


def test_again_changes_nothing_that_is_up_to_date(installed, artist, machine, clone, home):
    before = tree(home)
    machine.calls.clear()
    assert install.install(clone, artist, run=machine.run) == 0
    assert not machine.called("-m pip")
    assert tree(home) == before


def test_an_update_replaces_the_adapter_and_forgets_old_kernels(installed, artist, machine, clone, home):
    stale = home / ".config/GIMP/3.0/plug-ins/inlay/stale.py"
    stale.touch()
    installed.fingerprint = "another"
    installed.save(artist.data)
    machine.calls.clear()
    assert install.install(clone, artist, run=machine.run) == 0
    assert machine.called("--force-reinstall --no-deps")
    assert not machine.called("-m venv"), "what the artist added to the environment stays"
    assert machine.called("inlay.worker.compiling", "first-poisson")
    assert not stale.exists()


def test_an_environment_that_stopped_working_is_made_anew(installed, artist, machine, clone):
    (artist.environment / "bin/python").unlink()
    machine.calls.clear()
    assert install.install(clone, artist, run=machine.run) == 0
    assert machine.called("-m venv")


def test_a_failed_update_leaves_what_was_there(installed, artist, machine, clone, home):
    installed.fingerprint = "another"
    installed.save(artist.data)
    before = tree(home)
    machine.failing["pip --disable"] = "getaddrinfo failed"
    with pytest.raises(InstallationError):
        install.install(clone, artist, run=machine.run)
    assert record.load(artist.data).fingerprint == "", "nothing vouches for the environment"
    installed.save(artist.data)
    assert tree(home) == before


def test_uninstall_leaves_nothing(artist, machine, clone, home):
    before = tree(home)
    install.install(clone, artist, run=machine.run)
    artist.cache.mkdir(parents=True)
    (artist.cache / "demo.png").touch()
    (artist.data / "presets").mkdir()
    (artist.data / "presets/cut-out.json").touch()
    dialog = home / ".config/GIMP/3.0/plug-in-settings/plug-in-inlay-seamless-clone.last"
    dialog.parent.mkdir()
    dialog.touch()
    assert uninstall.uninstall(artist, run=machine.run) == 0
    dialog.parent.rmdir()
    (home / ".cache").rmdir()
    assert tree(home) == before


def test_uninstall_after_several_updates_restores_the_first_state(artist, machine, clone, home):
    before = tree(home)
    for mark in ("one", "two"):
        install.install(clone, artist, run=machine.run)
        done = record.load(artist.data)
        done.fingerprint = mark
        done.save(artist.data)
    uninstall.uninstall(artist, run=machine.run)
    assert tree(home) == before


def test_uninstall_finds_the_copy_that_a_new_gimp_took_along(installed, artist, machine, home):
    shutil.copytree(home / ".config/GIMP/3.0", home / ".config/GIMP/3.2")
    uninstall.uninstall(artist, run=machine.run)
    assert not (home / ".config/GIMP/3.2/plug-ins/inlay").exists()


def test_uninstall_keeps_what_is_not_ours(installed, artist, machine, home):
    other = home / ".config/GIMP/3.0/plug-ins/other/other.py"
    program(other)
    (artist.data / "notes.txt").touch()
    uninstall.uninstall(artist, run=machine.run)
    assert other.exists()
    assert [path.name for path in artist.data.iterdir()] == ["notes.txt"]


def test_uninstall_leaves_another_installation_alone(installed, artist, machine, home):
    """Two installations with different prefixes, both alive."""
    elsewhere = artist._replace(data=home / "elsewhere", cache=home / "elsewhere/cache")
    assert uninstall.uninstall(elsewhere, run=machine.run) == 0
    assert (home / ".config/GIMP/3.0/plug-ins/inlay").exists()
    assert artist.data.exists()


def test_uninstall_does_not_reach_through_a_mount(installed, artist, machine, monkeypatch, capsys):
    (artist.cache / "test/trixie/dev").mkdir(parents=True)
    monkeypatch.setattr(filesystem, "mounts_below", lambda path: [f"{path}/dev"] if path == artist.cache else [])
    assert uninstall.uninstall(artist, run=machine.run) == 1
    assert (artist.cache / "test/trixie/dev").exists()
    assert "umount" in capsys.readouterr().out


def test_mounts_are_known(tmp_path):
    table = tmp_path / "mounts"
    table.write_text("proc /a\\040b/root/proc proc rw 0 0\ntmpfs /a tmpfs rw 0 0\n")
    assert filesystem.mounts_below(Path("/a b"), table) == ["/a b/root/proc"]
    assert filesystem.mounts_below(Path("/a b/roo"), table) == []
    assert filesystem.mounts_below(Path("/"), tmp_path / "none") == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', "\xff"])
def test_a_damaged_record(installed, artist, machine, clone, home, content):
    (artist.data / record.NAME).write_text(content, "latin-1")
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert not (home / ".config/GIMP/3.0/plug-ins/inlay").exists()
    assert not artist.data.exists()
    assert b"inlay" not in (home / ".config/kritarc").read_bytes()


def test_dry_run(artist, machine, clone, home, capsys):
    before = tree(home)
    assert install.install(clone, artist, dry_run=True, run=machine.run) == 0
    assert tree(home) == before
    assert not machine.called("venv", str(artist.data))
    said = capsys.readouterr().out
    for path in (artist.environment, home / ".config/GIMP/3.0/plug-ins/inlay", home / ".config/kritarc"):
        assert str(path) in said


def test_dry_run_of_uninstall(installed, artist, machine, home, capsys):
    before = tree(home)
    assert uninstall.uninstall(artist, dry_run=True, run=machine.run) == 0
    assert tree(home) == before
    assert str(artist.environment) in capsys.readouterr().out


def test_one_kind_of_editor(artist, machine, clone, home):
    install.install(clone, artist, ["krita"], run=machine.run)
    assert (home / ".local/share/krita/pykrita/inlay").exists()
    assert not (home / ".config/GIMP/3.0/plug-ins").exists()


def test_a_foreign_plug_in_of_the_same_name_is_not_overwritten(artist, machine, clone, home, capsys):
    foreign = program(home / ".config/GIMP/3.0/plug-ins/inlay/inlay.py", "echo mine")
    assert install.install(clone, artist, run=machine.run) == 1
    assert "echo mine" in foreign.read_text()
    assert "Move it away" in capsys.readouterr().out
    assert (home / ".local/share/krita/pykrita/inlay").exists(), "the other editor is served"


def test_a_foreign_command_of_the_same_name_is_not_overwritten(artist, machine, clone, capsys):
    foreign = program(artist.commands / "inlay", "echo mine")
    install.install(clone, artist, run=machine.run)
    assert "echo mine" in foreign.read_text()
    assert str(artist.environment / "bin/inlay") in capsys.readouterr().out
    uninstall.uninstall(artist, run=machine.run)
    assert foreign.exists()


def test_a_folder_that_cannot_be_written(artist, machine, clone, home):
    """A file in the way stands for a read-only place: these tests may run as root, who may write everywhere."""
    (home / "blocked").touch()
    blocked = artist._replace(data=home / "blocked/inlay")
    with pytest.raises(InstallationError, match="cannot be written") as caught:
        install.install(clone, blocked, run=machine.run)
    assert "--prefix" in caught.value.hint


def test_an_editors_folder_that_cannot_be_written(artist, machine, clone, home, capsys):
    (home / ".config/GIMP/3.0/plug-ins").touch()
    assert install.install(clone, artist, run=machine.run) == 1
    assert "GIMP 3.0" in capsys.readouterr().out
    assert (home / ".local/share/krita/pykrita/inlay").exists()


def test_a_running_editor_is_mentioned(artist, machine, clone, capsys):
    (artist.system / "proc/1").mkdir(parents=True)
    (artist.system / "proc/1/comm").write_text("krita\n")
    install.install(clone, artist, run=machine.run)
    assert "Krita is running" in capsys.readouterr().out


def test_no_editor(artist, machine, clone, home, capsys):
    shutil.rmtree(home / ".config")
    shutil.rmtree(home / ".local")
    assert install.install(clone, artist, run=machine.run) == 0
    assert "inlay refresh" in capsys.readouterr().out


def test_kernels_that_do_not_compile(artist, machine, clone):
    machine.failing["first-poisson"] = "LLVM ERROR"
    with pytest.raises(InstallationError, match="kernels") as caught:
        install.install(clone, artist, run=machine.run)
    assert "LLVM ERROR" in str(caught.value)
    assert not artist.environment.exists()


class TestExtras:
    """``install.py --with networks``"""

    PINS = str(pins.NETWORKS)

    @pytest.fixture
    def extended(self, installed, artist, machine, clone):
        machine.calls.clear()
        assert install.install(clone, artist, extras=["networks"], run=machine.run) == 0
        return record.load(artist.data)

    def test_it_is_installed_with_pins_of_its_own(self, extended, machine):
        assert extended.extras == ["networks"]
        assert machine.called("--require-hashes", self.PINS)
        assert machine.called("--no-deps", "inlay[networks]")
        assert not machine.called("-m venv"), "what the artist added to the environment stays"

    def test_without_the_pins_its_range_counts(self, installed, artist, machine, clone):
        machine.failing["--require-hashes"] = "ERROR: No matching distribution found"
        machine.calls.clear()
        install.install(clone, artist, extras=["networks"], run=machine.run)
        plain = [call for call in machine.calls if any(word.endswith("inlay[networks]") for word in call)]
        assert plain and not any("--no-deps" in call for call in plain)

    def test_two_have_the_lists_of_both(self, extended, artist, machine, clone):
        machine.calls.clear()
        install.install(clone, artist, extras=["batch"], run=machine.run)
        assert record.load(artist.data).extras == ["batch", "networks"]
        assert machine.called("--require-hashes", f"-r {pins.BATCH} -r {self.PINS}")

    def test_again_changes_nothing(self, extended, artist, machine, clone, home):
        before = tree(home)
        for extras in ([], ["networks"]):
            machine.calls.clear()
            assert install.install(clone, artist, extras=extras, run=machine.run) == 0
            assert not machine.called("-m pip")
            assert tree(home) == before

    def test_an_update_keeps_it(self, extended, artist, machine, clone):
        extended.fingerprint = "another"
        extended.save(artist.data)
        machine.calls.clear()
        install.install(clone, artist, run=machine.run)
        assert machine.called("--require-hashes", self.PINS)
        assert record.load(artist.data).extras == ["networks"]

    def test_it_is_made_anew_with_the_environment(self, extended, artist, machine, clone):
        machine.problems = ["onnxruntime is not installed."]
        machine.calls.clear()
        install.install(clone, artist, run=machine.run)
        assert machine.called("-m venv") and machine.called("--require-hashes", self.PINS)
        assert any('["inlay[networks]"]' in word for call in machine.calls for word in call), "it is looked at, too"

    def test_what_fails_is_not_wanted_again(self, installed, artist, machine, clone):
        machine.failing["pip --disable"] = "getaddrinfo failed"
        with pytest.raises(InstallationError):
            install.install(clone, artist, extras=["networks"], run=machine.run)
        assert record.load(artist.data).extras == []

    def test_dry_run_tells_of_it(self, installed, artist, machine, clone, home, capsys):
        before = tree(home)
        install.install(clone, artist, dry_run=True, extras=["networks"], run=machine.run)
        assert "Update the private environment on" in capsys.readouterr().out
        install.install(clone, artist, extras=["networks"], run=machine.run)
        capsys.readouterr()
        install.install(clone, artist, dry_run=True, run=machine.run)
        assert ", with networks" in capsys.readouterr().out
        uninstall.uninstall(artist, run=machine.run)
        assert tree(home) != before

    def test_networks_go_with_the_installation(self, extended, artist, machine, capsys):
        (artist.data / "models").mkdir()
        (artist.data / "models/u2netp.onnx").touch()
        uninstall.uninstall(artist, dry_run=True, run=machine.run)
        assert str(artist.data / "models") in capsys.readouterr().out
        uninstall.uninstall(artist, run=machine.run)
        assert not artist.data.exists()

    def test_an_update_keeps_networks(self, installed, artist, machine, clone):
        (artist.data / "models").mkdir()
        (artist.data / "models/u2netp.onnx").touch()
        install.install(clone, artist, repair=True, run=machine.run)
        assert (artist.data / "models/u2netp.onnx").exists()


class TestRefresh:
    """``inlay refresh``, without the clone."""

    @pytest.fixture(autouse=True)
    def _here(self, installed, artist, monkeypatch):
        monkeypatch.setattr(record, "here", lambda prefix=None: artist)

    def test_a_further_operation_reaches_the_editors(self, artist, machine, home, capsys):
        entry = home / ".config/GIMP/3.0/plug-ins/inlay/inlay.py"
        os.utime(entry, (0, 0))
        machine.operations = {
            "version": 1,
            "operations": [*TABLE["operations"], operation("More", "More.")],
        }
        assert refresh.refresh(run=machine.run) == 0
        assert "more (new)" in capsys.readouterr().out
        assert json.loads((artist.data / "operations.json").read_text("utf-8")) == machine.operations
        assert "inlay_more" in (home / ".local/share/krita/actions/inlay.action").read_text("utf-8")
        assert "More." in (entry.parent / "help/more.html").read_text("utf-8")
        assert entry.stat().st_mtime > 0, "GIMP asks the plug-in again"

    def test_an_editor_that_arrived_later_is_served(self, machine, home):
        (home / ".config/GIMP/3.2").mkdir()
        refresh.refresh(run=machine.run)
        assert (home / ".config/GIMP/3.2/plug-ins/inlay/inlay.py").exists()

    def test_a_package_that_is_left_out_is_told_of(self, machine, capsys):
        machine.warnings = [["The package more does not load.", "Update it."]]
        assert refresh.refresh(run=machine.run) == 0
        assert "! The package more does not load. Update it." in capsys.readouterr().out

    def test_after_networks_have_changed(self, artist, machine, home, tmp_path, capsys):
        entry = home / ".config/GIMP/3.0/plug-ins/inlay/inlay.py"
        os.utime(entry, (0, 0))
        machine.operations = {"version": 1, "operations": [operation("More", "More.")]}
        assert refresh.after_a_change_of(tmp_path / "models", run=machine.run) == 0
        assert entry.stat().st_mtime == 0, "the networks of nobody's installation"
        assert refresh.after_a_change_of(artist.data / "models", run=machine.run) == 0
        assert json.loads((artist.data / "operations.json").read_text("utf-8")) == machine.operations
        assert entry.stat().st_mtime > 0, "GIMP asks the plug-in again"
        assert "more" not in capsys.readouterr().out, "what the networks changed is not the operations' names"

    def test_operations_that_cannot_be_listed(self, machine):
        machine.failing["registry.table"] = "ImportError: no module named more"
        with pytest.raises(InstallationError, match="no module named more") as caught:
            refresh.refresh(run=machine.run)
        assert "remove it" in caught.value.hint


def test_refresh_and_doctor_without_an_installation(artist, machine, monkeypatch, capsys):
    monkeypatch.setattr(record, "here", lambda prefix=None: artist)
    assert refresh.after_a_change_of(artist.data / "models", run=machine.run) == 0
    assert machine.calls == []
    assert refresh.main([]) == 1
    assert "not installed" in capsys.readouterr().err
