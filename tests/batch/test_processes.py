"""Batches by processes that are killed, lose their scheduler, or are interrupted."""

import os
import signal
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
from inlay.batch.workers import Workers
from inlay.errors import ResourceError

COUNT = 60


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
        *("--source", "photos/*.png", "--output", "out/{stem}.png"),
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


def test_a_worker_that_does_not_start_again_is_replaced(photos):
    plan = batch.plan("gaussian-blur", source=f"{photos}/photos/*.png", output=f"{photos}/out/{{stem}}.png")
    with Workers(None, Layout(1, 1)) as workers:
        (nanny,) = workers._cluster.workers.values()
        workers._cluster.sync(nanny.close)
        assert not workers.count
        (future,) = workers.submit(plan.tasks()[:1], 0, False)
        workers.replace_lost()
        assert future.result(timeout=60).status == "done"
        assert workers.count == 1


def test_without_any_worker_for_long_there_is_an_error(photos, monkeypatch):
    monkeypatch.setattr("inlay.batch.workers._PATIENCE", 0)
    with Workers(None, Layout(0, 1)) as workers, pytest.raises(ResourceError, match="No process can be started"):
        workers.replace_lost()


def test_workers_on_this_machine_are_warm_and_end(photos):
    plan = batch.plan("gaussian-blur", source=f"{photos}/photos/*.png", output=f"{photos}/out/{{stem}}.png")
    start = time.monotonic()
    outcomes = list(batch.run(plan, workers=2))
    assert Counter(outcome.status for outcome in outcomes) == {"done": COUNT}
    workers = {outcome.worker for outcome in outcomes}
    assert 1 <= len(workers) <= 2, "one process does many"
    assert all(0 < outcome.seconds < time.monotonic() - start for outcome in outcomes)
    for worker in workers:
        process = int(worker.rpartition(":")[2])
        assert not Path(f"/proc/{process}").exists()
