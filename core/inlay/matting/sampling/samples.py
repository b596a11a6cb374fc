"""Colours of foreground and background that rays meet, one of each for every cell of the unknown band.

From every cell of 8 x 8 pixels that holds an unknown one, a ray runs out to the first foreground and the first
background that it meets. Directions differ within every square of 5 x 5 cells, whose samples its middle cell shares
(gathering as in Gastal and Oliveira 2010, section 4.2, https://doi.org/10.1111/j.1467-8659.2009.01627.x).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.pool import POLL, Pool
from inlay.arrays.rows import pieces
from inlay.matting.sampling import evidence, rays
from inlay.matting.sampling.beliefs import Beliefs
from inlay.matting.sampling.distance_maps import DistanceMaps
from inlay.matting.scene import Scene

#: Distance from all foreground and background, in cells, at which a sample counts half: what was met is not what is
#: there.
AFAR = 4
#: Added to distances, in cells, before they are compared: close to both, foreground and background are as likely.
NEAR = 2
#: Cells of one piece: some 20 ms, if they are explained twice.
PIECE = 256


@dataclass(frozen=True, eq=False)
class Samples:
    """What the rays of a label map met.

    Attributes
    ----------
    maps : DistanceMaps
        Of the labels.
    numbers : ndarray of int32, (rows, columns) of cells
        The number of each cell that has a ray, -1 for the others.
    hits : ndarray of int32, (rays, 2, 2)
        Row and column of the foreground and of the background pixel that each ray met; -1 for none.
    colours : ndarray of float32, (rays, 2, 3)
        The colours there, 1 for white.
    """

    maps: DistanceMaps
    numbers: np.ndarray
    hits: np.ndarray
    colours: np.ndarray

    @classmethod
    def gather(cls, scene: Scene, labels: np.ndarray, pool: Pool) -> Samples:
        """Cast the rays of a label map; the pool is advanced by its pixels, and a little for each ray."""
        maps = DistanceMaps.of(labels, pool)
        # Contiguous, as one cell alone would be: for numba every layout is another type, which would be compiled anew.
        rows, columns = map(np.ascontiguousarray, np.nonzero(maps.cells & rays.HOLDS_UNKNOWN))
        numbers = np.full(maps.cells.shape, -1, np.int32)
        numbers[rows, columns] = np.arange(rows.size)
        hits = np.empty((rows.size, 2, 2), np.int32)
        directions = rays.directions(2 * evidence.SHARED + 1)

        def cast(first: int, last: int) -> None:
            some = slice(first, last)
            distances = maps.to_foreground, maps.to_background
            rays.cast_rays(labels, *distances, rows[some], columns[some], directions, hits[some])

        pool.each(cast, pieces(rows.size, PIECE), POLL // PIECE // 16)
        return cls(maps, numbers, hits, colours_at(scene, hits[..., 0], hits[..., 1]))

    def explain(
        self,
        labels: np.ndarray,
        cells: tuple[np.ndarray, np.ndarray],
        colours: np.ndarray,
        beliefs: Beliefs,
        found: tuple[np.ndarray, np.ndarray, np.ndarray],
    ) -> None:
        """Fill in what the samples say about the pixels of some cells that are unknown in `labels`.

        `found` are values, weights and residuals, as `evidence.believe` takes them.
        """
        foreground, background = (
            each[cells].astype(np.float32) for each in (self.maps.to_foreground, self.maps.to_background)
        )
        far = np.minimum(foreground, background) / np.float32(AFAR)
        strengths = np.float32(beliefs.strength) / (1 + far * far)
        leanings = (background + NEAR) / (foreground + background + 2 * NEAR)
        known = self.numbers, *cells, colours, self.hits, self.colours, strengths, leanings
        evidence.believe(labels, *known, np.float32(beliefs.purity), *found)


def colours_at(scene: Scene, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Colours (..., 3) as float32 of 1 for white; of the nearest pixel where a position lies outside the picture."""
    y, x = np.clip(rows, 0, scene.height - 1), np.clip(columns, 0, scene.width - 1)
    colours = scene.image[y, x] * np.float32(scene.scale)
    return colours if colours.shape[-1] == 3 else np.repeat(colours, 3, axis=-1)
