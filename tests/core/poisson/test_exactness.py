"""The result is the exact solution of the discrete equations, on any region, to the promised accuracy."""

import numpy as np
import pytest
from scipy import ndimage
from tests.cases import every
from tests.core.poisson import reference, zoo

from inlay import poisson

KINDS = ("source", "stronger", "average", "monochrome")


def check(result, exact, region, dtype):
    white = zoo.WHITE[dtype]
    error = np.abs(result - exact)[region]
    if dtype == "uint8":
        assert error.max() <= 0.25
        assert error.mean() <= 0.03
    else:
        assert error.max() <= 1e-5 * white


@every("kind", KINDS)
@pytest.mark.parametrize("name", zoo.REGIONS)
def test_bytes_on_the_zoo(name, kind):
    for shape in ((41, 64), (64, 41), (33, 35)):
        source, destination = zoo.pictures(shape)
        region = zoo.REGIONS[name](shape)
        exact = reference.solve(reference.field(source, destination, kind), destination, region)
        out = np.empty(destination.shape)
        solution = poisson.clone(source, destination, region, gradients=kind, out=out)
        assert solution.image is out
        check(out, exact, region, "uint8")
        rounded = poisson.clone(source, destination, region, gradients=kind).image
        assert rounded.dtype == np.uint8
        assert np.abs(rounded - np.clip(exact, 0, 255)).max() <= 0.5 + 0.25
        assert np.array_equal(rounded[~region], destination[~region])


@every("dtype", ["uint16", "float16", "float32", "float64"])
@pytest.mark.parametrize("name", zoo.REGIONS)
def test_other_types_on_the_zoo(name, dtype):
    shape = (38, 45)
    source, destination = zoo.pictures(shape, dtype)
    region = zoo.REGIONS[name](shape)
    kind = KINDS[list(zoo.REGIONS).index(name) % len(KINDS)]
    exact = reference.solve(reference.field(source, destination, kind), destination, region)
    out = np.empty(destination.shape)
    poisson.clone(source, destination, region, gradients=kind, out=out)
    check(out, exact, region, dtype)
    own = poisson.clone(source, destination, region, gradients=kind).image
    assert own.dtype == destination.dtype
    assert own[~region].tobytes() == destination[~region].tobytes()
    assert np.array_equal(own[region], poisson_round(out[region], dtype))


def poisson_round(values, dtype):
    if dtype == "uint16":
        return np.clip(np.rint(values), 0, 65535).astype(dtype)
    return values.astype(dtype)


@pytest.mark.parametrize("name", ["ellipse", "ragged", "touching_three", "touching_all", "many", "wires"])
def test_bytes_at_some_size(name):
    shape = (301, 420)
    source, destination = zoo.pictures(shape)
    region = zoo.REGIONS[name](shape)
    exact = reference.solve(reference.field(source, destination, "stronger"), destination, region)
    out = np.empty(destination.shape, np.float32)
    solution = poisson.clone(source, destination, region, gradients="stronger", out=out)
    check(out, exact, region, "uint8")
    assert solution.solver == "multigrid"
    assert solution.iterations >= 1
    assert 0 <= solution.error <= 0.25
    assert solution.warnings == ()


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_a_tolerance_is_kept(dtype):
    shape = (120, 131)
    source, destination = zoo.pictures(shape, dtype)
    region = zoo.ragged(shape)
    exact = reference.solve(reference.field(source, destination, "source"), destination, region)
    out = np.empty(destination.shape)
    coarse = poisson.clone(source, destination, region, tolerance=1e-2)
    fine = poisson.clone(source, destination, region, tolerance=1e-6, out=out)
    assert np.abs(out - exact).max() <= 1e-6 * zoo.WHITE[dtype]
    assert fine.error <= 1e-6 * zoo.WHITE[dtype]
    assert fine.iterations >= 1
    assert np.abs(coarse.image.astype(float) - exact.clip(0, zoo.WHITE[dtype]))[region].max() <= (
        1e-2 * zoo.WHITE[dtype] + 0.5
    )


