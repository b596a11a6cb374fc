"""All benchmarks in one go: ``python -m tests.benchmarks [name ...] [--quick] [--page FOLDER]``.

Contests set Inlay beside OpenCV, PyMatting, pyamg, scikit-image, SciPy, fpie, G'MIC and GEGL, those of them that are
installed, on the same pictures and one core, each with the least effort that comes within the same error. Sections
print what else Inlay costs. With ``--page`` all of it, with plots, the machine and all versions, becomes
``benchmarks.md`` in a folder; ``--quick`` takes small pictures and three minutes, and leaves out what takes longer.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.benchmarks.comparison import machine, plots, tables
from tests.benchmarks.comparison.contests import CONTESTS
from tests.benchmarks.comparison.measuring import Figures
from tests.benchmarks.comparison.rounds import Outcome, held
from tests.benchmarks.comparison.sections import SECTIONS

NOTE = (
    "Seconds are those of one core, the least of some runs, warm. Memory is the peak beyond what is given and found. "
    "The error is the largest one inside the region against the exact answer, before rounding where that can be had, "
    "if no other is said. The dotted line is the time in which the machine's memory passes two pictures in and one out."
)


def tell(figures: Figures) -> None:
    print(
        f"  {figures.megapixels:6.2f} MP  {figures.contestant:28s} {figures.effort:8s} "
        + (figures.failure or f"{figures.cpu:8.3f} s  {figures.megabytes:6.0f} MB  error {figures.error:.4f}"),
        flush=True,
    )


def contest(name: str, arguments: argparse.Namespace, bandwidth: float) -> str:
    """Hold a contest; its part of the page."""
    print(f"{name}: {CONTESTS[name].title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="inlay-comparison-") as folder:
        outcome: Outcome = held(name, arguments.quick, Path(folder), tell)
    part = f"## {outcome.title}\n\n{tables.table(outcome)}\n"
    if arguments.page:
        picture = f"pictures/benchmark-{name}.webp"
        plots.drawn(outcome, bandwidth, arguments.page / picture)
        part += f"\n![{outcome.title}: time and memory by size, error by time]({picture})\n"
    return part


def section(name: str, is_quick: bool) -> str:
    """Run another benchmark; its part of the page."""
    chosen = SECTIONS[name]
    print(f"{name}: {chosen.line(is_quick)}", flush=True)
    text = chosen.printed(is_quick)
    print(text, flush=True)
    return f"## {chosen.title}\n\n`{chosen.line(is_quick)}`\n\n```\n{text}\n```\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*CONTESTS, *SECTIONS, []], help="all if none is given")
    parser.add_argument("--quick", action="store_true", help="small pictures, three minutes")
    parser.add_argument("--page", type=Path, metavar="FOLDER", help="write benchmarks.md and its plots")
    arguments = parser.parse_args()
    start, bandwidth = time.perf_counter(), machine.copy_bandwidth()
    if arguments.page:
        (arguments.page / "pictures").mkdir(parents=True, exist_ok=True)
    described = machine.description(bandwidth)
    for entry, value in described:
        print(f"{entry}: {value}")
    names = arguments.names or [
        *CONTESTS,
        *(name for name, each in SECTIONS.items() if each.quick or not arguments.quick),
    ]
    parts: list[str] = []
    for name in names:
        part = contest(name, arguments, bandwidth) if name in CONTESTS else section(name, arguments.quick)
        parts.append(part)
        if arguments.page:
            (arguments.page / "benchmarks.md").write_text(page(described, parts), encoding="utf-8")
    print(f"{(time.perf_counter() - start) / 60:.0f} minutes")


def page(described: list[tuple[str, str]], parts: list[str]) -> str:
    """What there is so far."""
    facts = "\n".join(f"- {entry}: {value}" for entry, value in described)
    return f"# Benchmarks\n\n{NOTE}\n\n{facts}\n\n" + "\n".join(parts)


if __name__ == "__main__":
    main()
