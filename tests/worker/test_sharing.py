"""One worker for the processes of an editor: each is served by it as by one of its own, whatever the others did."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plugins.bridge import client, pipes, sharing
from tests.worker.bridged import last_message, polls_until_free, submit, until_running
from tests.worker.raw import is_running, wait_for


@pytest.fixture
def keeper(record, runtime):
    keeper = sharing.Keeper(record, "fake 1.0")
    assert keeper.tend() and wait_for(lambda: os.path.exists(keeper.address))
    yield keeper
    keeper.close()


def visit(record, keeper):
    return sharing.worker(record, "fake 1.0", keeper.address, room=0)


def pid(keeper):
    return keeper._process.pid


def is_shared(worker):
    return worker._process is None


def assert_waits(keeper):
    """Everybody has gone: only the keeper's folder is left, and the next one can come."""
    base, folder = os.path.split(os.path.dirname(keeper.address))
    assert wait_for(lambda: os.listdir(base) == [folder] and os.path.exists(keeper.address))


def test_one_after_another(record, keeper):
    worker = pid(keeper)
    for _ in range(3):
        with visit(record, keeper) as visitor:
            assert is_shared(visitor)
            for side in (8, 9):
                assert "done" in last_message(visitor, submit(visitor, record, "sample-copy", side))
        assert_waits(keeper)
    assert pid(keeper) == worker and is_running(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="leads through /proc")
