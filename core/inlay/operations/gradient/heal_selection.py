"""Heal Selection: what is selected vanishes under what lies around it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inlay import poisson
from inlay.errors import InlayWarning
from inlay.operations.arrays import position_of
from inlay.operations.declaration import Operation
from inlay.operations.editing import INPUTS, LAYER, MENU, demand_finite, report_of
from inlay.operations.filtering import Patch, filter_array, patch_of
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Integer, Number, Option

#: The largest distance over which slopes are told.
LARGEST_SMOOTHING = 50.0
#: Pixels around the selection that are read besides those of the search.
RING = 30
#: What part of the work is the search.
SEARCH = 0.4
FARTHEST = 262_144
#: How far a Gaussian is read, in standard deviations.
CUT = 3

DECLARATION = Operation(
    id="heal-selection",
    name="Heal Selection",
    menu=MENU,
    summary="Remove what is selected: fill it seamlessly with texture from nearby, or smoothly from its border.",
    help=(
        "Select a spot, a scratch or a thing with a little of what is around it. The filling is taken from the place "
        "nearby whose surroundings look most alike, or from the offset that you give, and is blended in by Poisson's "
        "equation (Perez, Gangnet and Blake 2003), so that its border vanishes and the texture stays. Selected parts "
        "far from each other are filled each from a place of its own.\n\n"
        "Membrane and thin plate need no source: they continue the border smoothly, for skies and gradients. The thin "
        "plate goes on with the border's slopes too.\n\n"
        "The selected colours themselves are never used, nor are transparent pixels. Soft edges of the selection stay "
        "soft. The result is a new layer above."
    ),
    keywords=("heal", "remove", "retouch", "inpaint", "fill", "spot", "scratch", "erase", "clone", "poisson"),
    inputs=INPUTS,
    parameters=(
        Choice(
            id="fill",
            label="Fill from",
            default="found",
            help="Where the filling comes from.",
            options=(
                Option("found", "The best place nearby", "Found within the search radius."),
                Option("offset", "The offset", "The place at the offset from the selection."),
                Option("membrane", "The border, as a membrane", "The smoothest filling, without texture."),
                Option("thin-plate", "The border, as a thin plate", "Smooth, and with the slopes of the border."),
            ),
        ),
        Integer(
            id="radius",
            label="Search radius",
            default=1000,
            minimum=1,
            maximum=FARTHEST,
            unit="pixels",
            help="How far from the selection a place is looked for, to each side.",
        ),
        Integer(
            id="x",
            label="Offset x",
            default=0,
            minimum=-FARTHEST,
            maximum=FARTHEST,
            unit="pixels",
            help="How far to the right of the selection the filling is taken.",
        ),
        Integer(
            id="y",
            label="Offset y",
            default=0,
            minimum=-FARTHEST,
            maximum=FARTHEST,
            unit="pixels",
            help="How far below the selection the filling is taken.",
        ),
        Number(
            id="smoothing",
            label="Slopes over",
            default=8.0,
            minimum=0.0,
            maximum=LARGEST_SMOOTHING,
            unit="pixels",
            help="The thin plate goes on with slopes over this distance, so that grain does not bend it; 0: exactly.",
        ),
    ),
    outputs=(LAYER,),
    run="inlay.operations.gradient.heal_selection:run",
    function="inlay.operations.gradient.heal_selection:heal_selection",
    ring=RING,
    ring_by=(("radius", 1), ("x", 1), ("y", 1), ("smoothing", CUT)),
)


def heal_selection(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    fill: str = "found",
    radius: int = 1000,
    offset: tuple[int, int] | None = None,
    smoothing: float = 8.0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Fill a region with texture from elsewhere in the image, or smoothly, so that its border vanishes.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity, which stays as it is; transparent pixels are never used,
        nor are those of the region, which may even be NaN, nor NaN farther away.
    region : ndarray, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: all of it above 0 is filled, and laid over the image by
        its coverage.
    fill : {"found", "offset", "membrane", "thin-plate"}
        From the best place that is found, from an offset, or from the border alone: harmonic or biharmonic.
    radius : int
        How far in rows and in columns a place is looked for.
    offset : tuple of int, optional
        Rows and columns from the region to the source. With it, `fill` is ``"offset"``.
    smoothing : float
        0 to 50 pixels: standard deviation of the Gaussian by which planes are fitted to the surroundings of a thin
        plate, so that noise does not bend it. The membrane of what is left at the border is added. With 0 the
        result is biharmonic.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type; outside the region bit for bit the image.

    Warns
    -----
    InlayWarning
        ``no-place`` if no place fits within the radius and a part is filled as a membrane; ``beyond`` if the given
        offset leads beyond the picture or into the region itself: there the filling has no detail.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel around the region is not finite.
    RegionError
        If the region is empty, or nothing is left around it.
    ParameterError
        If a parameter is out of its range.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 7 and 11.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> stripes = np.tile(np.array([10, 20, 40], np.uint8), (9, 6))
    >>> region = np.zeros(stripes.shape, bool)
    >>> region[3:6, 6:9] = True
    >>> damaged = np.where(region, 255, stripes).astype(np.uint8)
    >>> bool((inlay.heal_selection(damaged, region) == stripes).all())
    True
    """
    values: dict[str, Any] = {"fill": fill, "radius": radius, "smoothing": smoothing}
    if offset is not None:
        down, across = position_of(offset)
        values |= {"fill": "offset", "y": down, "x": across}

    def work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
        solution, part = _healed(patch, parameters)
        return solution.image[part]

    return filter_array(DECLARATION, work, image, region, values, "all", threads, progress)


