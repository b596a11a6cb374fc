"""Select by Clusters: pixels of like colours belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.errors import InputError
from inlay.operations.declaration import Operation
from inlay.operations.job import Job, Result
from inlay.operations.parameters import Choice, Integer, Number, Option, Points
from inlay.operations.select import areas
from inlay.operations.select.areas import Ground
from inlay.picture import Space

_PERCENT = 100.0
_MOST = 64

DECLARATION = Operation(
    id="select-clusters",
    name="Select by Clusters",
    menu=areas.MENU,
    summary="Group pixels by their colours, and select a group, or show all of them in a colour each.",
    help=(
        "The colours of the picture are divided into clusters around their means (k-means). Distances of colours are "
        "those of CIELAB, as the eye sees them, or of the samples as they are stored. With *Position*, near pixels "
        "belong together more than far ones, and clusters become patches.\n\n"
        "The result is a posterised layer, a layer of random colours, a group of masks, or the clusters that lie under "
        "the points, or the one with the number, where 1 is the largest. The seed decides where the search begins."
    ),
    keywords=("k-means", "posterise", "posterize", "colours", "colors", "palette", "segment", "quantise", "group"),
    inputs=areas.INPUTS,
    parameters=(
        Integer(
            id="clusters",
            label="Clusters",
            default=6,
            minimum=1,
            maximum=_MOST,
            help="How many groups of colours.",
        ),
        Choice(
            id="space",
            label="Distances",
            default="lab",
            help="Where colours are compared.",
            options=(
                Option("lab", "CIELAB", "As the eye sees them."),
                Option("rgb", "As stored", "The samples themselves; quicker."),
            ),
        ),
        Number(
            id="position",
            label="Position",
            default=0.0,
            minimum=0.0,
            maximum=_PERCENT,
            unit="%",
            help="How much places count beside colours; at 100 % the whole picture is as wide as black is from white.",
        ),
        Points(
            id="points",
            label="Points",
            help="Places on the canvas, x and y in pixels: the clusters there are selected.",
        ),
        Integer(
            id="cluster",
            label="Cluster",
            default=1,
            minimum=1,
            maximum=_MOST,
            help="Without points, the number of the cluster that is selected; 1 is the largest.",
        ),
        areas.SEED,
        areas.results((*areas.LABELS, *areas.MASKS), "posterised"),
        areas.BAND,
    ),
    outputs=(*areas.OUTPUTS[::-1], areas.MASK_GROUP),
    run="inlay.operations.select.select_clusters:run",
    function="inlay.operations.select.select_clusters:select_clusters",
    ring=0,
)


def select_clusters(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    clusters: int = 6,
    space: str = "lab",
    position: float = 0.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Divide the pixels of a picture into clusters of like colours.

    Parameters
    ----------
    image : ndarray
        ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or
        ``float64``. Two or four channels end with opacity; where it is 0, pixels belong to no cluster.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: what is looked at, however little it is covered.
    clusters : int
        1 to 64.
    space : {"lab", "rgb"}
        CIELAB, or the samples as they are stored.
    position : float
        How much places count, in percent: at 100 the longer side is as long as black is far from white.
    seed : int
        Where the search begins; the same seed gives the same clusters.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray of int16, (height, width)
        The number of each pixel's cluster: 0 is the largest; -1 outside the region and where it is transparent.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    RegionError
        If there is no pixel to look at.
    ParameterError
        If a parameter is out of its range.

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
    values = {"clusters": clusters, "space": space, "position": position, "seed": seed}
    job, ground = areas.on_array(DECLARATION, image, region, values, progress)
    found, _ = _labels(job, ground, threads)
    labels = np.full(np.shape(image)[:2], -1, np.int16)
    labels[ground.source.box.slices] = found
    return labels


def run(job: Job) -> Result:
    """Find the clusters, and yield one of them or all."""
    ground = areas.ground_of(job)
    labels, count = job.once(("labels", ground), lambda: _labels(job, ground))
    if job.parameters["result"] in [option.id for option in areas.LABELS]:
        names = [f"Cluster {number + 1}" for number in range(count)]
        return areas.label_result(job, DECLARATION, ground, labels, names)
    return areas.mask_result(job, DECLARATION, ground, np.isin(labels, _wanted(job, ground, labels, count)))


def _wanted(job: Job, ground: Ground, labels: np.ndarray, count: int) -> list[int]:
    """The clusters under the points, or the one with the number."""
    points, number = job.parameters["points"], job.parameters["cluster"]
    if not points:
        if number > count:
            raise InputError(f"There is no cluster {number} of {count}.", f"Choose one from 1 to {count}.")
        return [number - 1]
    found = set()
    for x, y in points:
        column, row = int(np.floor(x)) - ground.source.x, int(np.floor(y)) - ground.source.y
        if 0 <= row < labels.shape[0] and 0 <= column < labels.shape[1] and labels[row, column] >= 0:
            found.add(int(labels[row, column]))
    if not found:
        raise InputError("No point lies on what is looked at.", "Choose points on the layer, inside the selection.")
    return sorted(found)


def _labels(job: Job, ground: Ground, threads: int | None = None) -> tuple[np.ndarray, int]:
    """Each pixel's cluster, -1 for none, and how many there are."""
    from inlay.segmentation import clustered

    parameters = job.parameters
    points = _features(job, ground)
    found = clustered(
        points,
        parameters["clusters"],
        seed=parameters["seed"],
        threads=threads,
        progress=lambda done: job.progress(0.3 + 0.6 * done, "Grouping colours"),
    )
    labels = np.full((ground.source.height, ground.source.width), -1, np.int16)
    if ground.counted is None:
        labels[...] = found.labels.reshape(labels.shape)
    else:
        labels[ground.counted] = found.labels
    return labels, len(found.counts)


