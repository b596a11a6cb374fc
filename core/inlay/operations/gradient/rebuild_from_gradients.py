"""Rebuild from Gradients: a picture from two layers of differences, and colours at its border."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay import poisson
from inlay.colour.compositing import mix
from inlay.errors import InputError
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.editing import MENU, report_of, solver_for
from inlay.operations.filtering import Patch
from inlay.operations.gradient.gradient_layers import OFFSET, PARAMETERS, SCALE, Encoding
from inlay.operations.job import Document, Job, Result
from inlay.operations.parameters import Choice, Option
from inlay.picture import Picture, Space

#: Mean of a picture that nothing gives colours to, as a part of white.
MEDIUM = 0.5

DECLARATION = Operation(
    id="rebuild-from-gradients",
    name="Rebuild from Gradients",
    menu=MENU,
    summary="Make the picture whose differences come closest to two layers of gradients.",
    help=(
        "The two layers are as Show Gradients makes them: the active one holds the differences to the right, the other "
        "one those downwards. Where they do not belong to any picture, because they were painted on, the closest one "
        "is found: the Poisson equation of Perez, Gangnet and Blake (2003).\n\n"
        "The layer of colours says what the result has around the selection. Where nothing holds it, as without a "
        "selection, it gets that layer's mean colour, or medium gray. Where a gradient layer is transparent there is "
        "no difference. Soft edges of the selection stay soft. The result is a new layer above."
    ),
    keywords=("gradient", "integrate", "poisson", "reconstruct", "height", "normal map"),
    inputs=(
        Input(
            role="across",
            kinds=("layer",),
            label="Gradients across",
            help="The layer of differences to the right.",
            active=True,
        ),
        Input(
            role="down",
            kinds=("layer",),
            label="Gradients down",
            help="The layer of differences to the lower neighbour.",
        ),
        Input(
            role="colours",
            kinds=("layer",),
            label="Colours",
            help="The layer that gives the colours around the selection, or the mean colour.",
            optional=True,
        ),
        Input(
            role="region",
            kinds=("selection",),
            label="Selection",
            help="What is rebuilt; without a selection, wherever the layer across is not transparent.",
            optional=True,
        ),
    ),
    parameters=(
        *PARAMETERS,
        Choice(
            id="boundary",
            label="Boundary",
            default="free",
            help="What holds the result.",
            options=(
                Option("free", "Around the selection", "The colours around it; nothing at the border of the canvas."),
                Option("fixed", "And at the canvas border", "The colours on the border of the canvas as well."),
                Option("none", "Nothing", "The mean colour alone."),
            ),
        ),
    ),
    outputs=(Output(kind="layer", help="The rebuilt picture, as large as the selection."),),
    run="inlay.operations.gradient.rebuild_from_gradients:run",
    function="inlay.operations.gradient.rebuild_from_gradients:rebuild_from_gradients",
    ring=1,
)


def rebuild_from_gradients(
    across: np.ndarray,
    down: np.ndarray,
    colours: np.ndarray | None = None,
    region: np.ndarray | None = None,
    *,
    scale: float = SCALE,
    offset: float = OFFSET,
    boundary: str = "free",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Find the picture whose differences come closest to two pictures of gradients.

    Parameters
    ----------
    across, down : ndarray
        As `inlay.show_gradients` gives them: ``(height, width)`` or ``(height, width, channels)`` of ``uint8``,
        ``uint16``, ``float16``, ``float32`` or ``float64``, both of one shape and type. Two or four channels end with
        opacity: where it is 0 there is no difference.
    colours : ndarray, optional
        The same shape and type: values around the region, or the mean where nothing holds it. Without it medium gray.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point; by default wherever `across` is not transparent.
    scale, offset : float
        As in `inlay.show_gradients`.
    boundary : {"free", "fixed", "none"}
        Whether the colours around the region hold the result, those on the border of the image too, or nothing does.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the shape and type of `across`: laid over `colours` by the region's coverage, or over medium gray.

    Raises
    ------
    InputError
        If shapes or types differ, or a pixel in use is not finite.
    RegionError
        If the region is empty.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.array([[10.0, 30.0], [10.0, 5.0]]) / 100
    >>> inlay.rebuild_from_gradients(*inlay.show_gradients(picture), picture).round(6).tolist()
    [[0.1, 0.3], [0.1, 0.05]]
    """
    first, second = as_picture(across, "gradients across"), as_picture(down, "gradients down")
    given = None if colours is None else as_picture(colours, "colours")
    for other, name in ((second, "gradients down"), (given, "colours")):
        if other is not None and (other.pixels.shape != first.pixels.shape or other.space != first.space):
            raise InputError(
                f"The {name} are {other.pixels.shape} of {other.space.dtype} and the gradients across "
                f"{first.pixels.shape} of {first.space.dtype}.",
                "Give all of them one shape and one type.",
            )
    mask = as_coverage(region, first, first)
    job = Job(
        {"across": first, "down": second, "colours": given, "region": mask},
        DECLARATION.check({"scale": scale, "offset": offset, "boundary": boundary}),
        Document(first.width, first.height, first.space),
        progress=progress or (lambda *told: None),
    )
    patch, solution = _rebuilt(job, threads)
    result = np.array((given or _medium(first)).pixels)
    inside = patch.box.slices
    below = result[inside].copy()
    np.copyto(result[inside][..., : solution.image.shape[2]], solution.image, where=patch.covered[..., None])
    mix(result[inside], below, patch.alpha, first.has_alpha, first.space.white)
    return result.reshape(np.shape(across))


