"""Whatever ends, and whenever: no process and no file is left, and the editor hears of it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from plugins.bridge import client, planes, request, table
from tests.worker.bridged import (
    POLL_SECONDS,
    assert_nothing_left,
    last_message,
    polls_until_free,
    submit,
    until_running,
)
from tests.worker.raw import is_running, is_stopped, job, wait_for

from inlay.contract import outcomes
from inlay.contract.boxes import Box
from inlay.contract.job import Document, Job
from inlay.contract.planes import Encoding

# The worker is killed.


def test_killed_before_its_handshake(started, record, runtime):
    os.kill(started._process.pid, signal.SIGKILL)
    number = submit(started, record, "sample-copy")
    error = last_message(started, number)["error"]
    assert error["code"] == "failed" and record.log in error["hint"]
    assert_nothing_left(started, runtime)


def test_halted_before_its_handshake(record, runtime, monkeypatch):
    monkeypatch.setattr(client, "GREETING_SECONDS", 0.5)
    worker = client.start(record, "fake 1.0", room=0)
    os.kill(worker._process.pid, signal.SIGSTOP)
    error = last_message(worker, submit(worker, record, "sample-copy"))["error"]
    assert error["code"] == "failed" and record.log in error["hint"]
    assert_nothing_left(worker, runtime)


def test_killed_while_idle(started, record, runtime):
    assert "done" in last_message(started, submit(started, record, "sample-copy"))
    os.kill(started._process.pid, signal.SIGKILL)
    assert wait_for(lambda: started.messages(POLL_SECONDS) == [] and not started.alive)
    assert_nothing_left(started, runtime)


def test_killed_during_a_job(started, record, runtime):
    number = submit(started, record, "sample-slow", seconds=600)
    until_running(started, number)
    os.kill(started._process.pid, signal.SIGKILL)
    assert last_message(started, number)["error"]["code"] == "failed"
    assert_nothing_left(started, runtime)


def test_dies_by_itself(started, record, runtime):
    assert last_message(started, submit(started, record, "sample-fail", how="crash"))["error"]["code"] == "failed"
    assert_nothing_left(started, runtime)


def test_killed_while_it_writes(started, record, runtime):
    number = submit(started, record, "sample-copy", side=6000)
    output = Path(started.folder.path, "worker-1.plane")
    assert wait_for(output.exists)
    os.kill(started._process.pid, signal.SIGKILL)
    assert "error" in last_message(started, number)
    assert_nothing_left(started, runtime)


def test_a_job_after_its_death_is_answered(started, record, runtime):
    started.kill()
    number = started.submit(Job("sample-copy", {}, {}, Document(8, 8, Encoding("RGBA", "u8"))))
    assert last_message(started, number)["error"]["code"] == "failed"
    assert_nothing_left(started, runtime)


def test_a_new_worker_in_its_place(started, record, runtime):
    assert client.ready(started, record, "fake 1.0", 0) is started
    started.kill()
    with client.ready(started, record, "fake 1.0", 0) as other:
        assert other is not started and "done" in last_message(other, submit(other, record, "sample-copy"))


# The artist cancels. Polls are counted, not time: four of them are the 0.2 s in which the editor is free again.


def test_cancel(started, record):
    number = submit(started, record, "sample-slow", seconds=600)
    until_running(started, number)
    assert polls_until_free(started, number) <= 4
    assert started.alive and "done" in last_message(started, submit(started, record, "sample-copy"))


def test_cancel_before_the_worker_has_loaded(started, record):
    number = submit(started, record, "sample-slow", seconds=600)
    assert polls_until_free(started, number) <= 4
    with client.ready(started, record, "fake 1.0", 0) as other:
        assert "done" in last_message(other, submit(other, record, "sample-copy"))


def test_cancel_of_work_that_does_not_listen(started, record, runtime):
    number = submit(started, record, "sample-slow", seconds=600, deaf=True)
    assert wait_for(lambda: _is_deaf(started, number))
    assert polls_until_free(started, number) <= 4
    assert_nothing_left(started, runtime)


def test_cancel_of_a_stopped_worker(started, record, runtime):
    """Nothing blocks, not even when more is sent than a pipe holds."""
    os.kill(started._process.pid, signal.SIGSTOP)
    points = {"points": [[0, 0]] * 100_000}
    number = started.submit(Job("sample-copy", points, {}, Document(8, 8, Encoding("RGBA", "u8"))))
    assert started.messages() == []
    assert polls_until_free(started, number) <= 4
    assert_nothing_left(started, runtime)


def test_what_is_done_before_the_cancel_arrives_is_discarded(started, record):
    number = submit(started, record, "sample-copy")
    assert wait_for(lambda: Path(started.folder.path, "worker-1.plane").exists())
    assert wait_for(lambda: False, 0.3) is False
    assert polls_until_free(started, number) == 1
    assert not [name for name in os.listdir(started.folder.path) if name.startswith("worker-")]


def test_more_than_a_pipe_holds_arrives(started, record):
    operation = next(entry for entry in table.load(record.table) if entry.id == "sample-everything")
    images = {
        role: started.folder.create(Box(0, 0, 8, 8), Encoding("RGBA", "u8")) for role in ("source", "destination")
    }
    values = {"corners": [[1, 2]] * 100_000, "yields": "path"}
    job = request.job(operation, values, images, Document(8, 8, Encoding("RGBA", "u8")))
    assert isinstance(client.run(started, job).outputs[0], outcomes.Path)


def _is_deaf(worker, number):
    """Whether the worker has begun: it sleeps without telling."""
    worker.messages(POLL_SECONDS)
    status = Path(f"/proc/{worker._process.pid}/maps").read_text()
    return "host-1.plane" in status


# The host goes.

HOST = """
import os, sys, time
from plugins.bridge import client, installation, request, table
from inlay.contract.boxes import Box
from inlay.contract.job import Document
from inlay.contract.planes import Encoding
record = installation.load({record!r})
worker = client.start(record, "dying 1.0", room=0)
print(worker._process.pid, worker.folder.path, flush=True)
operation = next(entry for entry in table.load(record.table) if entry.id == {operation!r})
plane = worker.folder.create(Box(0, 0, {side}, {side}), Encoding("RGBA", "u8"))
worker.submit(request.job(operation, {values!r}, {{"source": plane}}, Document({side}, {side}, Encoding("RGBA", "u8"))))
while not any(message.get("progress", 0) >= {progress} for message in worker.messages(0.1)):
    pass
