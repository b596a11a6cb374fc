"""Harmonise: a pasted thing in the colours of its new scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from inlay import colour, harmonisation
from inlay.arrays.progress import attentively
from inlay.arrays.rows import strips
from inlay.arrays.saturation import saturated
from inlay.colour.compositing import mix
from inlay.errors import InputError
from inlay.harmonisation import registry
from inlay.harmonisation.paste import Paste
from inlay.operations.arrays import as_coverage, as_picture, position_of
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.editing import MENU, STRIP, demand_finite
from inlay.operations.filtering import Patch
from inlay.operations.job import Document, Job, Result
from inlay.operations.parameters import Choice, Integer, Number, Option
from inlay.picture import Picture, with_alpha

DECLARATION = Operation(
    id="harmonise",
    name="Harmonise",
    menu=MENU,
    summary="Give a pasted layer the colours of the scene below it, and keep its detail.",
    help=(
        "A colour model says, on a small picture, which colours the thing should have in this scene; the result has "
        "these at large scale and the thing's own detail at small scale: Gaussian-Poisson editing (Wu, Zheng, Zhang "
        "and Huang 2019), level by level of a pyramid.\n\n"
        "The selection says what of the layer is harmonised; without one it is the layer's own opaque part. Soft edges "
        "stay soft. Transparent pixels do not count. The result is a new layer above."
    ),
    keywords=("harmonise", "harmonize", "match", "colour", "composite", "gp-gan", "blend", "poisson"),
    inputs=(
        Input(role="source", kinds=("layer",), label="Layer", help="The pasted layer.", active=True),
        Input(role="destination", kinds=("below", "layer"), label="Scene", help="What the layer is to look part of."),
        Input(
            role="region",
            kinds=("selection",),
            label="Selection",
            help="What is harmonised; without a selection, wherever the layer is not transparent.",
            optional=True,
        ),
    ),
    parameters=(
        Choice(
            id="model",
            label="Colour model",
            default=registry.DEFAULT,
            help="How the wanted colours are found.",
            options=tuple(Option(found.id, found.name, found.summary) for found in registry.models()),
        ),
        Number(
            id="strength",
            label="Strength",
            default=70.0,
            minimum=0.0,
            maximum=100.0,
            unit="percent",
            help="How far the colours change; 0 leaves the layer as it is.",
        ),
        Number(
            id="beta",
            label="Beta",
            default=1.0,
            minimum=0.0001,
            maximum=100.0,
            help="How closely the model's colours are followed; less keeps more of the layer's own contrast.",
        ),
        Integer(
            id="surroundings",
            label="Surroundings",
            default=200,
            minimum=1,
            maximum=10_000,
            unit="pixels",
            help="How far around the layer the scene counts.",
        ),
    ),
    outputs=(Output(kind="layer", help="The harmonised piece, as large as the region."),),
    run="inlay.operations.gradient.harmonise:run",
    function="inlay.operations.gradient.harmonise:harmonise",
    ring=0,
    ring_by=(("surroundings", 1),),
)


def harmonise(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray | None = None,
    *,
    at: tuple[int, int] = (0, 0),
    model: str = registry.DEFAULT,
    strength: float = 70.0,
    beta: float = 1.0,
    surroundings: int = 200,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Paste a region of one picture into another in the colours of the scene.

    Parameters
    ----------
    source : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity: transparent pixels are never used.
    destination : ndarray
        The scene, of any size, gray or colour.
    region : ndarray, optional
        Boolean, or coverage from 0 to 1 in floating point, of the source's size or of the destination's. Without it,
        wherever the source is not transparent.
    at : tuple of int
        Row and column of the destination at which the source's first pixel lies; parts outside are cut off.
    model : str
        Id of a colour model: ``statistics``, ``gradient-domain``, or another package's.
    strength : float
        0 to 100 percent of the change; with 0 the result is the paste.
    beta : float
        0.0001 to 100: weight of the colours against the gradients.
    surroundings : int
        1 to 10,000 pixels around the region that count as the scene.
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
        If sizes or types do not fit together, a pixel in use is not finite, or the scene is transparent there.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

    References
    ----------
    H. Wu, S. Zheng, J. Zhang, K. Huang: GP-GAN: Towards Realistic High-Resolution Image Blending. ACM Multimedia
    2019, eq. 5 to 9, https://doi.org/10.1145/3343031.3350944

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, scene = np.full((40, 40), 200, np.uint8), np.full((80, 80), 50, np.uint8)
    >>> int(inlay.harmonise(source, scene, at=(20, 20), strength=0.0)[40, 40])
    200
    >>> abs(int(inlay.harmonise(source, scene, at=(20, 20), strength=100.0)[40, 40]) - 50) < 3
    True
    """
    target = as_picture(destination, "destination")
    row, column = position_of(at)
    moved = replace(as_picture(source, "source"), x=column, y=row)
    model_like = target.space.model.removesuffix("A")
    space = replace(target.space, model=with_alpha(model_like) if moved.has_alpha else model_like)
    job = Job(
        {
            "source": colour.convert(moved, space),
            "destination": target,
            "region": as_coverage(region, moved, target),
        },
        DECLARATION.check({"model": model, "strength": strength, "beta": beta, "surroundings": surroundings}),
        Document(target.width, target.height, target.space),
        progress=progress or (lambda *told: None),
    )
    patch, colours = _harmonised(job, threads)
    result = np.array(target.pixels)
    inside = patch.box.slices
    np.copyto(result[inside][..., : colours.shape[2]], colours, where=patch.covered[..., None])
    mix(result[inside], target.pixels[inside], patch.alpha, target.has_alpha, target.space.white)
    return result.reshape(np.shape(destination))


