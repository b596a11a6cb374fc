"""A worker of the interpreter that runs the tests: `inlay` and `tests/sample` must be installed in it."""

import json
import sys

import pytest

from inlay.operations import registry
from plugins.bridge import client, installation, planes, table


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    """What ``installation.json`` holds."""
    folder = tmp_path_factory.mktemp("installation")
    operations = folder / "operations.json"
    operations.write_text(json.dumps(registry.table()))
    assert "sample-everything" in operations.read_text(), "install tests/sample into the test environment"
    log = folder / "log" / "worker.log"
    return installation.Installation(sys.executable, str(operations), str(log), "0.1.0", client.PROTOCOL)


@pytest.fixture(scope="session")
def operations(record):
    return {operation.id: operation for operation in table.load(record.table)}


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """An empty folder in which the planes' folders are made."""
    folder = tmp_path / "runtime"
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def folder(runtime):
    made = planes.Folder(room=0)
    yield made
    made.remove()


@pytest.fixture
def worker(record, runtime):
    with client.start(record, "fake 1.0", room=0) as started:
        yield started
