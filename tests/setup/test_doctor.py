import json
import shutil
import subprocess
import sys
from importlib import metadata

import pytest
from tests.setup.machine import tree

from inlay import __version__
from inlay_setup import doctor, install, lock, record, selftest, uninstall
from inlay_setup.errors import InstallationError

#: The fixtures put a pretended one in its place.
PYTHON = sys.executable


@pytest.fixture
def installed(artist, machine, clone, editors_have_run, monkeypatch):
    monkeypatch.setattr(install, "refuse_sudo", lambda home: None)
    monkeypatch.setattr(record, "here", lambda prefix=None: artist)
    install.install(clone, artist, run=machine.run)
    return artist


@pytest.fixture
def _healthy(monkeypatch):
    healthy = {"ok": True, "seconds": 0.1, "message": "", "hint": ""}
    monkeypatch.setattr(selftest, "round_trip", lambda adapters: healthy)


@pytest.mark.usefixtures("_healthy")
def test_what_programs_read(installed, machine):
    report = json.loads(json.dumps(doctor.examine(installed, machine.run)))
    assert report["ok"]
    assert report["command"] == str(installed.environment / "bin/inlay")
    assert report["python"] == str(installed.environment / "bin/python")
    assert report["log"] == str(installed.data / "log/worker.log")
    assert report["versions"]["inlay"] == __version__
    assert report["paths"]["cache"] == str(installed.cache)
    assert [(host["name"], host["installed"]) for host in report["hosts"]] == [("GIMP 3.0", True), ("Krita", True)]
    assert report["problems"] == []


@pytest.mark.usefixtures("_healthy")
def test_an_adapter_that_is_gone(installed, machine, home):
    (home / ".config/GIMP/3.0/plug-ins/inlay/installation.json").unlink()
    report = doctor.examine(installed, machine.run)
    assert not report["ok"]
    assert "GIMP 3.0" in report["problems"][0]["message"]
    assert "inlay refresh" in report["problems"][0]["hint"]


def test_a_worker_that_does_not_work(installed, machine):
    """The pretended Python is no worker: it ends at once."""
    report = doctor.examine(installed, machine.run)
    assert not report["self_test"]["ok"]
    assert report["self_test"]["message"]
    assert report["problems"]


def test_while_somebody_installs(installed, machine):
    with lock.hold(installed.data), pytest.raises(InstallationError, match="Another installation is running"):
        doctor.examine(installed, machine.run)


def test_an_installation_that_was_interrupted(installed, machine, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "bridge"]:
        monkeypatch.delitem(sys.modules, name)
    done = record.load(installed.data)
    done.fingerprint = ""
    done.save(installed.data)
    shutil.rmtree(installed.data / "plugins")
    first, *_, last = doctor.examine(installed, machine.run)["problems"]
    assert "did not come to its end" in first["message"]
    assert "What editors are given is missing" in last["message"]
    assert "python3 install.py" in last["hint"]


@pytest.mark.usefixtures("_healthy")
def test_nothing_is_written(installed, machine):
    before = tree(installed.home)
    doctor.examine(installed, machine.run)
    assert tree(installed.home) == before


@pytest.mark.usefixtures("_healthy")
def test_what_batches_are_run_by(installed, machine, capsys):
    done = record.load(installed.data)
    done.extras = ["batch"]
    done.save(installed.data)
    report = doctor.examine(installed, machine.run)
    assert any('["inlay[batch]"]' in word for call in machine.calls for word in call)
    doctor._tell(report)
    assert "batches: not run, since Dask is not installed" in capsys.readouterr().out
    answer = subprocess.run([PYTHON, "-c", doctor.VERSIONS], check=True, stdout=subprocess.PIPE)
    report["batches"]["runtime"] = json.loads(answer.stdout)["dask"]
    doctor._tell(report)
    assert f"batches: run by Dask {metadata.version('dask')}" in capsys.readouterr().out


def test_an_environment_that_does_not_work(installed, machine):
    (installed.environment / "bin/python").unlink()
    report = doctor.examine(installed, machine.run)
    assert any("does not work" in problem["message"] for problem in report["problems"])
    assert report["base"] is None


@pytest.mark.usefixtures("_healthy")
def test_networks_and_what_runs_them(installed, machine, capsys, monkeypatch):
    monkeypatch.setattr(doctor.programs, "run", machine.run)
    assert doctor.examine(installed, machine.run)["ok"], "nobody needs networks"
    machine.networks["models"] = [{"name": "u2netp", "kind": "subject", "title": "U²-Net, small"}]
    report = doctor.examine(installed, machine.run)
    assert "u2netp" in report["problems"][0]["message"]
    assert "--with networks" in report["problems"][0]["hint"]
    machine.networks["runtime"] = "1.32.0"
    report = doctor.examine(installed, machine.run)
    assert report["ok"] and report["networks"]["models"][0]["name"] == "u2netp"
    doctor._tell(report)
    assert "network u2netp: U²-Net, small, run by ONNX Runtime 1.32.0" in capsys.readouterr().out
    machine.networks["warnings"] = [["What is known of the network a is damaged.", "Add it again."]]
    assert doctor.examine(installed, machine.run)["problems"][0]["hint"] == "Add it again."


@pytest.mark.usefixtures("_healthy")
def test_a_package_that_does_not_import(installed, machine):
    machine.problems = ["scipy does not import: ImportError: no."]
    report = doctor.examine(installed, machine.run)
    assert not report["ok"]
    assert report["problems"][0]["message"] == machine.problems[0]
    assert "--repair" in report["problems"][0]["hint"]


def test_nothing_installed(artist, monkeypatch, capsys):
    monkeypatch.setattr(record, "here", lambda prefix=None: artist)
    assert doctor.main(["--json"]) == 1
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert "install.py" in problem["hint"]
    assert doctor.main([]) == 1
    assert uninstall.main([]) == 0
