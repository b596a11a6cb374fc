"""Clone and merge pictures that do not fit into memory: time and memory from 64 megapixels to a gigapixel.

``python -m tests.benchmarks.gigapixels [--sides 8192 16384 32768] [--folder FOLDER] [--memory 1GB]`` makes its own
pictures, strip by strip: a source with an elliptic mask of 64 % and a destination to clone it into, and a mosaic of 8 x
8 tiles whose exposures differ by up to 20 % each. Every row is a command `inlay run` in a process of its own. Beside it
stands how long the same files take to be read and written alone. A gigapixel needs 20 GB of disk.

Targets for 32,768 x 32,768 RGB: below 2 GB of memory, and 120 s on two cores beside reading and writing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from inlay.files import windows
from inlay.picture import Space
from inlay.system.saving import Saving

SIDES = (8192, 16384, 32768)
#: Tiles along a side of the mosaic, pixels that they share, and how far exposures differ.
TILES, SHARED, EXPOSURE = 8, 128, 0.2
#: Rows made together.
ROWS = 256
#: Grain around a middle gray, of which sides have no factor in common with tiles.
GRAIN = np.random.default_rng(0).normal(120, 5, (509, 521)).astype(np.float32)


def scene(top: int, bottom: int, left: int, right: int, kind: int) -> np.ndarray:
    """A window of an endless picture, (rows, columns, 3): waves of all lengths and some grain."""
    y, x = np.arange(top, bottom), np.arange(left, right)
    pixels = GRAIN[y % GRAIN.shape[0]][:, x % GRAIN.shape[1], None].repeat(3, axis=2)
    y, x = y.astype(np.float32)[:, None], x.astype(np.float32)
    short = 8 * (np.sin(y / 7) * np.cos(x / 11) + np.cos(y / 7) * np.sin(x / 11))
    for channel in range(3):
        long = 40 * np.cos(y / 1213) * np.sin(x / 977 + channel + kind)
        middle = 30 * (np.sin(y / 131) * np.cos(x / 131 - channel) + np.cos(y / 131) * np.sin(x / 131 - channel))
        pixels[..., channel] += long + middle + short
    return pixels


def save(path: Path, height: int, width: int, model: str, rows: Callable[[int, int], np.ndarray]) -> Path:
    """Write a picture strip by strip."""
    with Saving() as saving:
        new = windows.NewPicture(path, width, height, Space(model, np.dtype(np.uint8)))
        writer = windows.create(saving, new)
        for top in range(0, height, ROWS):
            bottom = min(height, top + ROWS)
            writer.write(top, np.clip(np.rint(rows(top, bottom)), 0, 255).astype(np.uint8))
        writer.finish()
        saving.commit()
    return path


def clone(folder: Path, side: int) -> list[str]:
    """The arguments of a clone, for files that are made."""

    def mask(top: int, bottom: int) -> np.ndarray:
        y, x = (np.arange(top, bottom)[:, None] + 0.5) / side - 0.5, (np.arange(side) + 0.5) / side - 0.5
        return 255.0 * (y * y + x * x < 0.64 / np.pi)[..., None]

    source = save(folder / "source.tif", side, side, "RGB", lambda top, bottom: scene(top, bottom, 0, side, 0) * 0.8)
    below = save(folder / "below.tif", side, side, "RGB", lambda top, bottom: scene(top, bottom, 0, side, 1))
    region = save(folder / "region.tif", side, side, "GRAY", mask)
    return ["seamless-clone", "--source", str(source), "--destination", str(below), "--region", str(region)]


def mosaic(folder: Path, side: int) -> list[str]:
    """The arguments of a merge, for files that are made."""
    rng, layers = np.random.default_rng(0), []
    edges = [number * side // TILES for number in range(TILES + 1)]
    for row in range(TILES):
        for column in range(TILES):
            top, left = max(0, edges[row] - SHARED // 2), max(0, edges[column] - SHARED // 2)
            bottom, right = min(side, edges[row + 1] + SHARED // 2), min(side, edges[column + 1] + SHARED // 2)
            factor = 1 + EXPOSURE * rng.uniform(-1, 1)

            def rows(
                first: int, last: int, top: int = top, left: int = left, right: int = right, factor: float = factor
            ) -> np.ndarray:
                return factor * scene(top + first, top + last, left, right, 0)

            path = save(folder / f"tile-{row}-{column}.tif", bottom - top, right - left, "RGB", rows)
            layers.append(f"{path}@{left},{top}")
    return ["merge-layers", "--layers", *layers]


def passed(arguments: Sequence[str], output: Path) -> float:
    """Seconds of the processor that reading all files once and writing one as large as the result takes."""
    paths = [Path(word.split("@")[0]) for word in arguments if ".tif" in word]
    start = time.process_time()
    for path in paths:
        with windows.open_picture(path) as reader:
            for top in range(0, reader.height, reader.chunk_rows):
                reader.rows(top, min(reader.height, top + reader.chunk_rows))
    with windows.open_picture(output) as reader:
        save(
            output.with_name("copy.tif"),
            reader.height,
            reader.width,
            reader.space.model,
            lambda top, bottom: reader.rows(top, bottom),
        )
    return time.process_time() - start


def measured(arguments: Sequence[str], output: Path, memory: str) -> tuple[float, float, float]:
    """Seconds on the clock and of the processor, and the peak of resident memory in MB."""
    command = [sys.executable, "-m", "inlay", "run", *arguments, "--output", str(output), "--memory", memory, "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(command[:6])}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1.024e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES)
    parser.add_argument("--folder", type=Path, help="where the pictures are made; they are removed")
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--only", choices=["clone", "mosaic"])
    found = parser.parse_args()
    print("| | side | megapixels | clock s | processor s | of these reading and writing | MB |")
    print("|---|---|---|---|---|---|---|")
    for side in found.sides:
        for name, make in (("clone", clone), ("mosaic", mosaic)):
            if found.only not in (None, name):
                continue
            folder = Path(tempfile.mkdtemp(dir=found.folder))
            try:
                arguments, output = make(folder, side), folder / "result.tif"
                clock, processor, memory = measured(arguments, output, found.memory)
                alone = passed(arguments, output)
            finally:
                shutil.rmtree(folder)
            figures = (side * side / 1e6, clock, processor, alone, memory)
            print(f"| {name} | {side} | {' | '.join(f'{figure:.0f}' for figure in figures)} |", flush=True)


if __name__ == "__main__":
    main()
