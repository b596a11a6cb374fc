"""Seconds, memory and errors of a row: ``python -m tests.benchmarks.matting.measuring ROW``, a row as JSON."""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from tests.benchmarks.matting.row import Row
from tests.benchmarks.matting.scenes import as_floats, pictures, scenes_of
from tests.benchmarks.memory import Peak, size_of
from tests.benchmarks.peers import PACKAGES, Peer
from tests.core.matting import composites
from tests.core.matting.composites import Composite

#: Seconds. Work on a single scene is done twice unless it takes longer than `LONG`, and three times if both together
#: take less than `SHORT`; of many scenes the median counts.
SHORT, LONG, RUNS = 3.0, 20.0, 3

Estimation = Callable[[Composite], Any]


def work_of(row: Row) -> Estimation:
    """The function that is measured: it takes a scene, and returns alpha or a pair of colours."""
    options = row.options or {}
    if row.who in PACKAGES:
        return peer_of(row)
    from inlay import matting

    if row.task == "alpha":
        return lambda scene: matting.estimate_alpha(scene.image, scene.trimap, row.method, **options)

    def colours(scene: Composite) -> Any:
        return matting.estimate_foreground(scene.image, scene.alpha, method=row.method, **options)

    return colours


def peer_of(row: Row) -> Estimation:
    if row.task == "alpha":
        alpha = Peer(row.who, row.method).estimate
        return lambda scene: alpha(scene.image, scene.trimap)
    import pymatting

    estimate = getattr(pymatting, f"estimate_foreground_{row.method}")
    return lambda scene: estimate(scene.image, scene.alpha, return_background=True)


def measure(row: Row) -> dict[str, Any]:
    """Seconds, memory and errors of a row."""
    warnings.simplefilter("ignore")
    work = work_of(row)
    given = as_floats if row.who in PACKAGES else lambda scene: scene
    small = composites.drawn((96, 120))[1]
    for scene in (small, small):
        work(given(scene))
    cpu, clock, megabytes, errors = [], [], [], []
    result: Any = None
    for scene in scenes_of(row):
        ready, result = given(scene), None
        with Peak() as peak:
            seconds = [timed(work, ready)]
        result = seconds[0][2]
        megabytes.append(max(0.0, peak.megabytes - size_of(result) / 1e6))
        while (
            row.scenes not in ("all", "strokes")
            and len(seconds) < RUNS
            and sum(each[0] for each in seconds) < (SHORT if len(seconds) > 1 else LONG)
        ):
            seconds.append(timed(work, ready))
        cpu.append(min(each[0] for each in seconds))
        clock.append(min(each[1] for each in seconds))
        errors.append(errors_of(row, result, scene))
    more = {}
    if row.task == "colours" and row.scenes == "all" and pictures() is not None:
        lemur = composites.enlarged_lemur(pictures())
        missed = composites.recomposition(lemur.alpha, *colours_of(row, work(given(lemur))), lemur.image)
        more = {"missed": [float(missed.mean()), float(np.percentile(missed, 99))]}
    if hasattr(result, "iterations"):
        more = {"iterations": result.iterations, "error": result.error}
    return {"cpu": cpu, "clock": clock, "megabytes": megabytes, "errors": errors, **more}


def timed(work: Estimation, scene: Composite) -> tuple[float, float, Any]:
    cpu, clock = time.process_time(), time.perf_counter()
    result = work(scene)
    return time.process_time() - cpu, time.perf_counter() - clock, result


def colours_of(row: Row, result: Any) -> tuple[np.ndarray, np.ndarray]:
    """Foreground and background in levels."""
    if row.who == "PyMatting":
        return tuple(np.rint(np.clip(each, 0, 1) * 255) for each in result)
    return result.foreground, result.background


def errors_of(row: Row, result: Any, scene: Composite) -> list[float]:
    if row.task == "colours":
        foreground, _ = colours_of(row, result)
        return [1e3 * composites.colour_error(foreground, scene.foreground, scene.alpha)]
    sad, mse, gradient = composites.errors(np.asarray(getattr(result, "alpha", result)), scene)
    return [sad, 1e3 * mse, gradient]


if __name__ == "__main__":
    print(json.dumps(measure(Row(**json.loads(sys.argv[1])))))
