"""What a view was opened on, read: the pictures, at every size that was asked for."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from inlay.arrays.warning import collected
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.contract.planes import Plane
from inlay.contract.views import DISPLAY_EDGE, Mixing, Opening
from inlay.errors import InlayError, InlayWarning, InputError, ProtocolError
from inlay.live.levels import Levels, Pyramid
from inlay.live.local import local
from inlay.live.reduction import reduced
from inlay.live.solution import Solution
from inlay.live.stages import Stage
from inlay.live.strokes import applied
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, JobProgress, Result
from inlay.operations.marks import Marks
from inlay.operations.placing import piece_of
from inlay.worker import planes, request
from inlay.worker.folder import Folder
from inlay.worker.request import Canvas, Pictures


@dataclass(frozen=True, eq=False)
class Workpiece:
    """What a view was opened on.

    Attributes
    ----------
    operation : Operation
    job : Job
        With the parameters it was opened with.
    pyramid : Pyramid
        The job's pictures.
    canvas : Canvas
    before, below, ground : Levels or None
        As in `inlay.contract.views.Opening`.
    mixing : Mixing
        As there.
    display : ndarray or None
        How the screen shows colours, (edge, edge, edge, 3).
    warnings : sequence of InlayWarning
        Of reading.
    findings : dict
        What the operation found in the pictures.
    kept : dict
        What solvers keep for the next step of much the same.
    """

    operation: Operation
    job: Job
    pyramid: Pyramid
    canvas: Canvas
    before: Levels | None
    below: Levels | None
    ground: Levels | None
    mixing: Mixing
    display: np.ndarray | None
    warnings: list[InlayWarning]
    findings: dict[Hashable, Any] = field(default_factory=dict)
    kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def piece(self) -> Box | None:
        """The box of what can be scaled and turned, where it lies before; None if there is nothing."""
        try:
            return piece_of(self.operation, self.job)
        except InlayError:
            # Who solves says so.
            return None

    def job_with(self, parameters: Mapping[str, Any], marks: Marks | None, progress: JobProgress) -> Job:
        """The whole job with other parameters, with what was painted, and with what is found in its pictures.

        Raises
        ------
        InlayError
            If a parameter is none, or nothing is found.
        """
        checked = request.parameters_of(self.operation, parameters)
        job = applied(self.operation, replace(self.job, parameters=checked, progress=progress), marks)
        found = self.operation.completed(replace(job, shared=self.findings))
        for name in self.operation.finds:
            self.pyramid.add(found.images[name])
        return replace(found, shared=None)

    def solution(self, stage: Stage, whole: Job) -> Solution:
        """What the operation finds at a stage.

        Raises
        ------
        InlayError
            If that does not work.
        """
        began = time.monotonic()
        if not stage.is_exact:
            # What arrives in the document does not depend on what was seen before.
            whole = replace(whole, effort=replace(whole.effort, kept=self.kept))
        job = stage.job(self.operation, whole, self.pyramid.images(whole, stage.factor))
        result = Result(()) if job is None else self.operation.perform(job)
        return Solution(job or whole, result, stage, time.monotonic() - began)

    def local(self, whole: Job, box: Box, previous: Solution, quality: str = "preview") -> Solution | None:
        """What was found, found anew around strokes in a box of the canvas; None where that is no way."""
        if previous.result.matte is None:
            return None
        began, factor = time.monotonic(), previous.stage.factor
        images = self.pyramid.images(whole, factor)
        job = replace(reduced(self.operation, whole, factor, images), quality=quality)
        left, top = box.x // factor, box.y // factor
        inside = Box(left, top, -(-box.right // factor) - left, -(-box.bottom // factor) - top)
        result = local(self.operation, job, inside, previous.result)
        if result is None:
            return None
        assert result.matte is not None
        wanted = whole.parameters.get("quality", "full")
        is_rough = factor == 1 and result.matte.matte.quality != wanted
        return Solution(job, result, Stage(factor, patch=box, is_rough=is_rough), time.monotonic() - began)


def read(opening: Opening, pictures: Pictures, folder: Folder, progress: JobProgress) -> Workpiece:
    """Read all that a view was opened on.

    Raises
    ------
    InlayError
        With what is wrong.
    """
    with collected() as warnings:
        operation, job, canvas = request.build(opening.job, pictures, folder, progress, paints=True)

    def levels(plane: Plane | None) -> Levels | None:
        if plane is None:
            return None
        if plane.encoding.model == "MASK":
            raise InputError(_("What the canvas shows is not a mask."), _("Choose a layer."))
        return Levels(planes.read(plane, folder, lambda _: progress(0.0, request.READING)))

    before, below, ground = (levels(plane) for plane in (opening.before, opening.below, opening.ground))
    table = _display(opening.display, folder)
    return Workpiece(operation, job, Pyramid(job), canvas, before, below, ground, opening.mixing, table, warnings)


def _display(name: str, folder: Folder) -> np.ndarray | None:
    if not name:
        return None
    path = folder.file(name)
    if path.stat().st_size != 3 * DISPLAY_EDGE**3:
        raise ProtocolError(_("The table of the screen's colours has another size."), _("Send sRGB without one."))
    table = np.fromfile(path, np.uint8).astype(np.float32)
    return table.reshape(1, DISPLAY_EDGE, DISPLAY_EDGE, DISPLAY_EDGE, 3)
