"""Smooth Selection: the edge of a selection or mask goes where the picture has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np

from inlay import filters
from inlay.arrays import checks
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress
from inlay.colour import convert_samples
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.filters import reach
from inlay.operations.call import Call
from inlay.operations.declaration import operation
from inlay.operations.job import Job
from inlay.operations.parameters import Integer, Number
from inlay.operations.select.areas import MASKS, OUTPUTS, Band, MaskResult, Source
from inlay.operations.select.segments import Segment
from inlay.operations.select.selected import Mask, Region, coverage_of, segment_of
from inlay.picture import Picture

_PERCENT = 100.0


@operation(
    name="Smooth Selection",
    yields=OUTPUTS,
    keywords=("guided filter", "refine mask", "snap to edges", "edge-aware", "feather", "soften", "jagged"),
    suits="A mask that is stepped or a few pixels off, as of a small picture made larger.",
    ring=0,
    ring_by={"radius": 2},
    local={"result": tuple(kind for kind in MASKS if kind != "trimap")},
    for_documents=("mask", "result", "band"),
)
def smooth_selection(
    job: Job,
    source: Source,
    region: Region,
    mask: Mask = None,
    *,
    radius: Annotated[
        int,
        Integer("Radius", "How far the edge may move and spread.", 1, reach.LARGEST_GUIDED, "pixels"),
    ] = 10,
    contrast: Annotated[
        float,
        Number(
            "Contrast of edges",
            "What differs by more is an edge that the selection follows; the larger this is, the more it is blurred.",
            0.1,
            _PERCENT,
            "%",
        ),
    ] = 1.0,
    harden: Annotated[
        int, Integer("Harden", "Take away the haze that is left where the old border was off.", 0, 100, "%")
    ] = 50,
    result: MaskResult = "replace",
    band: Band = 10,
) -> Segment:
    """Smooth a selection or mask along the edges of the picture.

    Where the picture has an edge within the radius, the selection's border moves onto it and gets as sharp or soft as
    it is there; where the picture is plain, the border is smoothed. That mends masks that are rough, stepped or a few
    pixels off, such as those of a small picture made larger, in a moment; the radius should be several times as
    far as they are off. Fine hair is better cut out.

    Instead of the selection a mask, a channel or the opacity of a layer can be smoothed. Beyond the layer and where it
    is transparent the selection stays as it is.

    See Also
    --------
    refine_edge : When there is hair, or the mask is far off.
    refine_selection : When the border is to be smoothed wherever the picture has its edges.

    References
    ----------
    K. He, J. Sun, X. Tang: Guided Image Filtering. IEEE Transactions on Pattern Analysis and Machine Intelligence
    35(6), 2013, section 4.5, https://doi.org/10.1109/TPAMI.2012.213

    Examples
    --------
    >>> import numpy as np, inlay
    >>> image = np.repeat([[10, 200]], 8, axis=1).astype(np.uint8).repeat(6, axis=0)
    >>> rough = np.zeros((6, 16), bool)
    >>> rough[:, 7:] = True
    >>> smooth = inlay.smooth_selection(image, rough, radius=4)
    >>> bool(smooth[3, 7] < 0.4), bool(smooth[3, 8] > 0.9)
    (True, True)
    """
    job.progress(0, _("Reading"))
    coverage = coverage_of(mask or region, job.document.box)
    picture = source.crop(job.document.box)
    progress = job.span(0.0, 0.9, _("Smoothing"))
    values = {"radius": radius, "contrast": contrast, "harden": harden}
    smooth = job.once("smooth", lambda: _smooth(coverage, picture, values, job.effort.threads, progress))
    return segment_of(job, source, smooth, result, band)


@smooth_selection.on_arrays
def _on_arrays(call: Call) -> np.ndarray:
    """The smoothed selection.

    Parameters
    ----------
    region : ndarray, (height, width)
        What is smoothed: boolean, ``uint8``, ``uint16``, or coverage from 0 to 1 in floating point.

    Returns
    -------
    ndarray, (height, width)
        Of the same type; ``float32`` for a boolean one.
    """
    if call.arrays["region"] is None:
        raise RegionError(_("Nothing is selected."), _("Give a region."))
    coverage = checks.plane(call.arrays["region"], "region")
    checks.finite(coverage, "region")
    checks.same_size(coverage.shape, "region", call.canvas.box.shape, "source")
    return _smooth(coverage, call.canvas, call.values, call.effort.threads, call.span(_("Smoothing")))


def _smooth(
    coverage: np.ndarray, picture: Picture, values: Mapping[str, Any], threads: int | None, progress: Progress
) -> np.ndarray:
    """Coverage, led by a picture of the same size."""
    from inlay.matting.refining.outline import hardened

    smooth = coverage.astype(np.float32) if coverage.dtype == bool else coverage.copy()
    rough = convert_samples(smooth, np.float32).clip(0, 1)
    radius, harden = values["radius"], values["harden"] / _PERCENT
    # Beyond two windows there is nothing to spread.
    box = bounding_box(rough > 0).grow(2 * radius).intersect(picture.box)
    if box.is_empty:
        return smooth
    found = filters.guided_filter(
        rough,
        radius,
        (values["contrast"] / _PERCENT) ** 2,
        guide=picture.colour,
        alpha=picture.alpha,
        part=box.slices,
        threads=threads,
        progress=progress,
    )
    found = convert_samples(hardened(found.clip(0, 1), harden), smooth.dtype)
    present = True if picture.alpha is None else picture.alpha[box.slices] > 0
    np.copyto(smooth[box.slices], found, where=present)
    return smooth
