"""How far the composite grid is from sparse LU: ``python -m tests.benchmarks.random_regions [count] [--float]``.

Solves random regions with random pictures on grids of one to four refined levels, in bytes or in floats, and prints
the largest errors in parts of what is promised, a quarter of a level of 8 bits or a hundred thousandth of the range,
the cycles, and, where the error is larger than that, the seed of the region. What the grid leaves to the dense solver
is counted apart.
"""

from __future__ import annotations

import argparse

import numpy as np
from tests.core.poisson import random_regions, reference

from inlay import poisson
from inlay.errors import ParameterError
from inlay.poisson.composite import grid

DENSE = 1 << 18, 5000, 1200


def error(seed: int, is_float: bool) -> tuple[float, int] | None:
    """The largest error of one region in parts of the promise, and the cycles; None if the grid does not solve it."""
    rng = np.random.default_rng(seed)
    shape = tuple(int(size) for size in rng.integers(20, 200, 2))
    region = random_regions.region(rng, shape)
    source, destination = random_regions.pictures(rng, shape)
    grid.DENSE = int(rng.choice(DENSE))
    promise, out = 0.25, np.empty(destination.shape)
    if is_float:
        source, destination = (each.astype(np.float32) / np.float32(255) for each in (source, destination))
        promise = 1e-5
    try:
        solution = poisson.clone(source, destination, region, solver="composite", out=out, threads=1)
    except ParameterError:
        return None
    if solution.solver != "composite":
        return None
    exact = reference.solve(reference.field(source, destination, "source"), destination, region)
    return float(np.abs(out - exact).max()) / promise, solution.iterations


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--float", action="store_true", help="floats instead of bytes")
    arguments = parser.parse_args()
    errors, cycles = [], []
    for seed in range(arguments.first, arguments.first + arguments.count):
        found = error(seed, arguments.float)
        if found is None:
            continue
        worst, steps = found
        errors.append(worst)
        cycles.append(steps)
        if worst > 1:
            print(f"seed {seed}: {worst:.3f} after {steps} cycles", flush=True)
    print(
        f"{len(errors)} regions, {arguments.count - len(errors)} left to others: largest error {max(errors):.3f}, 99 % "
        f"below {np.quantile(errors, 0.99):.3f}, mean {np.mean(errors):.4f}; {sum(np.array(errors) > 1)} above what is "
        f"promised; cycles at most {max(cycles)}, mean {np.mean(cycles):.1f}"
    )


if __name__ == "__main__":
    main()
