"""``python -m tests.fuzz TARGET COUNT [--seed N] [--keep FOLDER] [--only INDEX]``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.fuzz import campaign
from tests.fuzz.readers import Reader
from tests.fuzz.targets import TARGETS
from tests.fuzz.trial import Outcome, rng


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Try damaged input.")
    parser.add_argument("target", nargs="?", choices=[*TARGETS, "all"], help="what to attack")
    parser.add_argument("count", nargs="?", type=int, default=1000, help="how many trials of each target")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other trials")
    parser.add_argument("--only", type=int, metavar="INDEX", help="this trial alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to put the files of faulty trials")
    parser.add_argument("--list", action="store_true", help="name the targets")
    options = parser.parse_args()
    if options.list or options.target is None:
        print("\n".join(TARGETS))
        return 0
    chosen = list(TARGETS) if options.target == "all" else [options.target]
    faults = 0
    print(f"{'target':14} {'trials':>8}  what became of them")
    for target in chosen:
        start, count = (0, options.count) if options.only is None else (options.only, 1)
        kinds: Counter[str] = Counter()
        for index, outcome in campaign.run(target, count, options.seed, start):
            kinds[outcome.kind] += 1
            if outcome.is_fault or options.only is not None:
                _tell(target, options.seed, index, outcome, options.keep)
            faults += outcome.is_fault
        listed = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
        print(f"{target:14} {kinds.total():>8,}  {listed}", flush=True)
    return 1 if faults else 0


def _tell(target: str, seed: int, index: int, outcome: Outcome, keep: Path | None) -> None:
    print(f"  {target} --seed {seed} --only {index}: {outcome.kind}: {outcome.said}", flush=True)
    attack = TARGETS[target]()
    if keep is not None and isinstance(attack, Reader):
        keep.mkdir(parents=True, exist_ok=True)
        path = keep / f"{target}-{seed}-{index}{attack.format.suffix}"
        path.write_bytes(attack.input(rng(target, seed, index)))


if __name__ == "__main__":
    sys.exit(main())
