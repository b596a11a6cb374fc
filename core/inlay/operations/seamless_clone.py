"""Seamless Clone: a piece of one picture continues in another without a visible seam."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import colour, poisson
from inlay.errors import InputError
from inlay.operations.arrays import mix
from inlay.operations.declaration import Operation, Output
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Option
from inlay.operations.pasting import DESTINATION, HIDE_SOURCE, OFFSET, REGION, SOURCE, Piece, pasting_job, piece_of
from inlay.picture import CHANNELS, Space, with_alpha

DECLARATION = Operation(
    id="seamless-clone",
    name="Seamless Clone",
    menu="Blend",
    summary="Paste the selected part of a layer so that its border vanishes in what lies below.",
    help=(
        "The colours at the border come from the destination, the detail inside from the source: the result solves "
        "the Poisson equation of Perez, Gangnet and Blake (2003) exactly.\n\n"
        "The selection says what to take from the source layer; without one it is the layer's own opaque part. Soft "
        "edges stay soft. The result is a new layer above the source."
    ),
    keywords=("poisson", "blend", "seamless", "clone", "paste", "gradient", "mixing", "heal"),
    inputs=(SOURCE, DESTINATION, REGION),
    parameters=(
        Choice(
            id="gradients",
            label="Gradients",
            default="source",
            help="Which detail the result keeps.",
            options=(
                Option(
                    "source",
                    "Source",
                    "The source's detail; the destination gives the colours at the border.",
                ),
                Option(
                    "stronger",
                    "Stronger of both",
                    "The stronger detail of the two at each place, for things with holes or transparency.",
                ),
                Option("average", "Average of both", "The mean of both pictures' detail."),
                Option(
                    "monochrome",
                    "Source, monochrome",
                    "The source's light and dark only: its texture in the destination's colours.",
                ),
            ),
        ),
        Choice(
            id="per",
            label="Stronger detail",
            default="channel",
            help="Whether the stronger detail is found for each channel or once for all of them.",
            options=(
                Option("channel", "Per channel", "For each colour channel on its own."),
                Option("colour", "Per colour", "Once for all channels together: no colour fringes."),
            ),
        ),
        *OFFSET,
        Choice(
            id="boundary",
            label="At the canvas border",
            default="free",
            help="What holds the result where the region reaches the border of the canvas.",
            options=(
                Option("free", "Free", "Nothing: the source's colours run out of the picture."),
                Option("fixed", "Fixed", "The destination's pixels on the border of the canvas."),
            ),
        ),
        HIDE_SOURCE,
    ),
    outputs=(Output(kind="layer", help="The blended piece, as large as the region."),),
    run="inlay.operations.seamless_clone:run",
    function="inlay.operations.seamless_clone:seamless_clone",
    ring=1,
)


def seamless_clone(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gradients: str = "source",
    per: str = "channel",
    at: tuple[int, int] = (0, 0),
    boundary: str = "free",
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Blend a region of one picture into another so that its border vanishes.

    Parameters
    ----------
    source : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: transparent pixels are never used.
    destination : ndarray
        The picture to blend into, of any size, gray or colour.
    region : ndarray, optional
        Boolean, or coverage from 0 to 1 in floating point, of the source's size (it then moves with the source) or
        of the destination's. Everything with a coverage above zero is solved and then laid over the destination by
        its coverage. Without it, wherever the source is not transparent.
    gradients : {"source", "stronger", "average", "monochrome"}
        Which detail the result keeps: the source's, per edge the stronger of both, the mean of both, or the source's
        luminance only.
    per : {"channel", "colour"}
        Whether ``stronger`` decides for each channel or once for all of them.
    at : tuple of int
        Row and column of the destination at which the source's first pixel lies; parts outside are cut off.
    boundary : {"free", "fixed"}
        At the border of the destination: neighbours inside the picture only, or its border pixels held.
    tolerance : float, optional
        Maximum error as a fraction of the range; by default a quarter of a level of 8 bits, else 1e-5.
    solver : {"multigrid", "pyamg"}, optional
        The fast solver, or the algebraic one that checks it and needs no numba.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the destination's shape and type; outside the region bit for bit the destination.

    Raises
    ------
    InputError
        If sizes or types do not fit together or a pixel in use is not finite.
    RegionError
        If the region is empty or nothing holds it.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7, 11, 13.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, destination = np.full((5, 5), 200, np.uint8), np.full((5, 5), 50, np.uint8)
    >>> region = np.zeros((5, 5), bool)
    >>> region[1:4, 1:4] = True
    >>> int(inlay.seamless_clone(source, destination, region)[2, 2])
    50
    """
    values = {"gradients": gradients, "per": per, "boundary": boundary}
    job = pasting_job(DECLARATION, source, destination, region, at, values, progress)
    piece = piece_of(job, DECLARATION.ring)
    target = job.picture("destination")
    result = target.pixels.copy()
    channels = target.colour.shape[-1]
    _blend(job, piece, result[piece.frame.slices][..., :channels], tolerance=tolerance, solver=solver, threads=threads)
    inside = piece.box.slices
    mix(result[inside], target.pixels[inside], piece.alpha, target.has_alpha, target.space.white)
    return result.reshape(destination.shape)


def run(job: Job) -> Result:
    """Clone the source's region into the destination and yield the piece as a layer."""
    piece = piece_of(job, DECLARATION.ring)
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    pixels = np.empty((piece.frame.height, piece.frame.width, CHANNELS[space.model]), space.dtype)
    solution = _blend(job, piece, pixels[..., :-1])
    layer = piece.layer(pixels[piece.box.shift(-piece.frame.x, -piece.frame.y).slices], space, DECLARATION.name, job)
    return Result([layer], {"iterations": solution.iterations, "error": solution.error, "solver": solution.solver})


def _blend(job: Job, piece: Piece, out: np.ndarray, **options: Any) -> poisson.Solution:
    """Solve in the piece's frame and write the colours to `out`; outside the region those of the destination."""
    parameters, frame = job.parameters, piece.frame
    destination = job.picture("destination").crop(frame)
    # Only what the frame can touch, so that the work follows the region and not the source's size.
    source = piece.source.crop(piece.source.box.intersect(frame))
    unknown = np.zeros((frame.height, frame.width), bool)
    unknown[piece.box.shift(-frame.x, -frame.y).slices] = piece.covered
    if parameters["gradients"] == "monochrome":
        options["luminance"] = _luminance(job.document.space)
    solution = poisson.clone(
        source.colour,
        destination.colour,
        unknown,
        gradients=parameters["gradients"],
        per=parameters["per"],
        at=(source.y - frame.y, source.x - frame.x),
        boundary=parameters["boundary"],
        source_alpha=source.alpha,
        destination_alpha=destination.alpha,
        progress=lambda fraction: job.progress(fraction, "Blending"),
        out=out,
        **options,
    )
    for warning in solution.warnings:
        warnings.warn(warning, stacklevel=4)
    return solution


def _luminance(space: Space) -> tuple[float, ...]:
    if not space.model.startswith(("RGB", "GRAY")):
        raise InputError(
            f"Monochrome detail does not work in a {space.model.removesuffix('A')} document.",
            "Convert the document to RGB, or choose other gradients.",
        )
    return colour.luminance_weights(space)
