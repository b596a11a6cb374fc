"""How far the composite grid is from sparse LU: ``python -m tests.benchmarks.random_regions [count] [--first seed]``.

Solves random regions with random pictures on grids of one to four refined levels, and prints the largest errors in
levels of 8 bits, the cycles, and, where the error is more than a quarter, the seed of the region.
"""

from __future__ import annotations

import argparse

import numpy as np
from tests.core.poisson import random_regions, reference

from inlay import poisson
from inlay.poisson.composite import grid

PROMISE = 0.25
DENSE = 1 << 18, 5000, 1200


def error(seed: int) -> tuple[float, int]:
    """The largest error of one region, in levels, and the cycles."""
    rng = np.random.default_rng(seed)
    shape = tuple(int(size) for size in rng.integers(20, 200, 2))
    region = random_regions.region(rng, shape)
    source, destination = random_regions.pictures(rng, shape)
    grid.DENSE = int(rng.choice(DENSE))
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, solver="composite", out=out, threads=1)
    exact = reference.solve(reference.field(source, destination, "source"), destination, region)
    return float(np.abs(out - exact).max()), solution.iterations


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    errors, cycles = [], []
    for seed in range(arguments.first, arguments.first + arguments.count):
        worst, steps = error(seed)
        errors.append(worst)
        cycles.append(steps)
        if worst > PROMISE:
            print(f"seed {seed}: {worst:.3f} after {steps} cycles", flush=True)
    print(
        f"{len(errors)} regions: largest error {max(errors):.3f}, 99 % below {np.quantile(errors, 0.99):.3f}, mean "
        f"{np.mean(errors):.4f}; {sum(np.array(errors) > PROMISE)} above {PROMISE}; cycles at most {max(cycles)}, "
        f"mean {np.mean(cycles):.1f}"
    )


if __name__ == "__main__":
    main()
