"""Marks: what an artist's strokes say of the pixels below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays.sample_types import white
from inlay.contract.boxes import Box
from inlay.contract.views import LABELS
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

NOTHING, LINE = LABELS.index("nothing"), LABELS.index("line")
#: What labels are in a trimap; nothing is not among them.
_IN_TRIMAP = {"background": BACKGROUND, "foreground": FOREGROUND, "unknown": UNKNOWN}


@dataclass(frozen=True, eq=False)
class Marks:
    """Strokes as pixels.

    Attributes
    ----------
    labels : ndarray of uint8, (height, width)
        Indices into `inlay.contract.views.LABELS`; `NOTHING` where there is no stroke.
    x, y : int
        Position of the top left pixel on the canvas; beyond the labels there are no strokes.
    lines : tuple of ndarray, (points, 2)
        Edges that the artist has drawn: x and y on the canvas of one point after another.
    """

    labels: np.ndarray
    x: int = 0
    y: int = 0
    lines: tuple[np.ndarray, ...] = ()

    @classmethod
    def of_lines(cls, lines: tuple[np.ndarray, ...]) -> Marks:
        """Lines alone."""
        return cls(np.empty((0, 0), np.uint8), lines=lines)

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.labels.shape[1], self.labels.shape[0])

    def has(self, name: str) -> bool:
        """Whether a stroke says this somewhere."""
        return bool((self.labels == LABELS.index(name)).any())

    def within(self, box: Box) -> Marks:
        """Those inside a box, and all lines."""
        inside = self.box.intersect(box)
        return replace(self, labels=self.labels[inside.shift(-self.x, -self.y).slices], x=inside.x, y=inside.y)

    def shifted(self, x: int, y: int) -> Marks:
        return Marks(self.labels, self.x + x, self.y + y, tuple(line + np.array([x, y]) for line in self.lines))

    def of(self, name: str, box: Box) -> np.ndarray:
        """Where in a box strokes say this: boolean, (box.height, box.width)."""
        found = np.zeros((box.height, box.width), bool)
        inside = self.within(box)
        found[inside.box.shift(-box.x, -box.y).slices] = inside.labels == LABELS.index(name)
        return found

    def on_trimap(self, trimap: np.ndarray, box: Box) -> np.ndarray:
        """A trimap of a part of the canvas with what strokes say of it; the same one if that is nothing."""
        return self._on(trimap, box, _IN_TRIMAP)

    def on_coverage(self, coverage: np.ndarray, box: Box) -> np.ndarray:
        """Coverage of a part of the canvas, boolean or of samples: all under foreground, none under background."""
        most = True if coverage.dtype == bool else white(coverage.dtype)
        return self._on(coverage, box, {"background": 0, "foreground": most})

    def _on(self, plane: np.ndarray, box: Box, values: Mapping[str, float]) -> np.ndarray:
        inside = self.within(box)
        if inside.box.is_empty:
            return plane
        marked = np.array(plane)
        part = marked[inside.box.shift(-box.x, -box.y).slices]
        for name, value in values.items():
            part[inside.labels == LABELS.index(name)] = value
        return marked