@pytest.mark.parametrize("shape", [(1, 40), (40, 1), (2, 33), (33, 2), (3, 300), (1, 2), (2, 1)])
def test_thin_images(shape):
    source, destination = zoo.pictures(shape)
    for known in ((0, 0), (-1, -1), (shape[0] // 2, shape[1] // 2)):
        region = np.ones(shape, bool)
        region[known] = False
        exact = reference.solve(reference.field(source, destination, "source"), destination, region)
        out = np.empty(destination.shape)
        poisson.clone(source, destination, region, out=out)
        check(out, exact, region, "uint8")


@pytest.mark.parametrize("size", [5, 64, 4001])
def test_long_signals(size):
    rng = np.random.default_rng(size)
    source, destination = rng.integers(0, 256, (2, size)).astype(np.uint8)
    region = np.ones(size, bool)
    region[[0, size // 2]] = False
    out = np.empty(size)
    poisson.clone(source, destination, region, out=out)
    field = reference.field(source[None, :, None], destination[None, :, None], "source")
    exact = reference.solve(field, destination[None, :, None], region[None])[0, :, 0]
    assert np.abs(out - exact).max() <= 0.25


@pytest.mark.parametrize("channels", [1, 2, 4, 7])
def test_any_number_of_channels(channels):
    shape = (30, 37)
    source, destination = zoo.pictures(shape, channels=channels)
    region = zoo.ellipse(shape)
    exact = reference.solve(reference.field(source, destination, "stronger"), destination, region)
    out = np.empty(destination.shape)
    poisson.clone(source, destination, region, gradients="stronger", out=out)
    check(out, exact, region, "uint8")
    if channels == 1:
        gray = poisson.clone(source[..., 0], destination[..., 0], region, gradients="stronger").image
        assert gray.shape == shape
        assert np.array_equal(gray, np.clip(np.rint(out[..., 0]), 0, 255))


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_one_choice_for_all_channels(dtype):
    shape = (40, 33)
    source, destination = zoo.pictures(shape, dtype)
    region = zoo.ragged(shape)
    field = reference.field(source, destination, "stronger", per="colour")
    exact = reference.solve(field, destination, region)
    out = np.empty(destination.shape)
    poisson.clone(source, destination, region, gradients="stronger", per="colour", out=out)
    check(out, exact, region, dtype)
    each = poisson.clone(source, destination, region, gradients="stronger", out=np.empty(destination.shape)).image
    assert np.abs(each - out).max() > 0.01 * zoo.WHITE[dtype]


def test_both_solvers_agree():
    shape = (90, 77)
    source, destination = zoo.pictures(shape)
    for name in ("ellipse", "ragged", "touching_all", "one_known"):
        region = zoo.REGIONS[name](shape)
        for kind in KINDS:
            results = [
                poisson.clone(
                    source, destination, region, gradients=kind, solver=solver, out=np.empty(destination.shape)
                )
                for solver in ("multigrid", "pyamg")
            ]
            assert np.abs(results[0].image - results[1].image).max() <= 0.25
            assert results[1].solver == "pyamg"
        fine = [
            poisson.clone(source, destination, region, tolerance=1e-7, solver=solver, out=np.empty(destination.shape))
            for solver in ("multigrid", "pyamg")
        ]
        assert np.abs(fine[0].image - fine[1].image).max() <= 1e-4


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_the_worked_example(solver):
    """2a - b = 1, 2b - a - c = 3, 2c - b - d = -3, 2d - c = 8."""
    guidance = poisson.Edges(None, np.array([1.0, 3.0, 0.0, 3.0, 1.0]))
    signal = np.array([3.0, 0, 0, 0, 0, 6.0])
    region = np.array([False, True, True, True, True, False])
    result = poisson.solve(signal, guidance, region, solver=solver, tolerance=1e-9)
    assert np.allclose(result.image, [3, 3, 5, 4, 6, 6], atol=1e-7)


def test_large_and_small_numbers():
    shape = (31, 40)
    source, destination = zoo.pictures(shape, "float64")
    region = zoo.ellipse(shape)
    plain = poisson.clone(source, destination, region, tolerance=1e-9).image
    for scale in (1e-3, 1e30):
        scaled = poisson.clone(source * scale, destination * scale, region, tolerance=1e-9).image
        assert np.abs(scaled / scale - plain).max() <= 1e-9 * max(1, 1 / scale) * 2


@pytest.mark.pictures
def test_the_classic_face_swap(pictures):
    from PIL import Image

    def read(name):
        return np.asarray(Image.open(pictures / "cloning" / f"{name}.png").convert("RGB"))

    source, destination = read("ginevra_source"), read("mona_lisa_destination")
    mask = np.asarray(Image.open(pictures / "cloning" / "ginevra_mask.png").convert("L")) > 0
    row, column = 40, -30
    region = np.zeros(destination.shape[:2], bool)
    rows, columns = np.nonzero(mask)
    inside = (rows + row < region.shape[0]) & (columns + column >= 0) & (columns + column < region.shape[1])
    region[rows[inside] + row, columns[inside] + column] = True
    expected = read("mona_lisa_reference").astype(int)
    for solver in ("multigrid", "pyamg"):
        image = poisson.clone(source, destination, region, at=(row, column), solver=solver).image
        assert np.abs(image - expected).max() <= 1
        assert np.array_equal(image[~region], destination[~region])


@pytest.mark.parametrize("seed", range(24))
def test_bytes_in_rough_regions_of_some_size(seed):
    """Islands, filaments, walls of one pixel, a few held pixels: slow errors hide behind fast ones there."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(64, 400, 2)
    noise = ndimage.gaussian_filter(rng.normal(size=shape), rng.uniform(0.5, 12))
    region = noise > np.quantile(noise, rng.uniform(0.002, 0.9))
    region[[0, -1]] &= rng.random() < 0.5
    for _ in range(rng.integers(0, 6)):
        region[rng.integers(shape[0])] = rng.random() < 0.5
        region[:, rng.integers(shape[1])] = rng.random() < 0.5
    source, destination = (np.clip(rng.normal(128, 50, shape), 0, 255).astype(np.uint8) for _ in range(2))
    exact = reference.solve(reference.gradients(source[..., None]), destination[..., None], region)[..., 0]
    out = np.empty(shape)
    poisson.clone(source, destination, region, out=out)
    check(out, exact, region, "uint8")
