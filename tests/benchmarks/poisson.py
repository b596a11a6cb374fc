"""What the solver costs: ``taskset -c 0 python -m tests.benchmarks.poisson [megapixels ...] [--peers]``.

Clones an ellipse over 64 % of an image of three 8-bit channels and prints for each size and kind of gradients: seconds
of CPU and of the clock (the least of some runs, warm), the peak of memory beyond input and output, and the error
against the same equations solved to 1e-8; then 16-bit and float samples, to 1e-5 of the range, as multiples of the
time of 8 bits. With ``--peers`` it adds OpenCV's ``seamlessClone`` and pyamg in the same run, as multiples of Inlay's
CPU time. With ``--terms`` it measures weighted edges, screening on the ellipse and on the whole image, periodic and
awkward sizes, and Gaussian-Poisson editing instead, and what scipy's cosine transforms alone take of the whole image,
which solve the same equations as exactly; with ``--drag`` a piece that is moved. At the end it starts a cold process.
Targets on one core: `stronger` at 12 megapixels 0.35 s, 16 bit and float at most twice that, 220 MB, 48 megapixels
below 1 GB; with terms at 12 megapixels 0.35 s screened on the whole image, 1 s weighted, 60 bytes a pixel.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import ndimage
from tests.benchmarks.memory import Peak

from inlay import harmonisation, poisson
from inlay.poisson import fields
from inlay.poisson.gradients import Edges

SIZES = (0.75, 3.0, 12.0)
RUNS = 4
#: Above this many megapixels the references and peers take minutes.
LARGEST_REFERENCE = 13.0
LARGEST_PYAMG = 0.8
COLD = """
import time
start = time.perf_counter()
import numpy as np
from inlay import harmonisation, poisson
picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
region = np.zeros((64, 64), bool)
region[8:56, 8:56] = True
poisson.clone(picture, picture[::-1], region)
print(f"{time.perf_counter() - start:.2f} {time.process_time():.2f}")
"""


def scene(megapixels: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A source and a destination with shapes of all sizes and noise, and the ellipse."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    width = round(height * 4 / 3)
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    pictures = []
    for phase in (0.0, 2.0):
        picture = np.empty((height, width, 3), np.uint8)
        for channel in range(3):
            shapes = 128 + 50 * np.sin(x / 211 + channel + phase) + 40 * np.cos(y / 173 - channel * phase)
            shapes += 15 * np.sin((x + 2 * y) / 23 + phase) + rng.normal(0, 5, (height, width)).astype(np.float32)
            picture[..., channel] = np.clip(shapes, 0, 255)
        pictures.append(picture)
    region = ((y - height / 2) / (height * 0.45)) ** 2 + ((x - width / 2) / (width * 0.45)) ** 2 < 1
    return pictures[0], pictures[1], region


def least(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Seconds of CPU and of the clock, the least of some runs."""
    seconds = []
    for _ in range(runs):
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        seconds.append((time.process_time() - cpu, time.perf_counter() - clock))
    return min(each[0] for each in seconds), min(each[1] for each in seconds)


def error(source: np.ndarray, destination: np.ndarray, region: np.ndarray, kind: str) -> str:
    """Largest and mean error in levels, before rounding."""
    out = np.empty(destination.shape, np.float32)
    exact = np.empty(destination.shape, np.float32)
    poisson.clone(source, destination, region, gradients=kind, out=out)
    poisson.clone(source, destination, region, gradients=kind, out=exact, tolerance=1e-8)
    out -= exact
    np.abs(out, out=out)
    return f"{out.max():.3f} / {out.sum() / (3 * np.count_nonzero(region)):.4f}"


def measure(megapixels: float, kind: str, threads: int) -> float:
    source, destination, region = scene(megapixels)
    out = destination.copy()

    def clone() -> poisson.Solution:
        return poisson.clone(source, destination, region, gradients=kind, threads=threads, out=out)

    with Peak() as peak:
        solution = clone()
    cpu, clock = least(clone)
    text = error(source, destination, region, kind) if megapixels <= LARGEST_REFERENCE else "-"
    print(
        f"{megapixels:6.2f}  {kind:10s} {threads:7d} {cpu:8.3f} {clock:8.3f} {peak.megabytes:8.0f}  {text:16s}"
        f" {solution.iterations} cycles, estimated error {solution.error:.3f}",
        flush=True,
    )
    return cpu


