"""What the first page promises: nothing goes to a network, nothing of others is bundled. Other tests hold the rest."""

import ast
import subprocess
import sys

import pytest

from tests.clones import REPOSITORY

#: What reaches other machines, by itself or by what it imports.
NETWORKING = {"aiohttp", "asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socketserver", "ssl", "urllib"}
NETWORKING |= {"urllib3", "xmlrpc", "webbrowser", "PyQt5.QtNetwork", "PyQt6.QtNetwork"}
#: They speak with a program of their own on the same machine, at a socket that is a file.
LOCAL = {"core/inlay/worker/visits.py", "core/inlay/worker/host.py"}
LOCAL |= {"plugins/gimp/keeping.py", "plugins/bridge/pipes.py"}
WEIGHTS = {".onnx", ".pt", ".pth", ".ckpt", ".safetensors", ".h5", ".tflite", ".pb"}
# Python says what it is about to do with a socket, whoever asks; the rest of the program is told by the arguments.
WATCHED = """
import socket, sys
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        family = getattr(arguments[0], "family", None)
        if family != getattr(socket, "AF_UNIX", None):
            raise AssertionError(f"the network is used: {event} {arguments}")
sys.addaudithook(watch)
"""
JOBS = """
import sys, warnings
from tests.random_jobs import faces, jobs
warnings.simplefilter("ignore")
operations, done, number = jobs.own_operations(), set(), 0
while done < {each.id for each in operations}:
    drawn = jobs.draw(number, operations, sys.argv[1])
    number += 1
    if drawn.operation.id not in done and not faces.by_job(drawn).refusal:
        done.add(drawn.operation.id)
    assert number < 5000, {each.id for each in operations} - done
print(len(done))
"""
COMMAND = "from inlay.__main__ import main; sys.exit(main())"


def _watched(program, *arguments):
    command = [sys.executable, "-B", "-c", WATCHED + program, *map(str, arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_watch_sees_the_network():
    with pytest.raises(AssertionError, match="the network is used"):
        _watched("socket.create_connection(('127.0.0.1', 9))")


def test_no_operation_uses_the_network(tmp_path):
    assert int(_watched(JOBS, tmp_path / "written.svg")) > 40


def test_the_command_line_does_not_use_it(tmp_path):
    assert "seamless-clone" in _watched(COMMAND, "list")
    from PIL import Image

    Image.new("RGB", (32, 24), (200, 100, 50)).save(tmp_path / "a.png")
    _watched(COMMAND, "run", "gaussian-blur", "--source", tmp_path / "a.png", "--output", tmp_path / "b.png")
    assert (tmp_path / "b.png").exists()


@pytest.mark.parametrize("room", ["core/inlay", "plugins"])
def test_nothing_that_reaches_other_machines_is_imported(room):
    for path in (REPOSITORY / room).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
        assert not {name for name in names if {name, name.split(".")[0]} & NETWORKING}, path
        assert "socket" not in names or path.relative_to(REPOSITORY).as_posix() in LOCAL, path


def test_no_network_but_our_own_is_bundled():
    rooms = ("core", "plugins", "manifests")
    found = {path.name for room in rooms for path in (REPOSITORY / room).rglob("*") if path.suffix in WEIGHTS}
    assert found == {"inlay-blending.onnx"}
