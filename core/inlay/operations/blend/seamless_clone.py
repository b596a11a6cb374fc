"""Seamless Clone: a piece of one picture continues in another without a visible seam."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import colour, poisson
from inlay.arrays.rows import strips
from inlay.operations.arrays import as_picture, mix
from inlay.operations.blend.blending import (
    BLEND_SPACE,
    BOUNDARY,
    GRADIENTS,
    KEEP_SOURCE_COLOUR,
    PER,
    both_present,
    framed,
    holding,
    luminance,
    pull,
)
from inlay.operations.blend.outlining import OBJECT, object_mask_of, outlined
from inlay.operations.blend.pasting import (
    DESTINATION,
    HIDE_SOURCE,
    OFFSET,
    REGION,
    SOURCE,
    Piece,
    pasting_job,
    piece_of,
)
from inlay.operations.declaration import Operation, Output
from inlay.operations.editing import demand_finite, report_of
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean
from inlay.picture import CHANNELS, Picture, with_alpha

DECLARATION = Operation(
    id="seamless-clone",
    name="Seamless Clone",
    menu="Blend",
    summary="Paste the selected part of a layer so that its border vanishes in what lies below.",
    help=(
        "The colours at the border come from the destination, the detail inside from the source: the result solves "
        "the Poisson equation of Perez, Gangnet and Blake (2003) exactly.\n\n"
        "The selection says what to take from the source layer; without one it is the layer's own opaque part. Soft "
        "edges stay soft. The result is a new layer above the source.\n\n"
        "If the destination's colours wash over the piece, keep some of the source's. If a dark trunk or a bright sky "
        "at the border bleeds into it, protect it from mismatches, or let the best border be found inside a loose "
        "selection."
    ),
    keywords=("poisson", "blend", "seamless", "clone", "paste", "gradient", "mixing", "heal"),
    inputs=(SOURCE, DESTINATION, REGION, OBJECT),
    parameters=(
        GRADIENTS,
        PER,
        *OFFSET,
        BOUNDARY,
        KEEP_SOURCE_COLOUR,
        Boolean(
            id="protect-texture",
            label="Protect from mismatches",
            help=(
                "Where the border of the piece meets something else, let its colour stay there instead of bleeding in, "
                "and hide what does not fit in the piece's texture."
            ),
        ),
        Boolean(
            id="optimal-boundary",
            label="Find the best border",
            help=(
                "Move the border inwards, up to the object, to where source and destination differ least. The object "
                "is where the source is more than half opaque, or a mask."
            ),
        ),
        BLEND_SPACE,
        HIDE_SOURCE,
    ),
    outputs=(Output(kind="layer", help="The blended piece, as large as the region."),),
    run="inlay.operations.blend.seamless_clone:run",
    function="inlay.operations.blend.seamless_clone:seamless_clone",
    ring=1,
)
#: Pixels that are converted to another space at a time.
CONVERTED = 1 << 16


def seamless_clone(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gradients: str = "source",
    per: str = "channel",
    at: tuple[int, int] = (0, 0),
    boundary: str = "free",
    keep_source_colour: float = 0.0,
    protect_texture: bool = False,
    optimal_boundary: bool = False,
    object_mask: np.ndarray | None = None,
    blend_space: str = "rgb",
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
    boundary : {"free", "fixed", "everywhere"}
        At the border of the destination: neighbours inside the picture only, or its border pixels held; `everywhere`
        holds nothing at all: the piece keeps its gradients and takes on the mean colour of what it covers.
    keep_source_colour : float
        0 to 100 percent: a screened term pulls towards the source's colours, over a distance that 50 makes keep half
        of them in the middle of a disc as large as the region. 0 is the membrane, 100 the paste.
    protect_texture : bool
        Weigh residuals less where the source is busy, and the boundary where it does not match.
    optimal_boundary : bool
        Shrink the region, at most to the object, to where source and destination differ least along its boundary.
    object_mask : ndarray, (height, width), optional
        Boolean, or 0 to 1 in floating point, of the source's or the destination's size like the region: what must
        stay, above one half. Without it, where the source is more than half opaque.
    blend_space : {"rgb", "linear", "lab", "hsv", "gray"}
        In which coordinates the equations are solved: the samples as stored, linear light, CIELAB, the hue's cosine
        and sine with saturation and value, or the luminance alone. All but the first work in single precision.
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
        If the region is empty, nothing holds it, or the object does not lie inside it.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7, 11, 13.

    M. W. Tao, M. K. Johnson, S. Paris: Error-tolerant image compositing. IJCV 103(2), 2013,
    https://doi.org/10.1007/s11263-012-0579-7

    J. Jia, J. Sun, C.-K. Tang, H.-Y. Shum: Drag-and-drop pasting. SIGGRAPH 2006, eq. 4,
    https://doi.org/10.1145/1141911.1141934

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, destination = np.full((5, 5), 200, np.uint8), np.full((5, 5), 50, np.uint8)
    >>> region = np.zeros((5, 5), bool)
    >>> region[1:4, 1:4] = True
    >>> int(inlay.seamless_clone(source, destination, region)[2, 2])
    50
    """
    values = {
        "gradients": gradients,
        "per": per,
        "boundary": boundary,
        "keep-source-colour": keep_source_colour,
        "protect-texture": protect_texture,
        "optimal-boundary": optimal_boundary,
        "blend-space": blend_space,
    }
    job = pasting_job(DECLARATION, source, destination, region, at, values, progress)
    job = object_mask_of(job, object_mask)
    piece = _piece(job)
    target = as_picture(destination, "destination")
    frame = piece.frame
    blended = np.empty((frame.height, frame.width, target.colour.shape[-1]), target.space.dtype)
    _blend(job, piece, blended, tolerance=tolerance, solver=solver, threads=threads)
    result, inside = np.array(target.pixels), piece.box.slices
    new = blended[piece.box.shift(-frame.x, -frame.y).slices]
    np.copyto(result[inside][..., : new.shape[-1]], new, where=piece.covered[..., np.newaxis])
    mix(result[inside], target.pixels[inside], piece.alpha, target.has_alpha, target.space.white)
    return result.reshape(destination.shape)


