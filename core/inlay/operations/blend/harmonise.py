"""Harmonise: a pasted thing in the colours of its new scene."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from inlay import harmonisation
from inlay.arrays.copies import copy_pixels
from inlay.arrays.resampling import resized
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.contract.parameter import RELATIVE
from inlay.harmonisation import registry
from inlay.harmonisation.grading import Grade
from inlay.harmonisation.trend import trend
from inlay.operations.array_input import position_of
from inlay.operations.blend.grading import by_hand, grade_of, report_of, sparse
from inlay.operations.blend.pasting import demand_visible
from inlay.operations.blend.wanted import changed, expressed, low_picture, paste_of, stored_space
from inlay.operations.bounds import demand_finite
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import STRIP, samples
from inlay.operations.job import Job
from inlay.operations.masks import prior_of
from inlay.operations.parameters import Installed, Integer, Number, Option
from inlay.operations.part import Part
from inlay.picture import Picture

REACH = Number(
    "Only what is near",
    "Each part of the piece takes on the colours of what lies about so near to it; at 0 all counts alike.",
    0.0,
    100.0,
    RELATIVE,
    rank="expert",
)


class _Models(Installed):
    def listed(self) -> tuple[Option, ...]:
        automatic = Option("automatic", "Automatic", "By the rim; with a reference by its mean and spread.")
        return (automatic, *(Option(found.id, found.name, found.summary) for found in registry.models()))

    def check(self, value: Any) -> str:
        if value == registry.NAME:
            # Where none is installed, it says how to get one.
            registry.find(value)
        return super().check(value)


@operation(
    name="Harmonise",
    yields=Output("layer", "The harmonised piece, as large as the region."),
    keywords=("harmonize", "match colour", "match color", "composite", "color transfer", "colour grade"),
    suits="A cut-out thing that looks pasted: too blue, too bright, too flat for its scene.",
    ring=0,
    ring_by={"surroundings": 1},
    doing=_("Harmonising"),
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
    reference: Annotated[
        Picture | None,
        Input(
            "reference",
            ("item",),
            "Reference",
            "A layer whose colours the piece takes on; without one those of the scene around it.",
            optional=True,
            whole=True,
            content="backdrop",
        ),
    ] = None,
    mask: Annotated[
        Picture | None,
        Input(
            "mask",
            ("item",),
            "Strength by a mask",
            "A mask, channel or layer: where it is white all of the strength counts, where it is black none.",
            optional=True,
            whole=True,
            content="coverage",
            rank="expert",
        ),
    ] = None,
    *,
    model: Annotated[
        str,
        _Models("Match colours", "How the wanted colours are found."),
    ] = "automatic",
    strength: Annotated[
        float,
        Number("Strength", "How far the colours change by themselves; at 0 only by hand.", 0.0, 100.0, "%"),
    ] = 100.0,
    exposure: Annotated[
        float, Number("Exposure", "By hand on top: lighter above 0, darker below.", -5.0, 5.0, "stops")
    ] = 0.0,
    temperature: Annotated[
        float,
        Number("Temperature", "By hand on top: warmer above 0, cooler below; 100 is a stop.", -100.0, 100.0),
    ] = 0.0,
    tint: Annotated[
        float,
        Number("Tint", "By hand on top: towards magenta above 0, towards green below.", -100.0, 100.0),
    ] = 0.0,
    contrast: Annotated[
        float, Number("Contrast", "By hand on top: more above 0, less below.", -90.0, 100.0, "%")
    ] = 0.0,
    reach: Annotated[
        float,
        REACH,
    ] = 0.0,
    detail: Annotated[
        float,
        Number(
            "Detail follows",
            "How far fine detail goes along with a change of contrast; at 0 it stays as strong as it was.",
            0.0,
            100.0,
            "%",
            rank="expert",
        ),
    ] = 100.0,
    beta: Annotated[
        float,
        Number(
            "Closeness",
            "How closely the wanted colours are followed; less keeps more of the layer's own contrast.",
            0.0001,
            100.0,
            rank="expert",
        ),
    ] = 0.1,
    surroundings: Annotated[
        int,
        Integer("Surroundings", "How far around the layer the scene counts.", 1, 10_000, "pixels", rank="expert"),
    ] = 200,
) -> Edit:
    """Give a pasted layer the colours of the scene below it, or of a reference; detail stays.

    A colour model says, on a small picture, which colours the thing should have; the result has these at large scale
    and the thing's own detail at small scale, as strong as the change of contrast makes it: Gaussian-Poisson editing
    (Wu, Zheng, Zhang and Huang 2019), level by level of a pyramid.

    By itself it looks at the rim: where the piece touches the scene, and the scene goes on in it, one change of light
    for all of the piece is found; of a thing that is like nothing beside it, little is changed. The others bring mean
    and spread, or all colours, of the surroundings or of a reference.

    What changed is told in stops of exposure, in percent of contrast, in temperature and tint. The sliders of these
    names change it further by hand, on top of what was found.

    The selection says what of the layer is harmonised; without one it is the layer's own opaque part. Soft edges stay
    soft. Transparent pixels do not count. The result is a new layer above.

    See Also
    --------
    seamless_clone : When the piece has no outline of its own, and should pass into what is below.
    match_below : When the piece shows the same as what lies below.
    relight : When only highlights or shadows on one thing are wrong.

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
    >>> abs(int(inlay.harmonise(source, scene, at=(20, 20), model="statistics")[40, 40]) - 50) < 3
    True
    >>> int(inlay.harmonise(source, scene, at=(20, 20), strength=0.0, exposure=-1.0)[40, 40])
    146
    """
    old = part.colours[part.inside]
    demand_finite(part.colours, part.region, _("layer"))
    hand = Grade(exposure, temperature, tint, contrast)
    if strength == 0 and hand == Grade():
        return Edit(part, old.copy())
    found = None
    if strength > 0:
        near = REACH.in_pixels(reach, part.document.longer_side)
        found = _solved(part, scene.crop(part.frame), reference, model, near, beta, detail / 100)
    new = _mixed(part, old, found, strength / 100, hand, mask)
    grade = grade_of(part, old, new)
    return Edit(part, new, report_of(grade), note=grade.words)


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
    """A job whose source lies elsewhere, and with it a region and a mask of its size."""
    source = job.images["source"]
    moved = {"source": replace(source, x=column, y=row)}
    for role in ("region", "mask"):
        plane = job.images[role]
        if plane is not None and (plane.height, plane.width) == (source.height, source.width):
            moved[role] = replace(plane, x=column, y=row)
    return replace(job, images={**job.images, **moved})


def _solved(
    part: Part, scene: Picture, reference: Picture | None, model: str, near: float, beta: float, detail: float
) -> np.ndarray:
    """The part's colours at full strength, in samples of floating point."""
    demand_visible(scene, part)
    present = None if scene.alpha is None else scene.alpha > 0
    demand_finite(scene.colour, present, _("scene"))
    looking = replace(part, doing=_("Looking at the scene"))
    above = part.colours
    destination = looking.attentively(lambda: _continued(scene.colour, present), 0.02)
    if above.dtype != destination.dtype:
        above, destination = above.astype(np.float32), destination.astype(np.float32)
    paste = looking.attentively(lambda: paste_of(part, above, destination, present, reference), 0.02)
    if model == "automatic":
        model = registry.DEFAULT if reference is None else registry.WITH_REFERENCE
    scale = max(paste.coverage.shape) / max(part.region.shape)
    low = looking.attentively(lambda: low_picture(paste, model, near * scale), 0.02)
    stored, white = stored_space(part.picture.space), np.float32(part.picture.space.white)
    old = expressed(paste.composite, paste.space, stored)
    wanted = changed(old, resized(low, paste.coverage.shape), paste.space, stored)
    solved = harmonisation.harmonise(
        above,
        destination,
        part.region,
        wanted * white,
        beta=beta,
        change=trend(old, wanted, paste.coverage).scaled(float(white), detail),
        threads=part.effort.threads,
        progress=part.span(0.1, 0.95),
    )
    return solved[part.inside]


