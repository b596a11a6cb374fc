"""Conversion between profiles that are curves and a matrix, and CIELAB, by the stages that Little CMS has for them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from inlay.arrays.packages import has_numba
from inlay.colour import icc, profiles, transfer_curves
from inlay.colour.curve_tables import CurveTable, tabulated
from inlay.colour.little_cms import transformed
from inlay.colour.stages import Curves, Matrix, Pipeline, Stage
from inlay.errors import InputError

#: X, Y and Z of white between profiles, as Little CMS has them.
_WHITE = np.array([0.9642, 1.0, 0.8249])
#: Lightness, a and b as ICC encodes them: of the cube roots of X, Y and Z less those of black, and of black itself.
_LAB = np.array([[0, 1.16, 0], [500 / 255, -500 / 255, 0], [0, 200 / 255, -200 / 255]])
_BLACK = np.array([0, 128 / 255, 128 / 255])
#: Up to here cube roots are a straight line (CIE 15:2004), of this slope.
_DARK, _SLOPE = (24 / 116) ** 3, 841 / 108
#: From a gray, the first of three channels, and to one.
_FROM_GRAY, _TO_GRAY = _WHITE[:, np.newaxis] * [1, 0, 0], np.array([[0.0, 1, 0], [0, 0, 0], [0, 0, 0]])
#: Tags that hold tables instead of curves and a matrix.
_TABLES = (b"A2B", b"B2A", b"D2B", b"B2D")
#: How near Little CMS itself comes to a sampled curve, which it reads in words, where it is steep.
_WORDS = 4e-4
#: Colorants whose matrix is nearer to a singular one describe no colours.
_SINGULAR = 1e-4


@lru_cache(maxsize=64)
def pipeline_between(before: bytes, after: bytes) -> Pipeline | None:
    """The conversion from one profile to another; None where it takes Little CMS, or where numba is missing."""
    if not has_numba():
        return None
    first, second = _to_xyz(before), _from_xyz(after)
    return None if first is None or second is None else Pipeline.of(*first, *second)


def _to_xyz(profile: bytes) -> list[Stage] | None:
    """Stages to X, Y and Z."""
    if profile == profiles.builtin("LAB"):
        inverse = np.linalg.inv(_LAB)
        return [Matrix(inverse, -inverse @ _BLACK), _of_all(tabulated(_cubed)), Matrix(np.diag(_WHITE))]
    found = _matrix_and_curves(profile, False)
    return None if found is None else [found[1], Matrix(found[0])]


def _from_xyz(profile: bytes) -> list[Stage] | None:
    """Stages from X, Y and Z."""
    if profile == profiles.builtin("LAB"):
        return [Matrix(np.diag(1 / _WHITE)), _of_all(tabulated(_cube_root)), Matrix(_LAB, _BLACK)]
    found = _matrix_and_curves(profile, True)
    return None if found is None else [Matrix(found[0]), found[1]]


def _cube_root(light: np.ndarray) -> np.ndarray:
    """Less that of black."""
    return np.where(light > _DARK, np.cbrt(light) - 16 / 116, _SLOPE * light)


def _cubed(root: np.ndarray) -> np.ndarray:
    """What `_cube_root` undoes."""
    return np.where(root > _SLOPE * _DARK, (root + 16 / 116) ** 3, root / _SLOPE)


def _of_all(table: CurveTable | None) -> Curves:
    """One curve for three channels."""
    assert table is not None
    return Curves.of([table] * 3)


def _matrix_and_curves(profile: bytes, backward: bool) -> tuple[np.ndarray, Curves] | None:
    """The matrix and the curves of a profile to X, Y and Z, or backward; None if it has others."""
    found = icc.tags(profile)
    if profile[20:24] != b"XYZ " or any(name.startswith(_TABLES) for name in found):
        return None
    is_gray = profile[16:20] == b"GRAY"
    names = [b"kTRC"] * 3 if is_gray else [b"rTRC", b"gTRC", b"bTRC"]
    colorants = None if is_gray else profiles.colorants(profile)
    if not all(name in found for name in names) or (colorants is None and not is_gray):
        return None
    tables = [_table(found[name], backward) for name in names]
    if None in tables:
        return None
    curves = Curves.of(table for table in tables if table is not None)
    if colorants is None:
        return (_TO_GRAY if backward else _FROM_GRAY), curves
    if np.linalg.svd(colorants, compute_uv=False)[-1] < _SINGULAR:
        return None
    return (np.linalg.inv(colorants.T) if backward else colorants.T), curves


@lru_cache(maxsize=64)
def _table(curve: bytes, backward: bool) -> CurveTable | None:
    """A curve from samples to light, or backward, as Little CMS reads it; None if it cannot, or no table holds it."""
    curved, straight = icc.gray(curve), icc.gray(transfer_curves.formula(1.0))
    before, after = (straight, curved) if backward else (curved, straight)

    def read(numbers: np.ndarray) -> np.ndarray:
        samples = numbers.astype(np.float32)[:, np.newaxis]
        return transformed(samples, "GRAY", before, "GRAY", after, compensated=False)[:, 0].astype(np.float64)

    if backward and _table(curve, False) is None:
        # Black that is not black shows the other way only.
        return None
    try:
        return tabulated(read) if curve[:4] == b"para" else tabulated(read, _WORDS)
    except InputError:
        return None