def run(job: Job) -> Result:
    """Clone the source's region into the destination and yield the piece as a layer."""
    piece = _piece(job)
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    pixels = np.empty((piece.frame.height, piece.frame.width, CHANNELS[space.model]), space.dtype)
    report = _blend(job, piece, pixels[..., :-1])
    layer = piece.layer(pixels[piece.box.shift(-piece.frame.x, -piece.frame.y).slices], space, DECLARATION.name, job)
    return Result([layer], report)


def _piece(job: Job) -> Piece:
    piece = piece_of(job, DECLARATION.ring)
    return outlined(job, piece) if job.parameters["optimal-boundary"] else piece


def _blend(job: Job, piece: Piece, out: np.ndarray, **options: Any) -> Mapping[str, Any]:
    """Solve in the piece's frame and write the colours to `out`; outside the region those of the destination."""
    parameters, frame = job.parameters, piece.frame
    destination = job.picture("destination").crop(frame)
    # Only what the frame can touch, so that the work follows the region and not the source's size.
    source = piece.source.crop(piece.source.box.intersect(frame))
    unknown = np.zeros((frame.height, frame.width), bool)
    unknown[piece.box.shift(-frame.x, -frame.y).slices] = piece.covered
    keep = parameters["keep-source-colour"]
    if keep == 100:
        return _paste(source, destination, unknown, out)
    above, below = _colours(job, source), _colours(job, destination)
    if keep > 0:
        options["screening"] = pull(keep, int(np.count_nonzero(unknown))), framed(above, source.box, frame)
    if parameters["protect-texture"]:
        options["weights"] = _weights(job, source, destination, unknown)
    if parameters["gradients"] == "monochrome":
        options["luminance"] = luminance(job.document.space, parameters["blend-space"])
    is_plain = parameters["blend-space"] == "rgb"
    solution = poisson.clone(
        above,
        below,
        unknown,
        gradients=parameters["gradients"],
        per=parameters["per"],
        at=(source.y - frame.y, source.x - frame.x),
        **holding(parameters["boundary"]),
        source_alpha=source.alpha,
        destination_alpha=destination.alpha,
        progress=lambda fraction: job.progress(fraction, "Blending"),
        out=out if is_plain else None,
        **options,
    )
    for warning in solution.warnings:
        warnings.warn(warning, stacklevel=4)
    if not is_plain:
        _write(job, solution.image, destination, unknown, out)
    return report_of(solution)


def _colours(job: Job, picture: Picture) -> np.ndarray:
    """A picture's colours in the space to blend in: a view of them as they are stored, or a copy."""
    name, space = job.parameters["blend-space"], job.document.space
    if name == "rgb":
        return picture.colour
    channels = colour.to_space(picture.colour[:1, :1], name, space).shape[2]
    converted = np.empty((picture.height, picture.width, channels), np.float32)
    for top, bottom in strips(picture.height, picture.width, CONVERTED):
        job.progress(0, "Blending")
        stored, rows = picture.colour[top:bottom], converted[top:bottom]
        with np.errstate(invalid="ignore"):
            rows[...] = colour.to_space(stored, name, space)
        if stored.dtype.kind == "f":
            # Where it matters the solver says so.
            rows[~np.isfinite(stored).all(axis=2)] = np.nan
    return converted


def _write(job: Job, blended: np.ndarray, destination: Picture, unknown: np.ndarray, out: np.ndarray) -> None:
    """Bring colours in the space to blend in back where they are new; elsewhere the destination's."""
    name, space = job.parameters["blend-space"], job.document.space
    for top, bottom in strips(destination.height, destination.width, CONVERTED):
        job.progress(0.99, "Blending")
        rows = np.s_[top:bottom]
        np.copyto(out[rows], destination.colour[rows])
        np.copyto(out[rows], colour.from_space(blended[rows], name, space), where=unknown[rows][..., None])


def _weights(job: Job, source: Picture, destination: Picture, unknown: np.ndarray) -> poisson.Edges:
    """The weights with which errors hide in the source's texture, in the destination's frame."""
    from inlay.poisson.error_tolerance import tolerant_weights

    above = source.crop(destination.box)
    demand_finite(above.colour, unknown, "source")
    return tolerant_weights(
        above.colour,
        destination.colour,
        unknown,
        both_present(above, destination),
        white=job.document.space.white,
        progress=lambda _: job.progress(0, "Blending"),
    )


def _paste(source: Picture, destination: Picture, unknown: np.ndarray, out: np.ndarray) -> Mapping[str, Any]:
    """The source's own colours: what a pull without bounds ends in."""
    np.copyto(out, destination.colour)
    np.copyto(out, framed(source.colour, source.box, destination.box), where=unknown[..., None])
    return {}
