"""The tables of the lemur in other sizes, and of what grows with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from tests.benchmarks.matting.row import Row, failed, run
from tests.benchmarks.matting.scenes import scenes_of
from tests.core.matting import composites

SIZES = (2.0, 12.0)
#: Of the table of growth.
GROWING = (2.0, 6.0, 12.0, 24.0, 48.0)
#: Above this many megapixels PyMatting takes minutes and gigabytes.
LARGEST_PEER = 1.0


def print_sizes(megapixels: list[float], threads: int, peers: bool, composite: bool) -> None:
    from inlay.matting.estimators import registry

    print(
        "\n     MP  what                             CPU s  clock s       MB        SAD   iterations, estimated error"
    )
    for size in megapixels:
        factor = round((size * 1e6 / np.prod(composites.MEDIUM)) ** 0.5, 1)
        known = {"scenes": str(round(factor) if composite else factor), "composite": composite}
        rows = {
            "closed form": Row("alpha", "Inlay", "closed-form", options={"threads": 1}, **known),
            "its colours": Row("colours", "Inlay", "multi-level", options={"threads": 1}, own=True, **known),
            "colours of the true alpha": Row("colours", "Inlay", "multi-level", options={"threads": 1}, **known),
            "default estimator": Row("alpha", "Inlay", registry.DEFAULT, options={"threads": 1}, **known),
        }
        for quality in ("half", "quarter"):
            options = {"threads": 1, "quality": quality}
            rows[f"preview, {quality} size"] = Row("alpha", "Inlay", "closed-form", options=options, **known)
        if threads > 1:
            for name in ("closed form", "its colours", "default estimator"):
                rows[f"{name}, {threads} threads"] = replace(rows[name], options={"threads": threads})
        if peers or size <= LARGEST_PEER:
            rows["PyMatting's closed form"] = Row("alpha", "PyMatting", "cf", **known)
            rows["PyMatting's multi-level colours"] = Row("colours", "PyMatting", "ml", **known)
        found = {name: run(row) for name, row in rows.items()}
        for name, row in rows.items():
            print_size(size, name, row, found[name])
        print_totals(found, threads)


def print_growth(megapixels: list[float], peers: bool) -> None:
    """Iterations that do not grow, and time and memory that grow with the unknown pixels alone."""
    from inlay.matting.estimators import registry

    print(
        "\n     MP  what                               CPU s   us/unknown       MB   B/unknown        SAD   iterations"
    )
    for size in megapixels:
        factor = str(round((size * 1e6 / np.prod(composites.MEDIUM)) ** 0.5, 1))
        rows = [Row("alpha", "Inlay", each, factor, {"threads": 1}) for each in ("closed-form", registry.DEFAULT)]
        if peers or size <= LARGEST_PEER:
            rows.append(Row("alpha", "PyMatting", "cf", factor))
        count = np.count_nonzero(scenes_of(rows[0])[0].unknown)
        for row in rows:
            found, name = run(row), f"{size:7.2f}  {row.who + ' ' + row.method:33s}"
            if not failed(name, found):
                print(
                    f"{name} {found['cpu'][0]:7.3f} {1e6 * found['cpu'][0] / count:12.2f} {found['megabytes'][0]:8.0f}"
                    f" {1e6 * found['megabytes'][0] / count:11.0f} {found['errors'][0][0]:10.3f}"
                    f"   {found.get('iterations', '-')}",
                    flush=True,
                )


def print_size(size: float, name: str, row: Row, found: dict[str, Any]) -> None:
    if failed(f"{size:7.2f}  {name:31s}", found):
        return
    sad = f"{found['errors'][0][0]:10.3f}" if row.task == "alpha" else " " * 10
    steps = f"   {found['iterations']}, {found['error'] * 255:.2f}/255" if "iterations" in found else ""
    print(
        f"{size:7.2f}  {name:31s} {found['cpu'][0]:7.3f} {found['clock'][0]:8.3f} {found['megabytes'][0]:8.0f}"
        f" {sad}{steps}",
        flush=True,
    )


def print_totals(found: dict[str, dict[str, Any]], threads: int) -> None:
    """Alpha and colours together, and the default estimator as multiples of closed form."""
    plain, colours, default = (found[name] for name in ("closed form", "its colours", "default estimator"))
    if any("failure" in each for each in (plain, colours, default)):
        return
    print(f"         alpha and colours {plain['cpu'][0] + colours['cpu'][0]:.2f} s of CPU", end="")
    if threads > 1:
        both = (found[f"{name}, {threads} threads"]["clock"][0] for name in ("closed form", "its colours"))
        print(f", {sum(both):.2f} s of the clock on {threads} threads", end="")
    print(
        f"; default / closed form: time {default['cpu'][0] / plain['cpu'][0]:.2f},"
        f" memory {default['megabytes'][0] / plain['megabytes'][0]:.2f}\n",
        flush=True,
    )
