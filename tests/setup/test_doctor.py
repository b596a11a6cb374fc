import json

import pytest

from inlay import __version__
from inlay_setup import doctor, install, record, selftest, uninstall


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
