"""Compiles every kernel of Inlay, in steps: ``python -m inlay.worker.compiling [STEP]``; without a step it names them.

A room with kernels has a module ``warming``, whose `warm` compiles them all or loads them from their cache. Where
artists seldom need all of them it has a `warm_first`, too.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import inlay
from inlay.arrays.progress import Progress

#: The rooms of an artist's first hour, in the order in which a worker loads them.
FIRST = ("poisson", "live", "inpainting", "graph_cut", "matting")


def rooms() -> list[str]:
    """The rooms that have kernels."""
    return sorted(path.parent.name for path in Path(inlay.__file__).parent.glob("*/warming.py"))


def warm_first(room: str, progress: Progress | None = None) -> None:
    """Compile or load what artists need of a room; `progress` is given the fraction done and may raise to stop."""
    warming = import_module(f"inlay.{room}.warming")
    getattr(warming, "warm_first", warming.warm)(progress)


def warm(room: str, progress: Progress | None = None) -> None:
    """Compile or load all that there is in a room."""
    import_module(f"inlay.{room}.warming").warm(progress)


STEPS = {
    "first": {f"first-{room}": (warm_first, room) for room in FIRST},
    "rest": {room: (warm, room) for room in rooms()},
}


def main(steps: list[str]) -> None:
    if not steps:
        print(json.dumps({part: list(known) for part, known in STEPS.items()}))
    known = {**STEPS["first"], **STEPS["rest"]}
    for step in steps:
        compile_kernels, room = known[step]
        try:
            compile_kernels(room, lambda fraction: print(json.dumps({"progress": fraction}), flush=True))
        except Exception as error:  # whatever a kernel, or what it is compiled by, does wrong
            sys.exit(f"{step}: {type(error).__name__}: {error}")
        _demand_kept(step)


def _demand_kept(step: str) -> None:
    from inlay.arrays.kernel_cache import unkept

    if unkept:
        sys.exit(f"{step}: what was compiled could not be kept: {unkept[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