print("running", flush=True)
time.sleep(600)
"""


@pytest.fixture
def dying(record, runtime, tmp_path):
    """Start a host that works; returns its process, the worker's number and its folder."""
    hosts = []

    def start(operation, values, progress=0.0, side=8):
        path = tmp_path / "installation.json"
        path.write_text(json.dumps(record._asdict()))
        script = HOST.format(record=str(path), operation=operation, values=values, progress=progress, side=side)
        host = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        hosts.append(host)
        pid, folder = host.stdout.readline().split()
        return host, int(pid), Path(folder)

    yield start
    for host in hosts:
        host.kill()
        host.wait()
        host.stdout.close()


def test_host_killed_at_once(dying, runtime):
    host, pid, _ = dying("sample-slow", {"seconds": 600})
    host.kill()
    assert wait_for(lambda: not is_running(pid)) and os.listdir(runtime) == []


@pytest.mark.parametrize("deaf", [False, True])
def test_host_killed_while_the_worker_works(dying, runtime, deaf):
    host, pid, _ = dying("sample-slow", {"seconds": 600, "deaf": deaf}, progress=2 if deaf else 0.0)
    if deaf:
        assert wait_for(lambda: "host-1.plane" in Path(f"/proc/{pid}/maps").read_text())
    else:
        assert host.stdout.readline() == "running\n"
    host.kill()
    assert wait_for(lambda: not is_running(pid)) and os.listdir(runtime) == []