def test_a_folder_whose_path_is_longer_than_a_socket_may_have(record, runtime, monkeypatch):
    deep = runtime / "ö" / ("long" * 30)
    deep.mkdir(parents=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    keeper = sharing.Keeper(record, "fake 1.0")
    assert keeper.tend() and wait_for(lambda: os.path.exists(keeper.address))
    try:
        assert keeper.address.startswith(str(deep))
        for _ in range(2):
            with visit(record, keeper) as visitor:
                assert is_shared(visitor) and "done" in last_message(visitor, submit(visitor, record, "sample-copy"))
            assert_waits(keeper)
    finally:
        keeper.close()
    assert os.listdir(deep) == []


def test_pixels_of_earlier_ones_are_never_seen(record, keeper):
    """Every visitor calls its planes by the same names."""
    for value in (10, 20):
        with visit(record, keeper) as visitor:
            number = submit(visitor, record, "sample-copy", content=bytes([value]) * 8 * 8 * 4)
            plane = last_message(visitor, number)["done"]["outputs"][0]["plane"]
            assert set(Path(visitor.folder.path, plane["file"]).read_bytes()) == {value}
        assert_waits(keeper)


def test_who_finds_it_busy_has_its_own(record, keeper):
    with visit(record, keeper) as first, visit(record, keeper) as second:
        assert is_shared(first) and not is_shared(second)
        for visitor in (second, first):
            assert "done" in last_message(visitor, submit(visitor, record, "sample-copy"))
    assert_waits(keeper)


def test_a_visitor_that_leaves_in_the_middle_of_a_job(record, keeper):
    worker = pid(keeper)
    with visit(record, keeper) as visitor:
        until_running(visitor, submit(visitor, record, "sample-slow", seconds=600))
    assert_waits(keeper)
    with visit(record, keeper) as visitor:
        assert is_shared(visitor) and "done" in last_message(visitor, submit(visitor, record, "sample-copy"))
    assert pid(keeper) == worker


def test_cancel(record, keeper):
    with visit(record, keeper) as visitor:
        number = submit(visitor, record, "sample-slow", seconds=600)
        until_running(visitor, number)
        assert polls_until_free(visitor, number) <= 4 and visitor.alive
        assert "done" in last_message(visitor, submit(visitor, record, "sample-copy"))


def test_work_that_does_not_listen_ends_the_worker_but_not_the_editor(record, keeper):
    worker = pid(keeper)
    with visit(record, keeper) as visitor:
        number = submit(visitor, record, "sample-slow", seconds=600, deaf=True)
        assert wait_for(lambda: "host-1.plane" in Path(f"/proc/{worker}/maps").read_text())
        assert polls_until_free(visitor, number) <= 4 and not visitor.alive
    assert wait_for(lambda: not is_running(worker))
    assert os.listdir(os.environ["XDG_RUNTIME_DIR"]) == []


VISITOR = """
import os, sys, time
from plugins.bridge import installation, sharing
from tests.worker.bridged import submit, until_running
record = installation.Installation(*{record!r})
worker = sharing.worker(record, "dying 1.0", {address!r}, room=0)
until_running(worker, submit(worker, record, "sample-slow", seconds=600))
print("running", flush=True)
time.sleep(600)
"""


def test_a_visitor_that_is_killed(record, keeper):
    """What GIMP's Cancel does."""
    script = VISITOR.format(record=tuple(record), address=keeper.address)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "running\n"
        process.kill()
    assert_waits(keeper)
    with visit(record, keeper) as visitor:
        assert is_shared(visitor) and "done" in last_message(visitor, submit(visitor, record, "sample-copy"))


def test_a_worker_that_dies_is_started_anew(record, keeper):
    first = pid(keeper)
    with visit(record, keeper) as visitor:
        number = submit(visitor, record, "sample-fail", how="crash")
        assert last_message(visitor, number)["error"]["code"] == "failed" and not visitor.alive
    assert wait_for(lambda: not is_running(first))
    with visit(record, keeper) as visitor:
        assert not is_shared(visitor)
    assert keeper.tend() and pid(keeper) != first and wait_for(lambda: os.path.exists(keeper.address))
    with visit(record, keeper) as visitor:
        assert is_shared(visitor) and "done" in last_message(visitor, submit(visitor, record, "sample-copy"))


def test_one_that_cannot_live_is_not_started_again_and_again(record, runtime, tmp_path):
    keeper = sharing.Keeper(record._replace(python="/nonexistent/python"), "fake 1.0")
    assert not keeper.tend() and keeper.address == ""
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    keeper = sharing.Keeper(record._replace(python=str(bare)), "fake 1.0")
    assert keeper.tend() and wait_for(lambda: not keeper.tend())
    assert keeper.address == "" and os.listdir(runtime) == []


def test_two_editors(record, keeper):
    other = sharing.Keeper(record, "fake 2.0")
    assert other.tend() and wait_for(lambda: os.path.exists(other.address))
    with visit(record, keeper) as first, visit(record, other) as second:
        assert is_shared(first) and is_shared(second)
    other.close()
    assert_waits(keeper)
    with visit(record, keeper) as visitor:
        assert is_shared(visitor)


def test_the_end_of_the_keeper_is_that_of_the_worker(record, runtime):
    script = (
        "import sys, time\nfrom plugins.bridge import installation, sharing\n"
        f"keeper = sharing.Keeper(installation.Installation(*{tuple(record)!r}), 'dying 1.0')\n"
        "keeper.tend()\nprint(keeper._process.pid, keeper.address, flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        worker, address = process.stdout.readline().split()
        assert wait_for(lambda: os.path.exists(address))
        visitor = sharing.worker(record, "fake 1.0", address, room=0)
        number = submit(visitor, record, "sample-slow", seconds=600)
        process.kill()
    assert last_message(visitor, number)["error"]["code"] == "failed"
    assert wait_for(lambda: not is_running(int(worker))) and os.listdir(runtime) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals(record, keeper, runtime, number):
    with visit(record, keeper) as visitor:
        until_running(visitor, submit(visitor, record, "sample-slow", seconds=600))
        os.kill(pid(keeper), number)
        assert wait_for(lambda: not is_running(pid(keeper))) and os.listdir(runtime) == []


def test_one_that_was_installed_over_is_left_alone(record, keeper):
    later = time.time() + 5
    os.utime(record.table, (later, later))
    try:
        with visit(record, keeper) as visitor:
            assert not is_shared(visitor)
    finally:
        os.utime(record.table)


def test_nobody_else_can_be_a_visitor(keeper):
    address = Path(keeper.address)
    assert address.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "greeting",
    [b"", b"nonsense\n", b"{}\n", b'{"inlay": {"protocol": 1}}\n', b'{"inlay": {"protocol": 1, "folder": "/"}}\n'],
)
def test_who_does_not_introduce_himself_is_shown_out(record, keeper, greeting):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(keeper.address)
        connection.sendall(greeting)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass
    with visit(record, keeper) as visitor:
        assert is_shared(visitor) or "done" in last_message(visitor, submit(visitor, record, "sample-copy"))
    assert_waits(keeper)


def test_a_worker_of_another_version_is_not_used(record, runtime, tmp_path):
    address = str(tmp_path / "socket")
    (tmp_path / "owner").touch()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(1)
        ends = pipes.connected(address)
        server, _ = listener.accept()
        server.sendall(b'{"inlay": {"protocol": 2}}\n')
        folder = client.Folder(room=0)
        stranger = client.Worker(folder, ends, None, record.log, "fake 1.0")
        assert wait_for(lambda: stranger.messages(0.05) == [] and not stranger.alive)
        server.close()
    assert os.listdir(runtime) == []


@pytest.fixture
def installed(record, tmp_path):
    """An installation of the test's own, a minute old."""
    table = tmp_path / "operations.json"
    table.write_bytes(Path(record.table).read_bytes())
    os.utime(table, (time.time() - 60,) * 2)
    return record._replace(table=str(table))


@pytest.fixture
def updated(installed, runtime):
    """Who keeps a worker for it."""
    keeper = sharing.Keeper(installed, "fake 1.0")
    assert keeper.tend() and wait_for(lambda: os.path.exists(keeper.address))
    yield keeper
    keeper.close()


def _update(installed):
    later = time.time() + 1
    os.utime(installed.table, (later, later))
    time.sleep(1.1)


def test_an_update_ends_the_old_worker_and_starts_another(installed, updated):
    worker = pid(updated)
    assert updated.tend() and pid(updated) == worker
    _update(installed)
    assert updated.tend() and pid(updated) != worker
    assert wait_for(lambda: os.path.exists(updated.address)) and not is_running(worker)
    with visit(installed, updated) as visitor:
        assert is_shared(visitor) and "done" in last_message(visitor, submit(visitor, installed, "sample-copy"))
    assert_waits(updated)


def test_an_update_lets_the_old_worker_finish(installed, updated):
    worker = pid(updated)
    with visit(installed, updated) as visitor:
        number = submit(visitor, installed, "sample-slow", seconds=2)
        until_running(visitor, number)
        _update(installed)
        assert updated.tend() and pid(updated) == worker
        with visit(installed, updated) as another:
            assert not is_shared(another), "who comes after the update has the new one"
        assert "done" in last_message(visitor, number)
    assert wait_for(lambda: updated.tend() and pid(updated) != worker)
    assert wait_for(lambda: os.path.exists(updated.address))
