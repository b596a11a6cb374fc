"""A worker of the interpreter that runs the tests: `inlay` and `tests/sample` must be installed in it."""

import pytest
from plugins.bridge import client, planes, table
from tests.bridge.fake_host import installed


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    """What ``installation.json`` holds."""
    return installed(tmp_path_factory.mktemp("installation"))


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
