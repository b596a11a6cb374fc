"""Placement, missing pictures, own fields: what v is on every edge."""

import numpy as np
import pytest
from tests.cases import every
from tests.core.poisson import reference, zoo

from inlay import poisson

SHAPE = (40, 47)


def masked(field, present):
    """A field that is 0 on edges with an end where nothing is present."""
    down, right = field
    return [
        down * (present[1:] & present[:-1])[..., None],
        right * (present[:, 1:] & present[:, :-1])[..., None],
    ]


def placed(source, at, shape):
    """The source in the destination's frame, and where it is."""
    canvas, present = np.zeros((*shape, source.shape[2])), np.zeros(shape, bool)
    for y in range(source.shape[0]):
        for x in range(source.shape[1]):
            if 0 <= y + at[0] < shape[0] and 0 <= x + at[1] < shape[1]:
                canvas[y + at[0], x + at[1]] = source[y, x]
                present[y + at[0], x + at[1]] = True
    return canvas, present


def combine(mine, theirs, kind):
    if kind == "source":
        return mine
    if kind == "average":
        return [(a + b) / 2 for a, b in zip(mine, theirs, strict=True)]
    return [np.where(np.abs(b) > np.abs(a), b, a) for a, b in zip(mine, theirs, strict=True)]


@every("dtype", ["uint8", "float64"])
@every("kind", ["source", "stronger", "average"])
@pytest.mark.parametrize(
    ("size", "at"),
    [((20, 25), (9, 11)), ((40, 47), (0, 0)), ((60, 70), (-5, -7)), ((30, 30), (-12, 31)), ((9, 9), (50, 2))],
)
def test_placement(kind, size, at, dtype):
    source = zoo.pictures(size, dtype, seed=1)[0]
    destination = zoo.pictures(SHAPE, dtype)[1]
    region = zoo.ellipse(SHAPE) | zoo.line(SHAPE)
    canvas, present = placed(source, at, SHAPE)
    field = combine(masked(reference.gradients(canvas), present), reference.gradients(destination), kind)
    exact = reference.solve(field, destination, region)
    out = np.empty(destination.shape)
    poisson.clone(source, destination, region, gradients=kind, at=at, out=out)
    assert np.abs(out - exact).max() <= (0.25 if dtype == "uint8" else 1e-5)
    field = poisson.edges(source, destination, gradients=kind, at=at)
    again = poisson.solve(destination, field, region, out=np.empty(destination.shape)).image
    assert np.abs(again - exact).max() <= (0.25 if dtype == "uint8" else 1e-5)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("kind", ["source", "stronger", "average"])
def test_transparent_pixels(kind, dtype):
    source, destination = zoo.pictures(SHAPE, dtype)
    rng = np.random.default_rng(3)
    source_alpha = rng.choice([0, 1, 255], SHAPE).astype(np.uint8)
    destination_alpha = np.where(rng.random(SHAPE) < 0.2, 0.0, rng.random(SHAPE) + 0.01)
    region = zoo.ragged(SHAPE)
    region[0] = False
    destination_alpha[0] = 1
    here, there = source_alpha > 0, destination_alpha > 0
    mine = masked(reference.gradients(source), here)
    theirs = masked(reference.gradients(destination), there)
    field = combine(mine, theirs, kind)
    held = held_components(region, there)
    exact = reference.solve(field, destination, held, there | region)
    options = {"source_alpha": source_alpha, "destination_alpha": destination_alpha, "gradients": kind}
    out = np.empty(destination.shape)
    poisson.clone(source, destination, held, out=out, **options)
    exact = reference.solve(field, destination, held, there)
    assert np.abs(out - exact)[held].max() <= (0.25 if dtype == "uint8" else 1e-5)
    assert np.array_equal(out[~held], destination[~held])
    poison = np.where(there[..., None] | (zoo.WHITE[dtype] > 1), destination, np.nan)
    if dtype == "float32":
        sick = np.where(here[..., None], source, np.inf).astype(dtype)
        again = poisson.clone(sick, poison.astype(dtype), held, out=np.empty(out.shape), **options).image
        assert np.abs(again - out)[held].max() <= 2e-5
    second = poisson.clone(source, destination, held, out=np.empty(out.shape), solver="pyamg", **options).image
    assert np.abs(second - exact)[held].max() <= (0.25 if dtype == "uint8" else 1e-5)


def held_components(region, present):
    from scipy import ndimage

    labels, _ = ndimage.label(region)
    known = np.pad(present & ~region, 1)
    beside = known[2:, 1:-1] | known[:-2, 1:-1] | known[1:-1, 2:] | known[1:-1, :-2]
    return np.isin(labels, np.unique(labels[region & beside]))