def measure_types(megapixels: float, kind: str, threads: int, bytes_: float) -> None:
    """Samples of more than 8 bits, as multiples of the CPU time of 8 bits."""
    source, destination, region = scene(megapixels)
    for name, dtype, white in (("16 bit", np.uint16, 257), ("float", np.float32, np.float32(1 / 255))):
        pair = (source * dtype(white), destination * dtype(white))
        out = pair[1].copy()
        clone = partial(poisson.clone, *pair, region, gradients=kind, threads=threads, out=out)
        with Peak() as peak:
            clone()
        cpu, clock = least(clone)
        print(
            f"{megapixels:6.2f}  {kind:10s} {threads:7d} {cpu:8.3f} {clock:8.3f} {peak.megabytes:8.0f}"
            f"  {name}: {cpu / bytes_:.1f} x 8 bit",
            flush=True,
        )


def transforms(megapixels: float) -> Callable[[], object]:
    """What scipy's cosine transforms take of three channels, there and back: peers of a screened whole image."""
    from scipy import fft

    planes = [np.ascontiguousarray(scene(megapixels)[0][..., each], np.float32) for each in range(3)]
    return lambda: [fft.idctn(fft.dctn(plane, 2), 2) for plane in planes]


def measure_drag(megapixels: float) -> None:
    """A piece that is moved by a few pixels: anew, and with what is kept of the last solution."""
    source, destination, _ = scene(megapixels)
    height, width = destination.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    region = ((y - height / 2) / (height * 0.45)) ** 2 + ((x - width / 2) / (width * 0.45)) ** 2 < 1
    wide, out, kept = np.pad(source, ((8, 8), (8, 8), (0, 0)), mode="edge"), destination.copy(), {}
    places = iter((-8 + step % 7, -8 + 3 * step % 5) for step in range(1000))

    def clone(memory: dict | None) -> object:
        return poisson.clone(wide, destination, region, at=next(places), threads=1, out=out, kept=memory)

    for name, memory in (("anew", None), ("dragged", kept)):
        clone(memory)
        cpu, clock = least(lambda memory=memory: clone(memory), 8)
        print(f"{megapixels:6.2f}  {name:10s} {cpu:8.3f} {clock:8.3f}", flush=True)


def awkward(shape: tuple[int, ...]) -> tuple[int, int]:
    """The largest prime sizes that fit."""

    def prime(number: int) -> int:
        while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
            number -= 1
        return number

    return prime(shape[0]), prime(shape[1])


def texture_weights(picture: np.ndarray) -> Edges:
    """Weights from 1 where a picture is smooth down to 0.001 where it is busy: there errors are seen less.

    M. W. Tao, M. K. Johnson, S. Paris: Error-tolerant image compositing, ECCV 2010.
    """
    busy = ndimage.gaussian_filter(fields.magnitude(picture).astype(np.float32) ** 2, 2.0)
    return fields.at_edges(np.maximum(1e-3, 1 / (1 + busy / np.quantile(busy, 0.25))))


