"""Pictures through pipes, and standard streams that are closed or full."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import disc, load, noise, png_bytes, save

COMMAND = [sys.executable, "-m", "inlay.files.command_line"]
PICTURE = noise(20, 30, 3)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save("source.png", PICTURE)
    return tmp_path


def run(*arguments, given=b"", **options):
    return subprocess.run([*COMMAND, "run", *arguments], input=given, capture_output=True, timeout=60, **options)


def shell(line):
    """Run a line of the shell in which $run stands for the operation."""
    command = f"{sys.executable} -m inlay.files.command_line"
    line = line.replace("$run", f"{command} run sample-copy --source source.png --output")
    line = line.replace("$inlay", command)
    return subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)


def test_a_picture_goes_through():
    done = run("sample-copy", "--source", "-", "--output", "-", given=png_bytes(PICTURE))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"\x89PNG")
    assert done.stdout.endswith(b"IEND\xaeB\x60\x82"), "and nothing else"
    with Image.open(io.BytesIO(done.stdout)) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), PICTURE)


def test_words_go_the_other_way():
    save("mask.png", disc(20, 30))
    done = run("sample-copy", "--source", "source.png", "--region", "mask.png", "--output", "-", "--json")
    assert done.returncode == 0
    told = json.loads(done.stderr)
    assert [one["path"] for one in told["outputs"]] == ["-"]
    assert [warning["message"] for warning in told["warnings"]] == [
        "One picture goes through the pipe; the selection is left out."
    ]
    failed = run("sample-copy", "--source", "none.png", "--output", "-", "--json")
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert json.loads(failed.stderr)["error"]["code"] == "file"


def test_a_layer_of_what_comes_through():
    done = run("sample-copy", "--source=-@3,4", "--output", "a.png", given=png_bytes(PICTURE))
    assert done.returncode == 0
    assert np.array_equal(load("a.png")[4:, 3:, :3], PICTURE[:-4, :-3])


@pytest.mark.parametrize(
    ("arguments", "given", "code", "words"),
    [
        (["--source", "-", "--output", "a.png"], b"", 1, "standard input is empty"),
        (["--source", "-", "--output", "a.png"], b"hello", 1, "standard input is not a picture"),
        (["--source", "-", "--region", "-", "--output", "a.png"], b"", 2, "for 2 pictures"),
        (["--source", "none.png", "--output", "-"], b"", 1, "no file none.png"),
    ],
)
def test_what_does_not_go(arguments, given, code, words):
    done = run("sample-copy", *arguments, given=given)
    assert (done.returncode, done.stdout) == (code, b"")
    assert words in done.stderr.decode()


def test_a_file_of_that_name():
    Path("source.png").rename("-")
    done = run("sample-copy", "--source", "./-", "--output", "a.png")
    assert done.returncode == 0
    assert np.array_equal(load("a.png")[..., :3], PICTURE)


@pytest.mark.skipif(os.name != "posix", reason="opens a terminal")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--source", "source.png", "--output", "-"], 2, "cannot be shown on a terminal"),
        (["--source", "-", "--output", "a.png"], 1, "No picture comes through a pipe"),
    ],
)
def test_a_terminal_is_no_pipe(arguments, code, words):
    ours, theirs = os.openpty()
    command = [*COMMAND, "run", "sample-copy", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        assert words in process.stderr.read().decode()
    os.close(ours)
    assert process.returncode == code


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("line", "code", "words", "stands"),
    [
        ("$run a.png > /dev/full", 1, "The standard output cannot be written: No space left on device.", True),
        ("$run a.png >&-", 1, "The standard output cannot be written: it is closed.", True),
        ("PYTHONUNBUFFERED=1 $run a.png > /dev/full", 1, "No space left on device.", True),
        ("$run a.png --quiet >&-", 0, "", True),
        ("$run a.png 2>&-", 0, "", True),
        ("$run a.png <&- >&- 2>&-", 1, "", True),
        ("$run - > /dev/full", 1, "There is no room left for standard output.", False),
        ("$run - >&-", 1, "standard output cannot be written: it is closed.", False),
        ("$run nowhere/a.png 2> /dev/full", 1, "", False),
        ("$run nowhere/a.png --json > /dev/full", 1, "No space left on device.", False),
        ("$inlay list > /dev/full", 1, "No space left on device.", False),
        ("$inlay run sample-copy --help >&-", 1, "it is closed", False),
        ("$inlay --version > /dev/full", 1, "No space left on device.", False),
    ],
)
def test_streams_that_are_full_or_closed(line, code, words, stands):
    done = shell(line)
    assert done.returncode == code
    said = done.stderr.decode()
    assert words in said if words else said == ""
    assert "Traceback" not in said and "Exception" not in said
    assert ("The files are written all the same." in said) == (stands and code == 1 and bool(words))
    assert Path("a.png").exists() == stands
    if stands:
        assert np.array_equal(load("a.png")[..., :3], PICTURE), "no word got into the file"


@pytest.mark.skipif(os.name != "posix", reason="closes a pipe")
def test_whoever_was_to_read_the_picture_has_gone():
    save("large.png", np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8))
    command = [*COMMAND, "run", "sample-copy", "--source", "large.png", "--output", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 1
    assert said.startswith("inlay: standard output cannot be written: Broken pipe.")
    assert "Traceback" not in said
