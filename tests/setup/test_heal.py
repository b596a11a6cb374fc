"""What is broken is found, said and made anew; one at a time; no failure of the system shows a traceback."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.clones import REPOSITORY
from tests.setup.machine import tree

from inlay_setup import filesystem, install, lock, record, uninstall
from inlay_setup.errors import InstallationError
from tools import verbs

# The artist's machine has another, which only pretends to run.
PYTHON = sys.executable
DAMAGED = ["", "{", "[]", '{"version": 1}', '{"editors": [], "version": 1}', "\xff", "[" * 99999]

pytestmark = pytest.mark.usefixtures("editors_have_run", "not_by_sudo")


@pytest.fixture
def installed(installed, machine):
    machine.calls.clear()
    return installed


def test_a_package_that_does_not_import(installed, artist, machine, clone, capsys):
    machine.problems = ["scipy does not import: ImportError: no."]
    assert install.install(clone, artist, run=machine.run) == 0
    assert machine.called("-m venv")
    assert "scipy does not import: ImportError: no. The environment is made anew." in capsys.readouterr().out


def test_an_environment_without_packages(installed, artist, machine, clone):
    """Lost, and only half made again."""
    installed.fingerprint = ""
    installed.save(artist.data)
    (artist.environment / "bin/inlay").unlink()
    assert install.install(clone, artist, run=machine.run) == 0
    assert machine.called("-m venv")


def test_repair_makes_everything_anew(installed, artist, machine, clone, home):
    wanted = tree(home)
    for lost in (artist.data / "operations.json", home / ".config/GIMP/3.0/plug-ins/inlay/inlay.py"):
        lost.unlink()
    (home / ".config/kritarc").write_bytes(b"[theme]\nTheme=Krita dark\n")
    assert install.install(clone, artist, repair=True, run=machine.run) == 0
    assert machine.called("-m venv")
    assert tree(home) == wanted


def test_a_successor_that_was_not_completed_gives_way(installed, artist, machine, clone):
    (artist.environment / "mark").touch()
    os.replace(artist.environment, artist.data / "environment.old")
    artist.environment.mkdir()
    assert install.install(clone, artist, run=machine.run) == 0
    assert (artist.environment / "mark").exists()
    assert not machine.called("-m venv")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 1}', '{"editors": [], "version": 1}', "\xff", "[" * 99999]
)
def test_a_damaged_record_is_made_anew(artist, machine, clone, home, content, capsys):
    before = tree(home)
    install.install(clone, artist, run=machine.run)
    (artist.data / record.NAME).write_text(content, "latin-1")
    assert install.install(clone, artist, run=machine.run) == 0
    assert "is damaged" in capsys.readouterr().out
    assert [editor.kind for editor in record.load(artist.data).editors] == ["gimp", "krita"]
    assert uninstall.uninstall(artist, run=machine.run) == 0
    left = {name for name, what in tree(home).items() if what != "folder"}
    assert left == {name for name, what in before.items() if what != "folder"}
    assert b"inlay" not in (home / ".config/kritarc").read_bytes()


def test_what_a_newer_record_says_is_kept(installed, artist, machine, clone):
    path = artist.data / record.NAME
    content = json.loads(path.read_text("utf-8"))
    content["palette"] = {"a": [1]}
    content["editors"][0]["theme"] = "dark"
    path.write_text(json.dumps(content), "utf-8")
    assert install.install(clone, artist, run=machine.run) == 0
    kept = json.loads(path.read_text("utf-8"))
    assert kept["palette"] == {"a": [1]}
    assert kept["editors"][0]["theme"] == "dark"


HOLD = """
import sys, time
from pathlib import Path
from inlay_setup import lock, programs
with lock.hold(Path(sys.argv[1])):
    programs.run(["sh", "-c", f"echo held; exec sleep {sys.argv[2]}"], watch=lambda line: print(line, flush=True))
