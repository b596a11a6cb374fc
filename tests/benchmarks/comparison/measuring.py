"""Measures a contestant in a process of its own: ``python -m tests.benchmarks.comparison.measuring CONTEST ...``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tests.benchmarks.comparison.contest import Contest, Contestant
from tests.benchmarks.comparison.contests import CONTESTS
from tests.benchmarks.comparison.programs import seconds_of_children
from tests.benchmarks.memory import Peak

ROOT = Path(__file__).parents[3]
#: Megapixels of the scene on which everything is compiled.
SMALL = 0.02
#: Seconds after which work is not done again.
LONG, RUNS = 3.0, 4
#: Seconds after which nobody waits any more.
PATIENCE = 300.0
THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Figures:
    """What a contestant took.

    Attributes
    ----------
    contestant : str
    megapixels : float
    effort : str
        How hard it was told to work.
    cpu, clock : float
        Seconds.
    megabytes : float
        The peak of memory beyond what is given and found; NaN for programs.
    error : float
        In the contest's unit.
    failure : str
        Why there are no figures.
    """

    contestant: str
    megapixels: float
    effort: str
    cpu: float = np.nan
    clock: float = np.nan
    megabytes: float = np.nan
    error: float = np.nan
    failure: str = ""


def measured(contest: str, contestant: Contestant, megapixels: float, effort: int, exact: Path) -> Figures:
    """The figures of a contestant, on one core; `effort` is which of its own."""
    command = [sys.executable, "-m", __spec__.name, contest, contestant.name, str(megapixels), str(effort), str(exact)]
    told = "" if contestant.efforts[effort] is None else f"{contestant.efforts[effort]:g}"
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return Figures(contestant.name, megapixels, told, failure=f"not done after {PATIENCE:.0f} s")
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        return Figures(contestant.name, megapixels, told, failure=reason)
    return Figures(contestant.name, megapixels, told, **json.loads(done.stdout.splitlines()[-1]))


def _figures(contest: Contest, contestant: Contestant, megapixels: float, effort: Any, exact: Path) -> dict[str, float]:
    given = contestant.prepare or (lambda scene: scene)
    small = given(contest.scene(SMALL))
    for work in {contestant.work, contestant.values or contestant.work}:
        work(small, effort)
    scene = contest.scene(megapixels)
    ready = given(scene)
    with Peak() as peak:
        seconds, found = [_timed(contestant, ready, effort)], None
    while len(seconds) < RUNS and sum(cpu for cpu, _, _ in seconds) < LONG:
        seconds.append(_timed(contestant, ready, effort))
    found = seconds[0][2] if contestant.values is None else contestant.values(ready, effort)
    figures = {
        "cpu": min(cpu for cpu, _, _ in seconds),
        "clock": min(clock for _, clock, _ in seconds),
        "megabytes": np.nan if contestant.idle else max(0.0, peak.megabytes - _size_of(seconds[0][2]) / 1e6),
    }
    if exact.exists():
        figures["error"] = float(contest.error(found, np.load(exact), scene))
    return figures


def _timed(contestant: Contestant, scene: Any, effort: Any) -> tuple[float, float, Any]:
    cpu, clock, found = _seconds(contestant.work, scene, effort)
    if contestant.idle is not None:
        idle_cpu, idle_clock, _ = _seconds(contestant.idle, scene, effort)
        cpu, clock = max(0.0, cpu - idle_cpu), max(0.0, clock - idle_clock)
    return cpu, clock, found


def _seconds(work: Any, scene: Any, effort: Any) -> tuple[float, float, Any]:
    cpu, clock = time.process_time() + seconds_of_children(), time.perf_counter()
    found = work(scene, effort)
    return time.process_time() + seconds_of_children() - cpu, time.perf_counter() - clock, found


def _size_of(found: Any) -> int:
    return found.nbytes if isinstance(found, np.ndarray) else 0


def main() -> None:
    name, contestant, megapixels, effort, exact = sys.argv[1:]
    warnings.simplefilter("ignore")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    contest = CONTESTS[name]()
    chosen = next(each for each in contest.contestants() if each.name == contestant)
    print(json.dumps(_figures(contest, chosen, float(megapixels), chosen.efforts[int(effort)], Path(exact))))


if __name__ == "__main__":
    main()