@pytest.mark.parametrize("layout", ["half", "line", "band", "noise", "cut", "one link"])
def test_absent_pixels_are_no_neighbours(layout):
    shape = (90, 120)
    source, destination = zoo.pictures(shape)
    region, alpha = zoo.ellipse(shape, radii=(0.3, 0.3)), np.ones(shape)
    if layout == "half":
        alpha[:, 60:] = 0
    elif layout == "line":
        alpha[:, 60] = 0
    elif layout == "band":
        alpha[40:55] = 0
    elif layout == "noise":
        alpha[np.random.default_rng(0).random(shape) < 0.3] = 0
    elif layout == "cut":
        region[:, 60] = False
        alpha[:, 60] = 0
    else:
        alpha[:] = 0
        alpha[45, np.flatnonzero(region[45])[-1] + 1] = 1
    exact = reference.solve(reference.gradients(source), destination, region, alpha > 0)
    out = np.empty(destination.shape)
    solution = poisson.clone(source, destination, region, destination_alpha=alpha, out=out)
    assert np.abs(out - exact)[region].max() <= 0.25
    assert np.abs(out - exact)[region].mean() <= 0.03
    assert solution.iterations <= 40
    fine = poisson.clone(source, destination, region, destination_alpha=alpha, out=out, tolerance=1e-7).image
    assert np.abs(fine - exact)[region].max() <= 1e-7 * 255


@pytest.mark.parametrize("boundary", ["free", "fixed"])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_boundary_at_the_border_of_the_image(boundary, dtype):
    source, destination = zoo.pictures(SHAPE, dtype)
    region = zoo.touching_three(SHAPE)
    unknown = region.copy()
    if boundary == "fixed":
        unknown[[0, -1]] = unknown[:, [0, -1]] = False
    exact = reference.solve(reference.gradients(source), destination, unknown)
    image = poisson.clone(source, destination, region, boundary=boundary, out=np.empty(destination.shape)).image
    assert np.abs(image - exact).max() <= (0.25 if dtype == "uint8" else 1e-5)


def test_nothing_is_left_to_solve_where_all_is_fixed():
    source, destination = zoo.pictures((2, 9))
    solution = poisson.clone(source, destination, np.ones((2, 9), bool), boundary="fixed")
    assert np.array_equal(solution.image, destination)
    assert solution.image is not destination
    assert solution.iterations == 0


def test_only_the_ends_of_a_signal_are_fixed():
    source, destination = np.random.default_rng(0).normal(0, 1, (2, 30))
    image = poisson.clone(source, destination, np.ones(30, bool), boundary="fixed", tolerance=1e-9).image
    region = np.ones((1, 30), bool)
    region[0, [0, -1]] = False
    exact = reference.solve(reference.gradients(source[None, :, None]), destination[None, :, None], region)
    assert np.abs(image - exact[0, :, 0]).max() <= 1e-8


def test_own_edge_fields():
    rng = np.random.default_rng(1)
    destination = rng.normal(0, 1, (*SHAPE, 2))
    field = [rng.normal(0, 1, (SHAPE[0] - 1, SHAPE[1], 2)), rng.normal(0, 1, (SHAPE[0], SHAPE[1] - 1, 2))]
    region = zoo.ragged(SHAPE)
    exact = reference.solve(field, destination, region)
    assert np.abs(poisson.solve(destination, field, region).image - exact).max() <= 1e-4
    shared = [each[..., 0] for each in field]
    exact = reference.solve([each[..., :1].repeat(2, axis=2) for each in field], destination, region)
    assert np.abs(poisson.solve(destination, shared, region).image - exact).max() <= 1e-4


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_strided_and_read_only_pictures(dtype):
    """A channel order reversed by slicing, as of Krita's planes, and a result written into such a view."""
    source, destination = zoo.pictures(SHAPE, dtype, channels=4)
    source.flags.writeable = destination.flags.writeable = False
    region = zoo.ellipse(SHAPE)
    region.flags.writeable = False
    plain = poisson.clone(source[..., 2::-1].copy(), destination[..., 2::-1].copy(), region).image
    result = np.zeros((*SHAPE, 4), dtype)
    solution = poisson.clone(source[..., 2::-1], destination[..., 2::-1], region, out=result[..., 2::-1])
    assert np.array_equal(result[..., 2::-1], plain)
    assert np.array_equal(solution.image, plain)
    assert not result[..., 3].any()


@pytest.mark.parametrize("kind", ["source", "stronger", "average", "monochrome"])
def test_the_result_may_replace_its_inputs(kind):
    source, destination = zoo.pictures(SHAPE)
    region = zoo.ellipse(SHAPE)
    expected = poisson.clone(source, destination, region, gradients=kind, per="colour").image
    for victim in (0, 1):
        pair = [source.copy(), destination.copy()]
        poisson.clone(*pair, region, gradients=kind, per="colour", out=pair[victim])
        assert np.array_equal(pair[victim], expected)


def test_values_beyond_white_survive_in_float():
    source, destination = zoo.pictures(SHAPE, "float32")
    region = zoo.ellipse(SHAPE)
    bright = poisson.clone(source * 3, destination * 3 - 1, region).image
    assert bright.max() > 1.5
    assert bright.min() < 0
    dull = poisson.clone(source, destination, region).image
    assert np.abs(bright - (dull * 3 - 1)).max() < 1e-3
