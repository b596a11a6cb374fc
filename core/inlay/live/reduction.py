"""A job made smaller: its pictures, positions and lengths, so that the whole operation can be run at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.arrays.saturation import as_samples
from inlay.contract.declaration import Operation
from inlay.contract.language import _
from inlay.contract.parameter import AREA, LENGTH, Parameter
from inlay.live.block_means import mean_rows
from inlay.live.brush import most_frequent
from inlay.operations.job import Document, Job
from inlay.operations.marks import NOTHING, Marks
from inlay.picture import Picture

_BOOLEAN, _FLOAT = np.dtype(bool), np.dtype(np.float32)
_PLAIN = Effort()


def reduced(operation: Operation, job: Job, factor: int, images: Mapping[str, Any] | None = None) -> Job:
    """A job on a canvas whose pixels are blocks of `factor` x `factor` of the job's own.

    Parameters
    ----------
    operation : Operation
        What the job is done by; its declaration says which parameters are lengths, areas and positions.
    job : Job
    factor : int
        At least 1, for which the job itself is returned.
    images : mapping, optional
        The job's pictures at that size, where somebody has them.

    Returns
    -------
    Job
        Of the quality ``preview``, with nothing shared.
    """
    if factor == 1:
        return job
    if images is None:
        effort = replace(job.effort, progress=job.span(0.0, 0.0, _("Reading")))
        images = {role: _reduced_images(image, factor, effort) for role, image in job.images.items()}
    size = -(-job.document.width // factor), -(-job.document.height // factor)
    document = Document(*size, job.document.space, job.document.longer_side / factor)
    parameters = reduced_parameters(operation, job.parameters, factor)
    marks = None if job.marks is None else reduced_marks(job.marks, factor)
    return replace(
        job, images=images, parameters=parameters, document=document, marks=marks, quality="preview", shared=None
    )


def reduced_marks(marks: Marks, factor: int) -> Marks:
    """Marks of blocks of pixels: what most of a block's marked pixels say, so that no thin stroke is lost."""
    inside, lines = marks.box, tuple(line / factor for line in marks.lines)
    x, y = inside.x // factor, inside.y // factor
    before = (inside.y - factor * y, inside.x - factor * x)
    labels = np.full((-(-inside.bottom // factor) - y, -(-inside.right // factor) - x), NOTHING, np.uint8)
    most_frequent(marks.labels, NOTHING, factor, before, labels)
    return Marks(labels, x, y, lines)


def _reduced_images(image: Any, factor: int, effort: Effort) -> Any:
    if isinstance(image, list | tuple):
        return [reduced_picture(each, factor, effort) for each in image]
    return None if image is None else reduced_picture(image, factor, effort)


def reduced_picture(picture: Picture, factor: int, effort: Effort = _PLAIN) -> Picture:
    """A picture of the means of blocks; the blocks are those of the canvas, not of the picture.

    Colours count by their opacity. A block that the picture fills in part has the mean of that part. Boolean masks
    become ``float32``.

    Parameters
    ----------
    picture : Picture
    factor : int
        Edge of a block in pixels.
    effort : Effort
        Its progress is given 0 between pieces; may raise to stop.
    """
    if picture.pixels.dtype == _BOOLEAN:
        picture = replace(picture, pixels=picture.pixels.astype(_FLOAT), space=replace(picture.space, dtype=_FLOAT))
    pixels = picture.pixels if picture.pixels.ndim == 3 else picture.pixels[..., np.newaxis]
    # Kernels know no half precision.
    samples = pixels.astype(_FLOAT) if pixels.dtype == np.float16 else pixels
    x, y = picture.x // factor, picture.y // factor
    before = (picture.y - factor * y, picture.x - factor * x)
    height, width = -(-(picture.height + before[0]) // factor), -(-(picture.width + before[1]) // factor)
    means = np.empty((height, width, pixels.shape[2]), _FLOAT)

    def work(top: int, bottom: int) -> None:
        mean_rows(samples, picture.has_alpha, factor, before, top, bottom, means)

    effort.in_pieces(work, strips(height, width * factor * factor, fewest=1))
    return replace(
        picture,
        pixels=as_samples(means, picture.space.dtype).reshape(height, width, *picture.pixels.shape[2:]),
        x=x,
        y=y,
    )


def reduced_parameters(operation: Operation, values: Mapping[str, Any], factor: int) -> dict[str, Any]:
    """Every parameter of an operation as it is on the smaller canvas; lengths, areas and positions differ."""
    return {each.id: _reduced_value(each, values[each.id], factor) for each in operation.parameters}


def _reduced_value(parameter: Parameter, value: Any, factor: int) -> Any:
    if parameter.type == "point":
        return _reduced_point(value, factor)
    if parameter.type == "points":
        return tuple(_reduced_point(point, factor) for point in value)
    if parameter.unit == LENGTH:
        return _reduced_measure(parameter, value, factor)
    if parameter.unit == AREA:
        return _reduced_measure(parameter, value, factor**2)
    return value


def _reduced_point(point: tuple[float, float], factor: int) -> tuple[float, float]:
    return point[0] / factor, point[1] / factor


def _reduced_measure(parameter: Parameter, value: float, divisor: int) -> float:
    smaller = value / divisor
    if parameter.type == "integer":
        smaller = math.copysign(math.floor(abs(smaller) + 0.5), value)
        if value and parameter.minimum >= 0:
            # What is no distance between places stays at least 1: at 0 a step is mostly left out.
            smaller = max(1.0, smaller)
        return int(min(max(smaller, parameter.minimum), parameter.maximum))
    return min(max(smaller, parameter.minimum), parameter.maximum)
