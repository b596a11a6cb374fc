"""Swap Features: twice is nothing, both results are seamless, what cannot be exchanged stays."""

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from tests.pictures import disc, noise

import inlay
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Group, Job
from inlay.picture import Picture, Space

OPERATION = registry.find("swap-features")
DTYPES = ["uint8", "uint16", "float16", "float32", "float64"]


def drawn(shape, dtype="float64", seed=0):
    return noise(shape, dtype, seed, 0.25, 0.75)


@given(
    seed=st.integers(0, 10_000),
    channels=st.integers(1, 4),
    boundary=st.sampled_from(["free", "fixed", "everywhere"]),
    selected=st.sampled_from([None, 0.2, 0.8, 1.0]),
)
@settings(max_examples=40)
def test_swapping_twice_gives_both_layers_back(seed, channels, boundary, selected):
    """With holes in the layers, in the region, and up to the borders."""
    rng = np.random.default_rng(seed)
    layers = [rng.random((14, 17, channels)) for _ in range(2)]
    if channels in (2, 4):
        for layer in layers:
            layer[..., -1] = rng.random((14, 17)) < 0.95
    region = None if selected is None else rng.random((14, 17)) < selected
    if boundary == "fixed":
        region = np.ones((14, 17), bool) if region is None else region
        region[5, 5:7] = True
    call = {"region": region, "boundary": boundary, "tolerance": 1e-10}
    try:
        once = inlay.swap_features(*layers, **call)
    except RegionError:
        reject()
    twice = inlay.swap_features(*once, **call)
    for layer, back in zip(layers, twice, strict=True):
        np.testing.assert_allclose(back, layer, atol=1e-7)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 3])
def test_both_results_are_the_clones_of_one_into_the_other(dtype, channels):
    first, second = drawn((40, 50, channels), dtype, 1), drawn((40, 50, channels), dtype, 2)
    region = disc(40, 50, 15)
    swapped = inlay.swap_features(first, second, region)
    for result, mine, other in zip(swapped, (first, second), (second, first), strict=True):
        assert result.dtype == mine.dtype
        np.testing.assert_array_equal(result, inlay.seamless_clone(other, mine, region))
        np.testing.assert_array_equal(result[~region], mine[~region])


def test_soft_coverage_lays_the_exact_results_over_the_layers():
    first, second = drawn((40, 50, 3), seed=1), drawn((40, 50, 3), seed=2)
    region = disc(40, 50, 15)
    hard, soft = inlay.swap_features(first, second, region), inlay.swap_features(first, second, region * 0.25)
    for exact, mixed, layer in zip(hard, soft, (first, second), strict=True):
        np.testing.assert_allclose(mixed, layer + 0.25 * (exact - layer), atol=1e-9)


def test_without_a_selection_the_layers_keep_their_mean_colours():
    first, second = drawn((20, 30, 3), seed=1), drawn((20, 30, 3), seed=2) / 2
    swapped = inlay.swap_features(first, second)
    for result, mine, other in zip(swapped, (first, second), (second, first), strict=True):
        np.testing.assert_allclose(result - result.mean(axis=(0, 1)), other - other.mean(axis=(0, 1)), atol=1e-4)
        np.testing.assert_allclose(result.mean(axis=(0, 1)), mine.mean(axis=(0, 1)), atol=1e-4)


@pytest.mark.parametrize("gradients", ["stronger", "average", "monochrome"])
def test_other_gradients(gradients):
    first, second = drawn((30, 30, 3), "uint8", 1), drawn((30, 30, 3), "uint8", 2)
    region = disc(30, 30, 10)
    swapped = inlay.swap_features(first, second, region, gradients=gradients)
    np.testing.assert_array_equal(swapped[0], inlay.seamless_clone(second, first, region, gradients=gradients))
    np.testing.assert_array_equal(swapped[1], inlay.seamless_clone(first, second, region, gradients=gradients))


def test_nothing_is_exchanged_beside_what_only_one_layer_has():
    first, second = drawn((20, 20, 4), seed=1), drawn((20, 20, 4), seed=2)
    first[..., 3] = second[..., 3] = 1
    second[8:12, 8:12] = np.nan
    second[8:12, 8:12, 3] = 0
    region = disc(20, 20, 9)
    one, other = inlay.swap_features(first, second, region)
    kept = np.zeros((20, 20), bool)
    kept[8:12, 8:12] = kept[7:13, 8:12] = kept[8:12, 7:13] = True
    np.testing.assert_array_equal(one[kept], first[kept])
    np.testing.assert_array_equal(other[kept], second[kept])
    assert (one[region & ~kept] != first[region & ~kept]).any()
    assert np.isfinite(one).all()


def test_layers_of_different_sizes_are_exchanged_where_they_overlap():
    first, second = drawn((30, 40, 3), seed=1), drawn((50, 20, 3), seed=2)
    one, other = inlay.swap_features(first, second)
    assert one.shape == first.shape
    assert other.shape == second.shape
    np.testing.assert_array_equal(one[:, 19:], first[:, 19:])
    np.testing.assert_array_equal(other[29:], second[29:])
    assert (one[:29, :19] != first[:29, :19]).all()


