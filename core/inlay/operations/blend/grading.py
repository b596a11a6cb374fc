"""What an artist changes by hand on top of a colour model, and in which numbers all of the change is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from inlay.arrays.sample_types import convert_samples
from inlay.harmonisation import grading
from inlay.harmonisation.grading import Grade
from inlay.operations.blend.wanted import changed, expressed, space_of, stored_space
from inlay.operations.part import Part

#: Pixels that tell of a piece as well as all.
_ENOUGH = 1 << 16


def by_hand(part: Part, grade: Grade, few: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """A function that grades some rows of the part's colours, in samples of floating point.

    Parameters
    ----------
    part : Part
    grade : Grade
    few : ndarray, (rows, columns, channels)
        The colours before, every so many of `sparse`: contrast changes around the mean of these.
    """
    stored, white = stored_space(part.picture.space), np.float32(part.picture.space.white)
    space = space_of(stored)
    pivot = grading.middle(expressed(few.astype(np.float32) / white, stored, space), _weight(part), grade, space)

    def apply(rows: np.ndarray) -> np.ndarray:
        values = rows / white
        before = expressed(values, stored, space)
        return white * changed(values, grading.graded(before, grade, pivot, space), space, stored)

    return apply


def grade_of(part: Part, old: np.ndarray, new: np.ndarray) -> Grade:
    """How the part's colours have changed, both in its samples."""
    stored = stored_space(part.picture.space)
    space = space_of(stored)
    few = (convert_samples(sparse(each), np.float32) for each in (old, new))
    before, after = (expressed(each, stored, space) for each in few)
    return grading.fitted(before, after, _weight(part), space)


def report_of(grade: Grade) -> dict[str, float]:
    """A grade as a report has it: exposure in stops, contrast in percent, temperature and tint as they are set."""
    return {name: round(value, 4) for name, value in asdict(grade).items()}


def sparse(plane: np.ndarray) -> np.ndarray:
    """Evenly spread pixels of a plane or picture, as many as are enough to tell of it."""
    apart = max(1, round((plane.shape[0] * plane.shape[1] / _ENOUGH) ** 0.5))
    return plane[::apart, ::apart]


def _weight(part: Part) -> np.ndarray:
    return convert_samples(sparse(part.alpha), np.float32)
