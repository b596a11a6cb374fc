"""What the work found, in one line of words for below the picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inlay.contract.language import _, decimal, joined
from inlay.live.solution import Solution

if TYPE_CHECKING:
    from inlay.operations.job import PlacedMatte

#: Seconds of the whole work that are worth a word.
_LONG = 2.0
_SOON_SECONDS = 90
#: How many times larger than a matte's own the picture is along each side.
_QUALITIES = {"full": 1, "half": 2, "quarter": 4}


def line(solution: Solution | None, mode: str = "result") -> str:
    """One line: how exact it is, what was chosen, what the whole will cost, and what to beware of."""
    if solution is None:
        return ""
    parts = [_preview(solution)] if not solution.stage.is_exact else _accuracy(solution)
    parts += [*_chosen(solution), solution.result.note]
    if mode == "uncertainty" and solution.result.matte is None:
        parts.append(_("Only a cut-out tells how certain it is."))
    parts += [warning.message for warning in solution.result.warnings]
    return joined(" · ", [part for part in parts if part])


def _accuracy(solution: Solution) -> list[str]:
    report = solution.result.report
    iterations, error = report.get("iterations"), report.get("error")
    if not iterations:
        return []
    words = _("{count} steps", count=iterations)
    if error is None or math.isnan(error):
        return [words]
    return [
        _(
            "{words}, error below {error} of {white}",
            words=words,
            error=decimal(f"{max(error, 1e-9):.1g}"),
            white=_white(solution),
        )
    ]


def _white(solution: Solution) -> str:
    """What the error is measured against."""
    return "1" if solution.result.matte is not None else f"{solution.job.document.space.white:g}"


def _preview(solution: Solution) -> str:
    factor, matte = solution.stage.factor, solution.result.matte
    if solution.stage.is_sketch:
        return _("What was found first; its edges follow")
    if factor == 1:
        return _("Preview")
    words = _("Preview at 1/{factor} size", factor=factor)
    if matte is None:
        # What others do grows less than their pictures: nothing is known of the whole.
        return words
    seconds = solution.seconds * (factor * _QUALITIES[matte.matte.quality]) ** 2
    if seconds < _LONG:
        return words
    memory = decimal(f"{_memory(solution, matte) / 1e9:.1f} GB")
    return _(
        "{words}; full size takes {memory} and about {duration}",
        words=words,
        memory=memory,
        duration=_duration(seconds),
    )


def _memory(solution: Solution, matte: PlacedMatte) -> float:
    """Bytes that the whole estimate needs."""
    from inlay.matting import UNKNOWN
    from inlay.operations.cut_out import cost

    trimap, larger = matte.matte.scene.trimap, solution.stage.factor**2
    method = solution.job.parameters.get("method", matte.matte.method)
    return cost.needed(larger * int((trimap == UNKNOWN).sum()), larger * trimap.size, method)


def _chosen(solution: Solution) -> list[str]:
    curve = solution.result.curve
    if curve is None:
        return []
    thresholds = joined(", ", [decimal(f"{100 * place:.1f} %") for place in curve.chosen])
    return [_("Threshold {thresholds}", thresholds=thresholds)]


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < _SOON_SECONDS else f"{seconds / 60:.0f} min"
