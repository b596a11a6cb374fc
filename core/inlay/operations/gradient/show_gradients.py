"""Show Gradients: the differences between neighbours as two layers, to look at, to paint on, to rebuild from."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay.arrays.rows import strips
from inlay.errors import InlayWarning, InputError
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.declaration import Operation, Output
from inlay.operations.editing import INPUTS, MENU, STRIP, Setting, setting_of
from inlay.operations.filtering import patch_of
from inlay.operations.gradient.gradient_layers import OFFSET, PARAMETERS, SCALE, Encoding
from inlay.operations.job import Document, Group, Job, Result

DECLARATION = Operation(
    id="show-gradients",
    name="Show Gradients",
    menu=MENU,
    summary="Make two layers of the differences to the right and to the lower neighbour.",
    help=(
        "Medium gray is no difference, lighter is a step up, darker a step down. Paint on the two layers, blur or "
        "erase in them, then let Rebuild from Gradients make a picture of them.\n\n"
        "A scale of 1 is exact in floating point, and in 8 and 16 bit for steps of up to half the range; larger ones "
        "are cut off with a warning. Where the neighbour is transparent or beyond the canvas there is no difference. "
        "The layers arrive in a group, the differences across above those down."
    ),
    keywords=("gradient", "difference", "derivative", "edges", "poisson", "emboss"),
    inputs=(INPUTS[0], replace(INPUTS[1], help="Where; without a selection, wherever the layer is not transparent.")),
    parameters=PARAMETERS,
    outputs=(Output(kind="group", help="The differences across, above those down."),),
    run="inlay.operations.gradient.show_gradients:run",
    function="inlay.operations.gradient.show_gradients:show_gradients",
    ring=1,
)


def show_gradients(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    scale: float = SCALE,
    offset: float = OFFSET,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Write the differences between neighbours as two pictures.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: transparent pixels are never used.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point; elsewhere the pictures hold no difference.
    scale : float
        0.001 to 1000, what differences are multiplied by.
    offset : float
        0 to 1, what stands for no difference; rounded to a sample where samples are integers.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    across, down : ndarray
        Of the image's shape and type: ``offset + scale (image[y, x + 1] - image[y, x])``, and the same downwards;
        opacity is the image's.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If the region is empty.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> across, down = inlay.show_gradients(np.array([[10, 30], [10, 5]], np.uint8))
    >>> across.tolist(), down.tolist()
    ([[148, 128], [123, 128]], [[128, 103], [128, 128]])
    """
    picture = as_picture(image, "image")
    mask = as_coverage(region, picture, picture)
    document = Document(picture.width, picture.height, picture.space)
    values = DECLARATION.check({"scale": scale, "offset": offset})
    job = Job({"source": picture, "region": mask}, values, document, progress=progress or (lambda *told: None))
    setting, encoding, planes = _shown(job)
    results = []
    for plane in planes:
        result = np.array(picture.pixels)
        colours = result[..., : picture.colour.shape[2]]
        colours[...] = encoding.written(np.zeros(1))[0]
        np.copyto(colours[setting.patch.box.slices], plane, where=setting.patch.covered[..., None])
        results.append(result.reshape(np.shape(image)))
    return results[0], results[1]


def run(job: Job) -> Result:
    """Yield a group of the two layers."""
    setting, _, (across, down) = _shown(job)
    layers = [
        replace(setting.patch.layer(plane, DECLARATION.name, job.document), name=name)
        for plane, name in ((down, "Gradients down"), (across, "Gradients across"))
    ]
    return Result([Group(layers, setting.patch.named(DECLARATION.name))])


def _shown(job: Job) -> tuple[Setting, Encoding, tuple[np.ndarray, np.ndarray]]:
    """Differences across and down in the region's box, as samples."""
    setting = setting_of(patch_of(job, DECLARATION, "Differentiating"))
    colours = setting.colours
    encoding = Encoding.make(
        job.parameters["scale"], job.parameters["offset"], setting.patch.source.space.white, colours.dtype
    )
    height, width = setting.patch.covered.shape
    planes = tuple(np.empty((height, width, colours.shape[2]), colours.dtype) for _ in range(2))
    is_cut = False
    for top, bottom in strips(height, width, STRIP):
        setting.beat(top / height)
        for plane, axis in zip(planes, (1, 0), strict=True):
            steps = _steps(setting, (top, bottom), axis)
            plane[top:bottom], cut = encoding.written(steps)
            is_cut |= cut
    if is_cut:
        warnings.warn(
            InlayWarning("clipped", "Some steps were too large for the layers.", "Choose a smaller scale."),
            stacklevel=3,
        )
    return setting, encoding, (planes[0], planes[1])


def _steps(setting: Setting, rows: tuple[int, int], axis: int) -> np.ndarray:
    """Differences to the next pixel in some rows of the part; 0 where either has no colour, or nothing is wanted."""
    part = setting.part
    top, bottom = part[0].start + rows[0], part[0].start + rows[1]
    left, right = part[1].start, part[1].stop
    here = setting.colours[top:bottom, left:right].astype(np.float64)
    there, counted = here.copy(), setting.patch.covered[rows[0] : rows[1]].copy()
    height, width = setting.region.shape
    last = (min(height, bottom + 1), right) if axis == 0 else (bottom, min(width, right + 1))
    first = (top + 1, left) if axis == 0 else (top, left + 1)
    inside = np.s_[: last[0] - first[0], : last[1] - first[1]]
    there[inside] = setting.colours[first[0] : last[0], first[1] : last[1]]
    if setting.present is not None:
        counted[inside] &= setting.present[first[0] : last[0], first[1] : last[1]]
    with np.errstate(invalid="ignore"):
        steps = np.where(counted[..., None], there - here, 0)
    if not np.isfinite(steps).all():
        raise InputError(
            "A pixel beside the selection is not a finite number.", "Replace NaN and infinite values first."
        )
    return steps
