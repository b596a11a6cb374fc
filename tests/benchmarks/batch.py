"""What batches cost and survive: ``python -m tests.benchmarks.batch [--pictures 1000] [--megapixels 2] [--only PART]``.

Three parts, on pictures that it draws itself:

- ``overhead``: the same pictures by the loop of `inlay run` and by a batch of one worker, one thread each; and how much
  faster two workers are. Seconds of the clock are those from the first picture's end to the last one's, seconds of CPU
  are those of all processes in the same time. Targets: less than 5 % more than the loop, 1.85 times with two workers.
  Starting a cluster and warming a worker, some seconds once a batch, are printed apart.
- ``scheduler``: seconds of CPU that the scheduler spends on a task, and the bytes that travel for it.
- ``faults``: a scheduler and two workers as processes; a worker is killed after a quarter of the pictures and the
  scheduler after the half. Fails if a picture is lost, or is written twice.

Other programs disturb what the clock says: compare rows of one run, on an idle machine with two cores at least.
"""

from __future__ import annotations

import argparse
import os
import pickle
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from tests.batch.processes import Processes
from tests.files.drawn import noise, save

from inlay import batch
from inlay.arrays.pool import bounded
from inlay.batch.performing import perform
from inlay.batch.planning import Plan
from inlay.batch.running import Batch
from inlay.files.command_line import main as command

OPERATION, RADIUS = "median-blur", 3
#: Of the part that counts what is lost: many small pictures.
SMALL = 100, 140
#: Seconds in which the scheduler has nothing to do.
IDLE = 10
#: How often each way is measured; the fastest counts.
ROUNDS = 3


def draw(folder: Path, count: int, height: int, width: int) -> str:
    """Photographs, as a pattern."""
    folder.mkdir(parents=True)
    pixels = noise(height, width, 3)
    for number in range(count):
        save(folder / f"{number}.jpg", np.roll(pixels, 7 * number, axis=1), quality=90)
    return str(folder / "*.jpg")


def plan(pattern: str, folder: Path) -> Plan:
    folder.mkdir(exist_ok=True)
    return batch.plan(OPERATION, source=pattern, output=str(folder / "{stem}.jpg"), radius=RADIUS)


def cpu_seconds() -> float:
    """Of this process and of all that it started and that are still there."""
    this = psutil.Process()
    return sum(sum(each.cpu_times()[:2]) for each in [this, *this.children(recursive=True)])


@contextmanager
def measured(name: str, found: dict[str, tuple[float, float]], count: int) -> Iterator[list[tuple[float, float]]]:
    """Seconds of the clock and of CPU a picture, between the first mark and the last."""
    marks: list[tuple[float, float]] = []
    yield marks
    (first, before), (last, after) = marks[0], marks[-1]
    cost = (last - first) / (count - 1), (after - before) / (count - 1)
    found[name] = min(found.get(name, cost), cost)


def mark(marks: list[tuple[float, float]]) -> None:
    marks.append((time.perf_counter(), cpu_seconds()))


