"""What is added to the pieces of a mosaic so that no seam shows: smooth but for jumps along the seams.

The composite grid is that of A. Brandt: Multi-level adaptive solutions to boundary-value problems, Mathematics of
Computation 31, 1977, https://doi.org/10.1090/S0025-5718-1977-0431719-X, with cells of S. McCormick: Multilevel adaptive
methods for partial differential equations, SIAM 1989, chapter 4, so that what flows out of one level flows into the
next: only near seams every pixel is an unknown. That this is enough for mosaics is shown by A. Agarwala: Efficient
gradient-domain compositing using quadtrees, ACM Transactions on Graphics 26(3), 2007,
https://doi.org/10.1145/1276377.1276495.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.arrays.tiles import EMPTY, FULL, HALF, MIXED, SIZE, beside, grown, halved
from inlay.poisson.jumps import faces as make_faces
from inlay.poisson.jumps import kernels
from inlay.poisson.jumps.dense import Dense
from inlay.poisson.jumps.faces import Faces
from inlay.poisson.jumps.seams import Seams
from inlay.poisson.jumps.tiles import RING, Tiles, last_level, numbered

#: Relaxations of a tile with what is around it held, and how often.
SWEEPS, ROUNDS = 2, 2
#: Cycles of the last level in one of all.
DENSE_CYCLES = 2
MOST_CYCLES = 100
#: Bounds of the estimated contraction of a cycle.
FASTEST, SLOWEST = 0.1, 0.95
#: Tiles of a piece of work.
PIECE = 512
NO_TILES, NO_INDEX = np.zeros((0, SIZE, SIZE), np.float32), np.zeros((0, 0), np.int32)


class Correction:
    """A correction of each piece, found by `solve` and read by rows.

    Parameters
    ----------
    seams : Seams
        What is known of the mosaic.
    """

    def __init__(self, seams: Seams) -> None:
        self.shape, self.channels = seams.shape, seams.channels
        self._last = last_level(seams.shape)
        self._tiles: list[Tiles] = []
        self._faces: list[Faces] = []
        self._shares: list[np.ndarray] = []
        self._build(seams)
        self._places, self._jumps = self._on_tiles(*seams.excess())
        self._found = [np.zeros((self.channels, tiles.count, SIZE, SIZE), np.float32) for tiles in self._tiles]
        self._dense = Dense(self._whole(self._faces[-1].right, 1), self._whole(self._faces[-1].down, 0))
        self.cycles, self.error = 0, 0.0

    def __repr__(self) -> str:
        counts = ", ".join(str(tiles.count) for tiles in self._tiles)
        return f"<Correction of {self.shape[0]}x{self.shape[1]}: {counts} tiles>"

    def _build(self, seams: Seams) -> None:
        """Choose the tiles of each level and find their faces."""
        rims, state = seams.rims(), seams.state
        finer_state = state
        uneven = (state == MIXED) | ((state == FULL) & beside(state != FULL))
        for level in range(self._last + 1):
            is_last = level == self._last
            uneven[[0, -1]] = uneven[:, [0, -1]] = True
            chosen = np.ones(state.shape, bool) if is_last else grown(rims, RING) & (state > EMPTY)
            tiles = numbered(chosen)
            special = np.ones(tiles.count, bool) if is_last else uneven[chosen]
            place = np.full(tiles.count, -1, np.int32)
            place[special] = np.arange(special.sum(), dtype=np.int32)
            if level == 0:
                faces = make_faces.of_pixels(tiles, place, seams.shape, state, seams.masks, seams.number)
            else:
                below = self._tiles[-1], self._faces[-1]
                faces = make_faces.coarser(tiles, place, level, seams.shape, finer_state, *below)
                self._shares.append(_shares(tiles, place, *below))
            self._tiles.append(tiles)
            self._faces.append(faces)
            rims, uneven, finer_state = halved(rims), halved(uneven), state
            state = np.where(halved(state > EMPTY), FULL, EMPTY)

    def _on_tiles(self, places: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        tile, within = np.divmod(places, SIZE**2)
        return self._tiles[0].index.ravel()[tile].astype(np.int64) * SIZE**2 + within, values

    def _whole(self, parts: np.ndarray, axis: int) -> np.ndarray:
        """The faces of the last level's tiles side by side; those between two tiles stand in both."""
        rows, columns = self._tiles[-1].index.shape
        blocks = parts.reshape(rows, columns, *parts.shape[1:])
        if axis == 1:
            inner = blocks[..., :-1].swapaxes(1, 2).reshape(rows * SIZE, columns * SIZE)
            return np.pad(inner, ((0, 0), (0, 1)))
        inner = blocks[..., :-1, :].swapaxes(1, 2).reshape(rows * SIZE, columns * SIZE)
        return np.pad(inner, ((0, 1), (0, 0)))

    def solve(self, tolerance: float, effort: Effort) -> None:
        """Find the correction, one channel after the other.

        Parameters
        ----------
        tolerance : float
            The largest error of an iteration that is accepted, in samples.
        """
        for channel in range(self.channels):
            share = effort.part(channel / self.channels, (channel + 1) / self.channels)
            self._solve(channel, tolerance, share)

    def _solve(self, channel: int, tolerance: float, effort: Effort) -> None:
        found = [each[channel] for each in self._found]
        change = reached = error = 0.0
        # How many cycles there will be is not known: within one, whoever listens hears the same again.
        with Pool(effort.threads, lambda _: effort.progress(reached)) as pool:
            for cycle in range(1, MOST_CYCLES + 1):
                reached = (cycle - 1) / (cycle + 3)
                last, change = change, self._cycle(channel, found, pool)
                contraction = float(np.clip(change / last, FASTEST, SLOWEST)) if last > 0 else SLOWEST
                error = change * contraction / (1 - contraction)
                self.cycles = max(self.cycles, cycle)
                if error <= tolerance:
                    break
            self._inject(found, pool)
        self.error = max(self.error, error)

    def _cycle(self, channel: int, found: list[np.ndarray], pool: Pool) -> float:
        """One cycle: residuals down to the last level, corrections up; the largest change."""
        self._inject(found, pool)
        residuals: list[np.ndarray] = []
        for level in range(len(found)):
            residuals.append(self._measured(level, channel, found, residuals, pool))
        rows, columns = self._tiles[-1].index.shape
        flat = residuals.pop().reshape(rows, columns, SIZE, SIZE).swapaxes(1, 2).reshape(rows * SIZE, columns * SIZE)
        solved = self._dense.solve(np.ascontiguousarray(flat), DENSE_CYCLES)
        step = np.ascontiguousarray(solved.reshape(rows, SIZE, columns, SIZE).swapaxes(1, 2)).reshape(-1, SIZE, SIZE)
        change = _largest(step)
        found[-1] += step
        for level in range(len(found) - 2, -1, -1):
            step = self._correct(level, step, residuals.pop(), pool)
            change = _largest(step)
            found[level] += step
        return change

    def _inject(self, found: list[np.ndarray], pool: Pool) -> None:
        """Give coarse cells that have finer ones their mean."""
        for level in range(1, len(found)):
            tiles, faces = self._tiles[level], self._faces[level]
            work = partial(
                kernels.gather,
                found[level - 1],
                self._tiles[level - 1].index,
                tiles.positions,
                faces.place,
                self._shares[level - 1],
                np.float32(0.25),
                found[level],
            )
            self._each(work, level, pool)

    def _measured(
        self, level: int, channel: int, found: list[np.ndarray], finer: list[np.ndarray], pool: Pool
    ) -> np.ndarray:
        """A level's residual, given those of the finer ones."""
        tiles, faces = self._tiles[level], self._faces[level]
        residual = np.empty((tiles.count, SIZE, SIZE), np.float32)
        above, above_index = NO_TILES, NO_INDEX
        if level + 1 < len(found):
            above, above_index = found[level + 1], self._tiles[level + 1].index
        self._each(
            partial(
                kernels.measure,
                found[level],
                tiles.index,
                tiles.positions,
                faces.place,
                faces.right,
                faces.down,
                above,
                above_index,
                residual,
            ),
            level,
            pool,
        )
        if level == 0:
            residual.reshape(-1)[self._places] += self._jumps[:, channel]
            return residual
        self._each(
            partial(
                kernels.gather,
                finer[-1],
                self._tiles[level - 1].index,
                tiles.positions,
                np.full(tiles.count, -1, np.int32),
                self._shares[level - 1],
                np.float32(1),
                residual,
            ),
            level,
            pool,
        )
        return residual

    def _correct(self, level: int, coarse: np.ndarray, residual: np.ndarray, pool: Pool) -> np.ndarray:
        """A level's correction from that of the next coarser one."""
        tiles, faces = self._tiles[level], self._faces[level]
        above, above_faces = self._tiles[level + 1], self._faces[level + 1]
        step = np.empty((tiles.count, SIZE, SIZE), np.float32)
        refine = partial(
            kernels.refine,
            coarse,
            above.index,
            above_faces.place,
            above_faces.right,
            above_faces.down,
            tiles.positions,
            step,
        )
        self._each(refine, level, pool)
        spare = np.empty_like(step)
        for _ in range(ROUNDS):
            relax = partial(
                kernels.relax,
                step,
                tiles.index,
                tiles.positions,
                faces.place,
                faces.right,
                faces.down,
                residual,
                coarse,
                above.index,
                spare,
                SWEEPS,
            )
            self._each(relax, level, pool)
            step, spare = spare, step
        return step

    def _each(self, work: partial, level: int, pool: Pool) -> None:
        count = self._tiles[level].count
        pool.each(work, [(first, min(count, first + PIECE)) for first in range(0, count, PIECE)], SIZE**2)

    def saved(self) -> np.ndarray:
        """By how much less the energy is for the correction, (channels,)."""
        values = self._found[0].reshape(self.channels, -1)[:, self._places].astype(np.float64)
        return np.einsum("cn,nc->c", values, self._jumps)

    def rows(self, top: int, bottom: int, level: int = 0) -> np.ndarray:
        """The correction of some rows, (rows, width, channels), in memory of these rows alone."""
        height, width = (-(-size // (1 << level)) for size in self.shape)
        if level == self._last:
            found = np.empty((bottom - top, width, self.channels), np.float32)
            kernels.paste(self._found[level], self._tiles[level].index, top, found)
            return found
        first, last = top // 2 - 1, (bottom - 1) // 2 + 2
        limit = -(-height // 2)
        coarse = self.rows(max(0, first), min(limit, last), level + 1)
        if first < 0 or last > limit:
            coarse = np.pad(coarse, ((max(0, -first), max(0, last - limit)), (0, 0), (0, 0)), mode="edge")
        found = np.empty((bottom - top, width, self.channels), np.float32)
        kernels.enlarge(coarse, top, found)
        kernels.paste(self._found[level], self._tiles[level].index, top, found)
        return found


def _largest(values: np.ndarray) -> float:
    return float(max(values.max(), -values.min())) if values.size else 0.0


def _shares(tiles: Tiles, place: np.ndarray, finer: Tiles, faces: Faces) -> np.ndarray:
    """For each cell of tiles with a place 1 by how many of the four finer ones are joined to any other."""
    some = tiles.positions[place >= 0]
    counts = np.full((len(some), SIZE, SIZE), 4, np.float32)
    joined = faces.joined
    for y in (0, 1):
        for x in (0, 1):
            rows, columns = 2 * some[:, 0] + y, 2 * some[:, 1] + x
            inside = (rows < finer.index.shape[0]) & (columns < finer.index.shape[1])
            number = np.where(inside, finer.index[rows * inside, columns * inside], -1)
            known = np.flatnonzero(number >= 0)
            known = known[faces.place[number[known]] >= 0]
            blocks = joined[faces.place[number[known]]].reshape(-1, HALF, 2, HALF, 2)
            counts[known, y * HALF : y * HALF + HALF, x * HALF : x * HALF + HALF] = blocks.sum(axis=(2, 4))
    return (1 / np.maximum(counts, 1)).astype(np.float32)
