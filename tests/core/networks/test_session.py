"""Running a network: exact, on as many threads as is said, without a word, until somebody stops it."""

import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from onnx import TensorProto
from tests import networks

from inlay.errors import Cancelled, InputError, ModelError, ResourceError
from inlay.networks import session, store
from inlay_setup import programs

PLAIN = {"mean": (0, 0, 0), "deviation": (1, 1, 1)}


def _picture(size=32, channels=3):
    return np.random.default_rng(5).random((1, channels, size, size), np.float32)


def test_every_map_in_the_networks_order(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx", outputs=3, factor=2, shift=1), **PLAIN)
    picture = _picture()
    first, *others = session.run(model, {"picture": picture})
    np.testing.assert_allclose(first, 2 * picture.mean(axis=1, keepdims=True) + 1, rtol=1e-6)
    assert len(others) == 2
    assert all(np.array_equal(other, -first) for other in others)


@pytest.mark.parametrize("type", [TensorProto.FLOAT16, TensorProto.DOUBLE], ids=["half", "double"])
def test_samples_are_converted_both_ways(models, tmp_path, type):
    model = store.add(networks.gray(tmp_path / "a.onnx", type=type), **PLAIN)
    picture = _picture()
    (answer,) = session.run(model, {"picture": picture})
    assert answer.dtype == np.float32
    np.testing.assert_allclose(answer, picture.mean(axis=1, keepdims=True), rtol=2e-3)


def test_any_size_where_the_network_takes_any(models, tmp_path):
    model = store.add(networks.matte(tmp_path / "a.onnx"))
    trimap = _picture(channels=1)[..., :20]
    (answer,) = session.run(model, {"picture": _picture()[..., :20], "trimap": trimap})
    assert np.array_equal(answer, trimap)


def test_inputs_that_do_not_fit(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx"))
    with pytest.raises(InputError, match="input picture"):
        session.run(model, {"image": _picture()})
    with pytest.raises(ModelError, match="The network a failed"):
        session.run(model, {"picture": _picture(31)})


def test_progress_goes_up_to_1(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx"))
    told = []
    session.run(model, {"picture": _picture()}, progress=told.append)
    assert told[0] == 0 and told[-1] == 1 and told == sorted(told)


def test_a_cancel_stops_the_network(models, tmp_path):
    model = store.add(networks.endless(tmp_path / "a.onnx", turns=1))
    networks.endless(model.path)
    threads = threading.active_count()

    def cancel(fraction):
        if time.monotonic() > start + 0.3:
            raise Cancelled

    start = time.monotonic()
    with pytest.raises(Cancelled):
        session.run(model, {"picture": _picture()}, progress=cancel)
    for _ in range(1200):
        if threading.active_count() == threads:
            return
        time.sleep(0.05)
    pytest.fail("the network goes on")


_ENDS = """
import os, signal, sys, threading
import numpy as np
from inlay.networks import session, store

session.runtime()
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    session.run(store.find("a"), {"picture": np.zeros((1, 3, 32, 32), np.float32)})
except KeyboardInterrupt:
    sys.exit(3)
"""


def test_a_program_that_ends_meanwhile_is_not_aborted(models, tmp_path):
    model = store.add(networks.endless(tmp_path / "a.onnx", turns=1))
    networks.endless(model.path)
    for _ in range(4):
        done = subprocess.run([sys.executable, "-c", _ENDS], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (3, "")


def test_too_little_memory_is_said_before_it_is_loaded(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx"))
    model.path.write_bytes(b"is not read")
    with pytest.raises(ResourceError, match="Running the network a takes 3 MB"):
        session.run(model, {"picture": _picture()}, memory=1e6)


def test_memory_that_runs_out_meanwhile(models, tmp_path, monkeypatch):
    model = store.add(networks.gray(tmp_path / "a.onnx"))

    class Exhausted:
        def run(self, *_):
            raise RuntimeError("Failed to allocate memory for requested buffer of size 8589934592")

    monkeypatch.setattr(session, "_session", lambda *_: Exhausted())
    with pytest.raises(ResourceError, match="not enough memory"):
        session.run(model, {"picture": _picture()})


def test_a_file_that_broke_or_is_gone(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx"))
    model.path.write_bytes(b"broken")
    with pytest.raises(ModelError, match=r"The network a cannot be used\. ONNX Runtime cannot load it"):
        session.run(model, {"picture": _picture()})
    model.path.unlink()
    with pytest.raises(ModelError, match="is gone"):
        session.run(model, {"picture": _picture()})


def test_one_thread_and_several_answer_the_same(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "a.onnx", 256))
    picture = _picture(256)
    one, three = (session.run(model, {"picture": picture}, threads=threads)[0] for threads in (1, 3))
    np.testing.assert_allclose(one, three, rtol=1e-6)


def test_nothing_is_said_and_nobody_called(models, tmp_path):
    """In a program of its own: what ONNX Runtime writes goes past Python."""
    networks.gray(tmp_path / "a.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"broken")
    code = """
import socket, sys
from pathlib import Path
import numpy as np
def refuse(*_): raise AssertionError("the network is used")
socket.socket.connect = refuse
from inlay.errors import ModelError
from inlay.networks import session, store
model = store.add(Path(sys.argv[1]))
session.run(model, {"picture": np.zeros((1, 3, 32, 32))})
for fails in (lambda: store.add(Path(sys.argv[2])), lambda: session.run(model, {"picture": np.zeros((1, 3, 9, 9))})):
    try: fails()
    except ModelError: pass
    else: raise AssertionError("it works")
"""
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    variables = {name: value for name, value in os.environ.items() if name != session.NO_TELEMETRY}
    command = [sys.executable, "-B", "-c", code, tmp_path / "a.onnx", tmp_path / "broken.onnx"]
    done = subprocess.run(
        command, env={**variables, **places}, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.iterdir()) == [], "ONNX Runtime keeps no identifier of the machine"


def test_a_look_into_an_environment_sends_nothing():
    said = f"import os; print(os.environ[{session.NO_TELEMETRY!r}])"
    assert programs.run([sys.executable, "-I", "-c", said]).output == "1\n"