def run(job: Job) -> Result:
    """Harmonise the layer with the scene below it."""
    patch, colours = _harmonised(job)
    return Result([patch.layer(colours, DECLARATION.name, job.document)])


def _harmonised(job: Job, threads: int | None = None) -> tuple[Patch, np.ndarray]:
    """The part of the layer, and its new colours in samples."""
    source, scene = job.picture("source"), job.picture("destination")
    alpha, covered, box = coverage_of(
        source, job.images.get("region"), job.document.box, lambda: job.progress(0, "Reading")
    )
    patch = Patch(source, box, alpha, covered, range(source.colour.shape[2]), threads, None)
    piece = source.crop(box).colour
    if job.parameters["strength"] == 0:
        return patch, np.array(piece)
    colours = piece.copy()
    found = _solved(job, patch, scene, threads)
    share = np.float32(job.parameters["strength"] / 100)
    for top, bottom in strips(piece.shape[0], piece.shape[1], STRIP):
        old = piece[top:bottom].astype(np.float32)
        with np.errstate(invalid="ignore"):
            new = old + share * (found[top:bottom] - old)
        if piece.dtype.kind == "u":
            new = np.rint(np.clip(np.nan_to_num(new), 0, source.space.white))
        else:
            new = saturated(new, piece.dtype)
        np.copyto(colours[top:bottom], new, where=covered[top:bottom, :, None], casting="unsafe")
    return patch, colours


def _solved(job: Job, patch: Patch, scene: Picture, threads: int | None) -> np.ndarray:
    """The part's colours at full strength, in samples of floating point."""
    box = patch.box
    frame = box.grow(DECLARATION.reach(job.parameters)).intersect(job.document.box)
    part = box.shift(-frame.x, -frame.y).slices
    region = np.zeros((frame.height, frame.width), bool)
    region[part] = patch.covered
    layer, below = patch.source.crop(frame).colour, scene.crop(frame)
    present = None if below.alpha is None else below.alpha > 0
    if present is not None and not present.any():
        raise InputError("There is no scene around the layer.", "Choose another layer, or widen the surroundings.")
    demand_finite(layer, region, "layer")
    demand_finite(below.colour, present, "scene")

    def look(work: Callable[[], np.ndarray]) -> np.ndarray:
        return attentively(work, lambda fraction: job.progress(fraction, "Looking at the scene"), 0.02)

    above = look(lambda: _continued(layer, region))
    destination = look(lambda: _continued(below.colour, present))
    if above.dtype != destination.dtype:
        above, destination = above.astype(np.float32), destination.astype(np.float32)
    low = look(lambda: _colours(job, patch, above, destination, region, present))
    solved = harmonisation.harmonise(
        above,
        destination,
        region,
        low * np.float32(patch.source.space.white),
        beta=job.parameters["beta"],
        threads=threads,
        progress=lambda fraction: job.progress(0.1 + 0.85 * fraction, "Harmonising"),
    )
    return solved[part]


def _continued(colour: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """Colours everywhere, in the samples' own type: what is not there counts at a small scale only."""
    from inlay.inpainting.continuation import continued

    found = continued(colour, present)
    return found if found.dtype == colour.dtype else np.rint(found, out=found).astype(colour.dtype)


def _colours(
    job: Job,
    patch: Patch,
    above: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None,
) -> np.ndarray:
    """What the model says, 1 for white."""
    from inlay.harmonisation.equation import reduced

    space = patch.source.space
    floating = replace(space, model=space.model.removesuffix("A"), dtype=np.dtype(np.float32))
    white = np.float32(space.white)
    coverage = reduced(region[..., None])[..., 0]
    there = np.ones_like(coverage) if present is None else reduced(present[..., None])[..., 0]
    paste = Paste(reduced(above) / white, reduced(destination) / white, coverage, there, floating)
    low = np.asarray(registry.find(job.parameters["model"]).predict(paste), np.float32)
    if low.ndim != 3 or low.shape[2] != above.shape[2] or not np.isfinite(low).all():
        raise InputError(
            f"The colour model {job.parameters['model']} gave {low.shape} and not a picture of {above.shape[2]} "
            "channels of finite numbers.",
            "Choose another model, or tell its author.",
        )
    return low
