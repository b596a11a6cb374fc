"""Selections that are refined along their border."""

from __future__ import annotations

import numpy as np

from inlay.colour import white
from inlay.errors import RegionError
from inlay.operations.cut_out.cutting import spoken
from inlay.operations.cut_out.subject import Subject
from inlay.operations.declaration import Input
from inlay.operations.job import Job
from inlay.operations.parameters import Boolean, Integer

_LARGEST = 250
#: How many pixels beyond the outer radius are read: what is certain there.
CERTAIN = 6
#: Which parameter widens what is read around a selection.
REACH = (("outer", 1),)

REGION = Input(role="region", kinds=("selection",), label="Selection", help="What is selected.", optional=True)
_ROUGHLY = "Select roughly what is to be cut out."
RADII = (
    Integer(
        id="inner",
        label="Inner radius",
        default=10,
        minimum=0,
        maximum=_LARGEST,
        unit="pixels",
        help="How far inside the border the foreground may still be mixed with background.",
    ),
    Integer(
        id="outer",
        label="Outer radius",
        default=20,
        minimum=0,
        maximum=_LARGEST,
        unit="pixels",
        help="How far outside the border hair and soft edges may reach.",
    ),
    Boolean(
        id="smart",
        label="Smart radius",
        help="Wide where the picture is soft, narrow where it is sharp; the radii are the most.",
    ),
)


def trimap_of_selection(job: Job, subject: Subject, coverage: np.ndarray) -> np.ndarray:
    """The trimap along the border of what is selected, by the job's radii.

    Raises
    ------
    RegionError
        If nothing of the picture is selected, or all of it.
    """
    from inlay.matting import trimap_from_coverage

    if not coverage.any():
        raise RegionError("Nothing of the picture is selected.", _ROUGHLY)
    if (coverage >= (1 if coverage.dtype == bool else white(coverage.dtype))).all():
        raise RegionError("All of the picture is selected.", _ROUGHLY)
    parameters = job.parameters
    image = subject.pixels if parameters["smart"] else None
    progress = spoken(job, 0, 0.05, "Looking at the border")
    return trimap_from_coverage(coverage, parameters["inner"], parameters["outer"], image=image, progress=progress)
