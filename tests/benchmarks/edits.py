"""What gradient edits cost: ``python -m tests.benchmarks.edits [megapixels ...] [--edits id ...] [--tables ...]``.

The first table has a row for each edit that others have too: Inlay, the same equations by pyamg (up to one megapixel),
and OpenCV. Each works on an ellipse over 64 % of a picture of three 8-bit channels and says: seconds of CPU on one core
(the least of some runs, warm), the peak of memory beyond input and output in MB and in bytes a pixel, how many pixels
outside the mask were changed, and the largest and the mean difference in levels from the exact solution inside, which
is the same edit in double precision, not rounded. OpenCV's illuminationChange and textureFlattening solve for
other gradients, so that nothing can be said of their errors. The second table has all other edits, at their defaults,
in Inlay alone. Every row is measured in a process of its own, after a small picture that compiles everything.

Targets for 12 megapixels on one core: stronger gradients 0.6 s, CIELAB 1.5 s, relight, tone-gradients and
flatten-texture 1.4 s, harmonise 1.2 s, make-tileable 0.8 s, heal-selection's search 2 s,
merge-layers 1 s and 20 bytes a pixel; the others 60 bytes a pixel.
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
from pathlib import Path
from typing import Any

import numpy as np
from tests.benchmarks.memory import Peak
from tests.benchmarks.poisson import scene

SIZES = (0.3, 3.0)
#: Above so many megapixels pyamg and the exact solution take minutes.
LARGEST_PYAMG, LARGEST_EXACT = 1.0, 4.0
RUNS, LONG = 3, 10.0
ROOT = Path(__file__).parents[2]
FACTORS = {"red": 1.5, "green": 0.5, "blue": 0.7}

Work = Callable[..., Any]

#: Edits with peers, and OpenCV's name for each.
PEERS = {
    "clone": "NORMAL_CLONE",
    "clone, stronger": "MIXED_CLONE",
    "clone, monochrome": "MONOCHROME_TRANSFER",
    "recolour": "colorChange",
    "relight": "illuminationChange",
    "flatten-texture": "textureFlattening",
}
#: OpenCV's functions whose gradients are not those of the edit beside them.
OTHERS = ("illuminationChange", "textureFlattening")
ALONE = (
    "clone, half of the colour",
    "clone, protect texture",
    "clone, optimal boundary",
    "clone, CIELAB",
    "swap-features",
    "heal-selection",
    "heal-selection, thin plate",
    "make-tileable",
    "merge-layers",
    "merge-layers, rectangle",
    "merge-layers, masks",
    "merge-layers, seams alone",
    "harmonise",
    "isolate-colour",
    "sharpen-gradients",
    "tone-gradients",
    "flatten-texture, canny",
)


# In the process that measures


def inlay_work(edit: str, **options: Any) -> Work:
    """An edit as a function of what `inputs_of` it gives."""
    import inlay

    def clone(**more: Any) -> Work:
        return lambda source, below, region: inlay.seamless_clone(source, below, region, **more, **options)

    works: dict[str, Work] = {
        "clone": clone(),
        "clone, stronger": clone(gradients="stronger"),
        "clone, monochrome": clone(gradients="monochrome"),
        "clone, half of the colour": clone(keep_source_colour=50.0),
        "clone, protect texture": clone(protect_texture=True),
        "clone, optimal boundary": lambda source, below, region: inlay.seamless_clone(
            source, below, region, optimal_boundary=True, object=shrunk(region), **options
        ),
        "clone, CIELAB": clone(blend_space="lab"),
        "recolour": lambda source, below, region: inlay.recolour(below, region, by="factors", **FACTORS, **options),
        "relight": lambda source, below, region: inlay.relight(below, region, **options),
        "flatten-texture": lambda source, below, region: inlay.flatten_texture(below, region, **options),
        "flatten-texture, canny": lambda source, below, region: inlay.flatten_texture(
            below, region, edges="canny", **options
        ),
        "swap-features": lambda source, below, region: inlay.swap_features(source, below, region, **options),
        "heal-selection": lambda source, below, region: inlay.heal_selection(below, shrunk(region), **options),
        "heal-selection, thin plate": lambda source, below, region: inlay.heal_selection(
            below, shrunk(region), fill="thin-plate", **options
        ),
        "make-tileable": lambda source, below, region: inlay.make_tileable(below, **options),
        "merge-layers": lambda layers, at: inlay.merge_layers(layers, at, **options),
        "merge-layers, rectangle": lambda layers, at: inlay.merge_layers(layers, at, **options),
        "merge-layers, masks": lambda layers, at: inlay.merge_layers(layers, at, seams="masks", **options),
        "merge-layers, seams alone": seams,
        "harmonise": lambda source, below, region: inlay.harmonise(source, below, region, **options),
        "isolate-colour": lambda source, below, region: inlay.isolate_colour(below, region, **options),
        "sharpen-gradients": lambda source, below, region: inlay.sharpen_gradients(below, **options),
        "tone-gradients": lambda source, below, region: inlay.tone_gradients(below, **options),
    }
    return works[edit]


def inputs_of(edit: str, source: np.ndarray, below: np.ndarray, region: np.ndarray) -> tuple[Any, ...]:
    """Source, destination and region; layers and their places for a mosaic."""
    if not edit.startswith("merge-layers"):
        return source, below, region
    return parts(below, 0 if edit.endswith("rectangle") else 8)


def shrunk(region: np.ndarray) -> np.ndarray:
    """An ellipse a quarter as wide and high, in the middle."""
    part = region[::4, ::4]
    top, left = ((whole - half) // 2 for whole, half in zip(region.shape, part.shape, strict=True))
    small = np.zeros_like(region)
    small[top : top + part.shape[0], left : left + part.shape[1]] = part
    return small


def parts(picture: np.ndarray, ragged: int) -> tuple[list[np.ndarray], list[tuple[int, int]]]:
    """Three pictures that overlap, of another exposure and noise each; `ragged` ones begin at different rows."""
    height, width = picture.shape[:2]
    layers, at = [], []
    rng = np.random.default_rng(0)
    for number, start in enumerate((0.0, 0.3, 0.6)):
        left, top = round(start * width), number % 2 * ragged
        crop = picture[top : height - ragged + top, left : round(min(1.0, start + 0.4) * width) or width]
        noisy = crop * np.float32(0.9 - 0.1 * number) + rng.normal(0, 3, crop.shape)
        layers.append(np.rint(np.clip(noisy, 0, 255)).astype(picture.dtype))
        at.append((top, left))
    return layers, at


def seams(layers: list[np.ndarray], at: list[tuple[int, int]]) -> np.ndarray:
    """From which layer each pixel comes."""
    from inlay.arrays.effort import Effort
    from inlay.arrays.placed import Placed
    from inlay.mosaic.mosaic import Mosaic

    sources = [Placed(layer, None, *place, 255.0) for layer, place in zip(layers, at, strict=True)]
    shape = max(source.box.bottom for source in sources), max(source.box.right for source in sources)
    label_map, _ = Mosaic(sources, shape, "cut", "colour").labelled(Effort(1))
    return label_map.labels.read(label_map.box)


def opencv_work(name: str) -> Work:
    import cv2

    cv2.setNumThreads(1)

    def clone(source: np.ndarray, below: np.ndarray, region: np.ndarray) -> np.ndarray:
        rows, columns = np.nonzero(region)
        centre = int(columns.min() + columns.max() + 1) // 2, int(rows.min() + rows.max() + 1) // 2
        return cv2.seamlessClone(source, below, mask_of(region), centre, getattr(cv2, name))

    if name.isupper():
        return clone
    edit = getattr(cv2, name)
    # It calls the first channel blue.
    options = (
        dict(zip(("blue_mul", "green_mul", "red_mul"), FACTORS.values(), strict=True)) if name == "colorChange" else {}
    )
    return lambda source, below, region: edit(below, mask_of(region), **options)


def mask_of(region: np.ndarray) -> np.ndarray:
    return region.astype(np.uint8) * 255


def pyamg_work(edit: str) -> Work:
    """The edit with its equations given to pyamg."""
    from inlay.operations import editing

    editing.solver_for = lambda region, present: "pyamg"
    return inlay_work(edit, threads=1, **({"solver": "pyamg"} if edit.startswith("clone") else {}))


def exact_of(edit: str, source: np.ndarray, below: np.ndarray, region: np.ndarray) -> np.ndarray:
    """The edit in double precision, in levels."""
    if edit.startswith("clone"):
        # In levels, so that gradients of equal size stay equal.
        return inlay_work(edit, threads=1, tolerance=1e-9)(source.astype(float), below.astype(float), region)
    return 255 * inlay_work(edit, threads=1)(source / 255, below / 255, region)


def measure(edit: str, who: str, megapixels: float) -> dict[str, Any]:
    """Seconds, memory, pixels outside, and errors."""
    warnings.simplefilter("ignore")
    works = {"Inlay": lambda: inlay_work(edit, threads=1), "pyamg": lambda: pyamg_work(edit)}
    work = works[who]() if who in works else opencv_work(who)
    small = inputs_of(edit, *scene(0.02))
    for _ in range(2):
        work(*small)
    source, below, region = scene(megapixels)
    given = inputs_of(edit, source, below, region)
    with Peak() as peak:
        seconds, result = timed(work, *given)
    size = sum(each.nbytes for each in result) if isinstance(result, tuple) else result.nbytes
    cpu = [seconds]
    while len(cpu) < RUNS and sum(cpu) < LONG:
        cpu.append(timed(work, *given)[0])
    found = {"cpu": min(cpu), "megabytes": max(0.0, peak.megabytes - size / 1e6), "pixels": region.size}
    if edit in PEERS:
        found["outside"] = int(np.count_nonzero((result != below).any(axis=2) & ~region))
        if who not in OTHERS and megapixels <= LARGEST_EXACT:
            differences = np.abs(result - np.clip(exact_of(edit, source, below, region), 0, 255))[region]
            found["error"] = [float(differences.max()), float(differences.mean())]
    return found


def timed(work: Work, *given: Any) -> tuple[float, Any]:
    started = time.process_time()
    result = work(*given)
    return time.process_time() - started, result


# In the process that prints


def run(edit: str, who: str, megapixels: float) -> dict[str, Any]:
    """Measure a row in a process of its own, on one thread."""
    single = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.edits", "--measure", json.dumps([edit, who, megapixels])],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **single},
    )
    if done.returncode:
        return {"failure": done.stderr.strip().splitlines()[-1:] or ["no output"]}
    return json.loads(done.stdout.splitlines()[-1])


def print_row(edit: str, who: str, megapixels: float, ours: float | None = None) -> float | None:
    """Measure and print; seconds, None if it failed."""
    found = run(edit, who, megapixels)
    name = f"{megapixels:6.2f}  {edit:27s} {who:19s}"
    if "failure" in found:
        print(f"{name}  {found['failure'][0]}", flush=True)
        return None
    times = f"{found['cpu'] / ours:6.1f} x" if ours else " " * 8
    error = "{:7.2f} / {:.4f}".format(*found["error"]) if "error" in found else "        -"
    outside = f"{found['outside']:9d}" if "outside" in found else "        -"
    per_pixel = found["megabytes"] * 1e6 / found["pixels"]
    print(
        f"{name} {found['cpu']:8.3f} {times} {found['megabytes']:7.0f} {per_pixel:6.0f} {outside}  {error}", flush=True
    )
    return found["cpu"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="*", type=float, default=SIZES)
    parser.add_argument("--edits", nargs="*", default=[], help="rows whose names begin so; all if not given")
    parser.add_argument("--tables", nargs="*", default=["peers", "alone"])
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(*json.loads(arguments.measure))))
        return

    def is_wanted(edit: str) -> bool:
        return not arguments.edits or edit.startswith(tuple(arguments.edits))

    print(f"    MP  {'edit':27s} who                    CPU s       us      MB  B/pix   outside  error max / mean")
    for megapixels in arguments.megapixels:
        for edit, peer in PEERS.items():
            if "peers" in arguments.tables and is_wanted(edit):
                ours = print_row(edit, "Inlay", megapixels)
                if megapixels <= LARGEST_PYAMG:
                    print_row(edit, "pyamg", megapixels, ours)
                print_row(edit, peer, megapixels, ours)
        for edit in ALONE:
            if "alone" in arguments.tables and is_wanted(edit):
                print_row(edit, "Inlay", megapixels)


if __name__ == "__main__":
    main()
