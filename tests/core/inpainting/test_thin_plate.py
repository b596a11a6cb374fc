"""The thin plate against its equations written out as a dense matrix and solved by LU, both solvers, and its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.errors import Cancelled, InputError, RegionError
from inlay.inpainting.thin_plate import thin_plate

SOLVERS = ("direct", "iterative")


def picture(height=40, width=46, channels=2, seed=0):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    waves = np.sin(x / 9)[..., None] + np.cos(y / 7)[..., None] * np.arange(1, channels + 1)
    return waves + random.uniform(-0.05, 0.05, waves.shape)


def regions(height=40, width=46):
    y, x = np.mgrid[:height, :width]
    random = np.random.default_rng(2)
    disc = np.hypot(y - 20, x - 22) < 14
    return {
        "disc": disc,
        "corner": (y < 20) & (x < 25),
        "side": (y > 10) & (y < 30) & (x > 30),
        "holes": disc & (random.random(disc.shape) < 0.6),
        "lines": disc & (x % 3 > 0),
        "one": (y == 7) & (x == 9),
        "two parts": disc | ((y > 36) & (x > 42)),
    }


def reference(image, region, present):
    """All second differences with an end in the region and none absent or outside, by dense least squares."""
    height, width = region.shape
    unknown = {place: k for k, place in enumerate(zip(*np.nonzero(region), strict=True))}
    stencils = (
        ({(0, -1): 1, (0, 0): -2, (0, 1): 1}, 1.0),
        ({(-1, 0): 1, (0, 0): -2, (1, 0): 1}, 1.0),
        ({(0, 0): 1, (0, 1): -1, (1, 0): -1, (1, 1): 1}, 2.0),
    )
    matrix, right = np.zeros((len(unknown),) * 2), np.zeros((len(unknown), image.shape[2]))
    for y in range(height):
        for x in range(width):
            for stencil, weight in stencils:
                places = [(y + i, x + j) for i, j in stencil]
                inside = [0 <= a < height and 0 <= b < width for a, b in places]
                if not all(inside) or not all(region[p] or present[p] for p in places):
                    continue
                factors = list(stencil.values())
                ours = [(unknown[p], f) for p, f in zip(places, factors, strict=True) if p in unknown]
                given_sum = sum(f * image[p] for p, f in zip(places, factors, strict=True) if p not in unknown)
                for k, f in ours:
                    right[k] -= weight * f * given_sum
                    for m, g in ours:
                        matrix[k, m] += weight * f * g
    result = image.copy()
    result[region] = np.linalg.solve(matrix, right)
    return result


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("name", regions())
def test_it_solves_the_equations(name, solver):
    image, region = picture(), regions()[name]
    expected = reference(image, region, np.ones(region.shape, bool))
    wild = image.copy()
    wild[region] = np.nan
    found = thin_plate(wild, region, solver=solver)
    np.testing.assert_allclose(found.image, expected, atol=1e-5 * np.ptp(image))
    np.testing.assert_array_equal(found.image[~region], image[~region])


@pytest.mark.parametrize("solver", SOLVERS)
def test_transparent_pixels_are_never_used(solver):
    image, region = picture(), regions()["disc"]
    present = np.ones(region.shape, bool)
    present[:, 30:35] = False
    wild = image.copy()
    wild[~present & ~region] = np.nan
    found = thin_plate(wild, region, present, solver=solver).image
    np.testing.assert_allclose(found[region], reference(image, region, present)[region], atol=1e-5 * np.ptp(image))


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(("dtype", "atol"), [("uint8", 0.76), ("uint16", 1.2), ("float16", 1e-3), ("float32", 1e-5)])
def test_every_type(dtype, atol, solver):
    white = {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    plane = (picture() + 3) / 8 * white
    image = (np.rint(plane) if white > 1 else plane).astype(dtype)
    region = regions()["disc"]
    found = thin_plate(image, region, solver=solver).image
    assert found.dtype == image.dtype
    expected = reference(image.astype(float), region, np.ones(region.shape, bool))
    np.testing.assert_allclose(found.astype(float), np.clip(expected, 0, white) if white > 1 else expected, atol=atol)


@settings(max_examples=20)
@given(st.tuples(*[st.floats(-3, 3)] * 3), st.sampled_from(list(regions())), st.sampled_from(SOLVERS))
def test_planes_stay(slopes, name, solver):
    y, x = np.mgrid[:40, :46] / 40
    image = (slopes[0] + slopes[1] * y + slopes[2] * x)[..., None]
    region = regions()[name]
    found = thin_plate(np.where(region[..., None], 0, image), region, solver=solver)
    np.testing.assert_allclose(found.image, image, atol=2e-4)


@pytest.mark.parametrize("solver", SOLVERS)
def test_where_too_little_holds_the_plate_it_is_the_membrane(solver):
    image = np.zeros((9, 12, 1))
    region = np.ones((9, 12), bool)
    region[4, 5] = False
    image[4, 5] = 3
    np.testing.assert_allclose(thin_plate(image, region, solver=solver).image, 3, atol=1e-3)


@pytest.mark.parametrize("solver", SOLVERS)
def test_parts_that_nothing_holds(solver):
    image, region = picture(), regions()["disc"]
    nothing = np.ones(region.shape, bool)
    with pytest.raises(RegionError, match="boundary"):
        thin_plate(image, nothing, solver=solver)
    present = np.hypot(*(np.mgrid[:40, :46] - np.array([20, 22])[:, None, None])) >= 17
    apart = region | (np.mgrid[:40, :46][1] > 44)
    solution = thin_plate(image, apart, present | apart & ~region, solver=solver)
    assert [warning.code for warning in solution.warnings] == ["floating"]
    assert np.isfinite(solution.image).all()


def test_bad_input():
    image, region = picture(), regions()["disc"]
    broken = image.copy()
    broken[20, 22 + 15] = np.inf
    with pytest.raises(InputError, match="finite"):
        thin_plate(broken, region)
    with pytest.raises(RegionError, match="empty"):
        thin_plate(image, np.zeros(region.shape, bool))
    with pytest.raises(InputError, match="solver"):
        thin_plate(image, region, solver="guess")


def test_threads_agree_and_progress_may_cancel():
    image = picture(300, 320, 1)
    y, x = np.mgrid[:300, :320]
    region = np.hypot(y - 150, x - 160) < 100
    told = []
    one = thin_plate(image, region, threads=1, progress=told.append)
    np.testing.assert_array_equal(one.image, thin_plate(image, region, threads=3).image)
    assert one.iterations > 3
    assert len(told) > 20
    assert np.all(np.diff(told) >= 0)

    def cancel(fraction):
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        thin_plate(image, region, progress=cancel)
