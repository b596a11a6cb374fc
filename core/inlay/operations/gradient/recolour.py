"""Recolour: a selected thing in another colour, without a trace of the selection's border."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.errors import InputError
from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, STRIP, SURROUNDINGS, Edit, Setting, edit_array, run_edit
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Colour, Number, Option
from inlay.picture import Picture, Space

#: More is nothing but noise.
LARGEST = 8.0
FACTORS = (1.5, 0.5, 0.5)

DECLARATION = Operation(
    id="recolour",
    name="Recolour",
    menu=MENU,
    summary="Change the colour of the selected thing; the selection need not be exact.",
    help=(
        "A loose selection around the thing is enough where what surrounds it is even: the result is solved for with "
        "the old colours around the selection (Perez, Gangnet and Blake 2003, local colour change).\n\n"
        "By colour, what differs from the colours around the selection is painted in the wanted one, with its old "
        "shading. By factors, differences between neighbours are multiplied by one for each of red, green and "
        f"blue.\n\n{SURROUNDINGS}"
    ),
    keywords=("colour", "color", "tint", "hue", "replace", "poisson", "change"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="by",
            label="By",
            default="colour",
            help="What says the new colour.",
            options=(
                Option("colour", "Colour", "The wanted colour of the thing."),
                Option("factors", "Factors", "The three factors below."),
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
            help="What colour the thing is to have, if the colour says it.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.recolour:run",
    function="inlay.operations.gradient.recolour:recolour",
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
        Red, green and blue from 0 to 1, encoded as sRGB, instead of factors: what differs from the colours around the
        region is painted in it, as bright as its shading.
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
    if parameters["by"] == "colour":
        from inlay.poisson import fields

        field = fields.gradients(_towards(setting, _encoded(parameters["colour"], setting.patch.source.space)))
        return setting.edit(setting.solved(field))
    factors = np.array([parameters[name] for name in ("red", "green", "blue")])
    return setting.scaled(factors if setting.patch.model == "RGB" else factors.mean())


def _encoded(wanted: Sequence[float], space: Space) -> np.ndarray:
    """A colour in samples of a document."""
    pixels = np.asarray(wanted, np.float32).reshape(1, 1, 4)
    goal = replace(space, dtype=np.dtype(np.float32))
    found = colour.convert(Picture(pixels, space=Space("RGBA", np.dtype(np.float32))), goal)
    return found.colour[0, 0] * np.float32(space.white)


def _towards(setting: Setting, wanted: np.ndarray) -> np.ndarray:
    """The frame with the thing in the wanted colour.

    The thing's colour is the mean of the region, weighted by the squared distance from the mean around it. A pixel
    belongs to the thing as far as its colour lies from the one towards the other, and is as bright as its shading.
    """
    from scipy import ndimage

    from inlay.inpainting.continuation import continued

    old = continued(setting.colours, setting.present).astype(np.float32)
    rim = ndimage.binary_dilation(setting.region) & ~setting.region
    if setting.present is not None:
        rim &= setting.present
    inside = old[setting.region]
    # Where nothing lies around it, all of the region is the thing.
    around = old[rim].mean(axis=0, dtype=np.float64) if rim.any() else None
    weights = np.ones(len(inside)) if around is None else ((inside - around) ** 2).sum(axis=1)
    thing = np.average(inside, axis=0, weights=weights if weights.any() else None).astype(np.float32)
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        setting.beat()
        rows = old[top:bottom]
        shade = np.clip(rows @ thing / max(float(thing @ thing), 1e-12), 0, 2)
        if around is not None:
            way = thing - around.astype(np.float32)
            shade *= np.clip((rows - around) @ way / max(float(way @ way), 1e-12), 0, 1)
        rows += shade[..., None] * (wanted - thing)
    return old
