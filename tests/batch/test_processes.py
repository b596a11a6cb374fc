"""Batches by processes that are killed, lose their scheduler, or are interrupted."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.batch.processes import Processes, wait
from tests.files.drawn import load, noise, save

from inlay import batch
from inlay.batch import dask
from inlay.batch.need import Layout
from inlay.batch.running import Batch
from inlay.batch.workers import Workers
from inlay.errors import ResourceError

COUNT = 60
_FILES = "--source", "photos/*.png", "--output", "out/{stem}.png"


def _plan(photos):
    return batch.plan("gaussian-blur", source=f"{photos}/photos/*.png", output=f"{photos}/out/{{stem}}.png")


@pytest.fixture
def photos(tmp_path):
    for folder in ("photos", "out", "words"):
        (tmp_path / folder).mkdir()
    for number in range(COUNT):
        save(tmp_path / f"photos/{number}.png", noise(60, 80, 3, seed=number))
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_none_is_lost_and_none_is_done_twice(photos):
    """A worker is killed, then the scheduler, which knows of nothing when it comes back."""
    plan = batch.plan("gaussian-blur", source=f"{photos}/photos/*.png", output=f"{photos}/out/{{stem}}.png", radius=2)
    names = []
    with Processes(photos / "words", workers=2) as processes:
        for outcome in batch.run(plan, scheduler=processes.address):
            assert outcome.status == "done", outcome.error
            names.append(outcome.name)
            if len(names) == COUNT // 4:
                processes.kill_worker()
            elif len(names) == COUNT // 2:
                processes.restart_scheduler()
                supervised = threading.Timer(2, processes.supervise)
                supervised.start()
        supervised.join()
    assert sorted(names) == sorted(f"{photos}/photos/{number}.png" for number in range(COUNT))
    written = Counter(processes.written())
    assert written and max(written.values()) == 1
    for number in range(COUNT):
        assert load(photos / f"out/{number}.png").shape == (60, 80, 3)
    assert [outcome.status for outcome in batch.run(plan)] == ["kept"] * COUNT


@pytest.mark.skipif(os.name == "nt", reason="a console cannot be interrupted from outside")
def test_an_interrupted_batch_leaves_whole_files_and_goes_on(photos):
    command = [
        *(sys.executable, "-m", "inlay", "batch", "sample-slow", "--seconds", "0.2", "--workers", "2"),
        *_FILES,
    ]
    # A group of its own, so that Ctrl-C reaches its workers, too, as on a terminal.
    running = subprocess.Popen(command, cwd=photos, stderr=subprocess.PIPE, start_new_session=True, text=True)
    wait(120, lambda: len(list((photos / "out").glob("*.png"))) >= 3)
    os.killpg(running.pid, signal.SIGINT)
    _, words = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "Interrupted after" in words and "Traceback" not in words
    done = list((photos / "out").iterdir())
    assert not [path for path in done if path.suffix == ".part"]
    for path in done:
        assert path.name == ".inlay-batch" or load(path).shape == (60, 80, 4)
    again = [*command[:5], "--source", "photos/1*.png", *command[-2:], "--seconds", "0.2", "--dry-run"]
    told = subprocess.run(again, cwd=photos, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "11 pictures; nothing was done." in told


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("patience", ["2 minutes", "10ms"])
def test_one_that_kills_its_workers_fails_alone(photos, monkeypatch, patience):
    """As the system kills those that want too much memory, whatever else they have still to do.

    On a busy machine a worker takes so long to start again that the cluster gives it up.
    """
    monkeypatch.setitem(dask._QUIET, "distributed.deploy.lost-worker-timeout", patience)
    monkeypatch.chdir(photos)
    rows = [f"photos/{number}.png,{'crash' if number == 0 else 'warning'}" for number in range(6)]
    Path("table.csv").write_text("\n".join(["source,how", *rows]), "utf-8")
    plan = batch.plan("sample-fail", csv="table.csv", output="out/{stem}.png")
    outcomes = {outcome.name: outcome for outcome in batch.run(plan, workers=1)}
    assert {name for name, outcome in outcomes.items() if outcome.status == "failed"} == {"photos/0.png"}
    assert "was killed" in outcomes["photos/0.png"].error["message"]
    assert len(list(Path("out").glob("*.png"))) == 5


def test_a_worker_that_does_not_start_again_is_replaced(photos, monkeypatch):
    """However long there was no need to look after it."""
    with Workers(None, Layout(1, 1)) as workers:
        cluster = workers._local._cluster
        (keeper,) = cluster.workers.values()
        cluster.sync(keeper.close)
        later = time.monotonic() + 10_000
        monkeypatch.setattr(time, "monotonic", lambda: later)
        workers.look_after()
        monkeypatch.undo()
        (future,) = workers.submit(_plan(photos).tasks()[:1], 0, False)
        assert future.result(timeout=60).status == "done"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_process_that_never_comes_to_be_a_worker_is_replaced(photos, monkeypatch):
    with Workers(None, Layout(1, 1)) as workers:
        (keeper,) = workers._local._keepers
        first = keeper.pid
        monkeypatch.setattr("inlay.batch.keeper._START", 2)
        os.kill(first, signal.SIGKILL)
        wait(60, lambda: keeper.pid not in (None, first))
        os.kill(keeper.pid, signal.SIGSTOP)
        monkeypatch.undo()
        (future,) = workers.submit(_plan(photos).tasks()[:1], 0, False)
        assert future.result(timeout=120).status == "done"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGSTOP")
def test_a_batch_is_interrupted_while_its_workers_start(photos):
    command = [*(sys.executable, "-m", "inlay", "batch", "gaussian-blur", "--workers", "2"), *_FILES]
    running = subprocess.Popen(command, cwd=photos, stderr=subprocess.PIPE, start_new_session=True, text=True)
    wait(60, lambda: _spawned(running.pid))
    started = _spawned(running.pid)
    for process in started:
        os.kill(process, signal.SIGSTOP)
    running.send_signal(signal.SIGINT)
    _, words = running.communicate(timeout=120)
    assert running.returncode == 130 and "Interrupted after 0" in words and "Traceback" not in words
    assert not any(Path(f"/proc/{process}").exists() for process in started)


def _spawned(parent: int) -> list[int]:
    """Processes that a process has started for its workers."""
    found = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(child) for path in found for child in path.read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_without_any_worker_for_long_there_is_an_error(photos, monkeypatch):
    monkeypatch.setattr("inlay.batch.local._PATIENCE", 0)
    with Workers(None, Layout(0, 1)) as workers, pytest.raises(ResourceError, match="No process can be started"):
        workers.look_after()


def test_without_a_worker_that_starts_there_is_an_error(photos, monkeypatch, tmp_path):
    """Rather than one about what starts them."""
    code = "import os, sys\nif any('spawn_main' in each for each in sys.orig_argv):\n    os._exit(3)\n"
    (tmp_path / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), os.pathsep)
    with pytest.raises(ResourceError, match="No process can be started"):
        list(batch.run(_plan(photos), workers=1))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGSTOP")
def test_it_is_said_what_a_batch_waits_for(photos, monkeypatch):
    """A worker that ends after long, a scheduler that is halted: whatever was well before."""
    monkeypatch.setattr("inlay.batch.running._LONG", 2)
    said = []

    def notice(words):
        said.append(words)
        if len(said) == 1:
            processes.scheduler.send_signal(signal.SIGSTOP)
        else:
            processes.scheduler.send_signal(signal.SIGCONT)
            processes.supervise()

    with Processes(photos / "words", workers=1) as processes:
        outcomes = Batch(processes.address, notice=notice).outcomes(_plan(photos).tasks())
        first = next(outcomes)
        monkeypatch.setattr("inlay.batch.workers._ANSWER", 3)
        processes.kill_worker()
        rest = list(outcomes)
    assert {outcome.status for outcome in [first, *rest]} == {"done"} and len(rest) == COUNT - 1
    assert said[:2] == [
        "The scheduler has no workers; this waits for the first.",
        "The scheduler does not answer; this waits for it.",
    ]


def test_a_scheduler_that_never_says_a_word_is_refused(photos, monkeypatch):
    monkeypatch.setattr("inlay.batch.workers._ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        host, port = mute.getsockname()
        with pytest.raises(ResourceError, match=f"No scheduler of Dask answers at tcp://{host}:{port}"):
            list(batch.run(_plan(photos), scheduler=f"tcp://{host}:{port}"))


def test_what_is_lost_with_the_worker_that_had_it_is_asked_for_again(photos):
    class Lost:
        status = "finished"

        def cancelled(self):
            return False

        def result(self, timeout):
            assert timeout
            raise TimeoutError

    working, lost = Batch(), Lost()
    (task, *_) = _plan(photos).tasks()
    working._running[lost] = task
    assert working._outcome(lost) is None
    assert list(working._waiting) == [task] and not working._running


def test_workers_on_this_machine_are_warm_and_end(photos):
    plan = _plan(photos)
    start = time.monotonic()
    outcomes = list(batch.run(plan, workers=2))
    assert Counter(outcome.status for outcome in outcomes) == {"done": COUNT}
    workers = {outcome.worker for outcome in outcomes}
    assert 1 <= len(workers) <= 2, "one process does many"
    assert all(0 < outcome.seconds < time.monotonic() - start for outcome in outcomes)
    for worker in workers:
        process = int(worker.rpartition(":")[2])
        assert not Path(f"/proc/{process}").exists()
