"""What beginning costs: ``python -m tests.benchmarks.starting [--first-command]``, in the environment of the tests.

Prints seconds on the wall and of the processor, the best of several: importing the package, a cold worker from its
start to its first small result (at most 0.3), `inlay run` on a picture of a megapixel (at most 0.8). With
`--first-command` also ``python3 install.py demo`` in a fresh clone with a fresh home folder (at most 60), and what is
compiled in the background afterwards; both need a package index.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from plugins.bridge import client, table
from tests.benchmarks.worker import SMALL, carry
from tests.bridge.fake_host import installed
from tests.clones import REPOSITORY

SIDE, RUNS = 1000, 3


class Cost(NamedTuple):
    """Seconds on the wall, and of the processor in all processes that were started."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s, {self.processor:8.2f} s of the processor"


def cost(action: Callable[[], object]) -> Cost:
    wall, before = time.perf_counter(), os.times()
    action()
    after = os.times()
    user, system = (after[kind] - before[kind] for kind in (2, 3))
    return Cost(time.perf_counter() - wall, user + system)


def least(action: Callable[[], object]) -> Cost:
    """The least of several costs, each of wall and processor by itself."""
    found = [cost(action) for _ in range(RUNS)]
    return Cost(*(min(each) for each in zip(*found, strict=True)))


def run(*command: object, **options: object) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]


def worker(folder: Path) -> None:
    """Start one, clone a small picture, and end it."""
    record = installed(folder)
    clone = next(operation for operation in table.load(record.table) if operation.id == "seamless-clone")
    with client.start(record, "benchmark") as started:
        carry(started, clone, SMALL)


def pictures(folder: Path) -> list[str]:
    """A source, a destination and a region of a megapixel, as options of the command line."""
    rng, (y, x) = np.random.default_rng(0), np.mgrid[:SIDE, :SIDE]
    region = np.where((x - SIDE / 2) ** 2 + (y - SIDE / 2) ** 2 < (0.4 * SIDE) ** 2, 255, 0).astype(np.uint8)
    made = {"region": region}
    for role, phase in (("source", 0.0), ("destination", 1.7)):
        waves = [127 + 90 * np.sin(x / (90 + 9 * c) + phase) + 30 * np.cos(y / 70 - phase) for c in range(3)]
        noisy = np.stack(waves, axis=-1) + rng.normal(0, 4, (SIDE, SIDE, 3))
        made[role] = np.clip(noisy, 0, 255).astype(np.uint8)
    for role, picture in made.items():
        Image.fromarray(picture).save(folder / f"{role}.png")
    return [f"--{role}={folder / role}.png" for role in made]


def first_command(folder: Path) -> None:
    """Print what the demo costs in a fresh clone, and what is left to the background, and remove all of it again."""
    clone, home = folder / "clone", folder / "home"
    home.mkdir()
    run("git", "clone", "--quiet", REPOSITORY, clone)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    variables.update(HOME=str(home), PIP_CACHE_DIR=str(folder / "pip"), UV_CACHE_DIR=str(folder / "uv"))
    python = getattr(sys, "_base_executable", sys.executable)
    print("python3 install.py demo       ", cost(lambda: run(python, clone / "install.py", "demo", env=variables)))
    began, wanted = time.perf_counter(), home / ".local/share/inlay/background/wanted"
    while wanted.exists():
        time.sleep(0.5)
    print(f"the rest, in the background    {time.perf_counter() - began:8.2f} s")
    run(python, clone / "install.py", "uninstall", env=variables)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.starting", description=__doc__)
    parser.add_argument("--first-command", action="store_true", help="also install, which takes minutes")
    options = parser.parse_args()
    inlay = sys.executable, "-I", "-m", "inlay"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("import inlay                  ", least(lambda: run(sys.executable, "-I", "-c", "import inlay")))
        print("cold worker, first small job  ", least(lambda: worker(folder)))
        chosen = [*pictures(folder), f"--output={folder / 'result.png'}"]
        for operation, options_of in (("seamless-clone", chosen), ("gaussian-blur", [chosen[1], chosen[-1]])):
            command = *inlay, "run", operation, "--quiet", *options_of
            run(*command)
            print(f"inlay run {operation:20}", least(lambda command=command: run(*command)))  # type: ignore[misc]
        if options.first_command:
            first_command(folder)


if __name__ == "__main__":
    main()
