"""What becomes of rough selections: ``python -m tests.benchmarks.rough_selections [option=value ...]``.

A row for the selections themselves and for each way of refining them by Cut Out Selection: the sum of absolute
differences over the whole image (thousands), as means over composites of all kinds, by how rough the selection was, and
seconds of CPU. ``smart=true inner=25`` adds a row with these values for the operation's options. ``--only``,
``--every``, ``--count``, ``--first`` and ``--keep`` are those of `tests.benchmarks.estimators`.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from tests.benchmarks.estimators import PROCESSES, choose_cases, chosen_cases
from tests.core.matting import composites

from tools.composites import Case
from tools.composites.selections import ROUGHNESSES, selections

#: Options of the rows that are always there; none are the operation's own.
ROWS: tuple[dict[str, Any], ...] = ({}, {"smart": True}, {"smart": True, "inner": 25, "outer": 30})


def missed(case: Case, options: Mapping[str, Any] | None) -> list[float]:
    """The error for each roughness, and the seconds of all; of the selections themselves without options."""
    warnings.simplefilter("ignore")
    import inlay

    everywhere = np.ones(case.alpha.shape, bool)
    errors, start = [], time.process_time()
    for selection in selections(case).values():
        alpha = selection if options is None else inlay.cut_out_selection(case.image, selection, **options).alpha
        errors.append(composites.sad(alpha, case.alpha, everywhere))
    return [*errors, (time.process_time() - start) / len(errors)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("options", nargs="*", metavar="option=value", help="of one more row")
    choose_cases(parser)
    arguments = parser.parse_args()
    scenes = [case for case in chosen_cases(arguments) if case.width == "narrow"]
    rows: dict[str, dict[str, Any] | None] = {"rough": None}
    given = {name: json.loads(value) for name, value in (each.split("=") for each in arguments.options)}
    for options in (*ROWS, *([given] if given else [])):
        rows[", ".join(f"{name} {value}" for name, value in options.items()) or "default"] = options
    print(f"{'':36s} " + " ".join(f"{name:>9s}" for name in ROUGHNESSES) + "     CPU s")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name, chosen in rows.items():
            means = np.mean(list(pool.map(partial(missed, options=chosen), scenes)), axis=0)
            print(f"{name:36s} " + " ".join(f"{mean:9.3f}" for mean in means), flush=True)


if __name__ == "__main__":
    main()