def test_host_killed_while_the_worker_writes(dying, runtime):
    host, pid, folder = dying("sample-copy", {}, progress=2, side=6000)
    assert wait_for((folder / "worker-1.plane").exists)
    host.kill()
    assert wait_for(lambda: not is_running(pid)) and os.listdir(runtime) == []


def test_both_killed(dying, runtime):
    host, pid, folder = dying("sample-slow", {"seconds": 600})
    assert host.stdout.readline() == "running\n"
    os.kill(pid, signal.SIGSTOP)
    assert wait_for(lambda: is_stopped(pid))
    host.kill()
    host.wait()
    os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: not is_running(pid)) and folder.is_dir()
    planes.Folder(room=0).remove()
    assert os.listdir(runtime) == [], "the next start swept"


def test_a_parent_that_dies_while_another_process_holds_the_pipe(tmp_path):
    """The second line: somebody keeps the worker's stdin open, so that it never ends."""
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    script = (
        "import os, subprocess, sys, time\n"
        f"command = [sys.executable, '-I', '-u', '-m', 'inlay.worker', '--folder', {str(folder)!r}]\n"
        "worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)\n"
        "worker.stdout.readline()\n"
        "keeper = subprocess.Popen(['sleep', '600'], pass_fds=[worker.stdin.fileno()], stdout=-3)\n"
        "print(worker.pid, keeper.pid, flush=True)\n"
        "time.sleep(0.5)\n"
    )
    host = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    worker, keeper = (int(number) for number in host.stdout.split())
    try:
        assert wait_for(lambda: not is_running(worker)) and not folder.exists()
    finally:
        os.kill(keeper, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("deaf", [False, True])
def test_signals(worker, number, deaf):
    worker.send(job(1, "sample-slow", {"source": worker.plane()}, seconds=600, deaf=deaf))
    maps = Path(f"/proc/{worker.process.pid}/maps")
    assert wait_for(lambda: "source.plane" in maps.read_text())
    worker.process.send_signal(number)
    worker.assert_ended()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize(
    "moment", ["host.Host.__init__", "host.Host.send", "service.Service.__init__", "host.Host.listen"]
)
def test_signals_before_it_listens(tmp_path, number, moment):
    """A worker that sends itself the signal right before a step of its start, and one right after it."""
    script = (
        "import os, sys\nfrom inlay.worker import __main__, host, service\n"
        f"original = {moment}\n"
        "def stopped(*arguments):\n"
        f"    os.kill(os.getpid(), {int(number)})\n"
        "    original(*arguments)\n"
        f"{moment} = stopped\n"
        "sys.argv = ['worker', '--folder', sys.argv[1]]\n__main__.main()"
    )
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", script, folder], stdin=subprocess.PIPE, capture_output=True, timeout=60
    )
    assert done.returncode == 0 and done.stderr == b"" and not folder.exists()


def test_a_file_half_written_for_the_artist_goes_too(tmp_path):
    """The end may come while a named file is being written beside its place."""
    from inlay.worker.folder import Folder

    private, place = tmp_path / "private", tmp_path / "place"
    private.mkdir(mode=0o700)
    place.mkdir()
    folder = Folder(private)
    with folder.saving() as saving:
        saving.write(place / "report.json", b"half")
        assert len(os.listdir(place)) == 1
        folder.remove()
        assert os.listdir(place) == [] and not private.exists()


# What the bridge does around it.


def test_close_ends_a_busy_worker(record, runtime):
    worker = client.start(record, "fake 1.0", room=0)
    until_running(worker, submit(worker, record, "sample-slow", seconds=600))
    worker.close()
    worker.close()
    assert_nothing_left(worker, runtime)
