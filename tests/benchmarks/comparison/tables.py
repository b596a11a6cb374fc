"""Outcomes as Markdown."""

from __future__ import annotations

from tests.benchmarks.comparison.measuring import Figures
from tests.benchmarks.comparison.rounds import Outcome


def table(outcome: Outcome) -> str:
    """Each size's contestants, and their time as a multiple of Inlay's."""
    lines = [
        f"| MP | who | CPU s | times Inlay | clock s | memory MB | error, {outcome.unit} |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for figures in outcome.equal:
        if figures.failure:
            lines.append(f"| {figures.megapixels:g} | {figures.contestant} | {figures.failure} | | | | |")
            continue
        ours = next(each for each in outcome.equal if each.megapixels == figures.megapixels)
        ratio = figures.cpu / ours.cpu if ours.cpu > 0 else float("nan")
        lines.append(
            f"| {figures.megapixels:g} | {_named(figures)} | {figures.cpu:.3f} | {_number(ratio, 1)} |"
            f" {figures.clock:.3f} | {_number(figures.megabytes, 0)} | {_number(figures.error, 3)} |"
        )
    lines += ["", *_remarks(outcome)]
    return "\n".join(lines)


def _named(figures: Figures) -> str:
    return f"{figures.contestant} ({figures.effort})" if figures.effort else figures.contestant


def _number(value: float, digits: int) -> str:
    return "-" if value != value else f"{value:.{digits}f}"


def _remarks(outcome: Outcome) -> list[str]:
    remarks = [f"{name} {note}." for name, note in outcome.notes.items()]
    beyond = {each.contestant for each in outcome.equal if each.error > outcome.bound} - outcome.notes.keys()
    if beyond:
        remarks.append(f"Not within {outcome.bound:g} with any effort: {', '.join(sorted(beyond))}.")
    if outcome.absent:
        remarks.append(f"Not installed: {', '.join(outcome.absent)}.")
    return [" ".join(remarks)] if remarks else []
