"""Whatever kernel there is, in whichever room, some step of the installation compiles it."""

import json
import subprocess
import sys

import pytest

from inlay.arrays import kernel_cache
from inlay.worker import compiling

PROGRAM = """
import importlib, json, pathlib, inlay
from inlay.worker import compiling

for compile_kernels, room in compiling.STEPS["rest"].values():
    compile_kernels(room)
top = pathlib.Path(inlay.__file__).parent
kernels = set()
for path in sorted(top.rglob("*.py")):
    if "import kernel" in path.read_text(encoding="utf-8"):
        module = importlib.import_module(".".join(("inlay", *path.relative_to(top).with_suffix("").parts)))
        kernels.update(value for value in vars(module).values() if hasattr(value, "py_func"))
# Those that others call are loaded with their callers, as parts of them.
reached = {kernel for kernel in kernels if kernel.signatures}
assert reached
while True:
    called = {
        kernel.py_func.__globals__[name]
        for kernel in reached for name in kernel.py_func.__code__.co_names
        if hasattr(kernel.py_func.__globals__.get(name), "py_func")
    }
    if called <= reached:
        break
    reached |= called
print(json.dumps(sorted(f"{kernel.__module__}.{kernel.__name__}" for kernel in kernels - reached)))
"""


def test_no_kernel_is_left_out():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=850, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_every_room_of_the_first_hour_is_there():
    assert set(compiling.FIRST) <= set(compiling.rooms())


def test_steps_are_named_and_done_by_name(capsys):
    compiling.main([])
    named = json.loads(capsys.readouterr().out)
    assert list(named) == ["first", "rest"]
    assert len(named["first"]) == len(compiling.FIRST)
    compiling.main(["graph_cut"])
    told = [json.loads(line)["progress"] for line in capsys.readouterr().out.splitlines()]
    assert told[-1] == 1


def test_what_does_not_compile_is_said_without_a_traceback(monkeypatch, capsys):
    def fail(room, progress):
        raise ValueError("a kernel with\na long story")

    monkeypatch.setitem(compiling.STEPS["rest"], "graph_cut", (fail, "graph_cut"))
    with pytest.raises(SystemExit) as caught:
        compiling.main(["graph_cut"])
    assert caught.value.code == "graph_cut: ValueError: a kernel with\na long story"
    assert "Traceback" not in capsys.readouterr().err


def test_what_cannot_be_kept_is_not_said_to_be_compiled(monkeypatch):
    monkeypatch.setattr(kernel_cache, "unkept", [OSError(28, "No space left on device")])
    with pytest.raises(SystemExit, match=r"graph_cut: what was compiled could not be kept.*No space left"):
        compiling.main(["graph_cut"])
