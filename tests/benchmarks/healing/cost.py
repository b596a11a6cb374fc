"""What healing and tiling cost: ``taskset -c 0 python -m tests.benchmarks.healing.cost [megapixels] [--peers]``.

Prints for a picture of three 8-bit channels seconds of CPU and of the clock (the least of some runs, warm, one thread),
the peak of memory beyond input and output, the longest time between two looks at the artist's wishes, and how good the
result is: for tiling the jump across the seam as a part of the jumps inside, for healing the mean error of a hole in a
texture that repeats, in levels; then a photograph of that size (``INLAY_TEST_PICTURES``) filled with pieces of itself.
With ``--peers`` also OpenCV's two ways of inpainting and scikit-image's biharmonic one, on small holes. Targets for 12
megapixels: tiling 0.8 s, healing from one place 2 s, from pieces 4 s (3 %) and 12 s (15 %), coarse 0.5 s.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from tests.benchmarks.healing.measures import detail
from tests.benchmarks.memory import Peak
from tests.benchmarks.poisson import least, scene

import inlay
from inlay import inpainting, poisson
from inlay.inpainting.shift_map import completed
from inlay.inpainting.structure import propagated
from tools.photographs.collection import photograph

#: The period of the texture, down and across.
PERIOD = 97, 131
#: The radius of a hole that peers can fill in seconds.
SMALL = 25

#: A photograph of 20 megapixels with a horizon, and the parts of it that are healed.
PHOTOGRAPH, AREAS = "pier", (0.03, 0.15)

Work = Callable[..., np.ndarray]


def weave(image: np.ndarray) -> np.ndarray:
    """A texture of the image's size that repeats."""
    tile = image[: PERIOD[0], : PERIOD[1]]
    down, across = (-(-size // period) for size, period in zip(image.shape, PERIOD, strict=False))
    return np.tile(tile, (down, across, 1))[: image.shape[0], : image.shape[1]]


def disc(image: np.ndarray, radius: float) -> np.ndarray:
    y, x = np.ogrid[: image.shape[0], : image.shape[1]]
    return (y - image.shape[0] // 2) ** 2 + (x - image.shape[1] // 2) ** 2 < radius**2


def seam(image: np.ndarray, axes: tuple[int, ...]) -> float:
    """The largest mean jump across the seams along some axes, as a part of the mean jump inside."""
    shares = []
    for axis in axes:
        ends = np.take(image, [0, -1], axis).astype(np.float32)
        inside = np.abs(np.diff(image.astype(np.float32), axis=axis)).mean()
        shares.append(np.abs(np.diff(ends, axis=axis)).mean() / inside)
    return float(max(shares))


def longest_silence(work: Work, image: np.ndarray) -> float:
    """Milliseconds between two calls of ``progress``, the most."""
    told = [time.perf_counter()]
    work(image, progress=lambda fraction, doing=None: told.append(time.perf_counter()))
    return 1000 * float(max(np.diff(told)))


def measure(name: str, work: Work, image: np.ndarray, judge: Callable[[np.ndarray], float]) -> None:
    work(image)
    with Peak() as peak:
        result = work(image)
    silence = longest_silence(work, image)
    cpu, clock = least(lambda: work(image), 2)
    extra = max(0.0, peak.megabytes - result.nbytes / 1e6)
    print(f"{name:34s} {cpu:7.2f} {clock:8.2f} {extra:8.0f} {silence:8.0f} {judge(result):9.3f}", flush=True)


def compare(image: np.ndarray) -> None:
    """Peers on a small hole: CPU seconds and the mean error in levels."""
    import cv2
    from skimage.restoration import inpaint_biharmonic

    cv2.setNumThreads(1)
    side = 12 * SMALL
    image = np.ascontiguousarray(image[:side, :side])
    hole = disc(image, SMALL)
    damaged = np.where(hole[..., None], 0, image).astype(np.uint8)
    heal = partial(inlay.heal_selection, damaged, hole, threads=1)
    works: dict[str, Callable[[], np.ndarray]] = {
        "Inlay, found": partial(heal, fill="found"),
        "Inlay, membrane": partial(heal, fill="membrane"),
        "Inlay, thin plate": partial(heal, fill="thin-plate", smoothing=0.0),
        "OpenCV Telea": lambda: cv2.inpaint(damaged, hole.astype(np.uint8), 5, cv2.INPAINT_TELEA),
        "OpenCV Navier-Stokes": lambda: cv2.inpaint(damaged, hole.astype(np.uint8), 5, cv2.INPAINT_NS),
        "scikit-image biharmonic": lambda: 255 * inpaint_biharmonic(damaged, hole, channel_axis=2),
    }
    print(f"\na hole of radius {SMALL}            CPU s   error")
    for name, work in works.items():
        error = np.abs(work().astype(np.float64) - image)[hole].mean()
        print(f"{name:34s} {least(work, 2)[0]:7.3f} {error:7.2f}", flush=True)


def continued(megapixels: float) -> None:
    """What is filled with pieces of a photograph, by the part of it that the hole takes."""
    picture = photograph(PHOTOGRAPH, largest=round(np.sqrt(1.5e6 * megapixels)))
    print(f"a photograph of {picture.shape[1]} x {picture.shape[0]} pixels; last: detail, as a part of that around")
    for share in AREAS:
        hole = disc(picture, np.sqrt(share * picture[..., 0].size / np.pi))
        damaged = np.where(hole[..., None], 0, picture).astype(np.uint8)

        def coarse(image: np.ndarray, hole: np.ndarray = hole, **options: Any) -> np.ndarray:
            return completed(image, ~hole, hole, coarse=True, threads=1, **options).picture

        def lines(image: np.ndarray, hole: np.ndarray = hole, **options: Any) -> np.ndarray:
            return propagated(image, ~hole, hole, **options)[1]

        heal = partial(inlay.heal_selection, region=hole, threads=1)
        judge = partial(detail, hole=hole)
        measure(f"surroundings, {100 * share:.0f} %", heal, damaged, judge)
        measure(f"without lines, {100 * share:.0f} %", partial(heal, lines_go_on=False), damaged, judge)
        measure(f"coarse pieces, {100 * share:.0f} %", coarse, damaged, judge)
        measure(f"lines alone, {100 * share:.0f} %", lines, damaged, lambda result: np.nan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="?", type=float, default=12.0)
    parser.add_argument("--peers", action="store_true", help="measure OpenCV and scikit-image too")
    arguments = parser.parse_args()
    poisson.warm()
    inpainting.warm()
    picture = scene(arguments.megapixels)[0]
    texture = weave(picture)
    print(f"{picture.shape[1]} x {picture.shape[0]} pixels, three channels, one thread")
    print("work                                 CPU s  clock s  peak MB  poll ms  seam or error")
    for direction, axes in (("both", (0, 1)), ("horizontally", (1,)), ("vertically", (0,))):
        work = partial(inlay.make_tileable, direction=direction, threads=1)
        measure(f"tile, {direction}", work, picture, partial(seam, axes=axes))
    shorter = min(picture.shape[:2])
    for share, options in (
        (0.02, {"fill": "found", "radius": 1000}),
        (0.1, {"fill": "found", "radius": 1000}),
        (0.1, {"fill": "found", "radius": 10_000}),
        (0.2, {"fill": "found", "radius": 10_000}),
        (0.2, {"fill": "membrane"}),
        (0.1, {"fill": "thin-plate"}),
    ):
        hole = disc(texture, share * shorter)
        damaged = np.where(hole[..., None], 0, texture).astype(np.uint8)
        work = partial(inlay.heal_selection, region=hole, threads=1, **options)
        name = f"{options['fill']}, hole {round(2 * share * shorter)}, radius {options.get('radius', '-')}"
        measure(name, work, damaged, lambda result, hole=hole: np.abs(result - texture.astype(int))[hole].mean())
    continued(arguments.megapixels)
    if arguments.peers:
        compare(texture)


if __name__ == "__main__":
    main()