def _mixed(
    part: Part, old: np.ndarray, found: np.ndarray | None, share: float, hand: Grade, mask: Picture | None
) -> np.ndarray:
    """The part's samples: old ones, some of the way to those that were found, then by hand, as far as the mask says."""
    new = old.copy()
    strength = None if mask is None else np.nan_to_num(prior_of(mask, part.box, part.picture))
    is_graded = hand != Grade()
    if is_graded:
        few = sparse(old).astype(np.float32)
        grade = by_hand(part, hand, few if found is None else few + share * (sparse(found) - few))
    for top, bottom in strips(old.shape[0], old.shape[1], STRIP):
        rows = old[top:bottom].astype(np.float32)
        with np.errstate(invalid="ignore"):
            mixed = rows if found is None else rows + np.float32(share) * (found[top:bottom] - rows)
            if is_graded:
                mixed = grade(mixed)
            if strength is not None:
                mixed = rows + strength[top:bottom, :, None] * (mixed - rows)
        copy_pixels(new[top:bottom], samples(part, mixed), part.covered[top:bottom])
        part.progress(0.97)
    return new


def _continued(colours: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """Colours everywhere, in the samples' own type: what is not there counts at a small scale only."""
    from inlay.inpainting.continuation import continued

    found = continued(colours, present)
    return found if found.dtype == colours.dtype else np.rint(found, out=found).astype(colours.dtype)
