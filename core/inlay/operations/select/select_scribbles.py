"""Select by Scribbles: a few strokes on each thing tell them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.declaration import Input, Operation
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Boolean, Colour, Number
from inlay.operations.select import areas, strokes
from inlay.operations.select.areas import Ground
from inlay.picture import Space

_WHITE = (1.0, 1.0, 1.0, 1.0)
#: Contrast of the random walk at a sensitivity of 50 %, and how much more it is at 100 %.
_CONTRAST, _FACTOR = 0.5, 6.0

DECLARATION = Operation(
    id="select-scribbles",
    name="Select by Scribbles",
    menu=areas.MENU,
    summary="Scribble on each thing in a colour of its own, and select one of them, or divide the picture into all.",
    help=(
        "Paint on a new transparent layer: strokes of one colour on what is wanted, of other colours on whatever else "
        "there is, as many as you like. Each pixel then belongs to the strokes that a random walk from there, which "
        "seldom crosses edges, most likely meets first (Grady 2006): strokes need not be near the border, and weak "
        "or broken edges still hold.\n\n"
        "One colour says what is selected; the result may also be a layer or a group of masks of all parts. *Soft* "
        "keeps the probabilities. What is fully transparent cannot be walked on. For hair and fur, use Cut Out with "
        "Scribbles."
    ),
    keywords=("random walker", "strokes", "scribble", "segment", "seeds", "graph cut", "mask", "divide"),
    inputs=(
        areas.INPUTS[0],
        Input(
            role="scribbles",
            kinds=("item",),
            label="Scribbles",
            help="The layer with the strokes, transparent everywhere else.",
        ),
        areas.INPUTS[1],
    ),
    parameters=(
        Colour(
            id="wanted",
            label="Wanted",
            default=_WHITE,
            help="The colour of the strokes on what is selected.",
        ),
        Number(
            id="sensitivity",
            label="Sensitivity",
            default=50.0,
            minimum=0.0,
            maximum=100.0,
            unit="%",
            help="How much edges count: at 0 % the nearest stroke wins.",
        ),
        Boolean(id="soft", label="Soft", help="Select pixels as far as they are likely to belong to the strokes."),
        areas.results((*areas.MASKS, *areas.LABELS), "replace"),
        areas.BAND,
        areas.SEED,
    ),
    outputs=(*areas.OUTPUTS, areas.MASK_GROUP),
    run="inlay.operations.select.select_scribbles:run",
    function="inlay.operations.select.select_scribbles:select_scribbles",
    ring=0,
)


def select_scribbles(
    image: np.ndarray,
    scribbles: np.ndarray,
    *,
    sensitivity: float = 50.0,
    soft: bool = False,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Divide a picture into parts by scribbles.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity; where it is 0, nothing belongs to any part.
    scribbles : ndarray of int, (height, width)
        0, or the label of a scribble, from 1 on without a gap.
    sensitivity : float
        How much edges count, 0 to 100.
    soft : bool
        Whether probabilities are wanted.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Each pixel's label, ``(height, width)`` ``uint8``, 0 where there is none; or, `soft`, the probabilities of
        the labels from 1 on, ``(height, width, labels)`` ``float32``.

    Raises
    ------
    InputError
        If sizes or types do not fit together, a pixel is not finite, or there are not two labels.

    Warns
    -----
    InlayWarning
        ``unreached``: transparent pixels cut parts off from every scribble.

    References
    ----------
    L. Grady: Random Walks for Image Segmentation. IEEE Transactions on Pattern Analysis and Machine Intelligence
    28(11), 2006.
    """
    seeds = np.asarray(scribbles)
    if seeds.dtype.kind not in "iu" or seeds.shape != np.shape(image)[:2]:
        raise InputError(
            f"The scribbles are an array {seeds.shape} of {seeds.dtype}.",
            "Give whole numbers for labels, of the picture's height and width.",
        )
    job, ground = areas.on_array(DECLARATION, image, None, {"sensitivity": sensitivity, "soft": soft}, progress)
    probabilities = _walked(job, ground, seeds, threads)
    return probabilities if soft else _winners(probabilities).astype(np.uint8)


def run(job: Job) -> Result:
    """Divide the layer by the scribbles, and yield one part or all."""
    ground = areas.ground_of(job)
    labels, colours = strokes.labels_of(job.picture("scribbles"), ground.source.box)
    seeds, colours = strokes.on(ground.present, labels, colours)
    parameters = job.parameters
    shows_all = parameters["result"] in [option.id for option in areas.LABELS]
    wanted = None if shows_all else _wanted(parameters["wanted"], colours)
    probabilities = job.once(("probabilities", ground), lambda: _walked(job, ground, seeds))
    if wanted is None:
        names = [f"Part {number + 1}" for number in range(len(colours))]
        labels = _winners(probabilities).astype(np.int16) - 1
        return areas.label_result(job, DECLARATION, ground, labels, names)
    mask = probabilities[..., wanted] if parameters["soft"] else _winners(probabilities) == wanted + 1
    return areas.mask_result(job, DECLARATION, ground, mask)


def _wanted(chosen: tuple[float, ...], colours: np.ndarray) -> int:
    """Which of the strokes' colours was chosen."""
    distances = np.abs(colours - np.asarray(chosen[:3], np.float32)).max(axis=1)
    if distances.min(initial=np.inf) > strokes.NEAR:
        raise InputError(
            "There are no scribbles in the wanted colour.", "Choose the colour of the strokes on what is wanted."
        )
    return int(distances.argmin())


def _walked(job: Job, ground: Ground, seeds: np.ndarray, threads: int | None = None) -> np.ndarray:
    from inlay.segmentation import random_walker

    return random_walker(
        _compared(ground),
        seeds,
        contrast=_contrast(job.parameters),
        present=ground.present if ground.counted is not None else None,
        threads=threads,
        progress=lambda done: job.progress(0.05 + 0.85 * done, "Walking"),
    )


def _contrast(parameters: Any) -> float:
    """The contrast of the random walk: none at 0 %, and at 100 % many times as much as in the middle."""
    share = parameters["sensitivity"] / 50
    return float(_CONTRAST * (share if share <= 1 else _FACTOR ** (share - 1)))


def _compared(ground: Ground) -> np.ndarray:
    """The colours between which walkers step."""
    space: Space = replace(ground.source.space, model=ground.source.space.model.removesuffix("A"))
    if space.dtype == np.float16:
        return colour.convert_samples(ground.colours, np.float32)
    return ground.colours


def _winners(probabilities: np.ndarray) -> np.ndarray:
    """The most likely label of each pixel, from 1 on; 0 where there is none."""
    best = probabilities.argmax(axis=-1) + 1
    best[~(probabilities > 0).any(axis=-1)] = 0
    return best
