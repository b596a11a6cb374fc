"""Laws of the equations, on random pictures and regions; in floating samples, which are not clipped."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.poisson import reference

from inlay import poisson

TOLERANCE = 1e-9
linear = st.sampled_from(["source", "average"])
kinds = st.sampled_from(["source", "stronger", "average", "monochrome"])


@st.composite
def scenes(draw, channels=3, largest=14):
    """A source, a destination and a region that is held; rough and smooth, thin and full."""
    shape = draw(st.integers(1, largest)), draw(st.integers(2, largest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    source, destination = rng.normal(0, 1, (2, *shape, channels))
    region = rng.random(shape) < draw(st.sampled_from([0.1, 0.5, 0.8, 0.97, 1.0]))
    region[rng.integers(shape[0]), rng.integers(shape[1])] = True
    if region.all():
        region[rng.integers(shape[0]), rng.integers(shape[1])] = False
    return source, destination, region


def clone(*scene, **options):
    return poisson.clone(*scene, tolerance=TOLERANCE, threads=1, **options).image


def assert_close(a, b):
    assert np.abs(a - b).max() <= 1e-6


@settings(max_examples=150)
@given(scene=scenes(), kind=kinds, per=st.sampled_from(["channel", "colour"]))
def test_any_region_is_solved_exactly(scene, kind, per):
    source, destination, region = scene
    exact = reference.solve(reference.field(source, destination, kind, per), destination, region)
    assert_close(clone(*scene, gradients=kind, per=per), exact)


@settings(max_examples=100)
@given(scene=scenes(), kind=kinds)
def test_bytes_of_any_region_are_within_a_quarter(scene, kind):
    source, destination = (np.clip(128 + 50 * each, 0, 255).astype(np.uint8) for each in scene[:2])
    region = scene[2]
    exact = reference.solve(reference.field(source, destination, kind), destination, region)
    out = np.empty(destination.shape)
    poisson.clone(source, destination, region, gradients=kind, threads=1, out=out)
    assert np.abs(out - exact).max() <= 0.25


@settings(max_examples=25)
@given(scene=scenes(), kind=linear, a=st.floats(-2, 2), seed=st.integers(0, 1000))
def test_linear_in_the_gradients_of_the_source(scene, kind, a, seed):
    source, destination, region = scene
    other = np.random.default_rng(seed).normal(0, 1, source.shape)
    mixed = clone(source + a * other, destination, region, gradients=kind)
    plain = clone(source, destination, region, gradients=kind)
    zero = np.zeros_like(destination)
    assert_close(mixed, plain + a * clone(other, zero, region, gradients=kind))


@settings(max_examples=25)
@given(scene=scenes(), kind=kinds, constant=st.integers(-40, 40))
def test_a_constant_added_to_the_source_changes_nothing(scene, kind, constant):
    """In whole numbers: after rounding, `stronger` might choose the other of two equal gradients."""
    source, destination, region = np.round(8 * scene[0]), np.round(8 * scene[1]), scene[2]
    assert_close(
        clone(source + constant, destination, region, gradients=kind),
        clone(source, destination, region, gradients=kind),
    )


@settings(max_examples=25)
@given(scene=scenes(), kind=st.sampled_from(["source", "stronger", "average"]))
def test_channels_are_independent(scene, kind):
    source, destination, region = scene
    together = clone(*scene, gradients=kind)
    for channel in range(3):
        alone = clone(source[..., channel], destination[..., channel], region, gradients=kind)
        assert_close(alone, together[..., channel])


@settings(max_examples=25)
@given(scene=scenes(), kind=st.sampled_from(["source", "stronger", "average"]))
def test_a_picture_cloned_into_itself_stays(scene, kind):
    _, destination, region = scene
    assert np.array_equal(clone(destination, destination.copy(), region, gradients=kind), destination)
    stored = np.clip(128 + 50 * destination, 0, 255).astype(np.uint8)
    assert np.array_equal(poisson.clone(stored, stored.copy(), region, gradients=kind).image, stored)


@settings(max_examples=25)
@given(scene=scenes(), kind=kinds, slopes=st.tuples(*[st.floats(-3, 3)] * 3))
def test_affine_pictures_are_reproduced(scene, kind, slopes):
    region = scene[2]
    y, x = np.mgrid[: region.shape[0], : region.shape[1]]
    affine = (slopes[0] + slopes[1] * y + slopes[2] * x)[..., None].repeat(3, axis=2)
    # `stronger` and `average` look at what is inside, too: there is nothing to repair for them.
    damaged = np.where(region[..., None], affine if kind in ("stronger", "average") else 7.0, affine)
    assert_close(clone(affine + 2, damaged, region, gradients=kind, luminance=(0.2, 0.5, 0.3)), affine)


@settings(max_examples=25)
@given(scene=scenes(), kind=kinds, turn=st.integers(0, 7))
def test_flips_and_transposes_commute(scene, kind, turn):
    def turned(array):
        array = array[::-1] if turn & 1 else array
        array = array[:, ::-1] if turn & 2 else array
        return array.swapaxes(0, 1) if turn & 4 else array

    plain = clone(*scene, gradients=kind)
    assert_close(clone(*map(turned, scene), gradients=kind), turned(plain))


@settings(max_examples=25)
@given(scene=scenes(channels=1), kind=kinds)
def test_the_result_has_the_least_energy(scene, kind):
    source, destination, region = (each[..., 0] if each.ndim == 3 else each for each in scene)
    guidance = poisson.edges(source, destination, gradients=kind)
    result = clone(source, destination, region, gradients=kind)
    least = poisson.energy(result, guidance, region)
    assert np.abs(poisson.residual(result, guidance, region)).max() <= 1e-6
    nudge = np.random.default_rng(0).normal(0, 0.1, region.shape) * region
    assert poisson.energy(result + nudge, guidance, region) > least
    solved = poisson.solve(destination, guidance, region, tolerance=TOLERANCE).image
    assert_close(solved, result)