def test_values_above_one_survive():
    swapped = inlay.swap_features(20 * drawn((30, 30, 3)), 20 * drawn((30, 30, 3), seed=1), disc(30, 30, 9))
    assert all(result[disc(30, 30, 9)].max() > 5 for result in swapped)


def test_one_pixel_takes_on_what_is_around():
    region = np.zeros((5, 5), bool)
    region[2, 2] = True
    one, other = inlay.swap_features(np.full((5, 5), 10.0), np.full((5, 5), -3.0), region)
    assert one[2, 2] == 10
    assert other[2, 2] == -3


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"region": np.zeros((9, 9), bool)}, RegionError, "empty"),
        ({"region": np.ones((5, 5), bool)}, InputError, "size"),
        ({"first": np.zeros((9, 9), np.uint8)}, InputError, "uint8"),
        ({"first": np.zeros((9, 9, 3))}, InputError, "grey"),
        ({"first": np.full((9, 9), np.nan)}, InputError, "finite"),
        ({"first": np.zeros((9, 9, 2))}, RegionError, "empty"),
        ({"gradients": "softer"}, ParameterError, "softer"),
        ({"boundary": "loose"}, ParameterError, "loose"),
        ({"second": "picture"}, InputError, "second picture"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, words):
    region = np.zeros((9, 9), bool)
    region[3:6, 3:6] = True
    call = {"first": np.ones((9, 9)), "second": np.zeros((9, 9)), "region": region} | change
    with pytest.raises(error, match=words) as refusal:
        inlay.swap_features(**call)
    assert refusal.value.hint


def test_layers_with_nothing_in_common_are_refused():
    first, second = np.zeros((9, 9, 4)), np.zeros((9, 9, 4))
    first[:, :4, 3] = second[:, 5:, 3] = 1
    with pytest.raises(RegionError, match="in common") as refusal:
        inlay.swap_features(first, second)
    assert refusal.value.hint


def test_progress_rises_and_may_cancel():
    told = []
    first, second = drawn((200, 300, 3), "uint8", 1), drawn((200, 300, 3), "uint8", 2)
    inlay.swap_features(first, second, disc(200, 300, 90), progress=lambda fraction, doing: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.swap_features(first, second, disc(200, 300, 90), progress=cancel)


def job(second_at=(0, 0), **parameters):
    def rgba(seed):
        return np.dstack([drawn((30, 30, 3), "uint8", seed), np.full((30, 30), 255, np.uint8)])

    selection = Picture(np.full((8, 6), 128, np.uint8), 15, 12, Space("MASK"))
    return Job(
        {
            "first": Picture(rgba(1), 5, 4, Space(), "Ada"),
            "second": Picture(rgba(2), *second_at, Space(), "Bea"),
            "region": selection,
        },
        OPERATION.check(parameters),
        Document(60, 60),
    )


def test_the_layers_arrive_in_a_group_the_first_on_top():
    swap = job()
    result = OPERATION.perform(swap)
    (group,) = result.outputs
    assert isinstance(group, Group)
    assert (group.place, group.of) == ("above", "first")
    assert [layer.name for layer in group.children] == ["Bea (Swap Features)", "Ada (Swap Features)"]
    for layer in group.children:
        assert layer.picture.box == Box(15, 12, 6, 8)
        assert (layer.picture.alpha == 128).all()
    first, second = swap.images["first"].colour, swap.images["second"].colour
    region = np.zeros((25, 25), bool)
    region[8:16, 10:16] = True
    expected = inlay.swap_features(first[:25, :25], second[4:29, 5:], region)
    for layer, picture in zip(group.children[::-1], expected, strict=True):
        np.testing.assert_array_equal(layer.picture.colour, picture[8:16, 10:16])
    assert result.report["error"] < 0.25


def test_a_layer_that_lies_elsewhere_is_refused():
    with pytest.raises(RegionError) as refusal:
        OPERATION.perform(job(second_at=(30, 30)))
    assert refusal.value.hint


def test_monochrome_in_lab_says_what_to_do():
    swap = job(gradients="monochrome")
    space = Space("LABA")
    lab = Job(
        {
            role: picture if role == "region" else Picture(picture.pixels, picture.x, picture.y, space)
            for role, picture in swap.images.items()
        },
        swap.parameters,
        Document(60, 60, space),
    )
    with pytest.raises(InputError, match="LAB"):
        OPERATION.perform(lab)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_opacities_beyond_0_and_1(dtype):
    """Read as 0 and 1, and left as they are where nothing is exchanged."""
    random = np.random.default_rng(5)
    first, second = (random.random((2, 30, 24, 4)) * 4).astype(dtype)
    first[..., 3] -= 1
    region = np.zeros((30, 24))
    region[5:20, 4:18] = random.random((15, 14))
    for before, after in zip((first, second), inlay.swap_features(first, second, region), strict=True):
        assert np.isfinite(after).all()
        assert ((after[region > 0][:, 3] >= 0) & (after[region > 0][:, 3] <= 1)).any()
        changed = (after != before).any(axis=2)
        assert (after[changed][:, 3] <= 1).all() and not changed[region == 0].any()
