"""Rectangles and whole images at once: cosine, sine and Fourier transforms make the equations diagonal.

Along an axis the region may end freely (cosine transform, DCT-II), at held pixels on both sides (sine transform,
DST-I), or go on at its other end (Fourier transform). Weights must be 1 and the screening constant.

Transforms of lengths with a large prime factor are many times slower. The equations are then left as they are along
one such axis: between transforms along the other one, each of its frequencies is a tridiagonal system.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft

from inlay.arrays.packages import has_numba
from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, pieces
from inlay.poisson.composition import compose
from inlay.poisson.guidance import right_hand_side
from inlay.poisson.problem import Problem
from inlay.poisson.solvers.lines import solve_lines
from inlay.poisson.system import System

#: A prime factor from which on a transform is slow.
AWKWARD = 150
#: Pixels of a block of columns, which are copied to lie together.
BLOCK = 1 << 17
#: The same where they stay in place.
LINES = 1 << 19
#: How far rounding errors of single samples of a transform may add up, and their largest sum above the mean.
ROUNDING, PEAK = 4.0, 6.0
#: The lowest frequencies along an axis: they carry the rounding errors.
LOWEST = 64


@dataclass(frozen=True)
class Axis:
    """One direction of a rectangle.

    Attributes
    ----------
    length : int
        Unknown pixels.
    kind : {"free", "fixed", "periodic"}
        What is beyond the first and the last of them: nothing, held pixels, or each other.
    """

    length: int
    kind: str

    @property
    def is_awkward(self) -> bool:
        """Whether transforms of this length are slow."""
        return largest_prime(self.length + (self.kind == "fixed")) > AWKWARD

    def eigenvalues(self) -> np.ndarray:
        """Of the one-dimensional Laplacian, in the order of the transform of real samples."""
        n = self.length
        if self.kind == "free":
            return 4 * np.sin(np.pi * np.arange(n) / (2 * n)) ** 2
        if self.kind == "fixed":
            return 4 * np.sin(np.pi * np.arange(1, n + 1) / (2 * n + 2)) ** 2
        return 4 * np.sin(np.pi * np.arange(n // 2 + 1) / n) ** 2

    def all_eigenvalues(self, samples: np.ndarray) -> np.ndarray:
        """The same in the order of the transform of `samples`, which may be complex."""
        if self.kind == "periodic" and np.iscomplexobj(samples):
            return 4 * np.sin(np.pi * np.arange(self.length) / self.length) ** 2
        return self.eigenvalues()

    def forward(self, samples: np.ndarray, axis: int) -> np.ndarray:
        """The orthonormal transform along an axis of real or complex samples, which are overwritten."""
        if self.kind == "free":
            return fft.dct(samples, 2, axis=axis, norm="ortho", overwrite_x=True)
        if self.kind == "fixed":
            return fft.dst(samples, 1, axis=axis, norm="ortho", overwrite_x=True)
        if np.iscomplexobj(samples):
            return fft.fft(samples, axis=axis, norm="ortho", overwrite_x=True)
        return fft.rfft(samples, axis=axis, norm="ortho", overwrite_x=True)

    def backward(self, samples: np.ndarray, axis: int, is_real: bool) -> np.ndarray:
        """The inverse of `forward`; `is_real` says whether its samples were."""
        if self.kind == "free":
            return fft.idct(samples, 2, axis=axis, norm="ortho", overwrite_x=True)
        if self.kind == "fixed":
            return fft.idst(samples, 1, axis=axis, norm="ortho", overwrite_x=True)
        if not is_real:
            return fft.ifft(samples, axis=axis, norm="ortho", overwrite_x=True)
        return fft.irfft(samples, self.length, axis=axis, norm="ortho", overwrite_x=True)


def largest_prime(number: int) -> int:
    """The largest prime factor."""
    largest, divisor = 1, 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            largest, number = divisor, number // divisor
        divisor += 1
    return max(largest, number)


class Transforms:
    """Solver of one channel after another of a problem.

    Attributes
    ----------
    error : float
        Estimated largest error of the last solution, by rounding.
    """

    def __init__(self, problem: Problem, pool: Pool) -> None:
        ends = problem.ends
        assert ends is not None
        self._problem = problem
        self._system = System(problem.region, None, problem.screening)
        self._axes = Axis(problem.region.box.height, ends[0]), Axis(problem.region.box.width, ends[1])
        self._pool = pool
        screening = problem.screening
        self._mass = float(screening.weight) if screening is not None else 0.0
        self.error = 0.0

    def solve(self, out: np.ndarray, channel: int, dtype: type) -> None:
        """Solve one channel in single or in double precision."""
        height, width = (axis.length for axis in self._axes)
        down, across = self._axes
        if across.is_awkward and not down.is_awkward:
            plane: np.ndarray = np.empty((height, width), dtype)
            squares, mean = self._fill(channel, plane, None)
            self._solve_across(plane, mean)
            self._write(out, channel, plane, None)
        else:
            columns = across.eigenvalues().size
            spectrum = np.empty((height, columns), np.result_type(dtype, 1j) if across.kind == "periodic" else dtype)
            squares, mean = self._fill(channel, spectrum, across)
            self._solve_down(spectrum, mean)
            self._write(out, channel, spectrum, across)
        self.error = self._rounding(squares, dtype)

    def _fill(self, channel: int, plane: np.ndarray, across: Axis | None) -> tuple[float, float]:
        """Put the right-hand side, transformed if `across` is given, into `plane`.

        Returns the sum of its squares and the mean that e must have.
        """
        problem, system = self._problem, self._system
        width = self._axes[1].length

        def fill(top: int, bottom: int) -> tuple[float, float]:
            values = right_hand_side(
                problem.guidance, problem.destination, system, channel, top, bottom, plane.real.dtype.type
            )
            problem.add_wrapped(values, channel, top, bottom)
            flat = values.ravel()
            squares = float(flat @ flat)
            plane[top:bottom] = values if across is None else across.forward(values, 1)
            if problem.means is None:
                return squares, 0.0
            return squares, float(problem.destination.strip(channel, top, bottom)[1:-1, 1:-1].sum())

        squares, sums = zip(*self._pool.each(fill, rows_of(*self._lengths), width), strict=True)
        pixels = problem.region.box.area
        return sum(squares), 0.0 if problem.means is None else problem.means[channel] - sum(sums) / pixels

    def _solve_down(self, spectrum: np.ndarray, mean: float) -> None:
        """Solve for each frequency across: by a transform down, or line by line."""
        down, across = self._axes
        shifts = across.eigenvalues() + self._mass
        if down.kind != "periodic" and across.kind != "periodic" and self._can_eliminate:
            self._eliminate(spectrum, shifts)
            return
        if down.is_awkward:
            solve_lines(spectrum, shifts, down.kind, lambda rows: self._pool.advance(rows * spectrum.shape[1]))
            if self._is_singular:
                spectrum[:, 0] += mean * np.sqrt(across.length)
            return
        level = mean * np.sqrt(down.length * across.length)

        def solve(left: int, right: int) -> None:
            block = spectrum[:, left:right].copy()
            is_real = not np.iscomplexobj(block)
            waves = down.forward(block, 0)
            size = waves.real.dtype
            divisor = down.all_eigenvalues(block).astype(size)[:, None] + shifts[left:right].astype(size)
            if self._is_singular and left == 0:
                divisor[0, 0] = 1
                waves[0, 0] = level
            waves /= divisor
            spectrum[:, left:right] = down.backward(waves, 0, is_real)

        self._pool.each(solve, columns_of(spectrum), down.length)

    @property
    def _can_eliminate(self) -> bool:
        """Whether a kernel can solve line by line, with fewer passes over memory than transforms need."""
        return has_numba() and self._axes[0].length > 1 and not self._is_singular

    def _eliminate(self, spectrum: np.ndarray, shifts: np.ndarray) -> None:
        from inlay.poisson.solvers.line_elimination import eliminate_columns

        size = spectrum.dtype.type
        terms = shifts.astype(size), size(self._axes[0].kind == "free")

        def solve(left: int, right: int) -> None:
            eliminate_columns(spectrum, *terms, np.uint32(left), np.uint32(right))

        self._pool.each(solve, columns_of(spectrum, LINES), self._axes[0].length)

    def _solve_across(self, plane: np.ndarray, mean: float) -> None:
        """Transform down, and solve for each frequency line by line across."""
        down, across = self._axes
        rows = down.eigenvalues().size
        spectrum = np.empty(
            (rows, across.length), np.result_type(plane, 1j) if down.kind == "periodic" else plane.dtype
        )

        def forward(left: int, right: int) -> None:
            spectrum[:, left:right] = down.forward(plane[:, left:right].copy(), 0)

        def backward(left: int, right: int) -> None:
            plane[:, left:right] = down.backward(spectrum[:, left:right].copy(), 0, True)

        blocks = columns_of(plane)
        self._pool.each(forward, blocks, down.length)
        shifts = down.eigenvalues() + self._mass
        solve_lines(spectrum.T, shifts, across.kind, lambda lines: self._pool.advance(lines * down.length))
        if self._is_singular:
            spectrum[0] += mean * np.sqrt(down.length)
        self._pool.each(backward, blocks, down.length)

    def _write(self, out: np.ndarray, channel: int, plane: np.ndarray, across: Axis | None) -> None:
        problem = self._problem

        def write(top: int, bottom: int) -> None:
            e = plane[top:bottom] if across is None else across.backward(plane[top:bottom], 1, True)
            compose(out, problem.destination, problem.region, channel, e, top)

        self._pool.each(write, rows_of(*self._lengths), self._axes[1].length)

    @property
    def _lengths(self) -> tuple[int, int]:
        return self._axes[0].length, self._axes[1].length

    @property
    def _is_singular(self) -> bool:
        return self._mass == 0 and "fixed" not in {axis.kind for axis in self._axes}

    def _rounding(self, squares: float, dtype: type) -> float:
        """How large an error rounding leaves: most of it is in the lowest frequencies, which are divided by least."""
        down, across = (np.sort(axis.eigenvalues())[:LOWEST] for axis in self._axes)
        values = (down[:, None] + across).ravel() + self._mass
        values = np.sort(values)[1:] if self._is_singular else values
        pixels = self._problem.region.box.area
        # The other frequencies lie above the last ones here, pixels / (4 pi) of them in each unit.
        last = max(min(down[-1], across[-1]), 1 / LOWEST) + self._mass
        gain = float(np.sum(1 / values**2)) + pixels / (4 * np.pi * last)
        return float(ROUNDING * PEAK * np.finfo(dtype).eps * np.sqrt(squares / pixels) * np.sqrt(gain / pixels))


def rows_of(height: int, width: int) -> list[tuple[int, int]]:
    """Pieces of rows that do not depend on the number of threads: vector units round differently at their ends."""
    return pieces(height, max(8, BAND // width))


def columns_of(plane: np.ndarray, pixels: int = BLOCK) -> list[tuple[int, int]]:
    """Pieces of columns, in the same way."""
    return pieces(plane.shape[1], max(8, pixels // plane.shape[0]))
