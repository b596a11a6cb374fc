"""What a worker tells its host of values that are not plain, and what it keeps."""

import json
import math
import threading

import numpy as np
import pytest
from tests.core.operations import finders
from tests.fake_windows_files import locks  # noqa: F401

from inlay.contract import file_lock
from inlay.operations.plain import plain
from inlay.worker import installation, service
from inlay.worker.folder import Folder
from inlay.worker.loader import Loader
from inlay_setup import lock


class Listener:
    """A host that remembers what it is told."""

    def __init__(self):
        self.told = []

    def send(self, message):
        self.told.append(message)

    def fail(self, error, job=None):
        self.told.append({"job": job, "error": error.message})

    @property
    def not_kept(self):
        """The jobs that referred to planes that are gone."""
        return [message["job"] for message in self.told if "not kept" in message.get("error", "")]


@pytest.fixture
def folder(tmp_path):
    tmp_path.chmod(0o700)
    return Folder(tmp_path)


def send(taking, number, images):
    document = {"width": 5, "height": 5, "model": "RGBA", "type": "u8"}
    taking.receive({"job": number, "operation": "sample-copy", "images": images, "document": document})


def plane(file):
    return {"file": file, "x": 0, "y": 0, "width": 5, "height": 5, "model": "RGBA", "type": "u8"}


@pytest.mark.parametrize(
    "fraction, told", [(0.5, 0.5), (math.nan, 0.0), (math.inf, 1.0), (-math.inf, 0.0), (np.float32(2), 1.0), (-1, 0.0)]
)
def test_progress_is_a_number_from_0_to_1(fraction, told):
    host = Listener()
    progress = service._Progress(host, service.Task(1, None, frozenset()))
    progress(fraction, "Working")
    assert host.told == [{"job": 1, "progress": told, "doing": "Working"}]


@pytest.mark.parametrize(
    "value, expected",
    [
        (math.nan, None),
        (np.float32("inf"), None),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (True, True),
        ("\ud800", "\ud800"),
        ({1: (np.float16(0.5), None)}, {"1": [0.5, None]}),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        (1j, "1j"),
        (10**400, 10**400),
    ],
)
def test_figures_are_plain(value, expected):
    found = plain(value)
    assert found == expected and type(found) is type(expected)
    json.dumps(found, allow_nan=False)


def test_of_large_planes_the_oldest_are_forgotten(folder, monkeypatch):
    monkeypatch.setattr(service, "MOST_KEPT_BYTES", 250)
    host = Listener()
    taking = service.Service(host, folder)
    taking.receive({"inlay": {"protocol": 1}})
    for name in "abc":
        (folder.path / name).write_bytes(bytes(100))
    send(taking, 1, {"source": plane("a")})
    send(taking, 2, {"source": {"of": 1}, "region": plane("b")})
    send(taking, 3, {"source": {"of": 1}})
    assert host.not_kept == [], "a file counts once, however many jobs use it"
    send(taking, 4, {"source": {"of": 2}, "region": plane("c")})
    send(taking, 5, {"source": {"of": 1}})
    send(taking, 6, {"source": {"of": 4}})
    assert host.not_kept == [5]


def test_what_is_missing_is_told_to_who_asks(folder, monkeypatch):
    """A worker looks again each time: networks come and go while an editor runs."""
    host = Listener()
    taking = service.Service(host, folder)
    taking.receive({"inlay": {"protocol": 1}})
    for number, found in enumerate(({}, {"network": finders.reddest}, {}), 1):
        finders.install(monkeypatch, **found)
        taking.receive({"job": number, "ask": "remove-background"})
        taking.serve(0.0, Loader())
    missing, there, again = host.told
    assert "No network that finds the subject" in missing["error"] and missing["error"] == again["error"]
    assert "done" in there


@pytest.mark.usefixtures("locks")
def test_on_windows_an_idle_worker_makes_way_for_an_update(folder, tmp_path, monkeypatch):
    """Nobody could replace there what it has open."""
    monkeypatch.setattr(installation, "LOCK", str(tmp_path / "data" / file_lock.CHANGING))
    monkeypatch.setattr(installation, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr(installation, "LOOK_SECONDS", 0.05)
    taking = service.Service(Listener(), folder)
    serving = threading.Thread(target=taking.serve, args=(600.0, Loader()), daemon=True)
    serving.start()
    serving.join(1)
    assert serving.is_alive()
    with lock.hold(tmp_path / "data"):
        serving.join(60)
        assert not serving.is_alive()
