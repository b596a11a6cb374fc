"""What is left for later is done once, gives way to whoever changes the installation, and survives being killed."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.clones import REPOSITORY

from inlay_setup import background, doctor, install, record, uninstall
from inlay_setup.errors import InstallationError

PROGRAM = """
import json, sys
from inlay_setup import background
background.works = lambda: json.loads(sys.argv[2])
background.PAUSE = 0.02
sys.exit(background.main(sys.argv[1:]))
"""


#: The fixtures put a pretended one in its place.
PYTHON = sys.executable


def python(code):
    return [PYTHON, "-c", code]


DONE, FAILED, ENDLESS = python("pass"), python("raise SystemExit(3)"), python("import time; time.sleep(600)")


@pytest.fixture
def data(artist):
    folder = artist.data / background.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / background.WANTED).touch()
    return artist.data


@pytest.fixture
def launch(data):
    started = []

    def start(*kernels):
        variables = {**os.environ, "PYTHONPATH": str(REPOSITORY / "core")}
        command = [*python(PROGRAM), str(data), json.dumps([kernels, DONE])]
        process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def until_running(data):
    until(lambda: background.is_running(data))


def test_it_tells_what_it_does_and_that_nothing_is_left(launch, data):
    process = launch(DONE, DONE)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert output.count(": done after") == 3
    assert not background.is_wanted(data)
    assert not background.is_running(data)


def test_what_fails_is_told_and_still_wanted(launch, data):
    process = launch(FAILED, DONE)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "ended with 3" in output
    assert output.count(": done after") == 2
    assert background.is_wanted(data)
    assert background.failed(data) == [FAILED[-1]]


def test_it_is_stopped_and_goes_on_later(launch, data):
    process = launch(ENDLESS)
    until_running(data)
    background.stop(data)
    assert not background.is_running(data)
    assert process.wait(timeout=60) == 1
    assert background.is_wanted(data)
    assert launch(DONE).wait(timeout=60) == 0
    assert not background.is_wanted(data)


def test_a_second_one_leaves_the_work_to_the_first(launch, data):
    launch(ENDLESS)
    until_running(data)
    second = launch(DONE)
    output, _ = second.communicate(timeout=60)
    assert (second.returncode, output) == (0, "")
    assert background.is_running(data)
    assert background.is_wanted(data)


def test_one_that_was_killed_is_followed_when_what_it_started_has_ended(launch, data, tmp_path, monkeypatch):
    noted = tmp_path / "process"
    process = launch(DONE, python(f"import os; open({str(noted)!r}, 'w').write(str(os.getpid())); {ENDLESS[-1]}"))
    until(lambda: noted.exists() and noted.read_text())
    process.kill()
    process.wait()
    monkeypatch.setattr(background, "PATIENCE", 0.1)
    with pytest.raises(InstallationError, match="still being compiled"):
        background.stop(data)
    assert background.is_running(data)
    os.kill(int(noted.read_text()), signal.SIGTERM)
    until(lambda: not background.is_running(data))
    assert background.is_wanted(data)
    assert launch(DONE).wait(timeout=60) == 0


def test_one_that_is_asked_to_end_takes_along_what_it_started(launch, data):
    process = launch(ENDLESS)
    until_running(data)
    process.terminate()
    assert process.wait(timeout=60) == 130
    until(lambda: not background.is_running(data))
    assert background.is_wanted(data)


def test_it_ends_where_its_folder_has_gone(launch, data):
    process = launch(ENDLESS)
    until_running(data)
    (data / background.FOLDER / background.WANTED).unlink()
    assert process.wait(timeout=60) == 1


def test_an_installation_starts_it_and_doctor_tells(installed, artist, machine, monkeypatch):
    monkeypatch.setattr(record, "here", lambda prefix=None: artist)
    assert machine.called("inlay_setup.background", str(artist.data))
    report = doctor.examine(artist, machine.run)
    assert report["kernels"] == {
        "complete": False,
        "compiling": False,
        "failed": [],
        "log": str(artist.data / "log" / background.LOG),
    }
    wanted = artist.data / background.FOLDER / background.WANTED
    wanted.write_text("matting\nsegmentation", encoding="utf-8")
    report = doctor.examine(artist, machine.run)
    assert report["kernels"]["failed"] == ["matting", "segmentation"]
    assert "could not be compiled: matting, segmentation." in report["problems"][-1]["message"]
    wanted.unlink()
    assert doctor.examine(artist, machine.run)["kernels"]["complete"]


@pytest.mark.parametrize(
    ("complete", "compiling", "said"),
    [(True, False, "all are compiled"), (False, True, "being compiled"), (False, False, "inlay refresh")],
)
def test_what_doctor_says(complete, compiling, said, capsys):
    doctor._tell_kernels({"complete": complete, "compiling": compiling, "failed": [], "log": "compiling.log"})
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("installed")
def test_whoever_changes_the_installation_stops_it_first(launch, artist, machine, clone):
    background_folder = artist.data / background.FOLDER
    process = launch(ENDLESS)
    until_running(artist.data)
    assert install.install(clone, artist, run=machine.run) == 0
    assert process.wait(timeout=60) == 1
    second = launch(ENDLESS)
    until_running(artist.data)
    assert uninstall.uninstall(artist, run=machine.run) == 0
    assert second.wait(timeout=60) == 1
    assert not background_folder.exists()
