"""Merge Layers: several overlapping pictures, of a panorama or a scan, become one without seams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.arrays.warning import warn
from inlay.contract.language import _, enumerated, known
from inlay.errors import InlayWarning, InputError
from inlay.operations.array_input import as_picture, position_of
from inlay.operations.call import Call, like
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.editing import report_of
from inlay.operations.job import Document, Job, Layer, Result
from inlay.operations.large import LargeJob, LargeResult
from inlay.operations.parameters import Choice, Option
from inlay.picture import Box, Picture, with_alpha

Seams = Literal["cut", "masks"]
#: Inks and the colours of Lab have no black from which a factor could be counted.
LIGHT = ("RGBA", "GRAYA")
Exposure = Literal["colour", "brightness", "keep"]


@operation(
    name="Merge Layers",
    yields=Output("layer", "The merged picture, as large as all layers together."),
    keywords=("panorama", "stitch", "photomerge", "mosaic", "auto-blend", "group photo", "exposure"),
    suits="Layers that overlap: a panorama, a scan in parts, the best of two takes.",
    ring=0,
    doing=_("Merging"),
)
def merge_layers(
    layers: Annotated[Sequence[Picture], Input("layers", ("layers",), "Layers", "Two or more layers that overlap.")],
    job: Job,
    *,
    seams: Annotated[
        Seams,
        Choice(
            "Seams",
            "Where one layer passes into the next.",
            options=(
                Option("cut", "Where they differ least", "Found by itself: around what moved between the pictures."),
                Option(
                    "masks", "Where layers end", "Upper layers hide lower ones, as far as they or their masks reach."
                ),
            ),
        ),
    ] = "cut",
    exposure: Annotated[
        Exposure,
        Choice(
            "Brightness",
            "What is done beforehand about layers that show the same brighter or darker than those below.",
            options=(
                Option("colour", "Match it, and the colour", "Each channel of a layer is multiplied by a factor."),
                Option("brightness", "Match it", "All channels of a layer are multiplied by one factor."),
                Option("keep", "Keep it", "Nothing is done."),
            ),
        ),
    ] = "colour",
) -> Result:
    """Merge overlapping layers without seams: panoramas, scans, two takes of one scene.

    Move the layers to where they fit and select them. The result has their detail, and nothing shows where one passes
    into the next: differences in brightness are spread out over the whole picture.

    The lowest layer decides how bright the result is. Transparent pixels do not count; where no layer has a colour
    the result has none. What lies beyond the canvas is cut off. The result is a new layer at the top.

    See Also
    --------
    seamless_clone : When a piece goes into one picture that stays as it is.
    match_below : When one layer is right, and the others should take on its tone.
    fill_transparent_parts : Afterwards, for corners that no layer covers.

    References
    ----------
    A. Agarwala et al.: Interactive digital photomontage, SIGGRAPH 2004, section 3.2,
    https://doi.org/10.1145/1015706.1015718

    V. Kwatra et al.: Graphcut textures, SIGGRAPH 2003, section 4, https://doi.org/10.1145/882262.882264

    M. Brown, D. Lowe: Automatic panoramic image stitching using invariant features, IJCV 74(1), 2007, section 6,
    https://doi.org/10.1007/s11263-006-0002-3

    Examples
    --------
    >>> import numpy as np, inlay
    >>> left, right = np.array([[10.0, 20.0, 30.0]]) / 100, np.array([[40.0, 60.0, 20.0]]) / 100
    >>> merged = inlay.merge_layers([left, right], [(0, 0), (0, 1)])
    >>> merged[0, :, 0].round(6).tolist()
    [0.1, 0.2, 0.3, 0.1]
    """
    from inlay.arrays.saturation import as_samples
    from inlay.mosaic.label_map import opacity_of
    from inlay.mosaic.merging import merge
    from inlay.mosaic.mosaic import Mosaic
    from inlay.mosaic.sources import strips_of

    pictures, box = _on_canvas(layers, job.document)
    space = replace(pictures[0].space, model=with_alpha(pictures[0].space.model))
    sources = [_source(picture, box) for picture in pictures]
    pixels = np.empty((box.height, box.width, sources[0].colour.shape[2] + 1), space.dtype)
    merged = merge(
        Mosaic(sources, box.shape, seams, exposure if space.model in LIGHT else "keep"),
        threads=job.effort.threads,
        progress=lambda fraction: job.progress(0.97 * fraction, merge_layers.doing),
        out=pixels[..., :-1],
    )
    _tell_apart([picture.name for picture in pictures], merged.parts)
    for strip in strips_of(Box(0, 0, box.width, box.height)):
        job.progress(0.97, merge_layers.doing)
        pixels[strip.slices][..., -1] = as_samples(opacity_of(sources, strip) * space.white, space.dtype)
    layer = Layer(Picture(pixels, box.x, box.y, space), known(merge_layers.name), place="top", of="layers")
    return Result([_standing(layer, pictures)], report_of(merged.solution))


@merge_layers.on_arrays
def _on_arrays(call: Call, layers: Sequence[np.ndarray], at: Sequence[tuple[int, int]] | None = None) -> np.ndarray:
    """The merged picture and its opacity.

    Parameters
    ----------
    layers : sequence of ndarray
        Two or more, the lowest first: ``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``,
        ``float16``, ``float32`` or ``float64``; all are brought to the first one's type and channels. Two or four
        channels end with opacity: transparent pixels are never used.
    at : sequence of tuple of int, optional
        Row and column of each picture's first pixel, negative ones too; by default all lie at (0, 0).

    Returns
    -------
    ndarray
        Of the first picture's type, with opacity as its last channel, as large as the smallest rectangle that holds
        all of them; its first pixel is at the least row and the least column of `at`.

    Warns
    -----
    InlayWarning
        ``apart``: some hang together with the others over no overlap; their colours stay as they are.
    """
    given = [as_picture(each, f"layer {number}") for number, each in enumerate(layers, 1)]
    places = [(0, 0)] * len(given) if at is None else [position_of(place) for place in at]
    if len(places) != len(given):
        raise InputError(
            _("There are {count} layers and {positions} positions.", count=len(given), positions=len(places)),
            _("Give one for each layer."),
        )
    if not given:
        raise InputError(_("There is no layer."), _("Give two or more that overlap."))
    top, left = (min(place[axis] for place in places) for axis in (0, 1))
    pictures = [
        replace(like(each, given[0].space), x=place[1] - left, y=place[0] - top)
        for each, place in zip(given, places, strict=True)
    ]
    width, height = max(each.box.right for each in pictures), max(each.box.bottom for each in pictures)
    job = Job(
        {"layers": pictures},
        call.parameters,
        Document(width, height, given[0].space),
        effort=call.effort,
        progress=call.progress,
    )
    (layer,) = merge_layers.call(job).outputs
    return layer.picture.pixels


@merge_layers.on_windows
def _on_windows(job: LargeJob) -> LargeResult:
    from inlay.arrays.saturation import as_samples
    from inlay.mosaic.label_map import opacity_of
    from inlay.mosaic.merging import merged_rows
    from inlay.mosaic.mosaic import Mosaic
    from inlay.mosaic.sources import bands_of

    layers, canvas = job.layers["layers"], job.document
    if len(layers) < 2:
        raise InputError(_("There are not two layers on the canvas."), _("Select two or more layers that overlap."))
    space = replace(layers[0].space, model=with_alpha(layers[0].space.model))
    sources = [each.placed for each in layers]
    exposure = job.parameters["exposure"] if space.model in LIGHT else "keep"
    found, parts = merged_rows(
        Mosaic(sources, canvas.box.shape, job.parameters["seams"], exposure),
        Effort(job.effort.threads, job.span(merge_layers.doing)),
    )
    _tell_apart([each.name for each in layers], parts)
    if found.correction.error > space.white / 4 / 255:
        message = _("Borders are so ragged that colours may be off by {error}.", error=f"{found.correction.error:.2g}")
        warn(InlayWarning("inexact", message, _("Allow more memory: --memory.")))

    def read(top: int, bottom: int) -> np.ndarray:
        pixels = np.empty((bottom - top, canvas.width, found.label_map.channels + 1), space.dtype)

        def fill(first: int, last: int) -> None:
            rows, part = Box(0, first, canvas.width, last - first), pixels[first - top : last - top]
            part[..., :-1] = as_samples(found.rows(rows), space.dtype)
            part[..., -1] = as_samples(opacity_of(sources, rows) * space.white, space.dtype)

        bands = bands_of(Box(0, top, canvas.width, bottom - top))
        with job.effort.pool() as pool:
            pool.each(fill, [(band.y, band.bottom) for band in bands], canvas.width)
        return pixels

    rows = max(each.rows for each in layers)
    report = {"iterations": found.correction.cycles, "error": found.correction.error, "solver": "composite"}
    return LargeResult(space, canvas.width, canvas.height, read, rows, merge_layers.name, report)


def _on_canvas(layers: Sequence[Picture] | None, document: Document) -> tuple[list[Picture], Box]:
    """The layers as far as they lie on the canvas, and the smallest rectangle that holds them."""
    boxes = [(layer, layer.box.intersect(document.box)) for layer in layers or ()]
    found = [layer.crop(box) for layer, box in boxes if not box.is_empty]
    if len(found) < 2:
        raise InputError(_("There are not two layers on the canvas."), _("Select two or more layers that overlap."))
    left, top = min(each.x for each in found), min(each.y for each in found)
    right, bottom = max(each.box.right for each in found), max(each.box.bottom for each in found)
    return found, Box(left, top, right - left, bottom - top)


def _standing(layer: Layer, pictures: Sequence[Picture]) -> Layer:
    """The merged layer in place of those that would show through it, with the opacity and mode that all of them have.

    These are the artist's for looking, too: half opaque layers are moved to where they fit. So they say nothing of
    colours, and what is merged of layers that differ in them is plain.
    """
    if not any(picture.is_translucent() for picture in pictures):
        return layer
    hiding = replace(layer, hides=("layers",))
    (opacity, _mode), *others = {(picture.opacity, picture.mode) for picture in pictures}
    if not others:
        return replace(hiding, stands_in=pictures[0].is_mixed, opacity=opacity)
    warn(
        InlayWarning(
            "mixed",
            _("The layers differ in opacity or mode."),
            _("The merged layer is opaque and in normal mode; set its own."),
        )
    )
    return hiding


def _source(picture: Picture, box: Box) -> Placed:
    top, left = picture.y - box.y, picture.x - box.x
    return Placed(picture.colour, picture.alpha, top, left, picture.space.white)


def _tell_apart(names: Sequence[str], parts: np.ndarray) -> None:
    """Warn of layers that the lowest one does not reach."""
    apart = [name or _("layer {number}", number=k + 1) for k, name in enumerate(names) if parts[k] != parts[0]]
    if apart:
        warn(
            InlayWarning(
                "apart",
                _("No overlap joins {apart} with the lowest layer.", apart=enumerated(apart)),
                _("Their brightness is not matched to it; move them until they overlap."),
            )
        )
