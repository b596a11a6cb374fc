"""Weighted edges and screened pixels are solved exactly, on any region."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from tests.cases import every
from tests.core.poisson import reference, zoo

from inlay import poisson
from inlay.errors import InputError, RegionError
from inlay.inpainting.continuation import continued

SHAPE = (41, 52)


def weights_of(kind, shape, rng):
    """Planes of weights over up to four decades: none, rough, smooth, in patches, few weak ones, stretched."""
    if kind == "none":
        return None
    planes = []
    for axis, size in enumerate(((shape[0] - 1, shape[1]), (shape[0], shape[1] - 1))):
        noise = rng.normal(size=size)
        smooth = ndimage.gaussian_filter(noise, 4)
        planes.append(
            {
                "rough": lambda size=size: 10 ** rng.uniform(-4, 0, size),
                "smooth": lambda smooth=smooth: 10 ** np.clip(8 * smooth, -2, 2),
                "patches": lambda smooth=smooth: np.where(smooth > 0, 1.0, 1e-4),
                "few": lambda size=size: np.where(rng.random(size) < 0.1, 1e-4, 1.0),
                "stretched": lambda size=size, axis=axis: (1e-4, 1.0)[axis] * 10 ** rng.uniform(-0.5, 0.5, size),
            }[kind]()
        )
    return planes


def mass_of(kind, shape, rng):
    if kind == "none":
        return np.zeros(shape)
    return {
        "constant": lambda: np.full(shape, 10 ** rng.uniform(-7, 4)),
        "rough": lambda: 10 ** rng.uniform(-6, 4, shape) * (rng.random(shape) < 0.5),
        "few": lambda: np.where(rng.random(shape) < 0.002, 1e4, 0.0),
        "smooth": lambda: 10 ** np.clip(20 * ndimage.gaussian_filter(rng.normal(size=shape), 6) - 2, -7, 4),
    }[kind]()


WEIGHTS = ("none", "rough", "smooth", "patches", "few", "stretched")
MASSES = ("none", "constant", "rough", "few", "smooth")


def held(region, mass):
    """The components of a region that a known neighbour or a screened pixel holds."""
    labels, _ = ndimage.label(region)
    known = np.pad(~region, 1)
    beside = known[2:, 1:-1] | known[:-2, 1:-1] | known[1:-1, 2:] | known[1:-1, :-2]
    found = np.unique(labels[region & (beside | (mass > 0))])
    return region & np.isin(labels, found)


def scene(seed, size, dtype, weights, masses, smoothness):
    rng = np.random.default_rng(seed)
    shape = tuple(int(each) for each in rng.integers(size // 3, size, 2))
    noise = rng.normal(size=shape)
    noise = ndimage.gaussian_filter(noise, smoothness) if smoothness else noise
    region = noise >= np.quantile(noise, rng.choice([0, 0.01, 0.1, 0.5, 0.9]))
    if rng.random() < 0.5:
        region[[0, -1]] = region[:, [0, -1]] = False
    region[rng.integers(shape[0])] = rng.random() < 0.5
    mass = mass_of(masses, shape, rng)
    if not mass[region].any():
        region[tuple(rng.integers(0, each) for each in shape)] = False
    white = zoo.WHITE[dtype]
    source, destination, target = np.clip(rng.normal(0.5, 0.25, (3, *shape)), 0, 1) * white
    if white > 1:
        source, destination = np.rint(source), np.rint(destination)
    region = held(region, mass)
    return source.astype(dtype), destination.astype(dtype), region, weights_of(weights, shape, rng), mass, target


def check(source, destination, region, weights, mass, target, solver=None, allowed=None):
    if not region.any():
        return None
    field = reference.gradients(source[..., None])
    exact = reference.solve(field, destination[..., None], region, None, weights, (mass, target[..., None]))[..., 0]
    terms = {
        "weights": None if weights is None else poisson.Edges(*weights),
        "screening": (mass if np.ptp(mass) else float(mass.flat[0]), target) if mass.any() else None,
    }
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, out=out, solver=solver, **terms)
    limit = allowed or (0.25 if destination.dtype == np.uint8 else 1e-5 * zoo.WHITE[destination.dtype.name])
    assert np.abs(out - exact).max() <= limit
    assert np.array_equal(out[~region], destination[~region])
    return solution


@every("solver", [None, "pyamg"])
@every("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("masses", MASSES)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_all_kinds_of_terms(weights, masses, dtype, solver):
    for seed in range(2):
        check(*scene(seed, 60, dtype, weights, masses, (0, 3)[seed]), solver=solver)


@pytest.mark.parametrize("seed", range(30))
def test_bytes_at_some_size(seed):
    weights, masses = WEIGHTS[seed % 6], MASSES[seed // 6 % 5]
    check(*scene(seed, 160, "uint8", weights, masses, (0.5, 3, 12)[seed % 3]))


@pytest.mark.parametrize("mass", [1e-8, 1e-6, 9e-6, 1.1e-5, 0.9e-3, 1.1e-3, 1e-2, 0.3, 20])
@pytest.mark.parametrize("smoothness", [0.5, 12])
def test_bytes_pulled_alike_towards_white(mass, smoothness):
    """Where rounding of the diagonal shows first: a weak pull towards a far value."""
    source, destination, region, *_ = scene(5, 250, "uint8", "none", "none", smoothness)
    white = np.full(region.shape, 255.0)
    check(source // 255, destination // 255, region, None, np.full(region.shape, mass), white, allowed=0.2)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**31),
    weights=st.sampled_from(WEIGHTS),
    masses=st.sampled_from(MASSES),
    smoothness=st.sampled_from([0, 1, 5]),
    dtype=st.sampled_from(["uint8", "float64"]),
)
def test_any_problem(seed, weights, masses, smoothness, dtype):
    check(*scene(seed, 40, dtype, weights, masses, smoothness))


def test_the_report_says_what_was_used():
    solutions = [check(*scene(seed, 250, "uint8", "patches", "none", 3)) for seed in range(4)]
    assert {each.solver for each in solutions} <= {"multigrid", "multigrid, aggregation"}
    assert any(each.solver == "multigrid, aggregation" for each in solutions)
    assert check(*scene(0, 60, "uint8", "smooth", "constant", 3)).solver == "multigrid"


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_transparent_pixels_and_weights(dtype):
    rng = np.random.default_rng(3)
    source, destination = zoo.pictures(SHAPE, dtype)
    region, alpha = zoo.ellipse(SHAPE), np.ones(SHAPE)
    alpha[:, 30:34] = 0
    alpha[rng.random(SHAPE) < 0.1] = 0
    weights = weights_of("smooth", SHAPE, rng)
    mass = mass_of("smooth", SHAPE, rng)
    target = rng.random((*SHAPE, 3)) * zoo.WHITE[dtype]
    field = reference.gradients(source)
    exact = reference.solve(field, destination, region, alpha > 0, weights, (mass, target))
    for solver in (None, "pyamg"):
        out = np.empty(destination.shape)
        poisson.clone(
            source, destination, region, destination_alpha=alpha, weights=weights, screening=(mass, target), out=out,
            solver=solver,
        )  # fmt: skip
        assert np.abs(out - exact)[region].max() <= (0.25 if dtype == "uint8" else 1e-5)


@pytest.mark.parametrize("dtype", ["uint8", "float64"])
def test_from_membrane_to_paste(dtype):
    """Screening towards the source: with none the clone, with ever more of it the source itself."""
    source, destination = zoo.pictures(SHAPE, dtype)
    region = zoo.ellipse(SHAPE)
    errors = []
    for weight in (0, 1e-4, 1e-2, 1, 1e4):
        out = np.empty(destination.shape)
        poisson.clone(source, destination, region, screening=(weight, source), out=out)
        errors.append(np.abs(out - source)[region].mean())
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-3 * zoo.WHITE[dtype] < errors[0]


def test_equal_weights_are_none():
    source, destination = zoo.pictures(SHAPE, "float64")
    region = zoo.ragged(SHAPE)
    plain = poisson.clone(source, destination, region, tolerance=1e-8).image
    for size in (1e-3, 1.0, 50.0):
        weights = poisson.Edges(np.full((40, 52), size), np.full((41, 51), size))
        found = poisson.clone(source, destination, region, weights=weights, tolerance=1e-8).image
        assert np.abs(found - plain).max() <= 1e-7


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_a_free_rim_leaves_the_surroundings_out(solver):
    source, destination = zoo.pictures(SHAPE, "float64")
    region = zoo.ellipse(SHAPE)
    found = poisson.clone(source, destination, region, rim="free", screening=(0.01, source), solver=solver).image
    assert np.abs(found - source)[region].max() <= 1e-5
    moved = poisson.solve(
        destination, poisson.edges(source), region, rim="free", mean=0.25, solver=solver, tolerance=1e-8
    ).image
    shift = (moved - source)[region]
    assert np.ptp(shift, axis=0).max() <= 1e-6
    assert np.allclose(moved[region].mean(axis=0), 0.25)
    with pytest.raises(RegionError, match="boundary value"):
        poisson.clone(source, destination, region, rim="free", solver=solver)


def test_any_number_of_threads_gives_the_same_bits():
    shape = (400, 500)
    rng = np.random.default_rng(0)
    source, destination = zoo.pictures(shape)
    region = zoo.ellipse(shape)
    weights = weights_of("smooth", shape, rng)
    cases = ({"weights": weights}, {"screening": (1e-3, source)}, {"weights": weights, "tolerance": 1e-6})
    for options in cases:
        one, two = (poisson.clone(source, destination, region, threads=count, **options) for count in (1, 2))
        assert np.array_equal(one.image, two.image)
        assert one.error == two.error


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"weights": (np.zeros((40, 52)), np.ones((41, 51)))}, "weight of an edge"),
        ({"weights": (np.full((40, 52), np.nan), np.ones((41, 51)))}, "weight of an edge"),
        ({"weights": (np.full((40, 52), -1.0), np.ones((41, 51)))}, "weight of an edge"),
        ({"weights": (np.ones((41, 52)), np.ones((41, 51)))}, "one fewer than pixels"),
        ({"screening": (-1, 0)}, "screening weight"),
        ({"screening": (np.nan, 0)}, "screening weight"),
        ({"screening": (np.ones((3, 3)) * np.arange(3), 0)}, "screening weight is 3 x 3"),
        ({"screening": (1, np.zeros((3, 3)))}, "target is 3 x 3"),
        ({"screening": (1, np.zeros((41, 52, 2)))}, r"target has the shape \(41, 52, 2\)"),
        ({"screening": (1, np.nan)}, "target is not a finite number"),
    ],
)
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_terms_that_cannot_be(terms, words, dtype):
    source, destination = zoo.pictures(SHAPE, dtype)
    for region in (zoo.ellipse(SHAPE), zoo.inner(SHAPE)):
        with pytest.raises(InputError, match=words):
            poisson.clone(source, destination, region, **terms)


def test_what_lies_outside_the_region_does_not_count():
    source, destination = zoo.pictures(SHAPE, "float32")
    region = zoo.ellipse(SHAPE, radii=(0.2, 0.2))
    weights = [np.ones((40, 52)), np.ones((41, 51))]
    target, mass = source.copy(), np.full(SHAPE, 0.3)
    mass[20, 25] = 0
    plain = poisson.clone(source, destination, region, weights=weights, screening=(mass, target)).image
    weights[0][0], weights[1][:, -1] = np.nan, -1
    target[0] = target[20, 25] = np.nan
    again = poisson.clone(source, destination, region, weights=weights, screening=(mass, target)).image
    assert np.array_equal(plain, again)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("level", [5e-324, 1e-311, 1e-300, 1e-160, 1e-45, 1e-40])
def test_nothing_is_too_small(dtype, level):
    """Squares and reciprocals of such numbers are none any more."""
    picture = np.full((20, 20), level).astype(dtype)
    region = np.zeros((20, 20), bool)
    region[5:15, 5:15] = True
    picture[region] = 0
    found = poisson.solve(picture, poisson.Edges(np.zeros((19, 20)), np.zeros((20, 19))), region).image
    assert np.isfinite(found).all() and abs(found).max() <= 1.01 * picture.max()


@pytest.mark.parametrize("weight", [5e-324, 1e-310, 1e-100, 1e-39])
def test_a_pull_that_is_felt_nowhere(weight):
    picture, region = np.full((20, 20), 0.5), np.zeros((20, 20), bool)
    region[5:15, 5:15] = True
    field = poisson.Edges(np.zeros((19, 20)), np.zeros((20, 19)))
    found = poisson.solve(picture, field, region, screening=(weight, np.ones((20, 20)))).image
    np.testing.assert_allclose(found, picture, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_what_is_not_finite_is_continued_over(dtype):
    picture = np.full((9, 9, 1), np.finfo(np.float16).max, dtype)
    picture[2, 3], picture[7, 7], picture[0, 0] = np.nan, np.inf, -np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(continued(picture, None), np.finfo(np.float16).max, rtol=1e-3)
