"""What each belief of the default estimator is worth: ``python -m tests.benchmarks.beliefs [row ...]``.

A row for each of `ROWS`: colour samples alone as weak as they can be, that with each further ingredient alone, with all
of them but one, and the default. Columns and options are those of `tests.benchmarks.estimators`, which says what they
are.
"""

from __future__ import annotations

import argparse
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from tests.benchmarks.estimators import (
    PROCESSES,
    Score,
    choose_cases,
    chosen_cases,
    judged,
    print_heading,
    print_kinds,
    print_means,
)

from inlay.matting import staging
from inlay.matting.sampling.beliefs import Beliefs
from tools.composites import Case

ALL = Beliefs()
SAMPLES = Beliefs(strength=1e-3, purity=10, trimming=0, sources="known", novelty=0)
PURE = replace(ALL, trimming=0, novelty=0)
ROWS = {
    "samples": SAMPLES,
    "+ purity": replace(SAMPLES, purity=ALL.purity),
    "+ strength": replace(SAMPLES, strength=ALL.strength),
    "+ purity, strength": PURE,
    "+ trimmed labels": replace(SAMPLES, trimming=ALL.trimming),
    "+ trimmed labels and samples": replace(SAMPLES, trimming=ALL.trimming, sources="trimmed"),
    "+ trimming": replace(SAMPLES, trimming=ALL.trimming, sources="both"),
    "+ novelty": replace(SAMPLES, novelty=ALL.novelty),
    "+ shared sampling": replace(SAMPLES, shared=1e-4),
    "all but purity": replace(ALL, purity=SAMPLES.purity),
    "all but strength": replace(ALL, strength=SAMPLES.strength),
    "all but trimming": replace(ALL, trimming=0),
    "all but trimmed samples": replace(ALL, sources="known"),
    "all but known samples": replace(ALL, sources="trimmed"),
    "all but novelty": replace(ALL, novelty=0),
    "all (the default)": ALL,
    "all, novelty 1e-4": replace(ALL, novelty=1e-4),
    "all, shared sampling": replace(ALL, shared=1e-4),
}


def judged_by_beliefs(name: str, case: Case) -> Score:
    from inlay.matting.estimators import closed_form_with_samples

    warnings.simplefilter("ignore")
    scene = staging.stage(case.image, case.trimap)
    return judged(lambda _: closed_form_with_samples.estimate(scene, beliefs=ROWS[name], threads=1).alpha, case)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", help="all if not given")
    choose_cases(parser)
    arguments = parser.parse_args()
    scenes = chosen_cases(arguments)
    print_heading()
    found, others = {}, {}
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name in arguments.rows or ROWS:
            found[name] = list(pool.map(partial(judged_by_beliefs, name), scenes))
            others[name] = [each for each in found[name] if each.kind != "lemur"]
            print_means(name, others[name])
    print_shares(others)
    print_kinds(found)


def print_shares(found: dict[str, list[Score]]) -> None:
    """How much better than the first row each is in the mean of ratios, so that no composite counts for many."""
    first, *_ = found.values()
    print(f"\n{'mean change':30s}  narrow: SAD       MSE    wide: SAD       MSE")
    for name, scores in found.items():
        print(f"{name:30s}", end="")
        for width in ("narrow", "wide"):
            pairs = [(mine, base) for mine, base in zip(scores, first, strict=True) if mine.width == width]
            for measure in ("sad", "mse"):
                ratios = [getattr(mine, measure) / getattr(base, measure) for mine, base in pairs]
                print(f" {np.exp(np.mean(np.log(ratios))) - 1 if ratios else np.nan:+11.1%}", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
