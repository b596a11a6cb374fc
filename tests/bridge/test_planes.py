import os
import stat
import subprocess
import sys
import time

import pytest
from plugins.bridge import owner, planes

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.planes import Encoding, Plane


def test_bytes_come_back(folder):
    plane = folder.create(Box(-3, 5, 7, 4), Encoding("RGBA", "u16"))
    assert (plane.encoding.pixel_bytes, plane.row_bytes, plane.size) == (8, 56, 224)
    data = os.urandom(plane.size)
    plane.write(0, data[:100])
    plane.write(100, memoryview(bytearray(data[100:])))
    assert plane.read() == data and plane.read(56, 3) == data[56:59]


@pytest.mark.parametrize("offset, count", [(-1, 1), (0, 13), (12, 1)])
def test_bytes_beyond_the_picture_are_refused(folder, offset, count):
    plane = folder.create(Box(0, 0, 3, 4), Encoding("MASK", "u8"))
    with pytest.raises(InlayError, match="do not fit"):
        plane.write(offset, bytes(count))


def test_only_the_user_can_read(folder):
    plane = folder.create(Box(0, 0, 3, 4), Encoding("MASK", "u8"))
    profile = folder.profile(b"icc")
    assert stat.S_IMODE(os.stat(folder.path).st_mode) == 0o700
    for path in (plane.path, os.path.join(folder.path, profile.file), os.path.join(folder.path, owner.NAME)):
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_bands_cover_the_picture(folder):
    plane = folder.create(Box(2, 10, 5, 7), Encoding("GRAYA", "f32"))
    bands = list(plane.bands(100))
    assert [band for band, _, _ in bands] == [Box(2, 10, 5, 2), Box(2, 12, 5, 2), Box(2, 14, 5, 2), Box(2, 16, 5, 1)]
    assert [offset for _, offset, _ in bands] == [0, 80, 160, 240] and sum(length for *_, length in bands) == plane.size
    assert len(list(plane.bands(1))) == 7, "a row is the least"


def test_space_is_reserved(folder):
    plane = folder.create(Box(0, 0, 1000, 100), Encoding("RGBA", "f32"))
    status = os.stat(plane.path)
    assert status.st_size == plane.size and status.st_blocks * 512 >= plane.size


def test_space_is_written_where_it_cannot_be_reserved(folder, monkeypatch):
    def unsupported(*_):
        raise OSError(planes.errno.EOPNOTSUPP, "no")

    monkeypatch.setattr(os, "posix_fallocate", unsupported)
    plane = folder.create(Box(0, 0, 1000, 700), Encoding("RGBA", "u8"))
    assert os.stat(plane.path).st_blocks * 512 >= plane.size == 2_800_000


def test_a_short_plane_of_the_worker_is_refused(folder):
    plane = folder.create(Box(0, 0, 3, 4), Encoding("MASK", "u8"))
    with pytest.raises(InlayError, match="shorter"):
        folder.open(Plane.from_json({**plane.to_json(), "height": 5}))


@pytest.mark.parametrize("file", ["../owner", "/etc/passwd", "..", ""])
def test_a_file_outside_the_folder_is_refused(folder, file):
    record = {**folder.create(Box(0, 0, 3, 4), Encoding("MASK", "u8")).to_json(), "file": file}
    with pytest.raises(InlayError, match="is not the name of a plane"):
        folder.open(Plane.from_json(record))


def test_removed_with_everything(folder):
    folder.create(Box(0, 0, 3, 4), Encoding("MASK", "u8"))
    folder.remove()
    folder.remove()
    assert not os.path.exists(folder.path)


def test_the_temporary_folder_serves_where_memory_has_no_room(runtime, tmp_path, monkeypatch):
    monkeypatch.setattr(planes.tempfile, "tempdir", str(tmp_path))
    folder = planes.Folder(room=1 << 60)
    try:
        assert os.path.dirname(folder.path) == str(tmp_path)
        assert folder.has_room(1) and not folder.has_room(1 << 60)
    finally:
        folder.remove()


def test_the_next_start_sweeps_what_the_dead_left(folder, runtime):
    script = (
        "import os, signal; from plugins.bridge import planes; folder = planes.Folder(room=0);"
        "folder.create(planes.Box(0, 0, 9, 9), planes.Encoding('MASK', 'u8')); print(folder.path, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    dead = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True).stdout.strip()
    assert os.path.isdir(dead)
    bystander = runtime / "inlay-pictures"
    bystander.mkdir()
    planes.Folder(room=0).remove()
    assert not os.path.exists(dead)
    assert os.path.isdir(folder.path), "its owner lives"
    assert bystander.is_dir(), "not ours"


def test_a_folder_that_is_being_made_is_left_alone(folder, runtime):
    unclaimed = runtime / f"{planes.PREFIX}fresh"
    unclaimed.mkdir()
    planes.Folder(room=0).remove()
    assert unclaimed.is_dir()
    old = time.time() - 2 * owner.UNCLAIMED_SECONDS
    os.utime(unclaimed, (old, old))
    planes.Folder(room=0).remove()
    assert not unclaimed.exists()


def test_a_link_is_never_followed(folder, runtime, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (runtime / f"{planes.PREFIX}link").symlink_to(precious)
    os.utime(precious, (0, 0))
    planes.Folder(room=0).remove()
    assert precious.is_dir()
