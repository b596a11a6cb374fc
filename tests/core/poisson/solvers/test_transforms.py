"""Rectangles and whole images by transforms: every kind of border, awkward lengths, constants."""

import numpy as np
import pytest
from tests.cases import every
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import Cancelled, ParameterError, RegionError
from inlay.poisson.solvers.transforms import largest_prime

BOUNDARIES = ("free", "periodic", ("free", "periodic"), ("periodic", "free"), "fixed", ("fixed", "periodic"))
SIZES = ((7, 9), (12, 10), (1, 8), (8, 1), (2, 5), (2, 2), (3, 3), (31, 311), (307, 6), (157, 163), (6, 151), (1, 1))


def pair(boundary):
    return (boundary, boundary) if isinstance(boundary, str) else boundary


#: With fewer pixels than three nothing is left between fixed borders.
CASES = [
    (size, boundary)
    for size in SIZES
    for boundary in BOUNDARIES
    if all(kind != "fixed" or length >= 3 for kind, length in zip(pair(boundary), size, strict=True))
]


def wanted(down, right):
    """What flows out of each pixel of a torus; fields without an edge around an end have 0 there."""
    size = down.shape[0], down.shape[1], down.shape[2]
    total = np.zeros(size)
    for axis, field in enumerate((down, right)):
        total += field - np.roll(field, 1, axis)
    return total


def laplacian(image, kinds):
    """What flows out of each pixel of an image with such borders."""
    steps = []
    for axis, kind in enumerate(kinds):
        step = np.roll(image, -1, axis) - image
        if kind != "periodic":
            step[(slice(None),) * axis + (-1,)] = 0
        steps.append(step)
    return wanted(*steps)


@every("mass", [0, 1e-3, 2.0])
@pytest.mark.parametrize(("size", "boundary"), CASES)
@every("dtype", ["uint8", "float64"])
def test_the_equations_hold(size, boundary, mass, dtype):
    kinds = pair(boundary)
    rng = np.random.default_rng(0)
    white = zoo.WHITE[dtype]
    destination = (rng.random((*size, 2)) * white).astype(dtype)
    target = rng.random((*size, 2)) * white
    padded = [rng.normal(size=(*size, 2)) * 0.1 * white for _ in range(2)]
    field = []
    for axis, kind in enumerate(kinds):
        if kind != "periodic":
            padded[axis][(slice(None),) * axis + (-1,)] = 0
        field.append(padded[axis] if kind == "periodic" else padded[axis][(slice(None),) * axis + (slice(0, -1),)])
    is_loose = not mass and "fixed" not in kinds
    means = (0.3 * white, 0.6 * white)
    solution = poisson.solve(
        destination,
        poisson.Edges(*field),
        np.ones(size, bool),
        boundary=boundary,
        solver="transform",
        out=np.empty((*size, 2)),
        tolerance=1e-10 if dtype == "float64" else None,
        screening=(mass, target) if mass else None,
        mean=means if is_loose else None,
    )
    assert solution.solver == "transform"
    found = solution.image
    residual = laplacian(found, kinds) - wanted(*padded) - mass * (found - target)
    for axis, kind in enumerate(kinds):
        if kind == "fixed":
            ends = (slice(None),) * axis + ([0, -1],)
            assert np.array_equal(found[ends], destination[ends])
            residual[ends] = 0
    if is_loose:
        residual -= residual.mean(axis=(0, 1))
        assert np.allclose(found.mean(axis=(0, 1)), means, atol=1e-9 if dtype == "float64" else 0.05)
    assert np.abs(residual).max() <= (1e-9 if dtype == "float64" else 0.02)


