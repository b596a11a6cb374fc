"""Matting on random small pictures: ``python tests/benchmarks/random_trimaps.py [count] [--methods ...] [--seed n]``.

Every picture and its trimap go to every estimator, and the trimap is refined as if it were an alpha; each must come
back with a defined alpha or be refused in words.
Prints how many ended in which way, and the recipe of each that broke the law; ends with 1 if there was any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.core.matting import random_scenes

from inlay.matting.estimators import registry


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="trimaps; 10000 if not given")
    parser.add_argument("--methods", nargs="+", default=[estimator.id for estimator in registry.estimators()])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--largest", type=int, default=14, help="side of the largest picture in pixels")
    arguments = parser.parse_args()
    endings: dict[str, Counter[str]] = {method: Counter() for method in arguments.methods}
    seconds = dict.fromkeys(arguments.methods, 0.0)
    rng = np.random.default_rng(arguments.seed)
    broken = 0
    for _ in range(arguments.count):
        recipe = random_scenes.Recipe.drawn(rng, arguments.largest)
        scene = random_scenes.make(recipe)
        try:
            random_scenes.check_refined(scene, recipe.seed)
        except Exception as error:  # whatever goes wrong is what this looks for
            broken += 1
            print(f"refine_alpha: {recipe}\n    {type(error).__name__}: {error}", flush=True)
        for method in arguments.methods:
            start = time.process_time()
            try:
                ending = random_scenes.check(scene, method)
            except Exception as error:  # whatever an estimator does wrong is what this looks for
                ending = "BROKEN"
                print(f"{method}: {recipe}\n    {type(error).__name__}: {error}", flush=True)
            seconds[method] += time.process_time() - start
            endings[method][ending] += 1
    kinds = sorted(set().union(*endings.values()))
    print(f"{'estimator':28}" + "".join(f"{kind:>10}" for kind in kinds) + "    CPU s")
    for method, counted in endings.items():
        print(f"{method:28}" + "".join(f"{counted[kind]:10}" for kind in kinds) + f"{seconds[method]:9.1f}")
    return int(broken > 0 or any(counted["BROKEN"] for counted in endings.values()))


if __name__ == "__main__":
    sys.exit(main())
