"""Select by Clusters: pixels of like colours belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay import colour
from inlay.arrays.progress import attentively
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.declaration import operation
from inlay.operations.job import Job
from inlay.operations.parameters import Choice, Integer, Number, Option, Points
from inlay.operations.part import Part
from inlay.operations.select.areas import (
    LABELS,
    LARGEST_SEED,
    MASK_GROUP,
    MASKS,
    OUTPUTS,
    SEED_HELP,
    Band,
    LabelsOrMaskResult,
    Region,
    Source,
    counted,
    is_everywhere,
    limited,
    looked_at,
)
from inlay.operations.select.segments import Segment, Segmentation
from inlay.picture import Space

_PERCENT = 100.0
_MOST = 64
_Space = Literal["lab", "rgb"]
_OF_ONE = {"result": MASKS}


@operation(
    name="Select by Clusters",
    yields=(*OUTPUTS[::-1], MASK_GROUP),
    keywords=("posterise", "posterize", "color range", "palette", "flat colours", "segment", "k-means", "quantise"),
    suits="Areas of like colour: a map, a drawing, a poster of few colours.",
    ring=0,
    for_documents=("points", "cluster", "result", "band"),
)
def select_clusters(
    source: Source,
    region: Region,
    job: Job,
    *,
    clusters: Annotated[int, Integer("Colours", "How many colours are told apart.", 1, _MOST)] = 6,
    space: Annotated[
        _Space,
        Choice(
            "Compare colours",
            "How colours are compared.",
            options=(
                Option("lab", "CIELAB", "As the eye sees them."),
                Option("rgb", "As stored", "The samples themselves; quicker."),
            ),
            rank="expert",
        ),
    ] = "lab",
    position: Annotated[
        float,
        Number(
            "Keep patches together",
            "How much places count beside colours; at 100 % the whole picture is as wide as black is from white.",
            0.0,
            _PERCENT,
            "%",
        ),
    ] = 0.0,
    points: Annotated[
        Sequence[tuple[float, float]],
        Points(
            "Points",
            "Places on the canvas, x and y in pixels: the colours there are selected.",
            matters_when=_OF_ONE,
        ),
    ] = (),
    cluster: Annotated[
        int,
        Integer(
            "Colour number",
            "Without points, the number of the colour that is selected; 1 has the largest area.",
            1,
            _MOST,
            matters_when=_OF_ONE,
        ),
    ] = 1,
    seed: Annotated[int, Integer("Variation", SEED_HELP, 0, LARGEST_SEED, rank="expert")] = 0,
    result: LabelsOrMaskResult = "posterised",
    band: Band = 10,
) -> Segmentation | Segment:
    """Sort the picture by its colours, and select one of them, or show them all.

    The colours of the picture are divided into clusters around their means (k-means). Distances of colours are those
    of CIELAB, as the eye sees them, or of the samples as they are stored. Where places count too, near pixels belong
    together more than far ones, and clusters become patches.

    The result is a posterised layer, a layer of random colours, a group of masks, or the clusters that lie under the
    points, or the one with the number, where 1 is the largest. The seed decides where the search begins.

    See Also
    --------
    select_threshold : When bright and dark say enough.
    select_scribbles : When things of the same colour are to be told apart.
    trace : Afterwards, to make shapes of the areas.

    Warns
    -----
    InlayWarning
        ``clusters``: there are fewer different colours than clusters.

    References
    ----------
    D. Arthur, S. Vassilvitskii: k-means++: the advantages of careful seeding. SODA 2007.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.select_clusters(np.array([[10, 12, 11, 220]], np.uint8), clusters=2).tolist()
    [[0, 0, 0, 1]]
    """
    part = looked_at(job, source, region, result)
    labels, count = job.once(("labels", is_everywhere(result)), lambda: _labels(part, clusters, space, position, seed))
    if result in LABELS:
        return Segmentation(
            part, labels, [_("Cluster {number}", number=number + 1) for number in range(count)], result, seed
        )
    chosen = _under(part, labels, points) if points else [_numbered(cluster, count)]
    return Segment(part, limited(part, np.isin(labels, chosen)), result, band)


def _numbered(cluster: int, count: int) -> int:
    if cluster > count:
        raise InputError(
            _("There is no colour {cluster} of {count}.", cluster=cluster, count=count),
            _("Choose one from 1 to {count}.", count=count),
        )
    return cluster - 1


def _under(part: Part, labels: np.ndarray, points: Sequence[tuple[float, float]]) -> list[int]:
    """The clusters under the points."""
    found = set()
    for x, y in points:
        column, row = int(np.floor(x)) - part.box.x, int(np.floor(y)) - part.box.y
        if 0 <= row < labels.shape[0] and 0 <= column < labels.shape[1] and labels[row, column] >= 0:
            found.add(int(labels[row, column]))
    if not found:
        raise InputError(
            _("No point lies on what is looked at."), _("Choose points on the layer, inside the selection.")
        )
    return sorted(found)


def _labels(part: Part, clusters: int, space: str, position: float, seed: int) -> tuple[np.ndarray, int]:
    """Each pixel's cluster, -1 for none, and how many there are."""
    from inlay.segmentation import clustered

    found = clustered(
        _features(part, space, position / _PERCENT),
        clusters,
        seed=seed,
        threads=part.effort.threads,
        progress=part.job.span(0.3, 0.9, _("Grouping colours")),
    )
    labels = np.full((part.box.height, part.box.width), -1, np.int16)
    used = counted(part)
    if used is None:
        labels[...] = found.labels.reshape(labels.shape)
    else:
        labels[used] = found.labels
    return labels, len(found.counts)


