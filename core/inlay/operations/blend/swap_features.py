"""Swap Features: two layers exchange their selected parts, each without a visible seam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from inlay import poisson
from inlay.contract.language import _, known
from inlay.errors import InputError, RegionError
from inlay.operations.array_input import as_coverage, as_picture
from inlay.operations.blend.blending import Boundary, Gradients, Per, boundary_options, luminance
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import report_of, warned
from inlay.operations.job import Document, Group, Job, Result
from inlay.operations.part import Part
from inlay.picture import Box, Picture

NAME = "Swap Features"
REGION = Input(
    "region",
    ("selection",),
    "Selection",
    "What is exchanged; without a selection, wherever neither layer is transparent.",
    optional=True,
)


@operation(
    name=NAME,
    yields=Output("group", "The two new parts, each as large as the region."),
    keywords=("face swap", "exchange", "head", "open eyes", "group photo", "blend", "clone"),
    suits="Two layers that each have what the other one wants, such as two takes of a group.",
    doing=_("Swapping"),
    solver=True,
)
def swap_features(
    first: Annotated[Part, Input("first", ("layer",), "First layer", "One of the two layers.", active=True), REGION],
    second: Annotated[Part, Input("second", ("layer",), "Second layer", "The layer to exchange with."), REGION],
    *,
    gradients: Gradients = "source",
    per: Per = "channel",
    boundary: Boundary = "free",
) -> Result:
    """Exchange the selected part of two layers, both without a seam.

    What is selected of one layer continues in the other and the other way round: two faces, two skies, two states of
    one place. Each keeps its own surroundings, and its colours follow them.

    Where only one of the layers has a colour, and right beside such pixels, nothing is exchanged. The results arrive
    in a group, in the layers' order, so that the first hides the second until you hide it. Swapping them again gives
    the layers back. Soft edges of the selection stay soft.

    See Also
    --------
    seamless_clone : When only one of the two is to change.
    merge_layers : When one picture is to be made of both.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 3.1 and
    figure 4 (feature exchange), https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> first, second = np.array([[10, 0, 0, 20]], np.uint8), np.array([[1, 2, 4, 5]], np.uint8)
    >>> region = np.array([[False, True, True, False]])
    >>> [each.tolist() for each in inlay.swap_features(first, second, region)]
    [[[10, 13, 17, 20]], [[1, 0, 0, 5]]]
    """
    edits = _swapped(first, second, gradients, per, boundary)
    layers = [edit.layer(NAME, role, is_whole=False) for edit, role in zip(edits, ("first", "second"), strict=True)]
    report = max((edit.report for edit in edits), key=lambda report: report["error"])
    return Result([Group(layers[::-1], known(NAME), of="first")], report)


@swap_features.on_arrays
def _on_arrays(call: Call) -> tuple[np.ndarray, np.ndarray]:
    """Both pictures with the other one's part.

    Returns
    -------
    first, second : ndarray
        Of the pictures' shapes and type; outside the region bit for bit as they were. A part of the region that
        nothing holds keeps its mean colour. With the gradients of the source and a boolean region, swapping the
        results again gives the pictures back, but for rounding.
    """
    first, second = (as_picture(call.arrays[role], f"{role} picture") for role in ("first", "second"))
    _demand_likeness(first, second)
    job = Job(
        {"first": first, "second": second, "region": as_coverage(call.arrays["region"], first, second)},
        call.parameters,
        Document(max(first.width, second.width), max(first.height, second.height), first.space),
        effort=call.effort,
        progress=call.progress,
    )
    edits = _swapped(**swap_features.given(job))
    swapped = [edit.over(below, None, is_own=False) for edit, below in zip(edits, (first, second), strict=True)]
    return swapped[0].reshape(np.shape(call.arrays["first"])), swapped[1].reshape(np.shape(call.arrays["second"]))


def _demand_likeness(first: Picture, second: Picture) -> None:
    if first.space.dtype != second.space.dtype:
        raise InputError(
            _(
                "The pictures hold {first} and {second} samples.",
                first=first.space.dtype,
                second=second.space.dtype,
            ),
            _("Convert one of them to the other's type."),
        )
    if first.colour.shape[2] != second.colour.shape[2]:
        raise InputError(_("One picture is grey and the other is not."), _("Give both the same number of channels."))


def _swapped(first: Part, second: Part, gradients: str, per: str, boundary: str) -> list[Edit]:
    """Both parts with the other one's detail."""
    first, second = _exchangeable(first, second)
    options: dict[str, Any] = {"gradients": gradients, "per": per, "mean": "keep", **boundary_options(boundary)}
    if gradients == "monochrome":
        options["luminance"] = luminance(first.document.space)
    return [_with_detail(first, second, 0.0, options), _with_detail(second, first, 0.5, options)]


def _with_detail(part: Part, other: Part, start: float, options: Mapping[str, Any]) -> Edit:
    """A part with another one's gradients; `start` is where its half of the work begins."""
    solution = warned(
        poisson.clone(
            other.colours,
            part.colours,
            part.region,
            source_alpha=other.around.alpha,
            destination_alpha=part.around.alpha,
            solver=part.effort.solver,
            tolerance=part.effort.tolerance,
            threads=part.effort.threads,
            progress=part.span(start, start + 0.5),
            **options,
        )
    )
    return Edit(part, solution.image[part.inside], report_of(solution), is_laid=True)


def _exchangeable(first: Part, second: Part) -> tuple[Part, Part]:
    """What of two parts can be exchanged so that exchanging again gives them back.

    Both equations then have the same edges: a pixel beside one that a single layer has stays what it is, and holds.
    """
    box = first.box.intersect(second.box)
    if box.is_empty:
        raise RegionError(
            _("The layers have nothing of the selection in common."), _("Move one of them over the other.")
        )
    first, second = (_cut(part, box) for part in (first, second))
    uneven = _beside_uneven(first.around, second.around)[first.inside]
    covered = first.covered & second.covered & ~uneven
    if not covered.any():
        raise RegionError(
            _("The layers have nothing of the selection in common."), _("Move one of them over the other.")
        )
    first, second = (replace(part, alpha=part.alpha * covered, covered=covered) for part in (first, second))
    return first, second


def _cut(part: Part, box: Box) -> Part:
    """A part inside a box."""
    inside = box.shift(-part.box.x, -part.box.y).slices
    return replace(part, box=box, alpha=part.alpha[inside], covered=part.covered[inside])


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