def _features(job: Job, ground: Ground) -> np.ndarray:
    """What is compared of each pixel that counts: its colour, and its place if that counts."""
    source = ground.source
    chosen = np.s_[:, :] if ground.counted is None else ground.counted
    colours = _attentively(job, lambda: source.colour[chosen].reshape(-1, source.colour.shape[2]))
    colours = _compared(job, ground, colours)
    weight = job.parameters["position"] / _PERCENT
    if not weight:
        return colours
    scale = np.float32(weight / max(source.height, source.width))

    def placed() -> np.ndarray:
        dimensions = colours.shape[1]
        features = np.empty((len(colours), dimensions + 2), np.float32)
        features[:, :dimensions] = colours
        for axis, each in enumerate(np.ogrid[: source.height, : source.width]):
            features[:, dimensions + axis] = np.broadcast_to(each * scale, (source.height, source.width))[
                chosen
            ].ravel()
        return features

    return _attentively(job, placed)


def _compared(job: Job, ground: Ground, colours: np.ndarray) -> np.ndarray:
    """Colours, (n, channels), as they are compared; ``float32`` with black 0 and white 1."""
    space = replace(ground.source.space, model=ground.source.space.model.removesuffix("A"))
    if job.parameters["space"] == "rgb" or space.model not in ("RGB", "GRAY"):
        return _attentively(job, lambda: _fractions(colours))
    if colours.dtype != np.uint8:
        return _lab(job, colours, space)
    # Of bytes there are few different colours: only these are converted.
    number, different = _attentively(job, lambda: _different(colours))
    table = _lab(job, different, space)
    return _attentively(job, lambda: table[number])


def _attentively(job: Job, work: Callable[[], Any]) -> Any:
    """Do what cannot be cut in pieces, with a look at the artist's wishes meanwhile."""
    from inlay.arrays.progress import attentively

    return attentively(work, lambda done: job.progress(0.1, "Comparing colours"))


def _fractions(colours: np.ndarray) -> np.ndarray:
    """Samples from 0 to 1."""
    return colours.astype(np.float32) / np.float32(colour.white(colours.dtype))


def _different(colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each pixel's colour among those that differ, and these, (n, channels) of bytes."""
    channels = colours.shape[1]
    codes = np.zeros(len(colours), np.uint32)
    for channel in range(channels):
        codes = codes << np.uint32(8) | colours[:, channel]
    met = np.zeros(256**channels, bool)
    met[codes] = True
    different = np.flatnonzero(met)
    place = np.zeros(met.size, np.int32)
    place[different] = np.arange(different.size, dtype=np.int32)
    return place[codes], (different[:, np.newaxis] >> (np.arange(channels)[::-1] * 8) & 255).astype(np.uint8)


def _lab(job: Job, colours: np.ndarray, space: Space) -> np.ndarray:
    """CIELAB of colours, (n, 3), in hundredths."""
    scale = np.array([1.0, 2.55, 2.55], np.float32)
    out = np.empty((len(colours), 3), np.float32)
    step = 1 << 17
    for start in range(0, len(colours), step):
        job.progress(0.1 + 0.2 * start / len(colours), "Comparing colours")
        part = colours[start : start + step]
        if part.dtype.kind == "f" and not np.isfinite(part).all():
            raise InputError("The picture has pixels that are not finite.", "Remove NaN and infinite pixels.")
        out[start : start + step] = colour.to_space(part[np.newaxis], "lab", space)[0] * scale
    return out
