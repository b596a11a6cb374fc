"""The rounds of a contest: every contestant at every size, and at one size with every effort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tests.benchmarks.comparison.contests import CONTESTS
from tests.benchmarks.comparison.measuring import Figures, measured

Telling = Callable[[Figures], None]


@dataclass(frozen=True)
class Outcome:
    """What a contest found.

    Attributes
    ----------
    name, title, unit : str
    bound : float
        The error up to which contestants had to come.
    notes : dict
        What has to be known of some contestants.
    absent : list of str
        Who is not installed.
    equal : list of Figures
        With the least effort that comes within the bound, or with the greatest.
    curves : list of Figures
        With every effort, at the smallest size.
    """

    name: str
    title: str
    unit: str
    bound: float
    notes: dict[str, str]
    absent: list[str]
    equal: list[Figures] = field(default_factory=list)
    curves: list[Figures] = field(default_factory=list)


def held(name: str, is_quick: bool, folder: Path, tell: Telling) -> Outcome:
    """Hold a contest; `folder` keeps the exact answers meanwhile."""
    contest = CONTESTS[name]()
    sizes = contest.quick_sizes if is_quick else contest.sizes
    present = [each for each in contest.contestants() if each.is_present]
    outcome = Outcome(
        name,
        contest.title,
        contest.unit,
        contest.bound,
        notes={each.name: each.note for each in present if each.note},
        absent=[each.name for each in contest.contestants() if not each.is_present],
    )
    needed = dict.fromkeys((each.name for each in present), 0)
    for size in sizes:
        exact = folder / f"{name}-{size:g}.npy"
        answer = contest.exact(contest.scene(size))
        if answer is not None:
            np.save(exact, answer)
        for contestant in (each for each in present if size <= each.largest):
            is_curve = size == sizes[0] and not is_quick
            first = 0 if is_curve else needed[contestant.name]
            tried = measured(name, contestant, size, first, exact, is_quick, is_curve)
            for figures in tried:
                tell(figures)
            last = len(tried) - 1
            enough = next((place for place, each in enumerate(tried) if _is_within(each, contest.bound)), last)
            needed[contestant.name] = first + enough
            outcome.equal.append(tried[enough])
            if is_curve:
                outcome.curves += [each for each in tried if not each.failure]
        exact.unlink(missing_ok=True)
    return outcome


def _is_within(figures: Figures, bound: float) -> bool:
    """Whether the error is small enough, or nobody knows."""
    return not figures.failure and not figures.error > bound
