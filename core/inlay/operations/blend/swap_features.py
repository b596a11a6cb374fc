"""Swap Features: two layers exchange their selected parts, each without a visible seam."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from inlay import colour, poisson
from inlay.colour.compositing import mix
from inlay.errors import InputError, RegionError
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.blend.blending import BOUNDARY, GRADIENTS, PER, holding, luminance
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.editing import report_of
from inlay.operations.job import Document, Group, Job, Layer, Result
from inlay.picture import CHANNELS, Box, Picture, with_alpha

DECLARATION = Operation(
    id="swap-features",
    name="Swap Features",
    menu="Blend",
    summary="Exchange the selected part of two layers, both without a seam.",
    help=(
        "What is selected of one layer continues in the other and the other way round: two faces, two skies, two "
        "states of one place. Each keeps its own surroundings, and its colours follow them.\n\n"
        "Where only one of the layers has a colour, and right beside such pixels, nothing is exchanged. The results "
        "arrive in a group, in the layers' order, so that the first hides the second until you hide it. Swapping them "
        "again gives the layers back. Soft edges of the selection stay soft."
    ),
    keywords=("swap", "exchange", "face", "feature", "blend", "seamless", "clone", "poisson"),
    inputs=(
        Input(role="first", kinds=("layer",), label="Layer", help="One of the two layers.", active=True),
        Input(role="second", kinds=("layer",), label="Other layer", help="The layer to exchange with."),
        Input(
            role="region",
            kinds=("selection",),
            label="Selection",
            help="What is exchanged; without a selection, wherever neither layer is transparent.",
            optional=True,
        ),
    ),
    parameters=(GRADIENTS, PER, BOUNDARY),
    outputs=(Output(kind="group", help="The two new parts, each as large as the region."),),
    run="inlay.operations.blend.swap_features:run",
    function="inlay.operations.blend.swap_features:swap_features",
    ring=1,
)
ROLES = ("first", "second")


def swap_features(
    first: np.ndarray,
    second: np.ndarray,
    region: np.ndarray | None = None,
    *,
    gradients: str = "source",
    per: str = "channel",
    boundary: str = "free",
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Exchange a region of two pictures so that its border vanishes in both.

    Parameters
    ----------
    first, second : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of one type, ``uint8``, ``uint16``, ``float16``,
        ``float32`` or ``float64``. Two or four channels end with opacity: transparent pixels are never used, and
        nothing is exchanged beside a pixel that only one of the pictures has. Their first pixels lie on one another.
    region : ndarray, optional
        Boolean, or coverage from 0 to 1 in floating point, of the size of either. Without it, wherever both have a
        colour.
    gradients : {"source", "stronger", "average", "monochrome"}
        Which detail each result keeps, the other picture being the source, as in `seamless_clone`.
    per : {"channel", "colour"}
        Whether ``stronger`` decides for each channel or once for all of them.
    boundary : {"free", "fixed", "everywhere"}
        At the border of the pictures: neighbours inside only, or the border pixels held; or nothing is held at all.
    tolerance, solver, threads
        As in `seamless_clone`.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    first, second : ndarray
        Of the pictures' shapes and type; outside the region bit for bit as they were. A part of the region that
        nothing holds keeps its mean colour. With the gradients of the source and a boolean region, swapping the
        results again gives the pictures back, but for rounding.

    Raises
    ------
    InputError
        If the pictures do not go together or a pixel in use is not finite.
    RegionError
        If the region is empty or the pictures have nothing of it in common.

    References
    ----------
    P. Perez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 3.1 and
    figure 4 (feature exchange).

    Examples
    --------
    >>> import numpy as np, inlay
    >>> first, second = np.array([[10, 0, 0, 20]], np.uint8), np.array([[1, 2, 4, 5]], np.uint8)
    >>> region = np.array([[False, True, True, False]])
    >>> [each.tolist() for each in inlay.swap_features(first, second, region)]
    [[[10, 13, 17, 20]], [[1, 0, 0, 5]]]
    """
    pictures = as_picture(first, "first picture"), as_picture(second, "second picture")
    if pictures[0].space.dtype != pictures[1].space.dtype:
        raise InputError(
            f"The pictures hold {pictures[0].space.dtype} and {pictures[1].space.dtype} samples.",
            "Convert one of them to the other's type.",
        )
    if pictures[0].colour.shape[2] != pictures[1].colour.shape[2]:
        raise InputError("One picture is gray and the other is not.", "Give both the same number of channels.")
    width, height = (max(sizes) for sizes in zip(*((each.width, each.height) for each in pictures), strict=True))
    job = Job(
        {**dict(zip(ROLES, pictures, strict=True)), "region": as_coverage(region, *pictures)},
        DECLARATION.check({"gradients": gradients, "per": per, "boundary": boundary}),
        Document(width, height, pictures[0].space),
        progress=progress or (lambda *told: None),
    )
    exchange = _exchange(job)
    swapped, _ = exchange.solved(job, tolerance=tolerance, solver=solver, threads=threads)
    results = []
    for picture, alpha, colours in zip(pictures, exchange.alphas, swapped, strict=True):
        result = np.array(picture.pixels)
        part = result[exchange.box.slices]
        np.copyto(part[..., : colours.shape[2]], colours, where=exchange.covered[..., None])
        mix(part, picture.pixels[exchange.box.slices], alpha, picture.has_alpha, picture.space.white)
        results.append(result)
    return results[0].reshape(np.shape(first)), results[1].reshape(np.shape(second))


