"""The stages of a conversion between colours: curves and matrices, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from inlay.arrays.sample_types import convert_samples
from inlay.colour.curve_tables import CurveTable

#: Difference from the identity that is rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Curves:
    """A stage: a curve for each channel, by its number."""

    coefficients: np.ndarray
    slopes: np.ndarray
    numbers: np.ndarray
    idle: bool

    @classmethod
    def of(cls, tables: Iterable[CurveTable]) -> Curves:
        tables = list(tables)
        different = list(dict.fromkeys(tables))
        return cls(
            np.stack([table.coefficients for table in different]),
            np.stack([table.slopes for table in different]),
            np.array([different.index(table) for table in tables], np.int64),
            all(table.idle for table in different),
        )

    def apply(self, pixels: np.ndarray) -> bool:
        """Change pixels, (n, 3) of ``float32`` in C order; False if the curves do not reach to one of them."""
        from inlay.colour.stage_kernels import apply_curves

        return bool(apply_curves(pixels, self.coefficients, self.slopes, self.numbers))


@dataclass(frozen=True, eq=False)
class Matrix:
    """A stage: the product of a matrix with the channels, plus an offset."""

    matrix: np.ndarray
    offset: np.ndarray = field(default_factory=lambda: np.zeros(3))

    def after(self, first: Matrix) -> Matrix:
        return Matrix(self.matrix @ first.matrix, self.matrix @ first.offset + self.offset)

    @property
    def idle(self) -> bool:
        return bool(np.abs(self.matrix - np.eye(3)).max() < _ROUNDING and np.abs(self.offset).max() < _ROUNDING)

    def apply(self, pixels: np.ndarray) -> bool:
        """Change pixels, (n, 3) of ``float32`` in C order."""
        from inlay.colour.stage_kernels import apply_matrix

        apply_matrix(pixels, self.matrix, self.offset)
        return True


Stage = Curves | Matrix


@dataclass(frozen=True, eq=False)
class Pipeline:
    """Stages from three channels to three; those of a gray picture are alike, and the first of a gray result counts."""

    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, *stages: Stage) -> Pipeline:
        """Of stages, each run of matrices as one, without those that change nothing."""
        joined: list[Stage] = []
        for stage in stages:
            last = joined[-1] if joined else None
            if isinstance(stage, Matrix) and isinstance(last, Matrix):
                joined[-1] = stage.after(last)
            elif not (isinstance(stage, Curves) and stage.idle):
                joined.append(stage)
        return cls(tuple(stage for stage in joined if not stage.idle))

    def converted(self, samples: np.ndarray) -> np.ndarray | None:
        """Pixels, (n, 1 or 3) of any type, as ``float32``, (n, 3); None if one is beyond what the curves reach to."""
        pixels, left = np.empty((len(samples), 3), np.float32), self.stages
        if samples.dtype.kind == "u" and left and isinstance(left[0], Curves):
            curves, left = left[0], left[1:]
            light = _light(curves, samples.dtype)
            if len(curves.slopes) == 1 and samples.shape[1] == 3:
                np.take(light[0], samples, out=pixels, mode="clip")
            else:
                for channel in range(3):
                    np.take(light[channel], samples[:, channel % samples.shape[1]], out=pixels[:, channel], mode="clip")
        else:
            pixels[:] = convert_samples(samples, np.float32)
        return pixels if all(stage.apply(pixels) for stage in left) else None


@lru_cache(maxsize=8)
def _light(curves: Curves, dtype: np.dtype) -> np.ndarray:
    """What curves make of every sample of a type: ``float32``, (3, samples)."""
    every = convert_samples(np.arange(np.iinfo(dtype).max + 1, dtype=dtype), np.float32)
    pixels = np.repeat(every[:, np.newaxis], 3, axis=1)
    curves.apply(pixels)
    return np.ascontiguousarray(pixels.T)
