"""How soon a view answers: from a parameter to the first and to the exact picture, from an event to a frame.

Prints for each operation on a picture of 12 million pixels seconds from opening to the first frame, milliseconds from a
changed parameter to the first answer and to the exact picture, and its memory in MB; then milliseconds from an event to
its frame for moving, zooming, the splitter and the modes, and for a clone that is dragged, with the worker's CPU.

    python -m tests.benchmarks.live [OPERATION ...]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from tests.core.live import scenes
from tests.worker.raw import RawWorker
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.operations import registry
from inlay.operations.declaration import Operation
from inlay.operations.job import Document, Job
from inlay.picture import Picture

LARGER = 18
SIZE = [1080, 720]
CANVAS = [0, 0, scenes.WIDTH * LARGER, scenes.HEIGHT * LARGER]
EVENTS = 20


def enlarged(picture: Picture) -> Picture:
    """The scene's picture on the larger canvas, with some grain."""
    pixels = picture.pixels.repeat(LARGER, 0).repeat(LARGER, 1)
    if pixels.ndim == 3:
        grain = np.random.default_rng(1).integers(-3, 4, (*pixels.shape[:2], 1))
        pixels[..., :3] = np.clip(pixels[..., :3] + grain, 0, 255)
    return Picture(pixels, picture.x * LARGER, picture.y * LARGER, picture.space, picture.name)


def job_for(operation: Operation) -> Job:
    job = scenes.job_for(operation)
    images = {
        role: [enlarged(each) for each in image] if isinstance(image, list) else image and enlarged(image)
        for role, image in job.images.items()
    }
    return Job(images, job.parameters, Document(CANVAS[2], CANVAS[3]))


def changed(operation: Operation, values: dict[str, Any]) -> dict[str, Any]:
    """Another value of the first parameter that is a number and matters, or of the first at all."""
    able = [each for each in operation.parameters if each.id in operation.effective(values)]
    for each in able:
        if each.type in ("integer", "number"):
            step = 1 if each.type == "integer" else (each.maximum - each.minimum) / 100
            value = values[each.id] + step
            return {each.id: value if value <= each.maximum else values[each.id] - step}
    for each in able:
        if each.type == "choice":
            return {each.id: next(option.id for option in each.options if option.id != values[each.id])}
    each = next(each for each in able if each.type == "boolean")
    return {each.id: not values[each.id]}


def memory(worker: RawWorker) -> float:
    """MB that the worker has of its own."""
    lines = Path(f"/proc/{worker.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1000


def timed(viewer: Viewer, **state: Any) -> tuple[float, float, float]:
    """Milliseconds to the first answer and to the exact picture, and how coarse the first is."""
    began = time.perf_counter()
    number = viewer.show(**state)
    first = viewer.until(lambda each: "error" in each or each["frame"]["sequence"] == number)
    soon = time.perf_counter() - began
    assert "error" not in first, first
    if first["frame"]["done"] < 1:
        viewer.exact()
    return 1e3 * soon, 1e3 * (time.perf_counter() - began), first["frame"]["done"]


def measure(worker: RawWorker, number: int, operation: Operation, before: dict[str, Any]) -> None:
    job = job_for(operation)
    viewer = Viewer(worker, number)
    described = sent(worker, operation.id, job)
    viewer.open(described, before)
    opening, cold, _ = timed(viewer, rect=CANVAS, size=SIZE, mode="result")
    soon, exact, done = timed(viewer, parameters=changed(operation, dict(job.parameters)))
    print(
        f"{operation.id:24s} {opening:8.0f} {cold:8.0f} {soon:8.0f} {exact:8.0f} {done:6.2f} {memory(worker):8.0f}",
        viewer.messages[-1]["frame"]["line"],
        flush=True,
    )
    viewer.close()


def events(worker: RawWorker, number: int, before: dict[str, Any]) -> None:
    operation = registry.find("cut-out")
    viewer = Viewer(worker, number)
    viewer.open(sent(worker, operation.id, job_for(operation)), before)
    timed(viewer, rect=CANVAS, size=SIZE)
    states = {
        "move": lambda step: {"rect": [100 + 7 * step, 100, *SIZE]},
        "zoom": lambda step: {"rect": [100, 100, *(side * (1 + step / 8) for side in SIZE)]},
        "splitter": lambda step: {"split": 300 + 9 * step},
        "mode": lambda step: {"mode": ("overlay", "black", "outline", "result")[step % 4]},
    }
    for name, state in states.items():
        times = [timed(viewer, **state(step)) for step in range(EVENTS)]
        first, sharp = ([each[place] for each in times] for place in (0, 1))
        print(
            f"{name:12s} first {statistics.median(first):6.1f} {max(first):6.1f}   "
            f"sharp {statistics.median(sharp):6.1f} {max(sharp):6.1f} ms"
        )
    viewer.close()


def drag(worker: RawWorker, number: int, before: dict[str, Any]) -> None:
    """A clone that is moved by some pixels: to the first picture of it, one step at once after the other."""
    operation = registry.find("seamless-clone")
    viewer = Viewer(worker, number)
    viewer.open(sent(worker, operation.id, job_for(operation)), before)
    timed(viewer, rect=CANVAS, size=SIZE, mode="result")
    times, cpu = [], worker_cpu(worker)
    for step in range(EVENTS):
        began = time.perf_counter()
        shown = viewer.show(parameters={"x": 8 * (step % 7), "y": 8 * (step % 5)})
        viewer.until(lambda each, shown=shown: "error" in each or each["frame"]["sequence"] == shown)
        times.append(1e3 * (time.perf_counter() - began))
    cpu = 1e3 * (worker_cpu(worker) - cpu) / EVENTS
    print(f"{'drag':12s} first {statistics.median(times):6.1f} {max(times):6.1f}   CPU {cpu:6.1f} ms")
    viewer.close()


def worker_cpu(worker: RawWorker) -> float:
    """Seconds of CPU that the worker has taken."""
    fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(names: list[str]) -> None:
    chosen = [registry.find(name) for name in names] or registry.own()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as base, RawWorker(Path(base) / "folder") as worker:
        worker.greet()
        before = plane(worker, "before.plane", enlarged(scenes.picture()))
        print(f"{'operation':24s} {'opening':>8s} {'exact':>8s} {'changed':>8s} {'exact':>8s} {'done':>6s} {'MB':>8s}")
        for number, operation in enumerate(chosen, 1):
            measure(worker, number, operation, before)
        events(worker, len(chosen) + 1, before)
        drag(worker, len(chosen) + 2, before)


if __name__ == "__main__":
    main(sys.argv[1:])
