"""How random jobs ended, counted for every operation."""

from __future__ import annotations

import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from inlay.errors import InlayWarning
from tests.random_jobs.faces import ByWorker, Ending, by_arrays, by_job, has_units
from tests.random_jobs.jobs import Drawn

COLUMNS = ("result", "refused", "warned", "WRONG")
#: One job in so many is done twice.
AGAIN = 4
#: How far samples may lie from one another in parts of the largest: solvers stop elsewhere where memory is aligned in
#: another way.
ROUNDING = 1e-3


class Table:
    """Does random jobs in every way, and counts.

    Parameters
    ----------
    folder : Path
        For what the worker needs.
    with_worker : bool
        Whether jobs also go through a worker.
    """

    def __init__(self, folder: Path, with_worker: bool) -> None:
        self._counts: dict[tuple[str, str], Counter[str]] = {}
        self._worker = ByWorker(folder) if with_worker else None

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._worker is not None:
            self._worker.__exit__(*reason)

    @property
    def is_wrong(self) -> bool:
        return any(counts["WRONG"] for counts in self._counts.values())

    def share(self, column: str) -> float:
        """The part of all calls that ended so."""
        total = sum(self._counts.values(), Counter())
        return total[column] / (total.total() - total["warned"])

    def add(self, drawn: Drawn) -> list[str]:
        """Do a job in every way; return what went wrong."""
        faults: list[str] = []
        by = self._done("job", by_job, drawn, faults)
        if drawn.number % AGAIN == 0 and not _same(by, _caught(by_job, drawn)[0]):
            faults.append("job: a second run differs")
        self._done("arrays", by_arrays, drawn, faults)
        if self._worker is not None:
            through = self._done("worker", self._worker, drawn, faults)
            is_alike = has_units(drawn) or _same(by, through, ROUNDING)
            if not by.faults and not through.faults and not is_alike:
                faults.append(f"worker: {through.refusal or 'its result'} and not {by.refusal or 'that of the job'}")
        return faults

    def _done(self, way: str, call: Callable[[Drawn], Ending], drawn: Drawn, faults: list[str]) -> Ending:
        ending, warned = _caught(call, drawn)
        counts = self._counts.setdefault((drawn.operation.id, way), Counter())
        counts["WRONG" if ending.faults else "refused" if ending.refusal else "result"] += 1
        counts["warned"] += warned
        faults += [f"{way}: {fault}" for fault in ending.faults]
        return ending

    def __str__(self) -> str:
        lines = [f"{'operation':24}{'by':8}" + "".join(f"{column:>9}" for column in COLUMNS)]
        total: Counter[str] = Counter()
        for (operation, way), counts in sorted(self._counts.items()):
            total += counts
            lines.append(f"{operation:24}{way:8}" + "".join(f"{counts[column]:9}" for column in COLUMNS))
        return "\n".join([*lines, f"{'all':32}" + "".join(f"{total[column]:9}" for column in COLUMNS)])


def _caught(call: Callable[[Drawn], Ending], drawn: Drawn) -> tuple[Ending, bool]:
    """How a call ends, whatever it raises, and whether it warned the artist."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            ending = call(drawn)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            ending = Ending(faults=[f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"])
    for entry in caught:
        if not isinstance(entry.message, InlayWarning):
            place = f"{Path(entry.filename).name}:{entry.lineno}"
            ending.faults.append(f"{entry.category.__name__}: {entry.message} ({place})")
    return ending, any(isinstance(entry.message, InlayWarning) for entry in caught)


def _same(first: Ending, second: Ending, rounding: float = 0.0) -> bool:
    """Whether two endings are alike, in all that both have; figures but for their rounding."""
    if bool(first.refusal) != bool(second.refusal):
        return False
    common = first.arrays.keys() & second.arrays.keys()
    return all(_alike(first.arrays[name], second.arrays[name], rounding) for name in common)


def _alike(first: np.ndarray, second: np.ndarray, rounding: float) -> bool:
    if first.shape != second.shape:
        return False
    if not rounding:
        return np.array_equal(first, second, equal_nan=True)
    wide = first.astype(np.float64), second.astype(np.float64)
    largest = np.abs(wide[0]).max(initial=1.0, where=np.isfinite(wide[0]))
    step = 1.0 if first.dtype.kind == "u" else 0.0
    return np.allclose(*wide, rtol=0, atol=step + rounding * largest, equal_nan=True)