def run(job: Job) -> Result:
    """Rebuild the selected part and yield it as a layer."""
    patch, solution = _rebuilt(job)
    layer = patch.layer(solution.image, DECLARATION.name, job.document)
    return Result([replace(layer, of="across", name=DECLARATION.name)], report_of(solution))


def _rebuilt(job: Job, threads: int | None = None) -> tuple[Patch, poisson.Solution]:
    """The part that is rebuilt, and its colours."""
    across, down = job.picture("across"), job.picture("down")
    alpha, covered, box = coverage_of(
        across, job.images.get("region"), job.document.box, lambda: job.progress(0, "Reading")
    )
    frame = box.grow(DECLARATION.ring).intersect(job.document.box)
    if down.box.intersect(frame).is_empty:
        raise InputError("The two layers of gradients do not overlap.", "Move one onto the other, or choose others.")
    across, down = across.crop(frame), down.crop(frame)
    colours = job.images.get("colours")
    destination = _medium(across) if colours is None else colours.crop(frame)
    part = box.shift(-frame.x, -frame.y).slices
    unknown = np.zeros((frame.height, frame.width), bool)
    unknown[part] = covered
    rim, boundary = "fixed", job.parameters["boundary"]
    if boundary == "none" or colours is None:
        rim, boundary = "free", "free"
    space = across.space
    encoding = Encoding.make(job.parameters["scale"], job.parameters["offset"], space.white, space.dtype)
    present = None if destination.alpha is None or (destination.alpha > 0).all() else destination.alpha > 0
    solution = poisson.solve(
        destination.colour,
        poisson.Edges(_steps(down, encoding)[:-1], _steps(across, encoding)[:, :-1]),
        unknown,
        destination_alpha=present,
        rim=rim,
        boundary=boundary,
        mean="keep",
        solver=solver_for(unknown, present),
        threads=threads,
        progress=lambda fraction: job.progress(fraction, "Rebuilding"),
    )
    for warning in solution.warnings:
        warnings.warn(warning, stacklevel=3)
    patch = Patch(across, box, alpha, covered, range(across.colour.shape[2]), threads, None)
    return patch, poisson.Solution(solution.image[part], solution.iterations, solution.error, solution.solver)


def _steps(picture: Picture, encoding: Encoding) -> np.ndarray:
    """The differences that a layer stands for; 0 where it is transparent."""
    steps = encoding.read(picture.colour)
    return steps if picture.alpha is None else np.where(picture.alpha[..., None] > 0, steps, 0)


def _medium(like: Picture) -> Picture:
    """A gray picture of the same size, opaque."""
    space: Space = like.space
    pixels = np.full(like.pixels.shape, MEDIUM * space.white, np.float64)
    if like.has_alpha:
        pixels[..., -1] = space.white
    return Picture(pixels.astype(space.dtype), like.x, like.y, space)
