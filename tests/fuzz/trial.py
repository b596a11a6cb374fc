"""Trials in a process of their own, one after another, each told when it begins and what became of it.

``python -m tests.fuzz.trial TARGET SEED START END FOLDER`` writes a JSON object a line.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

#: Seconds of computing and bytes of memory that no trial may take: its input is a few kilobytes.
MOST_SECONDS = 2.0
MOST_MEMORY = 1 << 30


@dataclass(frozen=True)
class Outcome:
    """What became of one trial.

    Attributes
    ----------
    kind : str
        ``read``, ``read with a warning``, ``refused``, or the name of a fault.
    said : str
        The message, or what is wrong.
    is_fault : bool
    """

    kind: str
    said: str = ""
    is_fault: bool = False


#: Does one trial in an empty folder.
Attack = Callable[[Random, Path], Outcome]


def rng(target: str, seed: int, index: int) -> Random:
    return Random(f"{target} {seed} {index}")


def watched(attack: Attack, random: Random, folder: Path) -> Outcome:
    """A trial whose unexpected exceptions, time and memory are faults."""
    started, memory = time.process_time(), _memory()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome = attack(random, folder)
    except Exception as error:
        return Outcome("exception", f"{type(error).__name__}: {error}"[:200], is_fault=True)
    seconds, grown = time.process_time() - started, _memory() - memory
    if not outcome.is_fault and seconds > MOST_SECONDS:
        return Outcome("slow", f"{seconds:.1f} s, {outcome.said}"[:200], is_fault=True)
    if not outcome.is_fault and grown > MOST_MEMORY:
        return Outcome("greedy", f"{grown >> 20} MB, {outcome.said}"[:200], is_fault=True)
    return outcome


def _memory() -> int:
    """The most bytes that this process ever had in memory."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(arguments: list[str]) -> None:
    from inlay.colour import press
    from tests.fuzz.targets import TARGETS

    target, seed, start, end, folder = arguments
    attack = TARGETS[target]()
    lines = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # The first use of every library, and of the profile of offset print, costs what no file is to blame for.
    press.profile()
    for index in range(-3, 0):
        watched(attack, rng(target, 0, index), Path(folder))
    for index in range(int(start), int(end)):
        print(json.dumps({"begun": index}), file=lines)
        outcome = watched(attack, rng(target, int(seed), index), Path(folder))
        print(json.dumps({"ended": index, **asdict(outcome)}), file=lines)


if __name__ == "__main__":
    main(sys.argv[1:])
