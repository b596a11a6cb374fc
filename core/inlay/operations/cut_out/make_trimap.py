"""Make Trimap: a selection, or a layer's opacity, becomes a trimap to paint on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from inlay.errors import InputError
from inlay.operations import views
from inlay.operations.arrays import as_picture
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.cutting import MENU, Image, checked, worded
from inlay.operations.cut_out.selecting import CERTAIN, REACH, Inner, Outer, Smart, trimap_of_selection
from inlay.operations.cut_out.subject import subject_of, working_of
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.job import Job, Layer, Result
from inlay.picture import Picture


@operation(
    name="Make Trimap",
    menu=MENU,
    yields=Output("layer", "The trimap, as large as the canvas."),
    keywords=("matting", "trimap", "mask", "selection", "alpha", "hair"),
    ring=CERTAIN,
    ring_by=REACH,
)
def make_trimap(
    image: Image,
    region: Annotated[
        Picture | None,
        Input(
            "region",
            ("selection",),
            "Selection",
            "What is roughly to be cut out; without a selection, the layer's transparency.",
            optional=True,
        ),
    ],
    job: Job,
    *,
    inner: Inner = 10,
    outer: Outer = 20,
    smart: Smart = False,
) -> Result:
    """Make a trimap from the selection or the layer's transparency, as a layer to paint on.

    White is certainly foreground, black certainly background, gray is unknown: a band along the border, as wide as
    the radii say. Paint on it in these three colours, then use it with Cut Out with Trimap.

    Without a selection the transparency of the layer counts.
    """
    job.progress(0, "Reading")
    part = subject_of(job, image)
    coverage = _opacity(part.around) if region is None else coverage_in(region, part.box)
    trimap = trimap_of_selection(part, coverage, inner, outer, working_of(part, linear=False) if smart else None)
    # As large as the canvas, so that it can be painted on everywhere.
    levels = np.zeros((job.document.height, job.document.width), np.float32)
    levels[part.box.slices] = trimap / np.float32(255)
    return Result([Layer(views.gray(levels, image.space), part.titled("Trimap"), of="image")])


@make_trimap.by_hand
def _make_trimap(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    inner: int = 10,
    outer: int = 20,
    smart: bool = False,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Make a trimap from a selection or a picture's opacity.

    Parameters
    ----------
    image : ndarray
        As `inlay.cut_out` takes it.
    region : ndarray, optional
        ``(height, width)``, boolean or coverage from 0 to 1 in floating point; samples of integers span 0..maximum.
        By default the image's own opacity.
    inner, outer : int, 0 to 250 pixels
        How far the unknown band reaches into the region and out of it.
    smart : bool
        The band is wide where the picture is soft and narrow where it is sharp; the radii are the most.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray, (height, width), uint8
        0 is background, 128 is unknown, 255 is foreground.

    Raises
    ------
    InputError
        If sizes or types do not fit together, or there is neither a region nor opacity.
    ParameterError
        If a parameter is of the wrong type or out of its range.
    """
    from inlay.matting import trimap_from_coverage

    radii = checked(make_trimap, inner=inner, outer=outer)
    coverage = _opacity(as_picture(image, "image")) if region is None else region
    doing = worded(progress, "Looking at the border")
    return trimap_from_coverage(coverage, **radii, image=image if smart else None, progress=doing)


def _opacity(picture: Picture) -> np.ndarray:
    """The opacity of a picture that has any."""
    if picture.alpha is None or (picture.alpha >= picture.space.white).all():
        raise InputError(
            "Nothing is selected, and the layer is opaque everywhere.", "Select roughly what is to be cut out."
        )
    return picture.alpha
