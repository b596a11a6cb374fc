"""Harmonise: a pasted thing in the colours of its new scene."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from inlay import harmonisation
from inlay.arrays.rows import strips
from inlay.errors import InputError
from inlay.harmonisation import registry
from inlay.harmonisation.paste import Paste
from inlay.operations.array_input import position_of
from inlay.operations.blend.pasting import demand_visible
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import STRIP, demand_finite, samples
from inlay.operations.job import Job
from inlay.operations.parameters import Choice, Integer, Number, Option
from inlay.operations.part import Part
from inlay.picture import Picture


@operation(
    name="Harmonise",
    yields=Output("layer", "The harmonised piece, as large as the region."),
    keywords=("harmonize", "match colour", "match color", "composite", "color transfer", "colour grade"),
    ring=0,
    ring_by={"surroundings": 1},
    doing="Harmonising",
)
def harmonise(
    part: Annotated[
        Part,
        Input("source", ("layer",), "Layer", "The pasted layer.", active=True),
        Input(
            "region",
            ("selection",),
            "Selection",
            "What is harmonised; without a selection, wherever the layer is not transparent.",
            optional=True,
        ),
    ],
    scene: Annotated[Picture, Input("destination", ("below", "layer"), "Scene", "What the layer is to look part of.")],
    *,
    model: Annotated[
        str,
        Choice(
            "Match colours",
            "How the wanted colours are found.",
            options=tuple(Option(found.id, found.name, found.summary) for found in registry.models()),
        ),
    ] = registry.DEFAULT,
    strength: Annotated[
        float,
        Number("Strength", "How far the colours change; 0 leaves the layer as it is.", 0.0, 100.0, "%"),
    ] = 70.0,
    beta: Annotated[
        float,
        Number(
            "Closeness",
            "How closely the wanted colours are followed; less keeps more of the layer's own contrast.",
            0.0001,
            100.0,
            rank="expert",
        ),
    ] = 1.0,
    surroundings: Annotated[
        int,
        Integer("Surroundings", "How far around the layer the scene counts.", 1, 10_000, "pixels", rank="expert"),
    ] = 200,
) -> Edit:
    """Give a pasted layer the colours of the scene below it, and keep its detail.

    A colour model says, on a small picture, which colours the thing should have in this scene; the result has these
    at large scale and the thing's own detail at small scale: Gaussian-Poisson editing (Wu, Zheng, Zhang and Huang
    2019), level by level of a pyramid.

    The selection says what of the layer is harmonised; without one it is the layer's own opaque part. Soft edges stay
    soft. Transparent pixels do not count. The result is a new layer above.

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
    old = part.colours[part.inside]
    new = old.copy()
    if strength == 0:
        return Edit(part, new)
    found = _solved(part, scene.crop(part.frame), model, beta)
    share = np.float32(strength / 100)
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        rows = old[top:bottom].astype(np.float32)
        with np.errstate(invalid="ignore"):
            mixed = rows + share * (found[top:bottom] - rows)
        np.copyto(new[top:bottom], samples(part, mixed), where=part.covered[top:bottom, :, None])
    return Edit(part, new)


@harmonise.on_arrays
def _on_arrays(call: Call, *, at: tuple[int, int] = (0, 0)) -> np.ndarray:
    """The scene with the piece in it.

    Parameters
    ----------
    at : tuple of int
        Row and column of the destination at which the source's first pixel lies; parts outside are cut off.

    Returns
    -------
    ndarray
        Of the destination's shape and type; what is not covered stays bit for bit. With a strength of 0 it is the
        paste.
    """
    found: np.ndarray = harmonise.call(_moved(call.job, *position_of(at))).on_arrays(call)
    return found


def _moved(job: Job, row: int, column: int) -> Job:
    """A job whose source lies elsewhere, and with it a region of its size."""
    source, region = job.images["source"], job.images["region"]
    moved = {"source": replace(source, x=column, y=row)}
    if region is not None and (region.height, region.width) == (source.height, source.width):
        moved["region"] = replace(region, x=column, y=row)
    return replace(job, images={**job.images, **moved})


def _solved(part: Part, scene: Picture, model: str, beta: float) -> np.ndarray:
    """The part's colours at full strength, in samples of floating point."""
    demand_visible(scene, part)
    present = None if scene.alpha is None else scene.alpha > 0
    demand_finite(part.colours, part.region, "layer")
    demand_finite(scene.colour, present, "scene")
    looking = replace(part, doing="Looking at the scene")
    above = looking.attentively(lambda: _continued(part.colours, part.region), 0.02)
    destination = looking.attentively(lambda: _continued(scene.colour, present), 0.02)
    if above.dtype != destination.dtype:
        above, destination = above.astype(np.float32), destination.astype(np.float32)
    low = looking.attentively(lambda: _wanted(part, above, destination, present, model), 0.02)
    solved = harmonisation.harmonise(
        above,
        destination,
        part.region,
        low * np.float32(part.picture.space.white),
        beta=beta,
        threads=part.effort.threads,
        progress=part.span(0.1, 0.95),
    )
    return solved[part.inside]


def _continued(colours: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """Colours everywhere, in the samples' own type: what is not there counts at a small scale only."""
    from inlay.inpainting.continuation import continued

    found = continued(colours, present)
    return found if found.dtype == colours.dtype else np.rint(found, out=found).astype(colours.dtype)


def _wanted(
    part: Part, above: np.ndarray, destination: np.ndarray, present: np.ndarray | None, model: str
) -> np.ndarray:
    """The small picture that the model wants, 1 for white."""
    from inlay.harmonisation.equation import reduced

    space = part.picture.space
    floating = replace(space, model=space.model.removesuffix("A"), dtype=np.dtype(np.float32))
    white = np.float32(space.white)
    coverage = reduced(part.region[..., None])[..., 0]
    there = np.ones_like(coverage) if present is None else reduced(present[..., None])[..., 0]
    small = reduced(destination) / white
    around = (1 - coverage) * there
    paste = Paste(reduced(above) / white, small, coverage, there, floating, small, around if around.any() else there)
    low = np.asarray(registry.find(model).predict(paste), np.float32)
    if low.ndim != 3 or low.shape[2] != above.shape[2] or not np.isfinite(low).all():
        raise InputError(
            f"The colour model {model} gave {low.shape} and not a picture of {above.shape[2]} "
            "channels of finite numbers.",
            "Choose another model, or tell its author.",
        )
    return low
