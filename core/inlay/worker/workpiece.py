"""What a view was opened on, read: the pictures, at every size that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay.arrays.warning import collected
from inlay.contract.views import DISPLAY_EDGE, Opening, State
from inlay.errors import InlayWarning, ProtocolError
from inlay.live import modes
from inlay.live.lens import Lens
from inlay.live.levels import Levels, Pyramid
from inlay.live.modes import Sight
from inlay.live.solution import Solution
from inlay.live.stages import Stage
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, JobProgress, Result
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
    display : ndarray or None
        How the screen shows colours, (edge, edge, edge, 3).
    warnings : sequence of InlayWarning
        Of reading.
    """

    operation: Operation
    job: Job
    pyramid: Pyramid
    canvas: Canvas
    before: Levels | None
    below: Levels | None
    ground: Levels | None
    display: np.ndarray | None
    warnings: list[InlayWarning]

    def job_with(self, parameters: Mapping[str, Any], progress: JobProgress) -> Job:
        """The whole job with other parameters.

        Raises
        ------
        ParameterError
        """
        checked = request.parameters_of(self.operation, parameters)
        return replace(self.job, parameters=checked, progress=progress)

    def solution(self, stage: Stage, parameters: Mapping[str, Any], progress: JobProgress) -> Solution:
        """What the operation finds at a stage.

        Raises
        ------
        InlayError
            If that does not work.
        """
        whole = self.job_with(parameters, progress)
        job = stage.job(self.operation, whole, self.pyramid.images(whole, stage.factor))
        return Solution(whole, Result(()), stage) if job is None else Solution(job, self.operation.perform(job), stage)

    def frame(self, solution: Solution | None, state: State, lens: Lens) -> np.ndarray:
        """What is seen through a lens, (rows, columns, 3) of uint8."""
        below = self.below if solution is not None and solution.hides and self.below is not None else self.before
        before = _seen(below, lens)
        layer = np.zeros_like(before) if solution is None else solution.layer(lens, before)
        ground = None if self.ground is None or state.mode != "ground" else _seen(self.ground, lens)
        sight = Sight(lens, before, layer, ground, tint=state.tint)
        return modes.frame(sight, "before" if solution is None else state.mode, state.split)


def read(opening: Opening, pictures: Pictures, folder: Folder, progress: JobProgress) -> Workpiece:
    """Read all that a view was opened on.

    Raises
    ------
    InlayError
        With what is wrong.
    """
    with collected() as warnings:
        operation, job, canvas = request.build(opening.job, pictures, folder, progress)
    before, below, ground = (
        None if plane is None else Levels(planes.read(plane, folder, lambda _: progress(0.0, request.READING)))
        for plane in (opening.before, opening.below, opening.ground)
    )
    return Workpiece(
        operation, job, Pyramid(job), canvas, before, below, ground, _display(opening.display, folder), warnings
    )


def _seen(picture: Levels | None, lens: Lens) -> np.ndarray:
    if picture is None:
        return np.zeros((lens.rows, lens.columns, 4), np.float32)
    return lens.colours(picture.at(lens.factor), lens.factor)


def _display(name: str, folder: Folder) -> np.ndarray | None:
    if not name:
        return None
    path = folder.file(name)
    if path.stat().st_size != 3 * DISPLAY_EDGE**3:
        raise ProtocolError("The table of the screen's colours has another size.", "Send sRGB without one.")
    return np.fromfile(path, np.uint8).reshape(DISPLAY_EDGE, DISPLAY_EDGE, DISPLAY_EDGE, 3)
