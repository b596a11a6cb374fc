"""The command as a process: full disks, terminals, pipes that close, signals, and how soon it answers."""

import os
import signal
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "inlay.files.command_line"]


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files, opens a terminal")
def test_a_full_disk(source, tmp_path):
    """No file may grow beyond a few bytes: what the system then answers to a write is handled like a full disk."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"old")
    program = (
        "import resource, sys; from inlay.files.command_line import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["run", "sample-copy", "--source", source, "--output", folder / "a.png"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no room left" in done.stderr
    assert [entry.name for entry in folder.iterdir()] == ["a.png"]
    assert (folder / "a.png").read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files, opens a terminal")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_does_not(source, tmp_path):
    command = [*COMMAND, "run", "sample-slow", "--source", source, "--seconds", "0.6", "--output", tmp_path / "a.png"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    for quiet in ([], ["--quiet"]):
        ours, theirs = os.openpty()
        with subprocess.Popen([*command, *quiet], stdout=subprocess.PIPE, stderr=theirs):
            os.close(theirs)
            seen = _until_closed(ours)
        assert ("Dawdling" in seen and "%" in seen) is not bool(quiet)


def _until_closed(descriptor):
    parts = []
    while True:
        try:
            part = os.read(descriptor, 4096)
        except OSError:  # the terminal's other end was closed
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts).decode()
        parts.append(part)


@pytest.mark.skipif(os.name != "posix", reason="closes a pipe")
def test_a_reader_that_goes_away_is_no_error():
    with subprocess.Popen([*COMMAND, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_listing_starts_quickly():
    """Half a second on a free machine; the packages that cost more are not even imported."""
    program = (
        "import sys; from inlay.files.command_line import main; main(['list'])\n"
        "heavy = {'numba', 'scipy', 'PIL', 'psd_tools', 'tifffile', 'imagecodecs', 'pyamg', 'rich'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_interrupting_leaves_nothing(source, tmp_path, stop):
    folder = tmp_path / "work"
    folder.mkdir()
    command = [*COMMAND, "run", "sample-slow", "--source", source, "--seconds", "60", "--output", folder / "a.png"]
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = ""
        while "Dawdling" not in seen:
            seen += os.read(ours, 4096).decode()
        process.send_signal(getattr(signal, stop))
        err = _until_closed(ours)
        assert process.stdout.read() == b""
    assert process.returncode == 130
    assert "nothing was written" in err
    assert "Traceback" not in err
    assert list(folder.iterdir()) == []
