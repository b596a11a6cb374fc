"""The ways of Seamless Clone: spaces to blend in, the source's own colour, the best border, protected texture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import pictures
from tests.cases import every
from tests.pictures import disc, waves

import inlay
from inlay import poisson
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

OPERATION = registry.find("seamless-clone")


def spread(result, destination, source, region):
    """How far a result is from the destination's colours towards the source's, in the middle of the region."""
    y, x = (int(np.mean(each)) for each in np.nonzero(region))
    return float(np.mean((result[y, x] - destination[y, x]) / (source[y, x] - destination[y, x])))


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_no_source_colour_is_the_membrane_and_all_of_it_the_paste(dtype):
    source, destination = waves(40, 40, 3, dtype, 1), waves(60, 60, 3, dtype, 2)
    region = disc(40, 40, 15) * 0.75
    membrane, paste = (
        inlay.seamless_clone(source, destination, region, y=5, x=7, keep_source_colour=percent) for percent in (0, 100)
    )
    np.testing.assert_array_equal(membrane, inlay.seamless_clone(source, destination, region, y=5, x=7))
    np.testing.assert_array_equal(paste, inlay.copy_paste(source, destination, region, y=5, x=7))


@given(st.floats(0, 100), st.floats(0, 100))
@settings(max_examples=40)
def test_more_source_colour_is_nearer_to_the_source(first, second):
    source, destination, region = np.full((40, 40), 0.8), np.full((40, 40), 0.2), disc(40, 40, 15)
    shares = [
        spread(
            inlay.seamless_clone(source, destination, region, keep_source_colour=percent), destination, source, region
        )
        for percent in sorted((first, second))
    ]
    assert -1e-4 <= shares[0] <= shares[1] + 1e-4
    assert shares[1] <= 1 + 1e-4


@pytest.mark.parametrize("size", [40, 160])
def test_half_of_the_source_colour_is_half_in_the_middle_at_any_resolution(size):
    source, destination = np.full((size, size), 0.8), np.full((size, size), 0.2)
    region = disc(size, size, 0.4 * size)
    result = inlay.seamless_clone(source, destination, region, keep_source_colour=50)
    assert abs(spread(result, destination, source, region) - 0.5) < 0.03
    assert abs(result - destination)[region & ~disc(size, size, 0.4 * size - 1)].max() < 0.1


@pytest.mark.parametrize("space", ["rgb", "linear", "lab", "hsv", "gray"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_a_picture_cloned_into_itself_is_itself_in_every_space(space, dtype):
    picture = waves(40, 40, 3, dtype, 3)
    if space == "gray":
        picture = picture[..., :1].repeat(3, axis=2)
    result = inlay.seamless_clone(picture, picture, disc(40, 40, 15), blend_space=space)
    assert result.dtype == picture.dtype
    np.testing.assert_allclose(result.astype(float), picture.astype(float), atol={"u": 1, "f": 2e-3}[result.dtype.kind])
    np.testing.assert_array_equal(result[~disc(40, 40, 15)], picture[~disc(40, 40, 15)])


@pytest.mark.parametrize("space", ["linear", "lab", "hsv"])
def test_spaces_differ_and_keep_the_border(space):
    source, destination = waves(40, 40, 3, "float32", 1), waves(40, 40, 3, "float32", 2)
    region = disc(40, 40, 15)
    plain, other = (inlay.seamless_clone(source, destination, region, blend_space=each) for each in ("rgb", space))
    np.testing.assert_array_equal(other[~region], destination[~region])
    assert 1e-4 < np.abs(plain - other)[region].max() < 0.5


def test_in_gray_the_result_is_gray():
    source, destination = waves(40, 40, 3, "uint8", 1), waves(40, 40, 3, "uint8", 2)
    region = disc(40, 40, 15)
    result = inlay.seamless_clone(source, destination, region, blend_space="gray")
    assert (np.ptp(result[region], axis=1) == 0).all()
    np.testing.assert_array_equal(result[~region], destination[~region])


@pytest.mark.parametrize("space", ["rgb", "linear", "lab", "hsv", "gray"])
@pytest.mark.parametrize("gradients", ["stronger", "monochrome"])
def test_other_gradients_in_other_spaces(space, gradients):
    source, destination = waves(30, 30, 3, "uint8", 1), waves(30, 30, 3, "uint8", 2)
    result = inlay.seamless_clone(source, destination, disc(30, 30, 10), blend_space=space, gradients=gradients)
    assert (result[disc(30, 30, 10)] != destination[disc(30, 30, 10)]).any()


def test_held_by_nothing_the_piece_takes_on_the_mean_colour_alone():
    source, destination = waves(40, 40, 3, "float64", 1), waves(40, 40, 3, "float64", 2)
    region = disc(40, 40, 15)
    result = inlay.seamless_clone(source, destination, region, boundary="everywhere")
    shift = (result - source)[region]
    np.testing.assert_allclose(shift, np.broadcast_to(shift[0], shift.shape), atol=2e-5)
    np.testing.assert_allclose(result[region].mean(axis=0), destination[region].mean(axis=0), atol=1e-9)
    np.testing.assert_array_equal(result[~region], destination[~region])


def test_a_mismatch_at_the_border_stays_there_when_protected():
    y, x = np.mgrid[:100, :100]
    source = np.full((100, 100, 3), 0.5)
    matching = source + 0.2
    blocked = np.where(((x < 30) & (abs(y - 50) < 12))[..., None], 0, matching)
    region = disc(100, 100, 35)
    plain, tolerant = (
        abs(inlay.seamless_clone(source, blocked, region, protect_texture=each) - matching)[region].mean()
        for each in (False, True)
    )
    assert tolerant < plain / 30


def test_low_curl_takes_a_long_difference_in_and_leaves_a_short_one_where_it_is():
    y, x = np.mgrid[:100, :100]
    source = np.repeat((0.5 + 0.1 * np.sin(x / 17))[..., None], 3, axis=2)
    matching = source + 0.1 + 0.1 * (x / 100)[..., None]
    blocked = np.where(((x < 30) & (abs(y - 50) < 2))[..., None], 0, matching)
    region = disc(100, 100, 35)
    expected = inlay.seamless_clone(source, matching, region)
    plain, curled = (
        abs(inlay.seamless_clone(source, blocked, region, **ways) - expected)[region].max()
        for ways in ({}, {"protect_texture": True, "bleeding": "low-curl"})
    )
    assert curled < plain / 2
    weights = poisson.tolerant_weights(source, matching, region, doubting=False)
    field = poisson.low_curl(poisson.edges(source, matching), matching, region)
    solved = poisson.solve(matching, field, region, weights=weights).image
    found = inlay.seamless_clone(source, matching, region, protect_texture=True, bleeding="low-curl")
    np.testing.assert_allclose(found, solved, atol=1e-3)


def loose_scene():
    """A thing in a loose selection, and a place whose light differs but beyond a ring around the thing."""
    thing, ring, region = disc(60, 60, 10), disc(60, 60, 17), disc(60, 60, 26)
    source = waves(60, 60, 3, "float64", 1)
    destination = source + 0.05
    destination[~ring] += np.where(np.indices((60, 60))[1] < 30, 0.4, -0.3)[~ring][:, None]
    return source, destination, region, thing, ring


def test_the_best_border_is_found_around_a_mask():
    source, destination, region, thing, ring = loose_scene()
    result = inlay.seamless_clone(source, destination, region, optimal_boundary=True, object=thing)
    np.testing.assert_array_equal(result[~ring], destination[~ring])
    np.testing.assert_allclose(result[thing], source[thing] + 0.05, atol=1e-4)


def test_the_best_border_is_found_around_what_is_more_than_half_opaque():
    source, destination, region, thing, ring = loose_scene()
    alpha = np.where(thing, 1.0, np.where(region, 0.4, 0.0))
    layer = np.dstack([source, alpha])
    result = inlay.seamless_clone(layer, destination, optimal_boundary=True)
    np.testing.assert_array_equal(result[~ring], destination[~ring])
    np.testing.assert_allclose(result[thing], source[thing] + 0.05, atol=1e-4)


def test_the_object_moves_with_the_source():
    source, destination, region, thing, _ = loose_scene()
    selection = Picture((region * 255).astype(np.uint8), 3, 4, Space("MASK"))
    mask = Picture((thing * 255).astype(np.uint8), 3, 4, Space("MASK"))
    space = Space("RGB", np.dtype(np.float64))
    canvas = np.zeros((90, 90, 3))
    canvas[14:74, 23:83] = destination
    scene = Job(
        {
            "source": Picture(source, 3, 4, space, "Thing"),
            "destination": Picture(canvas, 0, 0, space),
            "region": selection,
            "object": mask,
        },
        OPERATION.check({"x": 20, "y": 10, "optimal-boundary": True}),
        Document(90, 90, space),
    )
    layer = OPERATION.perform(scene).outputs[0].picture
    direct = inlay.seamless_clone(source, destination, region, optimal_boundary=True, object=thing)
    box = layer.box.shift(-23, -14).slices
    shown = layer.alpha > 0
    np.testing.assert_allclose(layer.colour[shown], direct[box][shown], atol=1e-9)
    assert shown.sum() < region.sum()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"object": np.zeros((60, 60), bool)}, RegionError, "Nothing of the object"),
        ({"object": np.ones((60, 60), bool)}, RegionError, "no room"),
        ({}, RegionError, "no room"),
        ({"object": np.ones((5, 5), bool)}, InputError, "object"),
        ({"object": np.full((60, 60), np.nan)}, InputError, "object"),
        ({"keep_source_colour": 101}, ParameterError, "101"),
        ({"blend_space": "xyz"}, ParameterError, "xyz"),
        ({"protect_texture": 1}, ParameterError, "true or false"),
    ],
)
def test_bad_objects_and_values_are_refused_in_words(change, error, words):
    source, destination, region, _, _ = loose_scene()
    with pytest.raises(error, match=words) as refusal:
        inlay.seamless_clone(source, destination, region, optimal_boundary=True, **change)
    assert refusal.value.hint


WAYS = [
    {"keep_source_colour": 40},
    {"protect_texture": True},
    {"bleeding": "low-curl", "protect_texture": True, "keep_source_colour": 10},
    {"optimal_boundary": True, "object": disc(30, 30, 4)},
    {"blend_space": "lab"},
    {"blend_space": "hsv", "protect_texture": True, "keep_source_colour": 20},
    {"boundary": "everywhere"},
]


@pytest.mark.parametrize("ways", WAYS, ids=lambda ways: next(iter(ways)))
@every("dtype", pictures.DTYPES)
@every("channels", [1, 2, 3, 4])
def test_every_way_works_on_every_type_and_leaves_the_rest_alone(ways, dtype, channels):
    source, destination = waves(30, 30, channels, dtype, 1), waves(30, 30, channels, dtype, 2)
    if channels in (2, 4):
        white = np.iinfo(dtype).max if dtype.startswith("u") else 1
        destination[..., -1] = source[..., -1] = white
        destination[:, :3] = np.nan if dtype.startswith("f") else 77
        destination[:, :3, -1] = 0
    region = disc(30, 30, 12) * 0.8
    result = inlay.seamless_clone(source, destination, region, **ways)
    assert result.dtype == destination.dtype
    np.testing.assert_array_equal(result[region == 0], destination[region == 0])
    assert np.isfinite(result[region > 0].astype(float)).all()
    assert (result[region > 0] != destination[region > 0]).any()


@pytest.mark.parametrize("ways", WAYS, ids=lambda ways: next(iter(ways)))
def test_every_way_refuses_what_is_not_finite_and_can_be_stopped(ways):
    source, destination = waves(30, 30, 3, "float32", 1), waves(30, 30, 3, "float32", 2)

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.seamless_clone(source, destination, disc(30, 30, 12), progress=cancel, **ways)
    source[15, 15] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.seamless_clone(source, destination, disc(30, 30, 12), **ways)


@pytest.mark.parametrize(
    "ways", [way for way in WAYS if "optimal_boundary" not in way], ids=lambda ways: next(iter(ways))
)
def test_every_way_takes_a_region_of_one_pixel_and_values_above_one(ways):
    source, destination = 20 * waves(9, 9, 3, "float32", 1), 20 * waves(9, 9, 3, "float32", 2)
    region = np.zeros((9, 9), bool)
    region[4, 4] = True
    result = inlay.seamless_clone(source, destination, region, **ways)
    assert np.isfinite(result).all()
    assert result[4, 4].max() > 2


@pytest.mark.parametrize("ways", WAYS[:-1], ids=lambda ways: next(iter(ways)))
def test_every_way_says_that_the_region_is_empty_or_that_nothing_holds_it(ways):
    source, destination = waves(30, 30, 3, "uint8", 1), waves(30, 30, 3, "uint8", 2)
    with pytest.raises(RegionError, match="empty"):
        inlay.seamless_clone(source, destination, np.zeros((30, 30), bool), **ways)
    if "keep_source_colour" in ways:
        result = inlay.seamless_clone(source, destination, np.ones((30, 30), bool), **ways)
        assert np.abs(result.astype(int) - source).max() <= 1
        return
    with pytest.raises(RegionError, match="bound"):
        inlay.seamless_clone(source, destination, np.ones((30, 30), bool), **ways)


def test_negative_values_are_values_like_others():
    source, destination = waves(30, 30, 3, "float32", 1) - 1, waves(30, 30, 3, "float32", 2) - 1
    region = disc(30, 30, 12)
    for ways in WAYS[:4]:
        result = inlay.seamless_clone(source, destination, region, **ways)
        assert np.isfinite(result).all()
        assert result.mean() < 0


@pytest.mark.parametrize("shape", [(1, 37), (37, 1), (2, 37), (3, 37)])
@every("space", ["rgb", "linear", "lab", "hsv", "gray"])
def test_protected_texture_of_a_few_rows_or_columns(shape, space):
    source, destination = waves(*shape, 3, np.float32, 1), waves(*shape, 3, np.float32, 2)
    region = np.zeros(shape)
    region[shape[0] // 2, shape[1] // 2] = 1
    result = inlay.seamless_clone(source, destination, region, blend_space=space, protect_texture=True)
    np.testing.assert_array_equal(result[region == 0], destination[region == 0])
    assert np.isfinite(result).all()


@pytest.mark.parametrize("percent", [5e-324, 1e-200, 1e-153, 1e-100])
def test_hardly_any_source_colour_is_none(percent):
    """The pull is so weak that its reciprocal is no number."""
    source, destination, region = np.full((40, 40), 0.8), np.full((40, 40), 0.2), disc(40, 40, 15)
    found = inlay.seamless_clone(source, destination, region, keep_source_colour=percent)
    np.testing.assert_allclose(found, destination, atol=1e-9)
