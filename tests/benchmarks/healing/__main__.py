"""How well holes in photographs are filled: ``python -m tests.benchmarks.healing [choosing | judging]``.

Cuts round and ragged holes of 1, 3 and 10 % out of 20 photographs of 600 pixels, and fills them by every `fill` of Heal
Selection and by OpenCV's and G'MIC's ways where they are installed (``pip install opencv-contrib-python-headless``,
``apt install gmic``). A row for each size of hole and way: in how many cases the seam was invisible (the largest jump
across the border no larger than nearby), the median of that ratio, what part of the border jumps more than anything
near to it, the mean distance of the filling's patches to the nearest known ones in levels, gradients in the hole as a
part of those around it (geometric mean), and seconds of CPU. The first row is what was there before.

``--sheets FOLDER`` writes pictures to look at: the hole, what was there, and each way's. ``--only`` takes the ways
whose names hold one of some words, ``--shares``, ``--count`` and ``--size`` limit the cases.
What healing costs in large pictures: ``python -m tests.benchmarks.healing.cost``.
"""

from __future__ import annotations

import argparse
import resource
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tests.benchmarks.healing import fillings
from tests.benchmarks.healing.fillings import Filling, cut
from tests.benchmarks.healing.holes import SHARES, Hole, holes
from tests.benchmarks.healing.measures import Quality, quality
from tests.benchmarks.healing.sheets import sheet

from inlay import inpainting, poisson
from tools.photographs.collection import names, photograph

TRUTH = "what was there"
#: Of those to judge by, what was looked at while the shift map was made; what only networks learn from takes its place.
LOOKED_AT = {"aitzgorri", "dogs", "dune", "garden", "ladybird", "storm"}
INSTEAD = ("container", "galleries", "graffiti", "parking", "rubber-whale", "signpost")


class Measured(NamedTuple):
    """A filling's quality and its seconds of CPU."""

    quality: Quality
    seconds: float


def spent() -> float:
    """Seconds of CPU of this process and of those that it started."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in found)


def cases(use: str, count: int, size: int, share: float) -> Iterator[tuple[str, np.ndarray, Hole]]:
    listed = names(use)
    if use == "judging":
        listed = sorted({*listed, *INSTEAD} - LOOKED_AT)
    for name in listed[:count]:
        picture = photograph(name, largest=size)
        for hole in holes(name, picture.shape[:2], share):
            yield name, picture, hole


def compared(
    ways: dict[str, Filling], picture: np.ndarray, hole: np.ndarray
) -> tuple[dict[str, Measured], dict[str, np.ndarray]]:
    """What is measured of each way, and the pictures."""
    measured, filled = {TRUTH: Measured(quality(picture, hole), 0.0)}, {}
    damaged = cut(picture, hole)
    for name, way in ways.items():
        begun = spent()
        filled[name] = way(damaged, hole)
        measured[name] = Measured(quality(filled[name], hole), spent() - begun)
    return measured, filled


def rows(found: dict[str, list[Measured]]) -> Iterator[str]:
    for name, each in found.items():
        seam, seen, patches, detail = np.array([one.quality for one in each]).T
        seconds = np.mean([one.seconds for one in each])
        yield (
            f"{name:28s} {100 * (seam <= 1).mean():7.0f} %  {np.median(seam):7.2f}  {100 * seen.mean():7.2f} % "
            f"{patches.mean():9.2f}  {np.exp(np.log(np.maximum(detail, 0.01)).mean()):7.2f}  {seconds:8.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("use", nargs="?", choices=("choosing", "judging"), default="choosing")
    parser.add_argument("--sheets", type=Path, help="a folder for pictures to look at")
    parser.add_argument("--only", nargs="+", default=[""], help="the ways whose names hold one of these")
    parser.add_argument("--shares", nargs="+", type=float, default=SHARES, help="sizes of holes, as parts")
    parser.add_argument("--count", type=int, default=20, help="photographs")
    parser.add_argument("--size", type=int, default=600, help="pixels of their longer sides")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    poisson.warm()
    inpainting.warm()
    ways = {**fillings.ours(), **fillings.peers()}
    ways = {name: way for name, way in ways.items() if any(word in name for word in arguments.only)}
    print(*fillings.missing(), sep="\n")
    if arguments.sheets:
        arguments.sheets.mkdir(parents=True, exist_ok=True)
    for share in arguments.shares:
        found: dict[str, list[Measured]] = defaultdict(list)
        for name, picture, hole in cases(arguments.use, arguments.count, arguments.size, share):
            measured, filled = compared(ways, picture, hole.mask)
            for way, each in measured.items():
                found[way].append(each)
            if arguments.sheets:
                path = arguments.sheets / f"{name} {hole.shape} {100 * share:.0f}.png"
                sheet(path, picture, hole.mask, filled)
        print(f"\nholes of {100 * share:4.0f} %            invisible    ratio       seen   patches   detail     CPU s")
        print(*rows(found), sep="\n", flush=True)


if __name__ == "__main__":
    main()
