"""Workers of the interpreter that runs the tests, spoken to without the bridge: `tests/sample` must be installed."""

import tempfile
from pathlib import Path

import pytest
from plugins.bridge import client
from tests.bridge.fake_host import installed
from tests.worker.raw import RawWorker


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    """What ``installation.json`` holds."""
    return installed(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def worker(tmp_path):
    with RawWorker(tmp_path / "folder") as started:
        started.greet()
        yield started


@pytest.fixture
def runtime(monkeypatch):
    """An empty folder in which the bridge makes the planes' folders."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def started(record, runtime):
    with client.start(record, "fake 1.0", room=0) as worker:
        yield worker
