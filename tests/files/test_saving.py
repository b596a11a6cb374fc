"""No partial file, ever."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from inlay.errors import FileError, ResourceError
from inlay.files.saving import Saving, check_target


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_files_arrive_together(tmp_path):
    with Saving() as saving:
        saving.write(tmp_path / "a", b"one")
        saving.write(tmp_path / "b", b"two")
        assert not {"a", "b"} & set(names(tmp_path))
        saving.commit()
    assert names(tmp_path) == ["a", "b"]
    assert (tmp_path / "b").read_bytes() == b"two"


def test_without_commit_nothing_remains(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), Saving() as saving:
        saving.write(tmp_path / "a", b"new")
        raise KeyboardInterrupt
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, code):
    (tmp_path / "a").write_bytes(b"old")

    def full(descriptor):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResourceError, match="no room"), Saving() as saving:
        saving.write(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_a_file_that_may_not_grow_leaves_the_old_one(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    program = (
        "import resource, sys; from pathlib import Path; from inlay.files.saving import Saving\n"
        "from inlay.errors import ResourceError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    with Saving() as saving: saving.write(Path(sys.argv[1]), bytes(5000))\n"
        "except ResourceError as error: print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "a"], capture_output=True, text=True, timeout=60, check=True
    )
    assert "no room" in done.stdout
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_permissions_are_kept(tmp_path):
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_gets_what_the_umask_leaves(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "a")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_links_are_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "a")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a").read_bytes() == b"new"


def write(path):
    with Saving() as saving:
        saving.write(path, b"new")
        saving.commit()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("folder", "is a folder"),
        ("nowhere/a", "no folder"),
        ("pipe", "not an ordinary file"),
        ("x" * 300, "too long"),
        ("file/a", "no folder"),
    ],
)
def test_targets_that_cannot_be(tmp_path, path, words):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match=words) as caught, Saving() as saving:
        saving.write(tmp_path / path, b"new")
    assert caught.value.hint


def test_protected_files_and_folders(tmp_path, monkeypatch):
    """Root may write anywhere, so what the system answers is asked for, not tried."""
    target = tmp_path / "a"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != target)
    with pytest.raises(FileError, match="write-protected"):
        check_target(target)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(FileError, match="Nothing can be written into the folder"):
        check_target(target)