def run(job: Job) -> Result:
    """Heal the selected part of the layer."""
    patch = patch_of(job, DECLARATION, "Healing")
    solution, part = _healed(patch, job.parameters)
    layer = patch.layer(solution.image[part], DECLARATION.name, job.document)
    return Result([layer], report_of(solution))


def _healed(patch: Patch, parameters: Mapping[str, Any]) -> tuple[poisson.Solution, tuple[slice, slice]]:
    """The filled picture of the patch's frame, and the rows and columns of the patch in it."""
    from inlay.inpainting.healing import patched
    from inlay.inpainting.thin_plate_spline import clamped
    from inlay.poisson.region import with_neighbours

    source, colours = patch.source, patch.source.colour
    part = patch.box.shift(-source.x, -source.y).slices
    hole = np.zeros((source.height, source.width), bool)
    hole[part] = patch.covered
    present = None if source.alpha is None or (source.alpha > 0).all() else source.alpha > 0
    usable = ~hole if present is None else present & ~hole
    demand_finite(colours, with_neighbours(with_neighbours(hole)) & usable, "layer")
    if colours.dtype.kind == "f":
        usable &= np.isfinite(colours).all(axis=2)
    given: dict[str, Any] = {"destination_alpha": present, "threads": patch.threads}

    def beat(fraction: float) -> None:
        if patch.progress is not None:
            patch.progress(fraction)

    fill = parameters["fill"]
    if fill == "thin-plate":
        solution = clamped(
            colours, usable, hole, present, parameters["smoothing"], threads=patch.threads, progress=beat
        )
    elif fill == "membrane":
        nothing = np.zeros((1, 1, colours.shape[2]), colours.dtype)
        solution = poisson.clone(nothing, colours, hole, progress=beat, **given)
    else:
        offset = (parameters["y"], parameters["x"]) if fill == "offset" else None
        filling = patched(colours, usable, hole, parameters["radius"], offset, lambda part: beat(SEARCH * part))
        _warn(filling.missing, offset)
        solution = poisson.clone(
            filling.picture,
            colours,
            hole,
            source_alpha=filling.present,
            progress=lambda part: beat(SEARCH + (1 - SEARCH) * part),
            **given,
        )
    for warning in solution.warnings:
        warnings.warn(warning, stacklevel=5)
    return solution, part


def _warn(missing: int, offset: tuple[int, int] | None) -> None:
    """Tell of pixels that have no source."""
    if not missing:
        return
    if offset is None:
        warning = InlayWarning(
            "no-place",
            "No place of the selection's size is free within the search radius; it is filled smoothly.",
            "Enlarge the search radius, or select less.",
        )
    else:
        warning = InlayWarning(
            "beyond",
            f"{missing} pixels at the offset are outside the picture, transparent or selected themselves.",
            "There the filling has no detail: choose another offset.",
        )
    warnings.warn(warning, stacklevel=5)
