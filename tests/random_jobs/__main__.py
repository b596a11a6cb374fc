"""``python -m tests.random_jobs [COUNT] [--seed N] [--only OPERATION ...] [--without-worker]`` or ``--job NUMBER``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.random_jobs import counting, jobs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.random_jobs", description="Random jobs.")
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="how many; 10000 if not given")
    parser.add_argument("--seed", type=int, default=0, help="number of the first job")
    parser.add_argument("--job", type=int, help="the number of a single job, which is told")
    parser.add_argument("--only", nargs="+", default=None, metavar="OPERATION")
    parser.add_argument("--without-worker", action="store_true")
    arguments = parser.parse_args()
    first, count = (arguments.seed, arguments.count) if arguments.job is None else (arguments.job, 1)
    operations = jobs.own_operations()
    with tempfile.TemporaryDirectory() as folder, counting.Table(Path(folder), not arguments.without_worker) as table:
        for number in range(first, first + count):
            drawn = jobs.draw(number, operations, str(Path(folder) / "written.svg"))
            if arguments.only is not None and drawn.operation.id not in arguments.only:
                continue
            if arguments.job is not None:
                print(drawn)
            for fault in table.add(drawn):
                print(f"job {number}: {fault}\n    {drawn}", flush=True)
        print(table)
    return int(table.is_wrong)


if __name__ == "__main__":
    sys.exit(main())
