"""Mosaics: which pictures are to become one, and how, and from which of them each pixel is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.mosaic.exposure import EXPOSURES, gains
from inlay.mosaic.label_map import LabelMap, empty, stacked
from inlay.mosaic.sources import parts, strips_of
from inlay.mosaic.stitching import stitched

SEAMS = ("cut", "masks")
#: Where looking at the sources ends.
LOOKED = 0.15


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Pictures that overlap, and how one passes into the next.

    Attributes
    ----------
    sources : sequence of Placed
        The lowest first; all of one type and one number of channels, finite where they have a colour.
    shape : tuple of int
        Height and width of the canvas, which holds all of them.
    seams : {"cut", "masks"}
        Where one picture passes into the next: along a minimum cut through their overlap, which runs where they are
        alike, or as their opacities say, the upper one first and soft ones mixed.
    exposure : {"keep", "brightness", "colour"}
        See `exposure.gains`.
    """

    sources: Sequence[Placed]
    shape: tuple[int, int]
    seams: str = "cut"
    exposure: str = "keep"

    def labelled(self, effort: Effort) -> tuple[LabelMap, np.ndarray]:
        """From which source each pixel comes, and for each source the lowest of those that it hangs together with.

        Raises
        ------
        InputError
            If there are fewer than two sources, none touches another, or a colour is not finite.
        """
        self._check(effort.part(0, 0).progress)
        groups = parts(self.sources)
        if (groups == np.arange(len(self.sources))).all():
            raise InputError(
                _("The layers do not overlap."),
                _("Move them so that each shares a part with another, or choose others."),
            )
        looking = effort.part(LOOKED / 2, LOOKED / 2).progress
        looking(0)
        factors = gains(self.sources, self.exposure, looking)
        label = stitched if self.seams == "cut" else stacked
        return label(empty(list(self.sources), factors, self.shape, looking), effort.part(LOOKED, 1)), groups

    def _check(self, progress: Progress) -> None:
        """See that the sources can be merged."""
        checks.choice(self.seams, SEAMS, "seams")
        checks.choice(self.exposure, EXPOSURES, "exposure")
        if len(self.sources) < 2:
            raise InputError(_("There is only one layer."), _("Choose two or more that overlap."))
        for source in self.sources:
            for box in strips_of(source.box) if source.colour.dtype.kind == "f" else ():
                progress(0.0)
                if not np.isfinite(source.colours(box)[source.present(box)]).all():
                    raise InputError(
                        _("A layer has a pixel that is not a finite number."),
                        _("Replace NaN and infinite values first."),
                    )
