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
#: Seconds after which work is not done again, and the same where there is little time.
LONG, LONG_IF_QUICK, RUNS = 3.0, 0.5, 4
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


def measured(
    contest: str, contestant: Contestant, megapixels: float, first: int, exact: Path, is_quick: bool, is_curve: bool
) -> list[Figures]:
    """The figures of a contestant, on one core, with its efforts from the `first` on.

    With all of them for a curve, else until one comes within the contest's bound.
    """
    long = LONG_IF_QUICK if is_quick else LONG
    words = contest, contestant.name, str(megapixels), str(first), str(exact), str(long), str(int(is_curve))
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __spec__.name, *words],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=environment,
            timeout=PATIENCE,
        )
        told, failure = done.stdout, ""
        if done.returncode:
            failure = (done.stderr.decode().strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    except subprocess.TimeoutExpired as error:
        told, failure = error.stdout or b"", f"not done after {PATIENCE:.0f} s"
    efforts = ["" if effort is None else f"{effort:g}" for effort in contestant.efforts[first:]]
    lines = [line for line in told.decode().splitlines() if line.startswith("{")]
    found = [
        Figures(contestant.name, megapixels, effort, **json.loads(line))
        for effort, line in zip(efforts, lines, strict=False)
    ]
    if failure and len(found) < len(efforts):
        found.append(Figures(contestant.name, megapixels, efforts[len(found)], failure=failure))
    return found


def _figures(
    contest: Contest, contestant: Contestant, scene: Any, ready: Any, effort: Any, exact: Path, long: float
) -> dict[str, float]:
    with Peak() as peak:
        seconds, found = [_timed(contestant, ready, effort)], None
    while len(seconds) < RUNS and sum(cpu for cpu, _, _ in seconds) < long:
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
    name, contestant, megapixels, first, answer, long, is_curve = sys.argv[1:]
    warnings.simplefilter("ignore")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    contest, exact = CONTESTS[name](), Path(answer)
    chosen = next(each for each in contest.contestants() if each.name == contestant)
    efforts = chosen.efforts[int(first) :]
    given = chosen.prepare or (lambda scene: scene)
    small = given(contest.scene(SMALL))
    for work in {chosen.work, chosen.values or chosen.work}:
        work(small, efforts[0])
    scene = contest.scene(float(megapixels))
    ready = given(scene)
    for effort in efforts:
        figures = _figures(contest, chosen, scene, ready, effort, exact, float(long))
        print(json.dumps(figures), flush=True)
        if not int(is_curve) and not figures.get("error", np.nan) > contest.bound:
            break


if __name__ == "__main__":
    main()