def run(job: Job) -> Result:
    """Yield a group of the two new parts."""
    exchange = _exchange(job)
    swapped, report = exchange.solved(job)
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    layers = []
    for picture, alpha, colours in zip(exchange.pictures, exchange.alphas, swapped, strict=True):
        pixels = np.empty((*alpha.shape, CHANNELS[space.model]), space.dtype)
        pixels[..., :-1], pixels[..., -1] = colours, alpha
        name = f"{picture.name} ({DECLARATION.name})" if picture.name else DECLARATION.name
        layers.append(Layer(Picture(pixels, exchange.box.x, exchange.box.y, space), name, of="first"))
    return Result([Group(layers[::-1], DECLARATION.name, of="first")], report)


@dataclass(frozen=True)
class _Exchange:
    """What two pictures exchange.

    Attributes
    ----------
    pictures : tuple of Picture
        Both, cut to the frame.
    alphas : tuple of ndarray
        Coverage in samples of the two parts, inside `box`.
    covered : ndarray of bool
        Where they are exchanged, inside `box`.
    box, frame : Box
        What is exchanged, and with a ring around.
    """

    pictures: tuple[Picture, Picture]
    alphas: tuple[np.ndarray, np.ndarray]
    covered: np.ndarray
    box: Box
    frame: Box

    def solved(self, job: Job, **options: Any) -> tuple[list[np.ndarray], Mapping[str, Any]]:
        """Both parts' new colours inside the box, and what the solver says of them."""
        part = self.box.shift(-self.frame.x, -self.frame.y).slices
        region = np.zeros((self.frame.height, self.frame.width), bool)
        region[part] = self.covered
        if job.parameters["gradients"] == "monochrome":
            options["luminance"] = luminance(job.document.space)
        options |= {"mean": "keep", **holding(job.parameters["boundary"])}
        found, reports = [], []
        for number, (mine, other) in enumerate((self.pictures, self.pictures[::-1])):
            solution = poisson.clone(
                other.colour,
                mine.colour,
                region,
                gradients=job.parameters["gradients"],
                per=job.parameters["per"],
                source_alpha=other.alpha,
                destination_alpha=mine.alpha,
                progress=partial(_half, job, number),
                **options,
            )
            for warning in solution.warnings:
                warnings.warn(warning, stacklevel=4)
            found.append(solution.image[part])
            reports.append(report_of(solution))
        return found, max(reports, key=lambda report: report["error"])


def _half(job: Job, number: int, fraction: float) -> None:
    job.progress((number + fraction) / 2, "Swapping")


def _exchange(job: Job) -> _Exchange:
    """What of the two layers of a job can be exchanged so that exchanging again gives them back.

    Both equations then have the same edges: a pixel beside one that a single layer has stays what it is, and holds.
    """
    first, second = job.picture("first"), job.picture("second")
    canvas, beat = job.document.box, lambda: job.progress(0, "Reading")
    parts = [coverage_of(picture, job.images.get("region"), canvas, beat) for picture in (first, second)]
    box = parts[0][2].intersect(parts[1][2])
    if box.is_empty:
        raise RegionError("The layers have nothing of the selection in common.", "Move one of them over the other.")
    (mine, covered, _), (theirs, present, _) = (_cut(*part, box) for part in parts)
    frame = box.grow(DECLARATION.ring).intersect(canvas)
    pictures = first.crop(frame), _like(second.crop(frame), first)
    covered = covered & present & ~_beside_uneven(*pictures)[box.shift(-frame.x, -frame.y).slices]
    if not covered.any():
        raise RegionError("The layers have nothing of the selection in common.", "Move one of them over the other.")
    return _Exchange(pictures, (mine * covered, theirs * covered), covered, box, frame)


def _cut(alpha: np.ndarray, covered: np.ndarray, at: Box, box: Box) -> tuple[np.ndarray, np.ndarray, Box]:
    """The coverage of a part inside a box."""
    inside = box.shift(-at.x, -at.y).slices
    return alpha[inside], covered[inside], box


def _like(picture: Picture, other: Picture) -> Picture:
    """A picture in another one's colours and type of samples, its opacity as it is."""
    model = other.space.model.removesuffix("A")
    return colour.convert(picture, replace(other.space, model=with_alpha(model) if picture.has_alpha else model))


def _beside_uneven(first: Picture, second: Picture) -> np.ndarray:
    """Which pixels are, or lie beside, one that only one of two pictures has."""
    opaque = np.ones((first.height, first.width), bool)
    mine, theirs = (opaque if picture.alpha is None else picture.alpha > 0 for picture in (first, second))
    uneven = mine != theirs
    beside = uneven.copy()
    beside[1:] |= uneven[:-1]
    beside[:-1] |= uneven[1:]
    beside[:, 1:] |= uneven[:, :-1]
    beside[:, :-1] |= uneven[:, 1:]
    return beside
