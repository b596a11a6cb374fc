"""Strokes on random jobs of all kinds: they work or are refused in words, and hold exactly where alpha is estimated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.random_jobs import jobs

from inlay.arrays.warning import collected
from inlay.contract.views import LABELS, StrokePart
from inlay.errors import InlayError
from inlay.live.local import local
from inlay.live.reduction import reduced
from inlay.live.strokes import StrokeMap, applied
from inlay.operations import registry
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, PlacedMatte, Result

PAINTED = [operation for operation in registry.own() if operation.strokes]
COUNT = 240


def strokes_on(job: Job, operation: Operation, random: np.random.Generator) -> list[StrokePart]:
    """Some strokes of labels that the operation takes; they may go beyond the canvas."""
    side = max(job.document.width, job.document.height)
    parts = []
    for number in range(random.integers(1, 4)):
        count = int(random.integers(1, 5))
        points = np.column_stack([random.uniform(-0.3 * side, 1.3 * side, (count, 2)), random.random(count)])
        label = LABELS.index(operation.strokes[random.integers(len(operation.strokes))])
        parts.append(StrokePart(number, tuple(points.ravel()), label, float(random.uniform(0, side / 3))))
    return parts


def performed(operation: Operation, job: Job) -> Result | None:
    with collected():
        try:
            return operation.perform(job)
        except InlayError:
            return None


def faults(number: int) -> list[str]:
    """What is wrong with a random job."""
    random, drawn = np.random.default_rng(number), jobs.draw(number, PAINTED, "")
    operation = drawn.operation
    try:
        with collected():
            job = Job(drawn.images, operation.check(drawn.values), drawn.document)
    except InlayError:
        return []
    strokes, found = StrokeMap(job.document.box), []
    for part in strokes_on(job, operation, random):
        before = performed(operation, applied(operation, job, strokes.marks))
        strokes.take([part])
        painted = applied(operation, job, strokes.marks)
        performed(operation, reduced(operation, painted, int(random.integers(2, 5))))
        results = [performed(operation, painted)]
        if before is not None:
            with collected():
                results.append(local(operation, replace(painted, quality="preview"), strokes.changed(), before))
        for result in results:
            if result is not None and result.matte is not None:
                found += [f"{drawn}: {words}" for words in _unheeded(painted, result.matte)]
    return found


def _unheeded(job: Job, matte: PlacedMatte) -> list[str]:
    """Where alpha is not what strokes say of pixels that are present."""
    opacity = job.images["image"].crop(matte.box).alpha
    present = np.ones(matte.box.shape, bool) if opacity is None else opacity > 0
    found = [] if np.isfinite(matte.alpha.pixels).all() else ["alpha is not finite"]
    if job.marks is None:
        return found
    for name, wanted in (("foreground", 1), ("background", 0)):
        if (matte.alpha.pixels[job.marks.of(name, matte.box) & present] != wanted).any():
            found.append(f"alpha is not {wanted} under {name}")
    return found


def test_strokes_hold_on_random_jobs():
    wrong = [words for number in range(COUNT) for words in faults(number)]
    assert not wrong, "\n".join(wrong)
