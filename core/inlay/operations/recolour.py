"""Recolour: a selected thing in another colour, without a trace of the selection's border."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, SURROUNDINGS, Edit, Setting, edit_array, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Colour, Number, Option
from inlay.picture import Picture, Space

#: Largest factor that a wanted colour may lead to: more is nothing but noise.
LARGEST = 8.0
FACTORS = (1.5, 0.5, 0.5)

DECLARATION = Operation(
    id="recolour",
    name="Recolour",
    menu=MENU,
    summary="Change the colour of the selected thing; the selection need not be exact.",
    help=(
        "Differences between neighbours are multiplied by a factor for each of red, green and blue, and the result "
        "is solved for with the old colours around the selection (Perez, Gangnet and Blake 2003, local colour change). "
        "A loose selection around the thing is enough where what surrounds it is even.\n\n"
        f"With a wanted colour the factors are those that lead there from the selection's mean.\n\n{SURROUNDINGS}"
    ),
    keywords=("colour", "color", "tint", "hue", "replace", "poisson", "change"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="by",
            label="By",
            default="factors",
            help="What says the new colour.",
            options=(
                Option("factors", "Factors", "The three factors below."),
                Option("colour", "Colour", "The wanted colour of the thing."),
            ),
        ),
        *(
            Number(
                id=name,
                label=f"Factor of {name}",
                default=factor,
                minimum=0.0,
                maximum=LARGEST,
                help=f"What differences of {name} are multiplied by. A gray picture takes the mean of the three.",
            )
            for name, factor in zip(("red", "green", "blue"), FACTORS, strict=True)
        ),
        Colour(
            id="colour",
            label="Wanted colour",
            default=(0.2, 0.4, 0.9, 1.0),
            help="What the selection's mean colour is to become, if the colour says it.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.recolour:run",
    function="inlay.operations.recolour:recolour",
    ring=1,
)


def recolour(
    image: np.ndarray,
    region: np.ndarray | None = None,
    factors: Sequence[float] = FACTORS,
    *,
    wanted: Sequence[float] | None = None,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Multiply the gradients of each channel by a factor, with the image's values around the region.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    factors : three floats
        For red, green and blue, 0 to 8. With 1 it is the identity. A gray image takes their mean.
    wanted : three floats, optional
        Red, green and blue from 0 to 1: instead of factors given, those that lead to this colour from the region's
        mean, at most 8.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type. Where nothing holds the region, it keeps its mean colour.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4, eq. 7
    with the gradients of ``factors * image``.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> row = np.array([[[100, 100, 100], [140, 120, 110], [100, 100, 100]]], np.uint8)
    >>> inlay.recolour(row, np.array([[False, True, False]]), (2, 1, 0))[0, 1].tolist()
    [180, 120, 100]
    """
    values: dict[str, Any] = {"by": "colour", "colour": wanted} if wanted is not None else {"by": "factors"}
    if wanted is None:
        if len(factors) != len(FACTORS):
            raise InputError(f"There are {len(factors)} factors.", "Give three, for red, green and blue.")
        values |= dict(zip(("red", "green", "blue"), factors, strict=True))
    return edit_array(DECLARATION, _work, image, region, values, threads, progress)


def run(job: Job) -> Result:
    """Recolour the selected part of the layer."""
    return run_edit(job, DECLARATION, _work, "Recolouring")


def _work(setting: Setting, parameters: Mapping[str, Any]) -> Edit:
    if setting.patch.model not in ("RGB", "GRAY"):
        raise InputError(f"A {setting.patch.model} document cannot be recoloured.", "Convert the document to RGB.")
    factors = np.array([parameters[name] for name in ("red", "green", "blue")])
    if parameters["by"] == "colour":
        factors = _towards(setting, parameters["colour"])
    return setting.scaled(factors if setting.patch.model == "RGB" else factors.mean())


def _towards(setting: Setting, wanted: Sequence[float]) -> np.ndarray:
    """The factors between the region's mean colour, by coverage, and the wanted one."""
    patch = setting.patch
    pixels = np.asarray(wanted, np.float32).reshape(1, 1, 4)
    space = patch.source.space
    goal = colour.convert(Picture(pixels, space=Space("RGBA", np.dtype(np.float32))), space).colour[0, 0]
    inside = patch.covered
    mean = np.average(setting.colours[setting.part][inside].astype(np.float64), axis=0, weights=patch.alpha[inside])
    return np.clip(goal / np.maximum(mean, space.white / 255), 0, LARGEST)
