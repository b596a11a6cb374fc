"""What the operations that continue a picture have in common: where pieces come from, and how they become one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np

from inlay import poisson
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.sample_types import white
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning, RegionError
from inlay.operations.declaration import Input
from inlay.operations.editing import SELECTING
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Boolean, Integer
from inlay.operations.part import Part
from inlay.picture import Picture

if TYPE_CHECKING:
    from inlay.inpainting.shift_map import Completion

FARTHEST = 262_144
#: Pixels around what is filled that are read besides those of the search.
RING = 30
#: How far pieces are looked for where nobody says where: in sides of what is filled, and at least in pixels.
SIDES, NEAR = 3, 300
#: Where the search for lines ends, and that for pieces: of the whole work.
LINES, PIECES = 0.1, 0.7
#: How far beside the picture, in sides of it, a line is followed.
BESIDE = 10
#: What a stroke may say: more and less of the selection, and edges that go on.
STROKES = (*SELECTING[:-1], "line", SELECTING[-1])
#: Only where the picture is continued does the way of doing so matter.
CONTINUED = {"fill": ("surroundings",)}

RADIUS = Integer(
    "Search radius",
    "How far from what is filled its pieces are looked for at most: around small spots nearer, unless a sampling area "
    "says where.",
    1,
    FARTHEST,
    "pixels",
    rank="expert",
)
LINES_GO_ON = Boolean(
    "Lines go on", "Outlines that meet what is filled are led through it first: roofs, horizons, cables."
)
PROTECTED = Boolean(
    "Stop colours bleeding in",
    "Where the border cuts through something that does not go on inside, let its colour stay there instead of "
    "bleeding in.",
)
MIRRORED = Boolean("Mirrored pieces too", "Pieces may also be turned over, left to right.", rank="expert")
TURNED = Boolean("Turned pieces too", "Pieces may also be turned a little: for round things.", rank="expert")
AVOIDED = Boolean(
    "Avoid that area",
    "Pieces are taken from everywhere but the sampling area, instead of from there alone.",
    with_input="sampling",
)
SAMPLING = Input(
    "sampling",
    ("item",),
    "Sampling area",
    "A mask, channel or layer that shows where pieces may be taken from, or what they are to avoid; without it they "
    "are taken from all around.",
    optional=True,
    content="coverage",
)
Sampling = Annotated[Picture | None, SAMPLING]


@dataclass(frozen=True)
class Search:
    """How pieces are looked for.

    Attributes
    ----------
    radius : int
        How far, in pixels.
    lines_go_on, mirrored, turned, protected : bool
        As the parameters of these names say.
    avoided : bool
        Whether the sampling area is to be avoided.
    """

    radius: int
    lines_go_on: bool
    mirrored: bool
    turned: bool
    protected: bool
    avoided: bool


def continued(
    part: Part, hole: np.ndarray, usable: np.ndarray, search: Search, sampling: Picture | None
) -> poisson.Solution:
    """A part's frame, whose hole goes on with the picture around it.

    Parameters
    ----------
    part : Part
    hole, usable : ndarray of bool, (height, width) of the frame
        What is filled, and what has a colour to be continued.
    search : Search
    sampling : Picture or None
        The sampling area.

    Raises
    ------
    RegionError
        If nothing usable lies in the sampling area.

    Warns
    -----
    InlayWarning
        ``unfit``, with how much of the hole is filled smoothly because nothing fits.
    """
    from inlay.inpainting.shift_map import completed, solved

    source = _source(part, usable, sampling, search.avoided)
    completion = completed(
        part.colours,
        usable,
        hole,
        source=source,
        radius=search.radius if source is not None else min(search.radius, _near(hole)),
        mirrored=search.mirrored,
        turned=search.turned,
        fixed=_lines(part, hole, usable, source, search.lines_go_on),
        coarse=part.job.quality == "preview",
        threads=part.effort.threads,
        progress=part.span(LINES, PIECES),
    )
    _tell_unfit(completion, hole)
    return solved(
        completion,
        hole,
        usable,
        weighing=partial(_weights, part) if search.protected else None,
        threads=part.effort.threads,
        progress=part.span(PIECES, 1),
    )


def _near(hole: np.ndarray) -> int:
    """How far away pieces are as good as any farther ones: pictures are alike where they are near."""
    return max(NEAR, SIDES * max(bounding_box(hole).shape))


def _source(part: Part, usable: np.ndarray, sampling: Picture | None, avoided: bool) -> np.ndarray | None:
    """Where in the frame pieces may be taken from; None for everywhere."""
    if sampling is None:
        return None
    coverage = edge_of(sampling, part.frame, part.picture).alpha
    inside = coverage > white(coverage.dtype) / 2
    source = usable & (~inside if avoided else inside)
    if not source.any():
        raise RegionError(
            _("Nothing of the layer can be taken from the sampling area."),
            _("Let it leave some of what lies around the selection free, or enlarge the search radius.")
            if avoided
            else _("Let it show what lies around the selection, or enlarge the search radius."),
        )
    return source


def _lines(
    part: Part, hole: np.ndarray, usable: np.ndarray, source: np.ndarray | None, are_found: bool
) -> tuple[np.ndarray, np.ndarray] | None:
    """The pixels along lines that go on, and their offsets: those of the artist, else those that are found."""
    from inlay.inpainting.structure import propagated

    curves = _drawn(part)
    if not curves and not are_found:
        return None
    # What is not a number would be compared with.
    colours = part.colours if part.colours.dtype.kind != "f" else np.where(usable[..., None], part.colours, 0)
    mask, shifts = propagated(colours, usable, hole, curves or None, part.span(0, LINES))
    if source is not None:
        places = np.argwhere(mask)
        rows, columns = (places + shifts[mask]).T
        mask[mask] = source[rows, columns]
    return mask, shifts


def _drawn(part: Part) -> list[np.ndarray]:
    """The artist's lines as rows and columns of the frame's pixels, whose middles lie half a pixel farther."""
    farthest = BESIDE * max(part.frame.shape)
    lines = () if part.job.marks is None else part.job.marks.lines
    return [np.clip(line[:, ::-1] - (part.frame.y + 0.5, part.frame.x + 0.5), -farthest, farthest) for line in lines]


def _tell_unfit(completion: Completion, hole: np.ndarray) -> None:
    share = np.count_nonzero(completion.unfit & hole) / np.count_nonzero(hole)
    if share:
        warn(
            InlayWarning(
                "unfit",
                _(
                    "For {value} % of what is filled nothing around fits; there it is smooth.",
                    value=max(1, round(100 * share)),
                ),
                _("Enlarge the search radius, take more for the sampling area, or select less."),
            )
        )


def _weights(
    part: Part,
    picture: np.ndarray,
    edges: poisson.Edges,
    region: np.ndarray,
    present: np.ndarray,
    inside: tuple[slice, slice],
) -> poisson.Edges:
    """The weights with which the border gives way where the pieces do not go on with it."""
    from inlay.poisson.error_tolerance import tolerant_weights

    return tolerant_weights(
        _beyond(picture, edges, region),
        part.colours[inside],
        region,
        present,
        white=part.picture.space.white,
        progress=lambda _: part.progress(PIECES),
    )


def _beyond(picture: np.ndarray, edges: poisson.Edges, region: np.ndarray) -> np.ndarray:
    """The pieces in a region as they go on beside it, by their gradients across its border."""
    total = np.zeros(picture.shape, np.float32)
    count = np.zeros((*region.shape, 1), np.float32)
    assert edges.down is not None
    for near, far, step in (
        (np.s_[:-1], np.s_[1:], edges.down),
        (np.s_[:, :-1], np.s_[:, 1:], edges.right),
    ):
        outwards, inwards = (region[near] & ~region[far])[..., None], (region[far] & ~region[near])[..., None]
        total[far] += np.where(outwards, picture[near] + step, 0)
        total[near] += np.where(inwards, picture[far] - step, 0)
        count[far] += outwards
        count[near] += inwards
    return np.where(count > 0, total / np.maximum(count, 1), picture)
