"""A full disk is an error with a hint, for the host as for the worker, and never the end of either."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from plugins.bridge import client, planes, request, table
from tests.worker.raw import wait_for

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.job import Document
from inlay.contract.planes import Encoding

MEGABYTE = 1 << 20
DISK = 8 * MEGABYTE
SIDE = 512  # a plane of one megabyte


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A small disk of its own, on which the planes lie."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount the small disk that this test fills")
    path = tmp_path / "disk"
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "tmpfs", path], check=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(path))
    yield path
    subprocess.run(["umount", "-l", path], check=True)


@pytest.fixture
def worker(disk, record):
    with client.start(record, "fake 1.0", room=0) as started:
        started.operations = {operation.id: operation for operation in table.load(record.table)}
        yield started


def fill(disk):
    """Take all that is left."""
    path = disk / "filler"
    with open(path, "ab", buffering=0) as file:
        try:
            while file.write(bytes(1 << 16)):
                pass
        except OSError:
            pass
    assert os.statvfs(disk).f_bavail == 0
    return path


def job(worker, name, model="RGBA", **values):
    plane = worker.folder.create(Box(0, 0, SIDE, SIDE), Encoding(model, "u8"))
    operation = worker.operations[name]
    images = {"source": plane, "destination": plane} if operation.input("destination") else {"source": plane}
    return plane, request.job(operation, values, images, Document(SIDE, SIDE, Encoding(model, "u8")))


def assert_full(error):
    assert error.code == "resources" and "Free some space" in error.hint


def test_no_room_for_a_plane(disk):
    folder = planes.Folder(room=0)
    with pytest.raises(InlayError) as caught:
        folder.create(Box(0, 0, 4 * SIDE, 4 * SIDE), Encoding("RGBA", "u8"))
    assert_full(caught.value)
    assert os.listdir(folder.path) == ["owner"]
    folder.create(Box(0, 0, SIDE, SIDE), Encoding("RGBA", "u8"))
    folder.remove()


def test_no_room_for_a_plane_that_must_be_written(disk, monkeypatch):
    monkeypatch.delattr(os, "posix_fallocate")
    test_no_room_for_a_plane(disk)


def test_no_room_for_a_folder_anywhere(disk, monkeypatch):
    monkeypatch.setattr(planes, "_memory_backed", lambda: [str(disk)])
    monkeypatch.setattr(planes.tempfile, "tempdir", str(disk))
    fill(disk)
    with pytest.raises(InlayError) as caught:
        planes.Folder(room=0)
    assert_full(caught.value)
    assert os.listdir(disk) == ["filler"]


@pytest.mark.parametrize("full", ["memory", "temporary"])
@pytest.mark.parametrize("room", [0, 1 << 60])
def test_the_folder_is_made_where_there_is_room(disk, tmp_path, monkeypatch, full, room):
    """Whether it is memory or the disk that is full, and even where neither has as much as is wished for."""
    places = {"memory": tmp_path / "memory", "temporary": tmp_path / "temporary"} | {full: disk}
    for path in places.values():
        path.mkdir(exist_ok=True)
    monkeypatch.setattr(planes, "_memory_backed", lambda: [str(places["memory"])])
    monkeypatch.setattr(planes.tempfile, "tempdir", str(places["temporary"]))
    fill(disk)
    folder = planes.Folder(room)
    assert os.path.dirname(folder.path) != str(disk)
    folder.remove()
    assert os.listdir(disk) == ["filler"]


def test_a_system_without_a_temporary_folder(disk, tmp_path, monkeypatch):
    """Python finds none where every disk is full; memory serves all the same."""

    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(planes.tempfile, "gettempdir", none)
    planes.Folder(room=1 << 60).remove()
    monkeypatch.setattr(planes, "_memory_backed", list)
    with pytest.raises(InlayError, match="no folder"):
        planes.Folder(room=0)


@pytest.mark.parametrize("how", ["bug", "print", "warning"])
def test_a_log_on_a_full_disk_is_no_obstacle(disk, tmp_path, monkeypatch, record, how):
    monkeypatch.setattr(planes, "_memory_backed", lambda: [str(tmp_path)])
    fill(disk)
    with client.start(record._replace(log=str(disk / "worker.log")), "fake 1.0", room=0) as worker:
        worker.operations = {operation.id: operation for operation in table.load(record.table)}
        _, described = job(worker, "sample-fail", how=how)
        if how == "bug":
            with pytest.raises(InlayError, match="Nobody expects this"):
                client.run(worker, described)
        else:
            assert client.run(worker, described).outputs
        assert worker.alive


@pytest.mark.parametrize("model", ["RGBA", "BGRA"])
def test_filled_between_creating_a_plane_and_writing_it(disk, worker, model):
    plane, described = job(worker, "sample-copy", model)
    filler = fill(disk)
    content = os.urandom(plane.size)
    plane.write(0, content)
    with pytest.raises(InlayError) as caught:
        client.run(worker, described)
    assert_full(caught.value)
    assert worker.alive, "an error, not the end"
    filler.unlink()
    done = client.run(worker, described)
    result = worker.folder.open(done.outputs[0].plane)
    assert result.read() == content


def test_filled_between_two_results(disk, worker):
    """Six planes of a megabyte do not fit beside the source: those that did are gone again."""
    _, described = job(worker, "sample-everything")
    filler = fill(disk)
    os.truncate(filler, filler.stat().st_size - 3 * MEGABYTE)
    with pytest.raises(InlayError) as caught:
        client.run(worker, described)
    assert_full(caught.value)
    assert sorted(os.listdir(worker.folder.path)) == ["host-1.plane", "owner"]
    filler.unlink()
    assert len(client.run(worker, described).outputs) == 7


def test_filled_while_the_worker_writes(disk, worker):
    """Stopped in the middle of its first result, whose space is its own already."""
    _, described = job(worker, "sample-copy")
    number = worker.submit(described)
    output = Path(worker.folder.path, "worker-1.plane")
    assert wait_for(lambda: output.exists() and output.stat().st_size > 0)
    os.kill(worker._process.pid, signal.SIGSTOP)
    filler = fill(disk)
    os.kill(worker._process.pid, signal.SIGCONT)
    found = []
    assert wait_for(lambda: found.extend(worker.messages(0.05)) or not worker.is_open(number))
    assert "done" in found[-1]
    filler.unlink()


def test_no_room_for_a_named_file(disk, worker):
    _, described = job(worker, "sample-everything", yields="file", report=str(disk / "report.json"))
    filler = fill(disk)
    with pytest.raises(InlayError) as caught:
        client.run(worker, described)
    assert_full(caught.value)
    assert sorted(os.listdir(disk)) == sorted(["filler", os.path.basename(worker.folder.path)]), "no partial file"
    filler.unlink()