@pytest.mark.parametrize("boundary", ["free", "fixed"])
@pytest.mark.parametrize("shape", [(60, 50), (53, 61)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_solvers_agree(shape, boundary, dtype):
    source, destination = zoo.pictures(shape, dtype)
    for region in (np.ones(shape, bool), zoo.rectangle(shape)):
        results = [
            poisson.clone(
                source, destination, region, boundary=boundary, screening=(0.01, source), solver=solver,
                out=np.empty(destination.shape),
            ).image
            for solver in ("transform", "multigrid", "pyamg")
        ]  # fmt: skip
        limit = 0.25 if dtype == "uint8" else 2e-5 * zoo.WHITE[dtype]
        assert np.abs(results[0] - results[1]).max() <= limit
        assert np.abs(results[0] - results[2]).max() <= limit


def test_rounding_is_foreseen():
    """Single precision is left where it is not enough, and the estimate is honest."""
    shape = (600, 800)
    source, destination = zoo.pictures(shape)
    region = np.ones(shape, bool)
    field = poisson.edges(source)
    exact, single, rough = np.empty((3, *shape, 3))
    poisson.solve(destination, field, region, mean=128, solver="transform", tolerance=1e-9, out=exact)
    fine = poisson.solve(destination, field, region, mean=128, solver="transform", out=single)
    assert np.abs(single - exact).max() <= fine.error <= 0.25
    wild = poisson.Edges(*(1000 * each for each in field))
    poisson.solve(destination, wild, region, mean=128, solver="transform", tolerance=1e-9, out=exact)
    coarse = poisson.solve(destination, wild, region, mean=128, solver="transform", out=rough)
    assert np.abs(rough - exact).max() <= max(coarse.error, 1e-6) <= 0.25


def test_it_is_chosen_where_it_is_possible():
    shape = (40, 50)
    source, destination = zoo.pictures(shape)
    everywhere = np.ones(shape, bool)
    screened = {"screening": (0.1, source)}
    assert poisson.clone(source, destination, everywhere, **screened).solver == "transform"
    assert poisson.clone(source, destination, zoo.rectangle(shape), **screened).solver == "transform"
    assert poisson.clone(source, destination, zoo.ellipse(shape), **screened).solver == "multigrid"
    assert poisson.clone(source, destination, everywhere, boundary="fixed").solver == "multigrid"
    plane = np.linspace(0.1, 1, 2000).reshape(shape)
    assert poisson.clone(source, destination, everywhere, screening=(plane, source)).solver == "multigrid"


@pytest.mark.parametrize("axis", [0, 1])
def test_a_periodic_picture_has_no_seam(axis):
    """A ramp has a jump at its ends; the field around them is 0, and what is too much is shared by all edges."""
    ramp = np.arange(40.0)[:, None].repeat(30, axis=1)
    ramp = ramp if axis == 0 else ramp.T
    boundary = ("periodic", "free") if axis == 0 else ("free", "periodic")
    everywhere = np.ones(ramp.shape, bool)
    found = poisson.solve(ramp, poisson.edges(ramp), everywhere, boundary=boundary, mean=7.0).image
    assert np.allclose(np.diff(found, axis=axis), 1 / 40)
    assert abs(found.mean() - 7) <= 1e-4
    free = poisson.solve(ramp, poisson.edges(ramp), everywhere, boundary="free", mean=7.0).image
    assert np.ptp(free) > 38


def test_refusals():
    shape = (12, 15)
    source, destination = zoo.pictures(shape)
    field = poisson.edges(source)
    everywhere = np.ones(shape, bool)

    def refuse(words, error=ParameterError, region=everywhere, **options):
        with pytest.raises(error, match=words):
            poisson.solve(destination, field, region, **options)

    refuse("Only whole images", region=zoo.ellipse(shape), boundary="periodic", mean=0)
    refuse("cannot have weights", boundary="periodic", mean=0, weights=(np.ones((11, 15)), np.ones((12, 14))))
    refuse("cannot have weights", boundary="periodic", screening=(np.linspace(1, 2, 180).reshape(shape), 0))
    refuse("does not know periodic", boundary="periodic", mean=0, solver="multigrid")
    refuse("boundary value", error=RegionError, boundary="periodic")
    refuse("boundary value", error=RegionError, solver="transform")
    refuse("solve rectangles", region=zoo.ellipse(shape), solver="transform")
    refuse("free, fixed, periodic", boundary=("free", "open"))
    refuse("fixed, free", rim="open")


def test_progress_and_cancelling():
    shape = (1501, 900)
    picture = zoo.pictures(shape)[0]
    told = []
    poisson.clone(picture, picture, np.ones(shape, bool), screening=(0.1, 0), threads=1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) >= 3 * 3 * shape[0] * shape[1] // (1 << 19)
    for at in (1, len(told) // 2, len(told) - 1):
        calls = []

        def stop(fraction, calls=calls, at=at):
            calls.append(fraction)
            if len(calls) >= at:
                raise Cancelled

        with pytest.raises(Cancelled):
            poisson.clone(picture, picture, np.ones(shape, bool), screening=(0.1, 0), threads=2, progress=stop)


@pytest.mark.parametrize("shape", [(300, 411), (293, 307)])
@pytest.mark.parametrize("boundary", ["free", "periodic", "fixed"])
def test_any_number_of_threads_gives_the_same_bits(shape, boundary):
    picture = zoo.pictures(shape)[0]
    results = [
        poisson.solve(
            picture, poisson.edges(picture), np.ones(shape, bool), boundary=boundary, screening=(0.01, 0),
            threads=threads, out=np.empty(picture.shape),
        ).image
        for threads in (1, 2, 3)
    ]  # fmt: skip
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])


def test_largest_prime():
    assert [largest_prime(number) for number in (1, 2, 12, 49, 97, 4000, 4001, 6 * 1009)] == [
        1, 2, 3, 7, 97, 5, 4001, 1009,
    ]  # fmt: skip
