"""Selections that are refined along their border, or in which the object is found first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from inlay.arrays import progress as progresses
from inlay.arrays.progress import Progress
from inlay.arrays.sample_types import at_least_half
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.contract.parameter import LENGTH, RELATIVE
from inlay.errors import InlayWarning, RegionError
from inlay.operations.call import Call
from inlay.operations.parameters import Boolean, Choice, Integer, Number, Option
from inlay.operations.part import Part

#: The largest radius in percent of the picture, and in pixels; what is said of the latter.
LARGEST_PERCENT, LARGEST = 15.0, 1000
IN_PIXELS = "In place of the percentage; 0 leaves it at that."
#: How many pixels beyond the outer radius are read: what is certain there.
CERTAIN = 6
#: How far around a selection its surroundings are looked at, in percent of the picture: from there is known which
#: colours are background.
SURROUNDINGS = 12.0
#: Which parameters widen what is read around a selection.
REACH = {"outer": 1.0, "outer_pixels": 1.0}
#: What is said where there is no selection to begin with.
ROUGHLY = _("Select roughly what is to be cut out.")

ModeName = Literal["outline", "lasso"]
Mode = Annotated[
    ModeName,
    Choice(
        "Selection is",
        "How the selection was drawn.",
        options=(
            Option("outline", "Along the outline", "It follows what is to be cut out, well or badly."),
            Option(
                "lasso",
                "A lasso or rectangle around it",
                "What is to be cut out lies somewhere inside, and is found by its colours; all outside is background.",
            ),
        ),
    ),
]
Inner = Annotated[
    float,
    Number(
        "Inner radius",
        "How far inside the border the foreground may still be mixed with background.",
        0.0,
        LARGEST_PERCENT,
        RELATIVE,
        matters_when={"inner-pixels": (0,)},
    ),
]
Outer = Annotated[
    float,
    Number(
        "Outer radius",
        "How far outside the border hair and soft edges may reach.",
        0.0,
        LARGEST_PERCENT,
        RELATIVE,
        matters_when={"outer-pixels": (0,)},
    ),
]
InnerPixels = Annotated[int, Integer("Inner radius in pixels", IN_PIXELS, 0, LARGEST, LENGTH, rank="expert")]
OuterPixels = Annotated[int, Integer("Outer radius in pixels", IN_PIXELS, 0, LARGEST, LENGTH, rank="expert")]
Smart = Annotated[
    bool,
    Boolean("Smart radius", "Wide where the picture is soft, narrow where it is sharp; the radii are the most."),
]
#: The radii that did best, on the average, on composites whose selections were off by 5 to 20 pixels of 640.
INNER, OUTER = 3.0, 4.0


@dataclass(frozen=True)
class Band:
    """Where along a border it is found out anew.

    Attributes
    ----------
    inner, outer : float
        How far it reaches into the selection and out of it, in pixels.
    smart : bool
        Whether these are the most, where the picture is soft.
    """

    inner: float
    outer: float
    smart: bool


def band(longer_side: float, inner: float, outer: float, inner_pixels: int, outer_pixels: int, smart: bool) -> Band:
    """The band of radii in percent of the picture, or in pixels where these are given."""
    return Band(in_pixels(longer_side, inner, inner_pixels), in_pixels(longer_side, outer, outer_pixels), smart)


def in_pixels(longer_side: float, percent: float, pixels: float = 0) -> float:
    """A length in percent of the picture, or in pixels where it is given so."""
    return pixels or percent * longer_side / 100


def trimap_of_selection(part: Part, pixels: np.ndarray, coverage: np.ndarray, mode: str, wanted: Band) -> np.ndarray:
    """The trimap along the border of what is selected, or of the object inside it.

    Parameters
    ----------
    part : Part
    pixels : ndarray, (height, width, channels)
        The picture's colours.
    coverage : ndarray, (height, width)
        What is selected.
    mode : str
        As of `Mode`.
    wanted : Band

    Raises
    ------
    RegionError
        If nothing of the layer is selected, or all of it.
    """
    job = part.job
    if mode == "lasso":
        coverage = job.once("object", lambda: _object_in(part, pixels, coverage))
    demand_border(bool(coverage.any()), bool(at_least_half(coverage).all()))
    return _trimap(pixels, coverage, wanted, job.span(0.02, 0.05, _("Looking at the border")))


def demand_border(is_any: bool, is_all: bool) -> None:
    """Refuse a selection without a border.

    Raises
    ------
    RegionError
        If nothing of the layer is selected, or all of it.
    """
    if not is_any:
        raise RegionError(_("Nothing of the picture is selected."), ROUGHLY)
    if is_all:
        raise RegionError(_("All of the picture is selected."), ROUGHLY)


def trimap_on(call: Call, region: np.ndarray) -> np.ndarray:
    """The trimap along the border of a region that is an array, or of the object inside it."""
    values, image = call.values, call.arrays["image"]
    longer_side = max(image.shape[:2])
    radii = (values[name] for name in ("inner", "outer", "inner_pixels", "outer_pixels", "smart"))
    wanted, progress = band(longer_side, *radii), call.span(_("Looking at the border"))
    if values["mode"] == "lasso":
        region = _found(image, region, None, _surroundings(longer_side), progresses.part(progress, 0.0, 0.5))
    return _trimap(image, region, wanted, progresses.part(progress, 0.5, 1.0))


def _trimap(pixels: np.ndarray, coverage: np.ndarray, wanted: Band, progress: Progress) -> np.ndarray:
    from inlay.matting import trimap_from_coverage

    image = pixels if wanted.smart else None
    return trimap_from_coverage(coverage, wanted.inner, wanted.outer, image=image, progress=progress)


def _object_in(part: Part, pixels: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """The object inside a part's selection, with what strokes say of it and what is held."""
    job, box = part.job, part.box
    foreground = np.zeros(box.shape, bool) if job.marks is None else job.marks.of("foreground", box)
    surroundings = _surroundings(job.document.longer_side)
    progress = job.span(0.0, 0.02, _("Looking for the object"))
    if job.held is None:
        return _found(pixels, coverage, foreground, surroundings, progress)
    from inlay.segmentation import object_inside

    held = job.held.within(box)
    around = np.ones(box.shape, bool)
    around[held.inside.slices] = False
    is_object = around & (held.alpha >= 0.5)
    region = np.where(around, is_object, at_least_half(coverage))
    return object_inside(
        pixels, region, foreground=foreground | is_object, surroundings=surroundings, progress=progress
    )


def _surroundings(longer_side: float) -> int:
    return math.ceil(in_pixels(longer_side, SURROUNDINGS))


def _found(
    pixels: np.ndarray, coverage: np.ndarray, foreground: np.ndarray | None, surroundings: int, progress: Progress
) -> np.ndarray:
    """The object inside a selection; the selection itself where none can be told from what lies around."""
    from inlay.segmentation import object_inside

    region = at_least_half(coverage)
    if not region.any() or region.all():
        return coverage
    found = object_inside(pixels, region, foreground=foreground, surroundings=surroundings, progress=progress)
    if found.any() and (found != region).any():
        return found
    if found.any():
        message = _("All of the selection looks different from what lies around it: it is taken for the outline.")
    else:
        message = _("Nothing of the selection looks different from what lies around it: it is taken for the outline.")
    warn(InlayWarning("no-object", message, _("Paint on the object, or select along its outline.")))
    return coverage