"""


def _hold(folder, seconds):
    holder = subprocess.Popen(
        [PYTHON, "-c", HOLD, str(folder), seconds], stdout=subprocess.PIPE, start_new_session=True
    )
    assert holder.stdout.readline()
    return holder


def _hold_here(folder):
    with lock.hold(folder) as made:
        return list(made)


def _once_free(action):
    for _ in range(600):
        try:
            return action()
        except InstallationError as error:
            assert "is running" in error.message
            time.sleep(0.1)
    pytest.fail("the lock was never released")


def test_one_at_a_time(installed, artist, machine, clone):
    def again():
        return install.install(clone, artist, run=machine.run)

    with _hold(artist.data, "600") as holder:
        try:
            for action in (
                lambda: install.install(clone, artist, run=machine.run),
                lambda: uninstall.uninstall(artist),
            ):
                with pytest.raises(InstallationError, match=rf"running \(process {holder.pid}, since \d\d:\d\d\)"):
                    action()
        finally:
            os.killpg(holder.pid, signal.SIGKILL)
    assert _once_free(again) == 0
    assert not (artist.data / lock.NAME).exists()


def test_a_lock_outlives_its_holder_as_long_as_what_it_started(tmp_path):
    with _hold(tmp_path / "data", "1") as holder:
        holder.kill()
        holder.wait()
        with pytest.raises(InstallationError, match="Another installation is running"), lock.hold(tmp_path / "data"):
            pass
        assert _once_free(lambda: _hold_here(tmp_path / "data")) == [tmp_path / "data"], (
            "made by the one that was killed"
        )


@pytest.mark.usefixtures("installed")
def test_a_full_disk_can_be_emptied(artist, machine, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lock.json, "dumps", refuse)
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert not artist.data.exists()


@pytest.mark.parametrize("name", ['of "mine"', "$HOME", "a:b", "back\\slash", "`date`"])
def test_a_place_in_which_python_does_not_work(artist, machine, clone, name, not_by_sudo):
    place = artist._replace(data=artist.home / name)
    with pytest.raises(InstallationError, match="has the character") as caught:
        install.install(clone, place, run=machine.run)
    assert "--prefix" in caught.value.hint
    assert not place.data.exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENAMETOOLONG, errno.EMFILE])
def test_failures_of_the_system_are_said(monkeypatch, capsys, home, code):
    def fail(*arguments):
        raise OSError(code, os.strerror(code), "/some where")

    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(install, "install", fail)
    assert verbs.main([], REPOSITORY) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"/some where: {os.strerror(code)}."
    assert len(said) == 2


@pytest.mark.parametrize("prefix", ["a file", "a file/inside", "x" * 300])
def test_a_place_that_cannot_be(home, prefix):
    (home / "a file").touch()
    for verb in ([], ["uninstall"], ["doctor"], ["doctor", "--json"]):
        ended = subprocess.run(
            [PYTHON, "-B", str(REPOSITORY / "install.py"), *verb, "--prefix", str(home / prefix)],
            env={"HOME": str(home), "PATH": ""}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in ended.stdout + ended.stderr
        assert ended.returncode == 1 or verb == ["uninstall"]


def test_an_installation_goes_on_when_nobody_reads_along(tmp_path):
    code = "from inlay_setup import console; [console.say('x' * 9999) for _ in range(99)]; open('done', 'w')"
    with subprocess.Popen([PYTHON, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path) as writer:
        writer.stdout.close()
    assert writer.returncode == 0
    assert (tmp_path / "done").exists()


def test_a_file_is_replaced_for_good(tmp_path, monkeypatch):
    path = tmp_path / "settings/kritarc"
    path.parent.mkdir()
    path.write_text("old")
    done = []
    for name in ("fsync", "replace"):
        function = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *words, name=name, call=function: done.append(name) or call(*words))
    filesystem.write(path, "new")
    assert done == ["fsync", "replace", "fsync"], "the file, its name, the folder"
    assert [(one.name, one.read_text()) for one in path.parent.iterdir()] == [("kritarc", "new")]


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_file_that_cannot_be_replaced_stays(tmp_path, monkeypatch, name):
    path = tmp_path / "settings/kritarc"
    path.parent.mkdir()
    path.write_text("old")

    def fail(*words):
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(OSError):
        filesystem.write(path, "new")
    assert [(one.name, one.read_text()) for one in path.parent.iterdir()] == [("kritarc", "old")]
