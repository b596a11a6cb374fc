"""The first start, as an editor sees it: a process that tells of itself, that can be stopped, and that can fail."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from plugins.bridge import first_start, installation, pythons
from tests.setup.machine import program

from inlay.contract.errors import Cancelled, InstallationError
from inlay_setup import locations

#: What stands for the installer: it does what the words after ``ACT`` say.
INSTALLER = """
import json, os, sys, time
def main(arguments):
    assert arguments == ["krita"]
    print(json.dumps({"doing": "Installing", "progress": 0.5}), flush=True)
    print("Something that nobody foresaw", flush=True)
    ACT
"""
WAITING = "[time.sleep(0.05) for _ in iter(lambda: os.read(0, 1), b'')]; return 130"
FAILING = "print(json.dumps({'message': 'No network.', 'hint': 'Connect.'})); return 1"


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an adapter that brings along what sets it up, and knows of no installation."""
    (tmp_path / "carried/core/inlay_setup").mkdir(parents=True)
    monkeypatch.setattr(first_start, "CARRIED", str(tmp_path / "carried/core"))
    monkeypatch.setattr(installation, "RECORD", str(tmp_path / "installation.json"))
    monkeypatch.setattr(pythons, "find", lambda: [sys.executable])
    return tmp_path


def _set_up(carried: Path, act: str) -> first_start.SetUp:
    (carried / "carried/core/inlay_setup/__init__.py").touch()
    (carried / "carried/core/inlay_setup/first_start.py").write_text(INSTALLER.replace("ACT", act))
    made = first_start.SetUp("krita")
    made.start()
    return made


def _until(condition) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_is_needed_until_there_is_an_environment(carried: Path) -> None:
    assert first_start.is_needed()
    record = '{"python": %r, "table": "t", "log": "l", "version": "1", "protocol": 1}'.replace("%r", '"%s"')
    (carried / "installation.json").write_text(record % sys.executable)
    assert not first_start.is_needed()
    (carried / "installation.json").write_text(record % (carried / "gone"))
    assert first_start.is_needed(), "what is broken is set up anew"


def test_an_adapter_that_brings_nothing_along_offers_nothing(carried: Path) -> None:
    (carried / "carried/core/inlay_setup").rmdir()
    (carried / "carried/core").rmdir()
    assert not first_start.is_needed()


RECORDING = f"""open('installation.json', 'w').write(json.dumps(
        {{'python': {sys.executable!r}, 'table': '', 'log': '', 'version': '', 'protocol': 1}})); return 0"""


def test_an_editor_that_could_not_be_served_is_told_why(carried: Path) -> None:
    made = _set_up(
        carried, "print(json.dumps({'noted': 'Krita was found, not installed.', 'advice': 'Start it.'})); return 0"
    )
    _until(lambda: made.has_ended)
    assert (made.error.message, made.error.hint) == ("Krita was found, not installed.", "Start it.")


def test_it_tells_how_far_it_is(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(carried)
    made = _set_up(carried, RECORDING)
    _until(lambda: made.has_ended)
    assert (made.doing, made.fraction, made.error) == ("Installing", 0.5, None)


def test_a_failure_says_what_to_do(carried: Path) -> None:
    made = _set_up(carried, FAILING)
    _until(lambda: made.has_ended)
    assert (made.error.message, made.error.hint) == ("No network.", "Connect.")


def test_what_nobody_foresaw_is_told(carried: Path) -> None:
    made = _set_up(carried, "raise RuntimeError('Oh')")
    _until(lambda: made.has_ended)
    assert "RuntimeError: Oh" in made.error.message


def test_cancel(carried: Path) -> None:
    made = _set_up(carried, WAITING)
    _until(lambda: made.fraction == 0.5)
    assert not made.has_ended
    made.cancel()
    _until(lambda: made.has_ended)
    assert isinstance(made.error, Cancelled)


def test_one_that_does_not_stop_is_killed(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_start, "STOP_SECONDS", 0.2)
    made = _set_up(carried, "time.sleep(600)")
    _until(lambda: made.fraction == 0.5)
    made.cancel()
    _until(lambda: made.has_ended)
    assert isinstance(made.error, Cancelled)


def test_cancel_before_it_has_begun(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find() -> list[str]:
        time.sleep(0.3)
        return [sys.executable]

    monkeypatch.setattr(pythons, "find", find)
    made = _set_up(carried, "open('begun', 'w'); return 0")
    made.cancel()
    _until(lambda: made.has_ended)
    assert isinstance(made.error, Cancelled)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("given", ["", "relative", "elsewhere", "in the home folder"])
def test_the_place_that_is_told_is_where_it_is_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, given: str
) -> None:
    home = tmp_path / "Zoë Müller"
    home.mkdir()
    folder = {"elsewhere": str(tmp_path / "data"), "in the home folder": str(home / "data")}.get(given, given)
    variables = {name: folder for name in ("XDG_DATA_HOME", "LOCALAPPDATA") if folder}
    variables |= dict.fromkeys(("HOME", "USERPROFILE"), str(home))
    put = str(locations.locate(variables=variables, platform=platform).environment.parent)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pythons, "IS_MAC", platform == "darwin")
    with monkeypatch.context() as patched:
        patched.setattr(os, "name", "nt" if platform == "win32" else "posix")
        told = first_start._place()
    assert told.replace("~", str(home), 1) == put
    assert told.startswith("~") == put.startswith(str(home))


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.setattr(pythons, "FURTHER", ())
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    return tmp_path / "programs"


@pytest.mark.skipif(sys.platform == "win32", reason="programs are scripts of sh here")
def test_pythons(places: Path) -> None:
    with pytest.raises(InstallationError, match=r"python\.org"):
        pythons.find()
    uv = program(places / "uv")
    assert pythons.find()[:2] == [str(uv), "run"]
    program(places / "python3.13", "exit 1")
    assert pythons.find()[0] == str(uv), "one that cannot be used"
    python = program(places / "python3")
    assert pythons.find() == [str(python)]


@pytest.mark.skipif(sys.platform == "win32", reason="programs are scripts of sh here")
def test_a_python_behind_one_that_cannot_be_used(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(places / "python3", "exit 1")
    python = program(places.parent / "further/python3")
    monkeypatch.setenv("PATH", f"{places}{os.pathsep}{python.parent}")
    assert pythons.find() == [str(python)]


def test_a_python_of_msys2_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_platform", lambda: "mingw_x86_64_ucrt")
    with pytest.raises(SystemExit) as caught:
        exec(pythons.QUESTION)
    assert caught.value.code == 1


def test_variables_of_the_editor_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONHOME", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "GI_TYPELIB_PATH"):
        monkeypatch.setenv(name, "/app")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    given = pythons.environment()
    assert given["HTTPS_PROXY"] == "http://proxy" and "/app" not in given.values()
