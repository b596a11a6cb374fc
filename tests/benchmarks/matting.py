"""What matting costs and how good it is: ``python -m tests.benchmarks.matting [megapixels ...] [--threads n]``.

The first table has a row for each estimator, and for those of `tests.benchmarks.peers` that are the same: seconds of
CPU on one core for one picture of 0.3 megapixels, the peak of memory beyond input and output in MB, the sum of absolute
differences (thousands) of the lemur on a sunset, and the means over all scenes with exact alpha of that sum, of the
mean squared error (thousandths) and of the gradient error. The second table has the same for the colours, given the
exact alpha: the error of the foreground (thousandths of white squared, weighted by alpha), and by how many levels the
lemur's colours miss its picture, on average and at the 99th percentile. The third has the lemur in other sizes: alpha
by closed form, its colours, the default estimator and previews; seconds of CPU, and of the clock with more threads.
Every row is measured in a process of its own, after a small picture that compiles everything. Between the first two
tables stands what all estimators make of seven strokes on drawn scenes.

Without ``INLAY_TEST_PICTURES`` the scenes are drawn, and there is no third table. Targets for 12 megapixels: alpha and
colours 4 s of CPU, on two threads 2.5 s of the clock; colours 0.4 s; preview 0.3 s; 450 MB, 900 MB for 24; the default
estimator 1.6 times closed form's time and 1.3 times its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from tests.benchmarks.memory import Peak, size_of
from tests.benchmarks.peers import PACKAGES, Peer, peers_of
from tests.core.matting import composites
from tests.core.matting.composites import Composite

#: PyMatting's names of what both have.
COLOUR_PEERS = {"multi-level": "ml", "closed-form": "cf"}
SIZES = (2.0, 12.0)
#: Of the table of growth.
GROWING = (2.0, 6.0, 12.0, 24.0, 48.0)
#: Above this many megapixels PyMatting takes minutes and gigabytes.
LARGEST_PEER = 1.0
#: Drawn scenes that are cut out from strokes: their labels, and lines from 0 to 1 across and down the picture.
STROKED = 3
STROKES = {
    255: [[(0.4, 0.5), (0.6, 0.5)], [(0.45, 0.62), (0.55, 0.66)], [(0.5, 0.42), (0.5, 0.58)]],
    0: [[(0.05, 0.1), (0.05, 0.9)], [(0.95, 0.1), (0.95, 0.9)], [(0.1, 0.04), (0.9, 0.04)], [(0.1, 0.97), (0.9, 0.97)]],
}
#: Seconds. Work on a single scene is done twice unless it takes longer than `LONG`, and three times if both together
#: take less than `SHORT`; of many scenes the median counts.
SHORT, LONG, RUNS = 3.0, 20.0, 3
ROOT = Path(__file__).parents[2]

Estimation = Callable[[Composite], Any]


@dataclass(frozen=True)
class Row:
    """What is measured, as a process is told.

    Attributes
    ----------
    task : str
        ``alpha`` or ``colours``.
    who : str
        ``Inlay`` or another library of `PACKAGES`.
    method : str
        The estimator's id, or the peer's name for it.
    scenes : str
        ``all``, ``strokes``, or a factor by which the lemur is enlarged.
    options : dict
        For the function that is measured.
    crops : int
        Backgrounds from each photograph.
    composite : bool
        Whether the enlarged lemur lies over a photograph.
    own : bool
        Whether colours are estimated for closed form's alpha, and not for the true one.
    """

    task: str
    who: str
    method: str
    scenes: str = "all"
    options: dict[str, Any] | None = None
    crops: int = 1
    composite: bool = False
    own: bool = False


# In the process that measures


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


def as_floats(scene: Composite) -> Composite:
    """A scene as other libraries take it."""
    return replace(scene, image=scene.image / 255, trimap=scene.trimap / 255, alpha=scene.alpha.astype(np.float64))


def scenes_of(row: Row) -> list[Composite]:
    folder = pictures()
    if row.scenes == "strokes":
        return [stroked(scene) for scene in composites.drawn(composites.MEDIUM)[:STROKED]]
    if row.scenes != "all":
        assert folder is not None
        factor = float(row.scenes)
        if row.composite:
            scene = composites.enlarged(folder, round(factor))
        else:
            height, width = (round(side * factor) for side in composites.MEDIUM)
            scene = composites.enlarged_lemur(folder, (height, width))
        if row.own:
            from inlay.matting import estimate_alpha

            scene = replace(scene, alpha=estimate_alpha(scene.image, scene.trimap, "closed-form").alpha)
        return [scene]
    if folder is None:
        return composites.drawn(composites.MEDIUM)
    return [composites.sunset(folder), *composites.photographed(folder, crops=row.crops)]


def stroked(scene: Composite) -> Composite:
    """A scene with three strokes on its foreground and four on its background; nearly everything is unknown."""
    height, width = scene.alpha.shape
    strokes = Image.new("L", (width, height), 128)
    pen = ImageDraw.Draw(strokes)
    for label, lines in STROKES.items():
        for line in lines:
            pen.line([(x * width, y * height) for x, y in line], fill=label, width=7)
    known, sure = np.asarray(strokes), np.where(scene.alpha == 1, 255, np.where(scene.alpha == 0, 0, 128))
    return replace(scene, name=f"{scene.name}, strokes", trimap=np.where(known == sure, known, 128).astype(np.uint8))


def pictures() -> Path | None:
    folder = os.environ.get("INLAY_TEST_PICTURES")
    return Path(folder) if folder else None


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


# In the process that prints


def run(row: Row) -> dict[str, Any]:
    """Measure a row in a process of its own. Peers get one thread, as everybody else."""
    single = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "tests.benchmarks.matting", "--measure", json.dumps(vars(row))]
    threads = (row.options or {}).get("threads", 1)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(single if threads == 1 else {})},
    )
    if done.returncode:
        return {"failure": done.stderr.strip().splitlines()[-1:] or ["no output"]}
    return json.loads(done.stdout.splitlines()[-1])


def failed(name: str, found: dict[str, Any]) -> bool:
    if "failure" in found:
        print(f"{name}  {found['failure'][0]}", flush=True)
    return "failure" in found


def print_alphas(methods: list[str], crops: int) -> None:
    from inlay.matting.estimators import registry

    print("alpha                                  CPU s       MB    1st SAD   all: SAD   MSE e-3  gradient")
    for estimator in registry.estimators():
        if methods and estimator.id not in methods:
            continue
        rows = [Row("alpha", "Inlay", estimator.id, options={"threads": 1}, crops=crops)]
        rows += [Row("alpha", peer.library, peer.method, crops=crops) for peer in peers_of(estimator.id)]
        for row in rows:
            found = run(row)
            name = f"{row.who + ' ' + row.method:35s}"
            if failed(name, found):
                continue
            errors = np.array(found["errors"])
            sad, mse, gradient = errors.mean(axis=0)
            print(
                f"{name} {np.median(found['cpu']):8.3f} {max(found['megabytes']):8.0f} {errors[0, 0]:10.3f}"
                f" {sad:10.3f} {mse:9.3f} {gradient:9.4f}",
                flush=True,
            )


def print_strokes(methods: list[str]) -> None:
    from inlay.matting.estimators import registry

    print("\nalpha from seven strokes               CPU s  clock s       MB        SAD   MSE e-3  gradient")
    for estimator in registry.estimators():
        if methods and estimator.id not in methods:
            continue
        found = run(Row("alpha", "Inlay", estimator.id, scenes="strokes", options={"threads": 1}))
        if not failed(estimator.id, found):
            sad, mse, gradient = np.mean(found["errors"], axis=0)
            print(
                f"{estimator.id:35s} {np.median(found['cpu']):8.3f} {np.median(found['clock']):8.3f}"
                f" {max(found['megabytes']):8.0f} {sad:10.3f} {mse:9.3f} {gradient:9.4f}",
                flush=True,
            )


def print_colours(crops: int) -> None:
    print("\ncolours                                CPU s       MB    wMSE e-3   lemur missed by, mean / 99 %")
    rows = []
    for method, peer in COLOUR_PEERS.items():
        for projection in (False, True):
            options = {"threads": 1, "projection": projection}
            rows.append(Row("colours", "Inlay", method, options=options, crops=crops))
        rows.append(Row("colours", "PyMatting", peer, crops=crops))
    for row in rows:
        found = run(row)
        projected = " projected" if (row.options or {}).get("projection") else ""
        name = f"{row.who:9s} {row.method + projected:25s}"
        if failed(name, found):
            continue
        missed = "{:.2f} / {:.2f} levels".format(*found["missed"]) if "missed" in found else "-"
        print(
            f"{name} {np.median(found['cpu']):8.3f} {max(found['megabytes']):8.0f}"
            f" {np.mean(found['errors']):11.3f}   {missed}",
            flush=True,
        )


def print_sizes(megapixels: list[float], threads: int, peers: bool, composite: bool) -> None:
    from inlay.matting.estimators import registry

    print(
        "\n     MP  what                             CPU s  clock s       MB        SAD   iterations, estimated error"
    )
    for size in megapixels:
        factor = round((size * 1e6 / np.prod(composites.MEDIUM)) ** 0.5, 1)
        known = {"scenes": str(round(factor) if composite else factor), "composite": composite}
        rows = {
            "closed form": Row("alpha", "Inlay", "closed-form", options={"threads": 1}, **known),
            "its colours": Row("colours", "Inlay", "multi-level", options={"threads": 1}, own=True, **known),
            "colours of the true alpha": Row("colours", "Inlay", "multi-level", options={"threads": 1}, **known),
            "default estimator": Row("alpha", "Inlay", registry.DEFAULT, options={"threads": 1}, **known),
        }
        for quality in ("half", "quarter"):
            options = {"threads": 1, "quality": quality}
            rows[f"preview, {quality} size"] = Row("alpha", "Inlay", "closed-form", options=options, **known)
        if threads > 1:
            for name in ("closed form", "its colours", "default estimator"):
                rows[f"{name}, {threads} threads"] = replace(rows[name], options={"threads": threads})
        if peers or size <= LARGEST_PEER:
            rows["PyMatting's closed form"] = Row("alpha", "PyMatting", "cf", **known)
            rows["PyMatting's multi-level colours"] = Row("colours", "PyMatting", "ml", **known)
        found = {name: run(row) for name, row in rows.items()}
        for name, row in rows.items():
            print_size(size, name, row, found[name])
        print_totals(found, threads)


def print_growth(megapixels: list[float], peers: bool) -> None:
    """Iterations that do not grow, and time and memory that grow with the unknown pixels alone."""
    from inlay.matting.estimators import registry

    print(
        "\n     MP  what                               CPU s   us/unknown       MB   B/unknown        SAD   iterations"
    )
    for size in megapixels:
        factor = str(round((size * 1e6 / np.prod(composites.MEDIUM)) ** 0.5, 1))
        rows = [Row("alpha", "Inlay", each, factor, {"threads": 1}) for each in ("closed-form", registry.DEFAULT)]
        if peers or size <= LARGEST_PEER:
            rows.append(Row("alpha", "PyMatting", "cf", factor))
        count = np.count_nonzero(scenes_of(rows[0])[0].unknown)
        for row in rows:
            found, name = run(row), f"{size:7.2f}  {row.who + ' ' + row.method:33s}"
            if not failed(name, found):
                print(
                    f"{name} {found['cpu'][0]:7.3f} {1e6 * found['cpu'][0] / count:12.2f} {found['megabytes'][0]:8.0f}"
                    f" {1e6 * found['megabytes'][0] / count:11.0f} {found['errors'][0][0]:10.3f}"
                    f"   {found.get('iterations', '-')}",
                    flush=True,
                )


def print_size(size: float, name: str, row: Row, found: dict[str, Any]) -> None:
    if failed(f"{size:7.2f}  {name:31s}", found):
        return
    sad = f"{found['errors'][0][0]:10.3f}" if row.task == "alpha" else " " * 10
    steps = f"   {found['iterations']}, {found['error'] * 255:.2f}/255" if "iterations" in found else ""
    print(
        f"{size:7.2f}  {name:31s} {found['cpu'][0]:7.3f} {found['clock'][0]:8.3f} {found['megabytes'][0]:8.0f}"
        f" {sad}{steps}",
        flush=True,
    )


def print_totals(found: dict[str, dict[str, Any]], threads: int) -> None:
    """Alpha and colours together, and the default estimator as multiples of closed form."""
    plain, colours, default = (found[name] for name in ("closed form", "its colours", "default estimator"))
    if any("failure" in each for each in (plain, colours, default)):
        return
    print(f"         alpha and colours {plain['cpu'][0] + colours['cpu'][0]:.2f} s of CPU", end="")
    if threads > 1:
        both = (found[f"{name}, {threads} threads"]["clock"][0] for name in ("closed form", "its colours"))
        print(f", {sum(both):.2f} s of the clock on {threads} threads", end="")
    print(
        f"; default / closed form: time {default['cpu'][0] / plain['cpu'][0]:.2f},"
        f" memory {default['megabytes'][0] / plain['megabytes'][0]:.2f}\n",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="*", type=float, help=f"sizes of the third table; {SIZES} if not given")
    parser.add_argument("--methods", nargs="*", default=[], help="estimators of the first table; all if not given")
    parser.add_argument("--tables", nargs="*", default=["alpha", "strokes", "colours", "sizes"])
    parser.add_argument("--crops", type=int, default=1, help="backgrounds from each photograph, 1 to 3")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help=f"PyMatting above {LARGEST_PEER} megapixels too")
    parser.add_argument(
        "--composite", action="store_true", help="the enlarged lemur over a photograph in the third table"
    )
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(Row(**json.loads(arguments.measure)))))
        return
    if "alpha" in arguments.tables:
        print_alphas(arguments.methods, arguments.crops)
    if "strokes" in arguments.tables:
        print_strokes(arguments.methods)
    if "colours" in arguments.tables:
        print_colours(arguments.crops)
    if "growth" in arguments.tables and pictures() is not None:
        print_growth(arguments.megapixels or list(GROWING), arguments.peers)
    if "sizes" in arguments.tables and pictures() is not None:
        print_sizes(arguments.megapixels or list(SIZES), arguments.threads, arguments.peers, arguments.composite)


if __name__ == "__main__":
    main()
