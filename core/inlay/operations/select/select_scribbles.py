"""Select by Scribbles: a few strokes on each thing tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.call import Call
from inlay.operations.declaration import Input, operation
from inlay.operations.job import Job
from inlay.operations.parameters import Boolean, Colour, Integer, Number
from inlay.operations.part import Part
from inlay.operations.select import strokes
from inlay.operations.select.areas import (
    LABELS,
    LARGEST_SEED,
    MASK_GROUP,
    MASKS,
    OUTPUTS,
    SEED_HELP,
    Band,
    MaskOrLabelsResult,
    Region,
    Source,
    is_everywhere,
    limited,
    looked_at,
)
from inlay.operations.select.segments import Segment, Segmentation
from inlay.picture import Picture

_WHITE = (1.0, 1.0, 1.0, 1.0)
#: Contrast of the random walk at a sensitivity of 50 %, and how much more it is at 100 %.
_CONTRAST, _FACTOR = 0.5, 6.0
#: Two strokes are as good as each other for a pixel if its probabilities of meeting them differ by less.
_EVEN = 0.02
_OF_ONE = {"result": MASKS}


@operation(
    name="Select by Scribbles",
    yields=(*OUTPUTS, MASK_GROUP),
    keywords=("quick selection", "smart select", "graph cut", "segment", "strokes", "divide", "random walker"),
    suits="Several things with clear outlines, a stroke for each.",
    ring=0,
    painted="scribbles",
    strokes=("foreground", "background", "nothing"),
    for_documents=("wanted", "result", "band", "seed"),
)
def select_scribbles(
    source: Source,
    scribbles: Annotated[
        Picture | None,
        Input(
            "scribbles",
            ("item",),
            "Scribbles",
            "The layer with the strokes, transparent everywhere else.",
            content="scribbles",
            paintable=True,
        ),
    ],
    region: Region,
    job: Job,
    *,
    wanted: Annotated[
        Sequence[float],
        Colour("Strokes to select", "The colour of the strokes on what is selected.", matters_when=_OF_ONE),
    ] = _WHITE,
    sensitivity: Annotated[
        float, Number("Follow edges", "How much edges count: at 0 % the nearest stroke wins.", 0.0, 100.0, "%")
    ] = 50.0,
    soft: Annotated[
        bool,
        Boolean(
            "Soft edges", "Select pixels as far as they are likely to belong to the strokes.", matters_when=_OF_ONE
        ),
    ] = False,
    result: MaskOrLabelsResult = "replace",
    band: Band = 10,
    seed: Annotated[
        int, Integer("Variation", SEED_HELP, 0, LARGEST_SEED, rank="expert", matters_when={"result": ("palette",)})
    ] = 0,
) -> Segment | Segmentation:
    """Scribble on each thing in a colour of its own, and select one of them, or get them all.

    Paint on a new transparent layer: strokes of one colour on what is wanted, of other colours on whatever else there
    is, as many as you like. Each pixel then belongs to the strokes that a random walk from there, which seldom crosses
    edges, most likely meets first (Grady 2006): strokes need not be near the border, and weak or broken edges still
    hold. Where the probabilities of two differ by less than 2 %, it may belong to either.

    One colour says what is selected; the result may also be a layer or a group of masks of all parts. Soft edges show
    the probabilities, to 0.1 %. What is fully transparent cannot be walked on. For hair and fur, use Cut Out with
    Scribbles.

    See Also
    --------
    cut_out_scribbles : When the thing has hair or soft edges, and is to be cut out.
    select_subject : When one clear thing is to be found without strokes.
    select_clusters : When colours alone tell things apart.

    Warns
    -----
    InlayWarning
        ``unreached``: transparent pixels cut parts off from every scribble.

    References
    ----------
    L. Grady: Random Walks for Image Segmentation. IEEE Transactions on Pattern Analysis and Machine Intelligence
    28(11), 2006, https://doi.org/10.1109/TPAMI.2006.233

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture, scribbles = np.full((6, 10), 40, np.uint8), np.zeros((6, 10), int)
    >>> picture[:, 6:], scribbles[2, 1], scribbles[2, 8] = 200, 1, 2
    >>> inlay.select_scribbles(picture, scribbles)[3].tolist()
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 2]
    """
    part = looked_at(job, source, region, result)
    painted = strokes.none(part.box) if scribbles is None else strokes.labels_of(scribbles, part.box)
    if job.marks is not None:
        painted = strokes.marked(*painted, job.marks, part.box, wanted)
    seeds, colours = strokes.on(part.present, *painted)
    chosen = None if result in LABELS else _nearest(wanted, colours)
    soft = soft and chosen is not None
    probabilities = job.once(
        ("probabilities", is_everywhere(result), soft), lambda: _walked(part, seeds, sensitivity, soft)
    )
    if chosen is None:
        labels = _winners(probabilities).astype(np.int16) - 1
        return Segmentation(part, labels, [f"Part {number + 1}" for number in range(len(colours))], result, seed)
    mask = probabilities[..., chosen] if soft else _winners(probabilities) == chosen + 1
    return Segment(part, limited(part, mask), result, band)


@select_scribbles.on_arrays
def _on_arrays(call: Call, scribbles: np.ndarray) -> np.ndarray:
    """All parts, by numbers instead of colours.

    Parameters
    ----------
    scribbles : ndarray of int, (height, width)
        0, or the label of a scribble, from 1 on without a gap.
    region : ndarray, (height, width), optional
        Boolean, or coverage from 0 to 1 in floating point: only what is covered belongs to a part.
    soft : bool
        Whether probabilities are wanted.

    Returns
    -------
    ndarray
        Each pixel's label, ``(height, width)`` ``uint8``, 0 where there is none; or, `soft`, the probabilities of
        the labels from 1 on, times the coverage, ``(height, width, labels)`` ``float32``.
    """
    seeds = np.asarray(scribbles)
    if seeds.dtype.kind not in "iu" or seeds.shape != np.shape(call.arrays["source"])[:2]:
        raise InputError(
            _("The scribbles are an array {shape} of {dtype}.", shape=seeds.shape, dtype=seeds.dtype),
            _("Give whole numbers for labels, of the picture's height and width."),
        )
    job = call.job_of("source", "region")
    source, soft = job.picture("source"), call.values["soft"]
    part = looked_at(job, source, job.images["region"], "intersect")
    inside = part.box.slices
    # Scribbles beside the region count, too.
    probabilities = _walked(looked_at(job, source, None, "replace"), seeds, call.values["sensitivity"], soft)[inside]
    found = probabilities if soft else _winners(probabilities).astype(np.uint8)
    found[~part.covered] = 0
    if soft and part.selection is not None:
        found *= part.selection[..., np.newaxis]
    whole = np.zeros((*seeds.shape, *found.shape[2:]), found.dtype)
    whole[inside] = found
    return whole


def _nearest(wanted: Sequence[float], colours: np.ndarray) -> int:
    """Which of the strokes' colours was chosen."""
    distances = np.abs(colours - np.asarray(wanted[:3], np.float32)).max(axis=1)
    if distances.min(initial=np.inf) > strokes.NEAR:
        raise InputError(
            _("There are no scribbles in the wanted colour."), _("Choose the colour of the strokes on what is wanted.")
        )
    return int(distances.argmin())


