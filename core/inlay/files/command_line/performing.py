"""What was asked for, from the files that are read to the results that are not written yet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from inlay.contract.language import _
from inlay.files.command_line.options import Request
from inlay.files.inputs.opening import Files
from inlay.files.inputs.roles import Scene, gather
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, JobProgress, PlacedMatte, Result


def perform(
    operation: Operation,
    request: Request,
    progress: JobProgress,
    files: Files | None = None,
    before: PlacedMatte | None = None,
) -> tuple[Scene, Sequence[tuple[Result, Path | None]]]:
    """Read the files of a request and do what it asks for.

    Parameters
    ----------
    files : Files, optional
        Has read some of them.
    before : PlacedMatte, optional
        That of the frame before.

    Returns
    -------
    Scene
        What was read.
    sequence of (Result, Path or None)
        What came of it, and the file that each is for; nothing is computed twice for them.

    Raises
    ------
    InlayError
        If that does not work.
    """
    progress(0, _("Reading"))
    scene = gather(operation, request.references, request.values, request.at, files)
    shared: dict[Hashable, Any] | None = {} if request.also else None
    job = Job(scene.images, request.values, scene.canvas, progress=progress, shared=shared, before=before)
    results = [(operation.perform(job), request.output)]
    for kind, path in request.also:
        other = replace(job, parameters={**request.values, "result": kind})
        results.append((operation.perform(other), path))
    return scene, results
