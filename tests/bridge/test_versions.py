"""An installation that changes while editors run: being updated, a worker of yesterday, two versions at once."""

from __future__ import annotations

import os
import time

import pytest
from plugins.bridge import client, installation, planes, request

from inlay import __version__
from inlay.contract.errors import InstallationError
from inlay_setup import lock


def _copied(worker, operations) -> dict:
    """Let the worker copy a pixel; what it says at the end."""
    canvas, colours = planes.Box(0, 0, 1, 1), planes.Encoding("RGBA", "u8")
    plane = worker.folder.create(canvas, colours)
    plane.write(0, bytes(4))
    asked = request.job(operations["sample-copy"], {}, {"source": plane}, request.Document(1, 1, colours))
    number = worker.submit(asked)
    while worker.is_open(number):
        for message in worker.messages(1):
            if "done" in message:
                return message["done"]
            assert "progress" in message, message
    raise AssertionError("no answer")


def test_two_versions_are_told_of_once(record, operations, runtime, monkeypatch) -> None:
    monkeypatch.setattr(installation, "VERSION", "0.0.1")
    with client.start(record, "test 1.0") as worker:
        (warning,) = _copied(worker, operations)["warnings"]
        assert "0.0.1" in warning["message"] and __version__ in warning["message"]
        assert "Start the editor again" in warning["hint"]
        assert _copied(worker, operations)["warnings"] == []


@pytest.mark.parametrize("version", [__version__, ""], ids=["the same", "not known"])
def test_one_version_is_not_told_of(record, operations, runtime, monkeypatch, version: str) -> None:
    monkeypatch.setattr(installation, "VERSION", version)
    with client.start(record, "test 1.0") as worker:
        assert _copied(worker, operations)["warnings"] == []


def test_nothing_is_started_during_an_update(record, tmp_path) -> None:
    changing = record._replace(table=str(tmp_path / "operations.json"))
    with lock.hold(tmp_path), pytest.raises(InstallationError, match="being updated"):
        client.start(changing, "test 1.0")
    installation.demand_settled(changing)


def test_a_worker_of_yesterday_is_not_current(record, tmp_path) -> None:
    table = tmp_path / "operations.json"
    table.touch()
    mine = record._replace(table=str(table))
    folder = planes.Folder(room=0)
    try:
        os.utime(table, (time.time() - 60,) * 2)
        assert installation.is_current(mine, folder.path)
        os.utime(table, (time.time() + 60,) * 2)
        assert not installation.is_current(mine, folder.path)
    finally:
        folder.remove()