def measure_terms(megapixels: float, threads: int) -> None:
    """Everything beyond the plain equations, on the same scene."""
    source, destination, region = scene(megapixels)
    out, everywhere = destination.copy(), np.ones_like(region)
    height, width = awkward(region.shape)
    prime = source[:height, :width]
    weights = texture_weights(source)
    varying = np.linspace(0, 0.01, region.size, dtype=np.float32).reshape(region.shape)
    field = fields.gradients(source)
    sharper = fields.scaled(field, 2)
    sharper_prime = fields.scaled(fields.gradients(prime), 2)
    clone, solve = (partial(each, threads=threads) for each in (poisson.clone, poisson.solve))
    cases: dict[str, Callable[[], object]] = {
        "weighted by texture": lambda: clone(source, destination, region, weights=weights, out=out),
        "screened 1e-3": lambda: clone(source, destination, region, screening=(1e-3, source), out=out),
        "screened, varying": lambda: clone(source, destination, region, screening=(varying, source), out=out),
        "whole, screened": lambda: solve(source, sharper, everywhere, screening=(0.1, source), out=out),
        "whole, prime sizes": lambda: solve(prime, sharper_prime, everywhere[:height, :width], screening=(0.1, prime)),
        "whole, periodic": lambda: solve(source, field, everywhere, boundary="periodic", mean=128, out=out),
        "Gaussian-Poisson": lambda: harmonisation.gaussian_poisson(
            field, source, precision=np.float32, threads=threads
        ),
    }
    for name, work in cases.items():
        with Peak() as peak:
            found = work()
        cpu, clock = least(work, 2)
        solver = f"{found.solver}, {found.iterations}" if isinstance(found, poisson.Solution) else "transform"
        bytes_ = peak.megabytes * 1e6 / region.size
        print(
            f"{megapixels:6.2f}  {name:20s} {cpu:8.3f} {clock:8.3f} {bytes_:8.1f} bytes a pixel, {solver}", flush=True
        )

    cpu, clock = least(transforms(megapixels), 2)
    print(f"{megapixels:6.2f}  {'scipy dctn, idctn':20s} {cpu:8.3f} {clock:8.3f}  of what is there already")


def compare(megapixels: float, ours: dict[str, float]) -> None:
    """OpenCV and pyamg on the same scene, as multiples of Inlay's CPU time."""
    import cv2

    cv2.setNumThreads(1)
    source, destination, region = scene(megapixels)
    rows, columns = np.nonzero(region)
    centre = int(columns.min() + columns.max() + 1) // 2, int(rows.min() + rows.max() + 1) // 2
    mask = region.astype(np.uint8) * 255
    for name, flag, kind in (("NORMAL", cv2.NORMAL_CLONE, "source"), ("MIXED", cv2.MIXED_CLONE, "stronger")):
        cpu, clock = least(lambda flag=flag: cv2.seamlessClone(source, destination, mask, centre, flag), 1)
        print(f"{megapixels:6.2f}  OpenCV {name:10s} {cpu:8.3f} {clock:8.3f}  {cpu / ours[kind]:6.1f} x")
    if megapixels <= LARGEST_PYAMG:
        cpu, clock = least(lambda: poisson.clone(source, destination, region, solver="pyamg"), 1)
        print(f"{megapixels:6.2f}  pyamg             {cpu:8.3f} {clock:8.3f}  {cpu / ours['source']:6.1f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="*", type=float, default=SIZES)
    parser.add_argument("--peers", action="store_true", help="measure OpenCV and pyamg too")
    parser.add_argument("--terms", action="store_true", help="measure weighted, screened and whole-image problems")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--drag", action="store_true", help="measure a piece that is dragged")
    arguments = parser.parse_args()
    poisson.warm()
    if arguments.terms:
        print("    MP  problem                 CPU s  clock s  peak beyond input and output")
        for megapixels in arguments.megapixels:
            measure_terms(megapixels, arguments.threads)
        return
    if arguments.drag:
        print("    MP  clone         CPU s  clock s")
        for megapixels in arguments.megapixels:
            measure_drag(megapixels)
        return
    print("    MP  gradients  threads    CPU s  clock s  peak MB  error max / mean")
    for megapixels in arguments.megapixels:
        ours = {kind: measure(megapixels, kind, arguments.threads) for kind in ("source", "stronger")}
        for kind, bytes_ in ours.items():
            measure_types(megapixels, kind, arguments.threads, bytes_)
        if arguments.peers:
            compare(megapixels, ours)
    runs = [
        subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(3)
    ]
    clock, cpu = min(runs)
    print(f"cold process, first job of 64 x 64: {clock} s of the clock, {cpu} s of CPU")


if __name__ == "__main__":
    main()