def overhead(folder: Path, count: int, megapixels: float) -> None:
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    pattern = draw(folder / "photos", count, height, round(1.5 * height))
    found: dict[str, tuple[float, float]] = {}
    (folder / "loop").mkdir()
    with bounded(1):
        command(["run", OPERATION, "--source", str(folder / "photos/0.jpg"), "--output", str(folder / "loop/warm.jpg")])
        for _ in range(ROUNDS):
            _loop(pattern, folder / "loop", found, count)
            for workers in (1, 2):
                _batch(pattern, folder / f"by{workers}", workers, found, count)
    print(
        f"{count} pictures of {megapixels:g} MP, {OPERATION}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    loop_clock, loop_cpu = found["loop"]
    for name, (clock, cpu) in found.items():
        print(
            f"  {name:12} {clock * 1e3:7.1f} ms a picture ({loop_clock / clock:.2f} times the loop), "
            f"{cpu * 1e3:7.1f} ms of CPU ({100 * (cpu / loop_cpu - 1):+.1f} %)"
        )
    print(f"  two workers against one: {found['1 worker'][0] / found['2 workers'][0]:.2f} times")


def _loop(pattern: str, folder: Path, found: dict[str, tuple[float, float]], count: int) -> None:
    """As `inlay run` does it, one after the other."""
    with measured("loop", found, count + 1) as marks:
        mark(marks)
        words = "--output", str(folder / "{stem}.jpg"), "--radius", str(RADIUS), "--quiet"
        assert command(["run", OPERATION, "--source", pattern, *words]) == 0
        mark(marks)


def _batch(pattern: str, folder: Path, workers: int, found: dict[str, tuple[float, float]], count: int) -> None:
    start = time.perf_counter()
    with measured("1 worker" if workers == 1 else f"{workers} workers", found, count) as marks:
        for outcome in batch.run(plan(pattern, folder), workers=workers, threads=1, anew=True):
            assert outcome.status == "done", outcome.error
            mark(marks)
    print(f"  (started with {workers}: {marks[0][0] - start:.1f} s to the first picture)")


def scheduler(folder: Path, count: int) -> None:
    planned = plan(draw(folder / "photos", 1, *SMALL), folder / "out")
    (task,) = planned.tasks()
    outcome = perform(task)
    tasks = [replace(task, name=str(each)) for each in range(count)]
    (folder / "words").mkdir()
    with Processes(folder / "words", workers=2) as processes:
        outcomes = Batch(processes.address, threads=1, anew=True).outcomes(tasks)
        next(outcomes)
        watched = psutil.Process(processes.scheduler.pid)
        before, start = sum(watched.cpu_times()[:2]), time.perf_counter()
        assert sum(1 for _ in outcomes) == count - 1
        seconds, clock = sum(watched.cpu_times()[:2]) - before, time.perf_counter() - start
        time.sleep(IDLE)
        idle = (sum(watched.cpu_times()[:2]) - before - seconds) / IDLE
    seconds -= idle * clock
    print(
        f"the scheduler: {1e3 * seconds / count:.2f} ms of CPU a task ({count / seconds:.0f} tasks a second at most), "
        f"beside {100 * idle:.1f} % of a core when idle; {count / clock:.0f} tasks a second were done\n"
        f"  a task is {len(pickle.dumps(task))} bytes, its outcome {len(pickle.dumps(outcome))}"
    )


def faults(folder: Path, count: int) -> None:
    planned = plan(draw(folder / "photos", count, *SMALL), folder / "out")
    (folder / "words").mkdir()
    done: Counter[str] = Counter()
    start = time.perf_counter()
    with Processes(folder / "words", workers=2) as processes:
        for outcome in batch.run(planned, scheduler=processes.address, threads=1):
            assert outcome.status == "done", outcome.error
            done[outcome.name] += 1
            if done.total() == count // 4:
                processes.kill_worker()
            elif done.total() == count // 2:
                processes.restart_scheduler()
                supervised = threading.Timer(2, processes.supervise)
                supervised.start()
        supervised.join()
    written = Counter(processes.written())
    lost = count - len(list((folder / "out").glob("*.jpg")))
    twice = sum(number > 1 for number in written.values())
    print(
        f"{count} pictures in {time.perf_counter() - start:.0f} s, one of two workers killed, the scheduler restarted: "
        f"{lost} lost, {twice} written twice, {len(done)} told"
    )
    assert not lost and not twice and len(done) == count and done.total() == count
    kept = Counter(outcome.status for outcome in batch.run(planned))
    print(f"  the same batch again: {kept['kept']} kept")
    assert kept["kept"] == count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=1000, help="of the part that counts what is lost")
    parser.add_argument("--measured", type=int, default=60, help="of the part that compares with a loop")
    parser.add_argument("--megapixels", type=float, default=2.0)
    parser.add_argument("--only", choices=("overhead", "scheduler", "faults"))
    found = parser.parse_args()
    with TemporaryDirectory(prefix="inlay-batch-") as name:
        if found.only in (None, "overhead"):
            overhead(Path(name) / "overhead", found.measured, found.megapixels)
        if found.only in (None, "scheduler"):
            scheduler(Path(name) / "scheduler", found.pictures)
        if found.only in (None, "faults"):
            faults(Path(name) / "faults", found.pictures)


if __name__ == "__main__":
    main()
