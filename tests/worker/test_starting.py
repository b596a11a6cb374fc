"""How a worker is started, what it is given and keeps to itself, and what is said when it cannot be."""

import os
from pathlib import Path

import pytest
from plugins.bridge import client, launching, pipes
from tests.worker.bridged import assert_nothing_left, last_message, polls_until_free, submit, until_running
from tests.worker.raw import RawWorker, job

from inlay.contract.errors import InlayError


def test_the_environment_is_cleaned(record, runtime, tmp_path, monkeypatch):
    poison = tmp_path / "poison"
    poison.mkdir()
    (poison / "numpy.py").write_text("raise SystemExit('poisoned')")
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "LD_LIBRARY_PATH",
        "GI_TYPELIB_PATH",
        "QT_PLUGIN_PATH",
        "NUMBA_DISABLE_JIT",
    ):
        monkeypatch.setenv(name, str(poison))
    monkeypatch.chdir(poison)
    with client.start(record, "fake 1.0", room=0) as worker:
        assert "done" in last_message(worker, submit(worker, record, "sample-copy"))
        seen = Path(f"/proc/{worker._process.pid}/environ").read_text()
    assert "poison" not in seen.replace(f"HOME={os.environ['HOME']}", "").replace(os.environ["PATH"], "")
    assert {entry.split("=")[0] for entry in seen.split("\0") if entry} <= {*launching.POSIX, "LC_CTYPE", "LC_ALL"}


def test_pipes_that_cannot_be_polled(record, runtime, monkeypatch):
    """As on Windows: a thread reads."""
    monkeypatch.setattr(pipes, "PolledPipes", pipes.ThreadedPipes)
    with client.start(record, "fake 1.0", room=0) as worker:
        assert "done" in last_message(worker, submit(worker, record, "sample-copy"))
        number = submit(worker, record, "sample-slow", seconds=600)
        until_running(worker, number)
        assert polls_until_free(worker, number) <= 4 and worker.messages() == []
        number = submit(worker, record, "sample-fail", how="crash")
        assert last_message(worker, number)["error"]["code"] == "failed"
        assert_nothing_left(worker, runtime)


def test_the_worker_has_a_session_of_its_own(started):
    assert os.getsid(started._process.pid) == started._process.pid != os.getsid(0)


def test_no_interpreter(record, runtime):
    with pytest.raises(InlayError, match="does not start") as caught:
        client.start(record._replace(python="/nonexistent/python"), "fake 1.0", room=0)
    assert caught.value.code == "installation" and "install.py" in caught.value.hint
    assert os.listdir(runtime) == []


def test_an_interpreter_without_inlay(record, runtime, tmp_path):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\necho 'No module named inlay' >&2\nexit 1\n")
    bare.chmod(0o755)
    worker = client.start(record._replace(python=str(bare)), "fake 1.0", room=0)
    assert record.log in last_message(worker, submit(worker, record, "sample-copy"))["error"]["hint"]
    assert "No module named inlay" in Path(record.log).read_text()
    assert_nothing_left(worker, runtime)


@pytest.mark.parametrize(
    ("greeting", "hint"),
    [
        ('{"inlay": {"protocol": 2}}', "inlay refresh"),
        ('{"inlay": 1}', "inlay refresh"),
        ("Welcome!", "install.py"),
        ("[]", "install.py"),
    ],
)
def test_something_else_answers(record, runtime, tmp_path, greeting, hint):
    other = tmp_path / "python"
    other.write_text(f"#!/bin/sh\necho '{greeting}'\nexec sleep 600\n")
    other.chmod(0o755)
    worker = client.start(record._replace(python=str(other)), "fake 1.0", room=0)
    error = last_message(worker, submit(worker, record, "sample-copy"))["error"]
    assert error["code"] == "installation" and hint in error["hint"]
    assert_nothing_left(worker, runtime)


def test_tracebacks_go_to_the_log(started, record):
    last_message(started, submit(started, record, "sample-fail", how="bug"))
    assert "RuntimeError: Nobody expects this." in Path(record.log).read_text()


def test_the_log_is_turned_over(record, runtime):
    log = Path(record.log)
    log.write_bytes(b"x" * ((1 << 20) + 1))
    with client.start(record, "fake 1.0", room=0):
        assert log.stat().st_size < 1000 and log.with_name("worker.log.1").stat().st_size > 1 << 20
        assert "fake 1.0" in log.read_text()


def test_a_log_that_cannot_be_written_is_no_obstacle(record, runtime, tmp_path):
    (tmp_path / "file").write_text("")
    with client.start(record._replace(log=str(tmp_path / "file" / "worker.log")), "fake 1.0", room=0) as worker:
        assert "done" in last_message(worker, submit(worker, record, "sample-copy"))


def test_forgotten_planes_are_removed(started, record):
    number = submit(started, record, "sample-copy")
    last_message(started, number)
    assert Path(started.folder.path, "host-1.plane").exists()
    started.forget(number)
    assert not Path(started.folder.path, "host-1.plane").exists()


def test_a_raw_worker_needs_no_bridge(tmp_path):
    """An editor in any language: two pipes, a folder, and the end of stdin."""
    with RawWorker(tmp_path / "folder") as raw:
        raw.greet()
        raw.send(job(1, "sample-copy", {"source": raw.plane()}))
        assert "done" in raw.answer(1)
        raw.process.stdin.close()
        raw.assert_ended()