def _walked(part: Part, seeds: np.ndarray, sensitivity: float, soft: bool) -> np.ndarray:
    """The probabilities of the strokes: as exact as they are shown, or as it takes to tell which one is the largest."""
    from inlay.segmentation import random_walker
    from inlay.segmentation.walker import TOLERANCE

    # Walkers step between samples, for which half precision is too coarse.
    is_half = part.colours.dtype == np.float16
    return random_walker(
        colour.convert_samples(part.colours, np.float32) if is_half else part.colours,
        seeds,
        contrast=_contrast(sensitivity),
        present=part.present,
        # The last probability is what the others leave, and errs as much as all of them.
        tolerance=TOLERANCE if soft else _EVEN / max(2, int(seeds.max())),
        threads=part.effort.threads,
        progress=part.job.span(0.05, 0.9, _("Walking")),
    )


def _contrast(sensitivity: float) -> float:
    """The contrast of the random walk: none at 0 %, and at 100 % many times as much as in the middle."""
    share = sensitivity / 50
    return float(_CONTRAST * (share if share <= 1 else _FACTOR ** (share - 1)))


def _winners(probabilities: np.ndarray) -> np.ndarray:
    """The most likely label of each pixel, from 1 on; 0 where there is none."""
    best = probabilities.argmax(axis=-1) + 1
    best[~(probabilities > 0).any(axis=-1)] = 0
    return best
