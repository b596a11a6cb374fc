"""Make Trimap of pictures that do not fit into memory."""

from __future__ import annotations

import math

import numpy as np

from inlay.arrays.rows import pieces, strips
from inlay.arrays.sample_types import at_least_half
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations import views
from inlay.operations.coverage import coverage_in
from inlay.operations.cut_out.selecting import ROUGHLY, band, demand_border
from inlay.operations.large import LargeJob, LargePicture, LargeResult
from inlay.picture import CHANNELS, Box

#: How trimaps of pictures this large are made: the rest looks at all of the border at once.
ALLOWED = {"mode": "outline", "smart": False}
#: Pixels of a strip.
_STRIP = 1 << 24


class Coverage:
    """What is selected of a picture, or its opacity where nothing is selected, by rows."""

    def __init__(self, job: LargeJob, image: LargePicture) -> None:
        self._selection = job.selection
        self._opacity = image.alpha
        if self._selection is None and self._opacity is None:
            raise InputError(_("Nothing is selected, and the layer is opaque everywhere."), ROUGHLY)
        self.height, self.width = image.box.shape

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """How far the pixels of some rows are selected."""
        if self._selection is not None:
            return coverage_in(self._selection(top, bottom), Box(0, top, self.width, bottom - top))
        assert self._opacity is not None
        return self._opacity[top:bottom, 0 : self.width]


def drawn(job: LargeJob, name: str) -> LargeResult:
    """The trimap along the outline of what is selected, as wide as the radii say.

    Raises
    ------
    InlayError
        If nothing is selected or all, or what is asked for needs the whole picture.
    """
    from inlay.matting import trimap_from_coverage

    job.demand(name, ALLOWED)
    (image,) = job.layers["image"]
    values, space, (height, width) = job.parameters, job.document.space, image.box.shape
    radii = values["inner"], values["outer"], values["inner-pixels"], values["outer-pixels"]
    wanted = band(job.document.longer_side, *radii, smart=False)
    coverage = Coverage(job, image)
    _look_through(job, coverage)
    ring = math.ceil(max(wanted.inner, wanted.outer)) + 1

    def read(top: int, bottom: int) -> np.ndarray:
        first, behind = max(0, top - ring), min(height, bottom + ring)
        trimap = trimap_from_coverage(coverage.rows(first, behind), wanted.inner, wanted.outer)[top - first :]
        pixels = np.empty((bottom - top, width, CHANNELS[space.model]), space.dtype)
        for upper, lower in strips(bottom - top, width):
            pixels[upper:lower] = views.gray(trimap[upper:lower] / np.float32(255), space).pixels
        return pixels

    # Not much less than the ring, which is looked at again with every strip.
    rows = max(image.rows, min(ring, _STRIP // width) // image.rows * image.rows)
    return LargeResult(space, width, height, read, rows, image.name)


def _look_through(job: LargeJob, coverage: Coverage) -> None:
    """Refuse a selection, or an opacity, without a border."""
    is_any, is_all = False, True
    step = max(1, _STRIP // coverage.width)
    for top, bottom in pieces(coverage.height, step):
        job.progress(top / coverage.height, _("Looking"))
        rows = coverage.rows(top, bottom)
        is_any |= bool(rows.any())
        is_all &= bool(at_least_half(rows).all())
    demand_border(is_any, is_all)
