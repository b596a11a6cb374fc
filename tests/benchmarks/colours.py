"""What conversion between colours costs: ``python -m tests.benchmarks.colours [megapixels]``.

Each row is a conversion of random pixels by Inlay's tables and by Little CMS in floating point (imagecodecs), warm, on
one core, least of three runs: nanoseconds of CPU a pixel of both, how many times as fast the tables are, and the
largest difference of the results as a part of the range. Little CMS also converts what has tables in its profile.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from inlay import colour
from inlay.colour import profiles
from inlay.colour.little_cms import transformed
from inlay.picture import Picture, Space

RUNS = 3
SRGB, LAB = profiles.builtin("RGB"), profiles.builtin("LAB")
REC2020 = profiles.named("Rec2020-elle-V4-g22")


def main() -> None:
    megapixels = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    shape = 1000, round(megapixels * 1000), 3
    bytes_ = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    floats = bytes_ / np.float32(255)
    there = Space("LAB", np.dtype(np.float32))
    lab = colour.convert(Picture(floats, space=Space("RGB", np.dtype(np.float32))), there).pixels
    print("                                 tables  Little CMS   times  difference")
    for given in (bytes_, floats):
        name, space = given.dtype.name, Space("RGB", given.dtype)
        _row(f"sRGB {name} to CIELAB", given, space, there, ("RGB", SRGB, "LAB", LAB))
        _row(f"CIELAB to sRGB {name}", lab, there, space, ("LAB", LAB, "RGB", SRGB))
        wide = Space("RGB", given.dtype, profile=REC2020)
        _row(f"sRGB {name} to Rec. 2020", given, space, wide, ("RGB", SRGB, "RGB", REC2020))


def _row(name: str, given: np.ndarray, before: Space, after: Space, way: tuple[str, bytes, str, bytes]) -> None:
    picture = Picture(given, space=before)
    samples = colour.convert_samples(given, np.float32).reshape(-1, 3)

    def by_little_cms() -> np.ndarray:
        return colour.convert_samples(transformed(samples, *way), after.dtype).reshape(given.shape)

    ours, found = _least(lambda: colour.convert(picture, after).pixels)
    theirs, expected = _least(by_little_cms)
    difference = np.abs(found.astype(float) - expected).max() / after.white
    ours, theirs = (1e9 * seconds / len(samples) for seconds in (ours, theirs))
    print(f"{name:30s} {ours:6.1f} ns {theirs:8.1f} ns {theirs / ours:7.1f}  {difference:.1e}", flush=True)


def _least(work: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    seconds = []
    for _ in range(RUNS):
        started = time.process_time()
        found = work()
        seconds.append(time.process_time() - started)
    return min(seconds), found


if __name__ == "__main__":
    main()
