"""Joining: the pieces of a label map, each with what it lacks so that no seam shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress
from inlay.arrays.saturation import as_samples
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InlayError
from inlay.mosaic.label_map import LabelMap
from inlay.mosaic.means import lacking_means
from inlay.poisson.energies import Energies
from inlay.poisson.jumps.parts import Parts
from inlay.poisson.jumps.seams import Seams
from inlay.poisson.solution import Solution

if TYPE_CHECKING:
    from inlay.poisson.jumps.correction import Correction

#: The largest share of a mosaic that may lie near seams: where there is more, solving all of it costs less.
MOST = 1 / 6
#: The error that is left, in parts of 255, where it is not said, and the least that the grid can promise.
ERROR, LEAST = 0.1, 0.05
#: Ends of the parts of the work: solving, and looking at the means.
SOLVED, LOOKED = 0.5, 0.65


def found_jumps(label_map: LabelMap, progress: Progress) -> Seams:
    """Where a label map has pixels, and by how much gradients should be other than those of its pieces."""
    seams = Seams(label_map.shape, label_map.channels)
    height = label_map.shape[0]
    for band in label_map.bands():
        labels = label_map.labels.read(band)
        seams.add(band.y, labels >= 0)
        wide = band._replace(height=min(band.bottom + 1, height) - band.y)
        for axis, (rows, columns), steps in label_map.jumps(wide):
            # Edges to the right in the row below the band are the next one's.
            own = rows < band.height
            seams.jump(rows[own] + band.y, columns[own], axis, steps[own])
        progress(band.bottom / height)
    return seams


def is_smooth(seams: Seams, dtype: np.dtype, tolerance: float | None) -> bool:
    """Whether the composite grid is exact enough for samples of a type, and pays."""
    allowed = ERROR / 255 if tolerance is None and dtype == np.uint8 else tolerance or 0
    return has_numba() and allowed >= LEAST / 255 and seams.share() <= MOST


@dataclass(frozen=True, eq=False)
class Joined:
    """A label map and its correction, read by rows.

    Attributes
    ----------
    means : ndarray, (parts + 1, channels)
        What is added to each part that hangs together.
    """

    label_map: LabelMap
    seams: Seams
    correction: Correction
    parts: Parts
    means: np.ndarray

    def rows(self, band: Box) -> np.ndarray:
        """The merged picture in some whole rows, in its working type, 0 where it has no colour."""
        labels = self.label_map.labels.read(band)
        found = self.label_map.composite(band, labels)
        change = self.correction.rows(band.y, band.bottom)
        if self.parts.count > 1:
            change += self.means[self.parts.rows(band.y, band.bottom)]
        else:
            # Whole rows at a time, as in `LabelMap.colours`.
            flat = change.reshape(band.height, -1)
            flat += np.tile(self.means[1], band.width)
        found += change
        if (labels < 0).any():
            found[labels < 0] = 0
        return found


def joined(label_map: LabelMap, seams: Seams, effort: Effort) -> Joined:
    """Solve for the correction of a label map whose jumps were found."""
    if not has_numba():
        raise InlayError(_("Pictures this large are merged by kernels that need numba."), _("Install numba."))
    from inlay.poisson.jumps.correction import Correction

    correction = Correction(seams)
    correction.solve(_allowed(effort.tolerance) * label_map.sources[0].white, effort.part(0, SOLVED))
    parts = Parts(seams)
    means = _means(label_map, correction, parts, effort.part(SOLVED, LOOKED).progress)
    return Joined(label_map, seams, correction, parts, means.astype(np.float32))


def _allowed(tolerance: float | None) -> float:
    """The error that may be left to the cycles, as a fraction of the range."""
    return max(LEAST / 255, tolerance or ERROR / 255) / 2


def _means(label_map: LabelMap, correction: Correction, parts: Parts, progress: Progress) -> np.ndarray:
    def numbers(band: Box) -> np.ndarray:
        return np.broadcast_to(np.int32(1), band.shape) if parts.count == 1 else parts.rows(band.y, band.bottom)

    def lacking(band: Box) -> np.ndarray:
        return -correction.rows(band.y, band.bottom)

    return lacking_means(label_map, list(label_map.bands()), numbers, parts.count, lacking, progress)


def corrected(label_map: LabelMap, seams: Seams, image: np.ndarray, effort: Effort) -> Solution | None:
    """Write a label map without its seams into an image, by a correction on the composite grid.

    None where rims are so ragged that the grid does not come close enough.
    """
    found = joined(label_map, seams, effort)
    if found.correction.error > _allowed(effort.tolerance) * label_map.sources[0].white:
        return None
    with effort.part(LOOKED, 1).pool(label_map.box.area) as pool:

        def write(top: int, bottom: int) -> None:
            image[top:bottom] = as_samples(found.rows(Box(0, top, label_map.shape[1], bottom - top)), image.dtype)

        bands = [(band.y, band.bottom) for band in label_map.bands()]
        pool.each(write, bands, label_map.shape[1])
    correction = found.correction
    return Solution(image, correction.cycles, correction.error, "composite", measure=lambda: energies(found))


def energies(found: Joined) -> Energies:
    """The energies of what the pieces look like together, and of what became of them."""
    before = found.seams.energy
    return Energies(before, np.maximum(before - found.correction.saved(), 0))
