"""How good the estimators are on composites of many kinds: ``python -m tests.benchmarks.estimators [method ...]``.

A row for each estimator, the default alone if none is named (``all`` names every one), and with ``--peers`` for those
of `tests.benchmarks.peers` that are the same, on equal input: the sum of absolute differences (thousands, over unknown
pixels), the mean squared error (thousandths), the gradient error (thousands), and seconds of CPU on one thread, as
means over narrow and over wide trimaps; then the first of these by kind of foreground. `tools.composites` says what
there is.

``--only hair --only net``, ``--every 4`` and ``--count 2`` take parts of the set; ``--first 100`` takes others that
nobody has chosen parameters on; ``--keep FOLDER`` keeps the composites for the next time. ``--lemur`` adds
``lemur_on_sunset``. As a library, for estimators that have no name yet::

    from tests.benchmarks.estimators import score
    found = score(lambda case: my_alpha(case.image, case.trimap), cases(cache=folder))   # one `Score` for each case
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tests.benchmarks.peers import PACKAGES, Peer, peers_of
from tests.core.matting import composites

from tools.composites import COUNT, KINDS, Case, cases

#: More would compete for the memory's bandwidth and for its size.
PROCESSES = 2
Estimate = Callable[[Case], np.ndarray]


class Score(NamedTuple):
    """What an estimate of one case missed: as the table has it."""

    kind: str
    width: str
    name: str
    sad: float
    mse: float
    gradient: float
    seconds: float


def estimate_of(method: str) -> Estimate:
    """The estimator of this id, or another library's, as ``PyMatting cf``."""
    library, _, theirs = method.partition(" ")
    if library in PACKAGES:
        peer = Peer(library, theirs).estimate
        return lambda case: peer(case.image / 255, three(case.trimap) / 255)
    from inlay import matting

    return lambda case: matting.estimate_alpha(case.image, case.trimap, method, threads=1).alpha


def three(trimap: np.ndarray) -> np.ndarray:
    """0, 128 and 255: to some, any other gray is an error."""
    return np.where((trimap > 0) & (trimap < 255), 128, trimap)


def judged(estimate: Estimate, case: Case) -> Score:
    start = time.process_time()
    alpha = np.asarray(estimate(case))
    seconds = time.process_time() - start
    return Score(
        case.kind,
        case.width,
        case.name,
        composites.sad(alpha, case.alpha, case.unknown),
        1e3 * composites.mse(alpha, case.alpha, case.unknown),
        composites.gradient_error(alpha, case.alpha, case.unknown),
        seconds,
    )


def score(estimate: Estimate, scenes: Iterable[Case]) -> list[Score]:
    """What an estimate misses of each case."""
    return [judged(estimate, case) for case in scenes]


def judged_by_name(method: str, case: Case) -> Score:
    warnings.simplefilter("ignore")
    return judged(estimate_of(method), case)


def lemur() -> Case:
    scene = composites.sunset(Path(os.environ["INLAY_TEST_PICTURES"]))
    return Case(scene.name, "lemur", "narrow", scene.image, scene.trimap, scene.alpha)


def print_heading() -> None:
    print(f"{'':30s}  narrow: SAD   MSE e-3  gradient   wide: SAD   MSE e-3  gradient     CPU s")


def print_means(method: str, scores: list[Score]) -> None:
    print(f"{method:30s}", end="")
    for width in ("narrow", "wide"):
        means = np.mean([each[3:6] for each in scores if each.width == width] or [[np.nan] * 3], axis=0)
        print(f" {means[0]:12.3f} {means[1]:9.2f} {means[2]:9.4f}", end="")
    print(f" {np.mean([each.seconds for each in scores]):9.3f}", flush=True)


def print_kinds(found: dict[str, list[Score]]) -> None:
    kinds = list(dict.fromkeys(each.kind for scores in found.values() for each in scores))
    print("\nSAD, narrow / wide              " + " ".join(f"{kind:>13s}" for kind in kinds))
    for method, scores in found.items():
        print(f"{method:30s}  ", end="")
        for kind in kinds:
            means = []
            for width in ("narrow", "wide"):
                chosen = [each.sad for each in scores if each.kind == kind and each.width == width]
                means.append(f"{np.mean(chosen):.2f}" if chosen else "-")
            print(f"{' / '.join(means):>13s} ", end="")
        print(flush=True)


def rows(methods: list[str], peers: bool) -> list[str]:
    """The names of the table's rows."""
    from inlay.matting.estimators import registry

    if methods == ["all"]:
        methods = [estimator.id for estimator in registry.estimators()]
    named = []
    for method in methods or [registry.DEFAULT]:
        named.append(method)
        named += [" ".join(peer) for peer in peers_of(method)] if peers else []
    return named


def choose_cases(parser: argparse.ArgumentParser) -> None:
    """Options that say which cases are measured."""
    parser.add_argument("--only", action="append", choices=list(KINDS), help="a kind; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="only each so many composites")
    parser.add_argument("--count", type=int, default=COUNT, help="composites of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them")
    parser.add_argument("--keep", type=Path, help="a folder for the composites")
    parser.add_argument("--lemur", action="store_true", help="lemur_on_sunset too")


def chosen_cases(arguments: argparse.Namespace) -> list[Case]:
    """These cases. The processes that measure them have one thread each, and so have peers."""
    for variable in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    kinds = arguments.only or tuple(KINDS)
    found = cases(kinds, count=arguments.count, first=arguments.first, every=arguments.every, cache=arguments.keep)
    return [*found, *([lemur()] if arguments.lemur else [])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("methods", nargs="*", help="ids of estimators, or all; the default if not given")
    parser.add_argument("--peers", action="store_true", help="other libraries' too")
    choose_cases(parser)
    arguments = parser.parse_args()
    scenes = chosen_cases(arguments)
    print_heading()
    found = {}
    with ProcessPoolExecutor(PROCESSES) as pool:
        for method in rows(arguments.methods, arguments.peers):
            found[method] = list(pool.map(partial(judged_by_name, method), scenes))
            print_means(method, found[method])
    print_kinds(found)


if __name__ == "__main__":
    main()
