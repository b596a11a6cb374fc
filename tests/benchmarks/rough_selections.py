"""What becomes of rough selections: ``python -m tests.benchmarks.rough_selections [option=value ...]``.

A row for the selections themselves and for each way of refining them by Cut Out Selection: the sum of absolute
differences over the whole image (thousands), as means over composites of all kinds, by how rough the selection was, and
seconds of CPU. What takes a selection for a loose one has a row of its own, without those along the outline.
``smart=true inner=5`` adds a row with these values for the operation's options. ``--peers`` adds OpenCV's GrabCut
(``pip install opencv-contrib-python-headless``): alone, with our matting along its border, and with PyMatting's closed
form.
``--only``, ``--every``, ``--count``, ``--first`` and ``--keep`` are those of `tests.benchmarks.estimators`.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from tests.benchmarks.estimators import PROCESSES, choose_cases, chosen_cases
from tests.core.matting import composites

from tools.composites import Case
from tools.composites.selections import ROUGHNESSES, selections

LOOSE = "lasso", "rectangle"
#: Rounds of OpenCV's GrabCut.
_ROUNDS = 5


def refined(image: np.ndarray, selection: np.ndarray, **options: Any) -> np.ndarray:
    """Alpha by Cut Out Selection."""
    import inlay

    return inlay.cut_out_selection(image, selection, **options).alpha


def grab_cut(image: np.ndarray, selection: np.ndarray) -> np.ndarray:
    """The object that OpenCV finds inside."""
    import cv2

    labels = np.where(selection, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(image), labels, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)


def grab_cut_and_refined(image: np.ndarray, selection: np.ndarray, **options: Any) -> np.ndarray:
    return refined(image, grab_cut(image, selection), **options)


def grab_cut_and_pymatting(image: np.ndarray, selection: np.ndarray) -> np.ndarray:
    import pymatting

    import inlay

    trimap = inlay.make_trimap(image, grab_cut(image, selection), smart=False)
    return pymatting.estimate_alpha_cf(image / 255, trimap / 255)


class Row(NamedTuple):
    """A way from a selection to alpha."""

    name: str
    alpha: Callable[[np.ndarray, np.ndarray], np.ndarray]
    roughnesses: tuple[str, ...] = tuple(ROUGHNESSES)


def itself(image: np.ndarray, selection: np.ndarray) -> np.ndarray:
    return selection


_OF_1_1 = {"inner_pixels": 10, "outer_pixels": 20}
ROWS = (
    Row("the selection itself", itself),
    Row("10 and 20 px", partial(refined, smart=False, **_OF_1_1)),
    Row("10 and 20 px, smart", partial(refined, **_OF_1_1)),
    Row("25 and 30 px, smart", partial(refined, inner_pixels=25, outer_pixels=30)),
    Row("default", refined),
    Row("lasso", partial(refined, mode="lasso"), LOOSE),
)
PEERS = (
    Row("GrabCut", grab_cut, LOOSE),
    Row("GrabCut, then 10 and 20 px", partial(grab_cut_and_refined, smart=False, **_OF_1_1), LOOSE),
    Row("GrabCut, then default", grab_cut_and_refined, LOOSE),
    Row("GrabCut, then PyMatting", grab_cut_and_pymatting, LOOSE),
)


def missed(case: Case, row: Row) -> list[float]:
    """The error for each roughness, and the seconds of all; NaN for those that are left out."""
    warnings.simplefilter("ignore")
    everywhere = np.ones(case.alpha.shape, bool)
    errors, start = [], time.process_time()
    for name, selection in selections(case).items():
        is_meant = name in row.roughnesses
        alpha = row.alpha(case.image, selection) if is_meant else case.alpha
        errors.append(composites.sad(alpha, case.alpha, everywhere) if is_meant else np.nan)
    return [*errors, (time.process_time() - start) / len(row.roughnesses)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("options", nargs="*", metavar="option=value", help="of one more row")
    parser.add_argument("--peers", action="store_true", help="measure OpenCV's GrabCut too")
    choose_cases(parser)
    arguments = parser.parse_args()
    scenes = [case for case in chosen_cases(arguments) if case.width == "narrow"]
    given = {name: json.loads(value) for name, value in (each.split("=") for each in arguments.options)}
    own = [Row(" ".join(arguments.options), partial(refined, **given))] if given else []
    print(f"{'':28s} " + " ".join(f"{name:>9s}" for name in ROUGHNESSES) + "     CPU s")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for row in (*ROWS, *own, *(PEERS if arguments.peers else ())):
            means = np.mean(list(pool.map(partial(missed, row=row), scenes)), axis=0)
            print(f"{row.name:28s} " + " ".join("        -" if np.isnan(m) else f"{m:9.3f}" for m in means), flush=True)


if __name__ == "__main__":
    main()
