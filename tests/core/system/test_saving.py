"""No partial file, ever, and no part of several. What every single failing call leaves: tests/faults."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from inlay.errors import FileError, ParameterError, ResourceError
from inlay.system.refusals import writing
from inlay.system.saving import Saving, check_target


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_folder_that_is_there_is_not_said_to_be_missing(tmp_path):
    """As in /proc, where nothing can be made."""
    with pytest.raises(FileError, match="cannot be written: No such file"), writing(tmp_path / "a.png"):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


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
        "import resource, sys; from pathlib import Path; from inlay.system.saving import Saving\n"
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


@pytest.fixture
def two(tmp_path):
    """Two files that are to be written over."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    return tmp_path


def write_both(folder):
    saving = Saving()
    with saving:
        for name in ("a", "b"):
            saving.write(folder / name, b"new")
        saving.commit()
    return saving


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing(monkeypatch, name, *numbers, code=errno.EIO):
    """Let some calls of a function fail, counted from 1."""
    real, calls = getattr(os, name), []

    def call(*arguments, **options):
        calls.append(arguments)
        if len(calls) in numbers:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, call)


def test_when_the_second_cannot_be_put_in_place_both_stay(two, monkeypatch):
    failing(monkeypatch, "replace", 2)
    with pytest.raises(FileError, match="b cannot be written: Input/output error") as caught:
        write_both(two)
    assert "lready written" not in caught.value.message
    assert contents(two) == {"a": b"old", "b": b"old"}


def test_what_cannot_be_put_back_is_named(two, monkeypatch):
    failing(monkeypatch, "replace", 2, 3)
    with pytest.raises(FileError, match=f"Already written: {two / 'a'}\\."):
        write_both(two)
    assert contents(two) == {"a": b"new", "b": b"old"}


def test_a_new_file_goes_again_when_the_second_cannot_be_put_in_place(two, monkeypatch):
    (two / "a").unlink()
    failing(monkeypatch, "replace", 2)
    with pytest.raises(FileError):
        write_both(two)
    assert contents(two) == {"b": b"old"}


def test_without_hard_links_the_old_files_are_copied(two, monkeypatch):
    (two / "a").chmod(0o640)
    failing(monkeypatch, "link", 1, code=errno.EPERM)
    failing(monkeypatch, "replace", 2)
    with pytest.raises(FileError):
        write_both(two)
    assert contents(two) == {"a": b"old", "b": b"old"}
    assert stat.S_IMODE((two / "a").stat().st_mode) == 0o640


def test_an_interrupt_waits_until_all_have_arrived(two, monkeypatch):
    rename = os.replace

    def interrupted(source, target):
        signal.raise_signal(signal.SIGINT)
        rename(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    saving = Saving()
    with pytest.raises(KeyboardInterrupt), saving:
        for name in ("a", "b"):
            saving.write(two / name, b"new")
        saving.commit()
    assert saving.arrived == [two / "a", two / "b"]
    assert contents(two) == {"a": b"new", "b": b"new"}


@pytest.mark.parametrize("call", ["fchmod", "fchown", "fsync"])
@pytest.mark.parametrize("code", [errno.EPERM, errno.EINVAL, errno.ENOTSUP])
def test_file_systems_that_do_not_know_it(two, monkeypatch, call, code):
    failing(monkeypatch, call, *range(1, 20), code=code)
    write_both(two)
    assert contents(two) == {"a": b"new", "b": b"new"}


def test_one_name_for_two_outputs(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(ParameterError, match="Two outputs"), Saving() as saving:
        saving.write(tmp_path / "a", b"one")
        saving.write(tmp_path / "link", b"two")
    assert names(tmp_path) == ["link"]


def test_a_link_to_no_file_makes_that_file(tmp_path):
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_links_that_lead_nowhere(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "a")
    with pytest.raises(FileError, match=f"leads to {tmp_path / 'nowhere' / 'a'}"):
        write(tmp_path / "link")
    (tmp_path / "here").symlink_to("there")
    (tmp_path / "there").symlink_to("here")
    with pytest.raises(FileError, match="leads back to itself"):
        write(tmp_path / "here")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_folder_that_vanishes(tmp_path, when):
    """Before a file is begun, and before it is given its name."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FileError, match=f"There is no folder {folder}"), Saving() as saving:
        if when == "after":
            saving.write(folder / "a", b"new")
        shutil.rmtree(folder)
        saving.write(folder / "b", b"new") if when == "before" else saving.commit()


WRITING = """
import sys, time
from pathlib import Path
from inlay.system.saving import Saving
with Saving() as saving:
    saving.write(Path(sys.argv[1]), b"new")
    print("written", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_what_a_killed_process_left_is_swept_and_a_living_ones_is_not(tmp_path):
    with subprocess.Popen([sys.executable, "-c", WRITING, tmp_path / "a"], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"written\n"
        before = names(tmp_path)
        write(tmp_path / "b")
        assert names(tmp_path) == sorted([*before, "b"])
        process.kill()
    (tmp_path / ".other.part").touch()
    write(tmp_path / "b")
    assert names(tmp_path) == [".other.part", "b"]


def filled(saving, path, content=b"new"):
    folder = saving.begin_folder(path)
    (folder.place / ".zgroup").write_bytes(b"{}")
    (folder.place / "chunk").write_bytes(content)
    folder.settle()


def test_a_folder_arrives_whole_or_not_at_all(tmp_path):
    for committed in (False, True):
        with Saving() as saving:
            filled(saving, tmp_path / "a.zarr")
            assert not (tmp_path / "a.zarr").exists()
            if committed:
                saving.commit()
        assert (tmp_path / "a.zarr").exists() == committed
    assert names(tmp_path) == ["a.zarr"]
    assert names(tmp_path / "a.zarr") == [".zgroup", "chunk"]


def test_a_folder_is_replaced_and_put_back(tmp_path):
    with Saving() as saving:
        filled(saving, tmp_path / "a.zarr", b"old")
        saving.commit()
    with Saving() as saving, pytest.raises(FileError):
        filled(saving, tmp_path / "a.zarr")
        saving.write(tmp_path / "b", b"new")
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "c").touch()
        saving.commit()
    assert (tmp_path / "a.zarr" / "chunk").read_bytes() == b"old"
    assert names(tmp_path) == ["a.zarr", "b"]
    with Saving() as saving:
        filled(saving, tmp_path / "a.zarr")
        saving.commit()
    assert (tmp_path / "a.zarr" / "chunk").read_bytes() == b"new"
    assert names(tmp_path) == ["a.zarr", "b"]


@pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX alone")
def test_a_folder_of_a_process_that_was_killed_is_swept_and_that_of_a_living_one_is_not(tmp_path):
    left = tmp_path / ".inlay-0123456789ab.part"
    left.mkdir()
    (left / "chunk").touch()
    with Saving() as living:
        filled(living, tmp_path / "a.zarr")
        assert not left.exists()
        with Saving() as other:
            other.write(tmp_path / "b", b"")
            other.commit()
        living.commit()
    assert names(tmp_path) == ["a.zarr", "b"]


def test_a_file_is_written_in_pieces_and_mended(tmp_path):
    with Saving() as saving:
        part = saving.begin(tmp_path / "a")
        assert [part.append(piece) for piece in (b"head", b"tail")] == [0, 4]
        part.rewrite(0, b"HE")
        assert part.append(b"!") == 8
        part.settle()
        saving.commit()
    assert (tmp_path / "a").read_bytes() == b"HEadtail!"