def _features(part: Part, space: str, weight: float) -> np.ndarray:
    """What is compared of each pixel that counts: its colour, and its place as far as that counts."""
    height, width = part.box.height, part.box.width
    used = counted(part)
    chosen = np.s_[:, :] if used is None else used
    progress = part.job.span(0.0, 1.0, _("Comparing colours"))
    colours = attentively(lambda: part.colours[chosen].reshape(-1, part.colours.shape[2]), progress, 0.1)
    colours = _compared(part, colours, space)
    if not weight:
        return colours
    scale = np.float32(weight / max(height, width))

    def placed() -> np.ndarray:
        dimensions = colours.shape[1]
        features = np.empty((len(colours), dimensions + 2), np.float32)
        features[:, :dimensions] = colours
        for axis, each in enumerate(np.ogrid[:height, :width]):
            features[:, dimensions + axis] = np.broadcast_to(each * scale, (height, width))[chosen].ravel()
        return features

    return attentively(placed, progress, 0.1)


def _compared(part: Part, colours: np.ndarray, space: str) -> np.ndarray:
    """Colours, (n, channels), as they are compared; ``float32`` with black 0 and white 1."""
    stored = replace(part.picture.space, model=part.model)
    progress = part.job.span(0.0, 1.0, _("Comparing colours"))
    if space == "rgb" or part.model not in ("RGB", "GRAY"):
        return attentively(lambda: colours.astype(np.float32) / np.float32(colour.white(colours.dtype)), progress, 0.1)
    return _lab(part, colours, stored)


def _lab(part: Part, colours: np.ndarray, space: Space) -> np.ndarray:
    """CIELAB of colours, (n, 3), in hundredths."""
    scale = np.array([1.0, 2.55, 2.55], np.float32)
    out = np.empty((len(colours), 3), np.float32)
    step = 1 << 17
    for start in range(0, len(colours), step):
        part.job.progress(0.1 + 0.2 * start / len(colours), _("Comparing colours"))
        some = colours[start : start + step]
        if some.dtype.kind == "f" and not np.isfinite(some).all():
            raise InputError(_("The picture has pixels that are not finite."), _("Remove NaN and infinite pixels."))
        np.multiply(colour.to_space(some[np.newaxis], "lab", space)[0], scale, out=out[start : start + step])
    return out
