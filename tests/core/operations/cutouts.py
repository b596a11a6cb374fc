"""Jobs for the operations that cut out, on drawn scenes whose alpha and colours are known."""

from __future__ import annotations

from functools import cache

import numpy as np
from tests.core.matting import composites

from inlay.colour import convert_samples
from inlay.contract.boxes import Box
from inlay.operations import registry
from inlay.operations.job import Document, Job, Result
from inlay.operations.marks import Marks
from inlay.picture import Picture

HEIGHT, WIDTH = 90, 120
SHAPE = HEIGHT, WIDTH


@cache
def scene() -> composites.Composite:
    """Drawn hair before a meadow."""
    return composites.compose("hair", composites.hair(SHAPE, 40), composites.fur(SHAPE), composites.meadow(SHAPE), 4)


def image_of(dtype: str = "uint8", gray: bool = False, opacity: np.ndarray | None = None) -> np.ndarray:
    """The scene's picture in a type, as a gray one, and with an opacity from 0 to 1."""
    drawn = scene().gray if gray else scene()
    pixels = drawn.image.reshape(*SHAPE, -1)
    if opacity is not None:
        pixels = np.dstack([pixels, np.rint(255 * opacity).astype(np.uint8)])
    return convert_samples(pixels, dtype)


def run(
    name: str,
    images: dict,
    *,
    document: Document | None = None,
    job_quality: str = "full",
    marks: Marks | None = None,
    **values,
) -> Result:
    """Run an operation on pictures by role; parameters have underscores for hyphens."""
    operation = registry.find(name)
    parameters = {key.replace("_", "-"): value for key, value in values.items()}
    space = next(found.space for found in images.values() if found is not None and found.space.model != "MASK")
    document = document or Document(WIDTH, HEIGHT, space)
    roles = {entry.role: images.get(entry.role) for entry in operation.inputs}
    return operation.perform(Job(roles, operation.check(parameters), document, job_quality, marks=marks))


def spread(found: Picture, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A layer's samples on the canvas; transparent black beyond it."""
    return found.crop(Box(0, 0, width, height)).pixels
