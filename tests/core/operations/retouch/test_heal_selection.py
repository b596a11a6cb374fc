"""Heal Selection: its laws, where the filling comes from, places, opacity, depths and bad input."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import pictures

import inlay
from inlay.errors import Cancelled, InlayWarning, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.operations.marks import Marks
from inlay.operations.retouch.heal_selection import RING
from inlay.picture import Box, Picture, Space

FILLS = ("surroundings", "found", "offset", "membrane", "thin-plate")
HEIGHT, WIDTH = 90, 110


def weave(height=HEIGHT, width=WIDTH, period=(9, 12), dtype="uint8", seed=1):
    """A texture that repeats exactly."""
    random = np.random.default_rng(seed)
    tile = random.uniform(0.2, 0.8, (*period, 3))
    plane = np.tile(tile, (height // period[0] + 1, width // period[1] + 1, 1))[:height, :width]
    white = pictures.white(dtype)
    return (np.rint(plane * white) if white > 1 else plane).astype(dtype)


def disc(y=40, x=55, radius=11, height=HEIGHT, width=WIDTH):
    return pictures.disc(height, width, radius, y, x)


def damaged(image, hole):
    result = image.copy()
    result[hole] = np.nan if image.dtype.kind == "f" else 255
    return result


def heal(image, region=None, fill="found", **options):
    if fill == "offset":
        options.setdefault("x", 24)
    return inlay.heal_selection(image, region, fill=fill, **options)


def made_layer(source, region, document=(WIDTH, HEIGHT), **parameters):
    operation = registry.find("heal-selection")
    job = Job({"source": source, "region": region}, operation.check(parameters), Document(*document, source.space))
    (output,) = operation.perform(job).outputs
    return output


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_a_planted_hole_in_a_periodic_texture_is_filled_with_the_texture(dtype):
    image, hole = weave(dtype=dtype), disc()
    atol = {"uint8": 0, "uint16": 1}.get(dtype, 2e-3 if dtype == "float16" else 2e-5)
    for fill in ("surroundings", "found", "offset"):
        found = heal(damaged(image, hole), hole, fill)
        assert found.dtype == image.dtype
        np.testing.assert_allclose(found.astype(float), image.astype(float), rtol=0, atol=atol)


@settings(max_examples=15, deadline=None)
@given(st.integers(5, 14), st.integers(5, 14), st.integers(0, 1000), st.floats(-2, 2), st.floats(-2, 2))
def test_light_that_changes_evenly_does_no_harm(down, across, seed, slope_y, slope_x):
    """Poisson's equation evens out what the place differs in by a slope."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    light = (slope_y * rows / HEIGHT + slope_x * columns / WIDTH)[..., None] * 0.02
    image, hole = weave(period=(down, across), dtype="float64", seed=seed) + light, disc()
    np.testing.assert_allclose(heal(damaged(image, hole), hole), image, atol=1e-4)


@settings(max_examples=15, deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-1, 1))
def test_an_even_slope_is_a_law_of_both_smooth_fillings(down, across, level):
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    image = (level + down * rows / HEIGHT + across * columns / WIDTH)[..., None]
    for fill in ("membrane", "thin-plate"):
        np.testing.assert_allclose(heal(damaged(image, disc()), disc(), fill), image, atol=1e-4)


def test_a_thin_plate_goes_on_with_slopes_and_a_membrane_does_not():
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] / 100
    image = ((rows - 0.4) ** 2 + (columns - 0.5) ** 2)[..., None]
    hole = disc(radius=25)
    errors = {fill: np.abs(heal(damaged(image, hole), hole, fill) - image)[hole].max() for fill in FILLS[3:]}
    assert errors["thin-plate"] < 0.5 * errors["membrane"]


def test_parts_far_from_each_other_have_places_of_their_own():
    image = np.concatenate([weave(period=(9, 12)), 255 - weave(period=(7, 10), seed=4)], axis=1)
    hole = disc(width=2 * WIDTH) | disc(45, WIDTH + 50, 9, width=2 * WIDTH)
    np.testing.assert_array_equal(heal(damaged(image, hole), hole, radius=60), image)


def test_no_place_within_the_radius_is_said_and_filled_smoothly():
    image, hole = weave(), disc()
    with pytest.warns(InlayWarning, match="No place") as told:
        found = heal(damaged(image, hole), hole, radius=5)
    assert told[0].message.hint
    np.testing.assert_array_equal(found, heal(damaged(image, hole), hole, "membrane"))


def test_the_sampling_area_says_where_pieces_come_from_and_what_they_avoid():
    image = np.concatenate([weave(), 255 - weave()], axis=1)
    hole = disc(x=WIDTH, width=2 * WIDTH)
    area = np.arange(2 * WIDTH) >= WIDTH
    bright = np.where(area, np.ones((HEIGHT, 1)), 0.0)
    only, without = (
        heal(image, hole, "surroundings", sampling=bright, avoid_sampling=avoided) for avoided in (False, True)
    )
    for found, far in ((only, slice(WIDTH + 4, None)), (without, slice(0, WIDTH - 4))):
        inside = hole[:, far]
        np.testing.assert_allclose(found[:, far][inside].astype(int), image[:, far][inside], atol=12)
    assert (only != without).any()


def test_a_sampling_area_without_the_picture_is_refused():
    nowhere = np.zeros((HEIGHT, WIDTH), bool)
    nowhere[40, 55] = True
    with pytest.raises(RegionError, match="Nothing of the layer can be taken from the sampling area") as refusal:
        heal(weave(), disc(), "surroundings", sampling=nowhere)
    assert "selection" in refusal.value.hint


def test_what_nothing_fits_is_said_with_how_much_it_is():
    with pytest.warns(InlayWarning, match=r"For 100 % of what is filled nothing around fits") as told:
        found = heal(weave(), disc(), "surroundings", radius=2)
    assert told[0].message.code == "unfit" and told[0].message.hint
    assert np.isfinite(found).all()


def test_a_protected_border_bleeds_less():
    """A rough dark wall that the selection cuts into, and that the sampling area leaves out."""
    random = np.random.default_rng(0)
    plain = 0.6 + 0.01 * random.standard_normal((HEIGHT, WIDTH, 3)).astype(np.float32)
    wall = 0.4 * random.random((HEIGHT, WIDTH, 1), np.float32)
    hole = disc(radius=14)
    bleeding = {False: 0.0, True: 0.0}
    for start in (58, 61, 64):
        columns = np.arange(WIDTH)[:, None]
        image, area = np.where(columns < start, plain, wall), np.ones((HEIGHT, 1), bool) & (columns[:, 0] < start - 4)
        for protect in bleeding:
            found = heal(image, hole, "surroundings", sampling=area, protect=protect, lines_go_on=False)
            bleeding[protect] += np.abs(found[hole] - 0.6).mean()
    assert bleeding[True] < 0.92 * bleeding[False] < 0.08


def test_a_line_that_is_drawn_is_gone_along():
    """Ground below sky, lower on one side of the selection than on the other: the artist says what lies between."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    ground = np.interp(columns, [35, 75], [30, 60])
    noise = np.random.default_rng(0).normal(0, 4, (HEIGHT, WIDTH, 3))
    image = np.where((rows > ground)[..., None], (120, 90, 60), (90, 140, 220)) + noise
    source = Picture(image.clip(0, 255).astype(np.uint8), space=Space("RGB"))
    hole = (columns > 38) & (columns < 72) & (rows > 12) & (rows < 78)
    operation = registry.find("heal-selection")
    job = Job(
        {"source": source, "region": Picture(hole, space=Space("MASK", np.dtype(bool)))},
        operation.check({"lines-go-on": False}),
        Document(WIDTH, HEIGHT, source.space),
    )
    line = np.array([[10.0, 30.0], [35.0, 30.0], [75.0, 60.0], [100.0, 60.0]])
    misses = []
    for marks in (None, Marks.of_lines((line,))):
        (layer,) = operation.perform(replace(job, marks=marks)).outputs
        is_sky = layer.picture.colour[..., 2] > layer.picture.colour[..., 0]
        wanted = (rows < ground)[layer.picture.box.slices]
        misses.append(np.abs(is_sky.sum(axis=0) - wanted.sum(axis=0)).max())
    assert misses[1] <= 3 and misses[0] > 6


def test_an_offset_that_leads_astray_is_said():
    image, hole = weave(), disc()
    for y, x in ((0, 3), (0, 100), (-500, 0), (0, 0)):
        with pytest.warns(InlayWarning, match="outside the picture, transparent or selected"):
            found = heal(damaged(image, hole), hole, "offset", x=x, y=y)
        assert np.isfinite(found).all()
        np.testing.assert_array_equal(found[~hole], image[~hole])


@pytest.mark.parametrize("fill", FILLS)
def test_soft_selections_stay_soft_and_the_rest_bit_for_bit(fill):
    image, hole = weave(dtype="float32"), disc()
    full = heal(image, hole, fill)
    half = heal(image, hole * 0.5, fill)
    np.testing.assert_allclose(half[hole], (full[hole] + image[hole]) / 2, atol=1e-6)
    np.testing.assert_array_equal(half[~hole], image[~hole])


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_a_new_layer_of_the_selections_size(fill, dtype):
    image, hole = weave(dtype=dtype), disc()
    source = Picture(image, 0, 0, Space("RGB", image.dtype), "Weave")
    mask = Picture(hole * np.float32(0.5), 0, 0, Space("MASK", np.dtype(np.float32)))
    made = made_layer(source, mask, fill=fill, x=24, y=0)
    assert made.picture.box == Box(45, 30, 21, 21)
    assert made.name == "Weave (Heal Selection)"
    box = made.picture.box.slices
    np.testing.assert_allclose(
        made.picture.alpha.astype(float) / pictures.white(dtype), hole[box] * 0.5, atol=0.5 / 255
    )
    np.testing.assert_array_equal(made.picture.colour[hole[box]], heal(image, hole, fill)[box][hole[box]])


@pytest.mark.parametrize("fill", FILLS)
def test_no_more_is_read_than_the_ring(fill):
    image, hole = weave(300, 320), disc(150, 160, 8, 300, 320)
    operation = registry.find("heal-selection")
    parameters = {"fill": fill, "radius": 30, "x": -24, "y": 9}
    source = Picture(image, 0, 0, Space("RGB", image.dtype))
    mask = Picture(hole[142:159, 152:169] * np.float32(1), 152, 142, Space("MASK", np.dtype(np.float32)))
    ring = operation.reach(operation.check(parameters))
    frame = mask.box.grow(ring).intersect(source.box)
    whole, part = (made_layer(each, mask, (320, 300), **parameters) for each in (source, source.crop(frame)))
    np.testing.assert_array_equal(whole.picture.pixels, part.picture.pixels)


@pytest.mark.parametrize("fill", FILLS)
def test_hidden_colours_do_not_bleed(fill):
    image = np.dstack([weave(dtype="float32"), np.ones((HEIGHT, WIDTH), np.float32)])
    image[20:35, 30:60, 3] = 0
    wild = image.copy()
    wild[image[..., 3] == 0, :3] = np.nan
    shown = image[..., 3] > 0
    made, other = (heal(each, disc(), fill) for each in (image, wild))
    assert np.isfinite(other[shown]).all()
    np.testing.assert_array_equal(made[shown], other[shown])
    np.testing.assert_array_equal(made[..., 3], image[..., 3])


@pytest.mark.parametrize("fill", FILLS[1:])
def test_a_part_that_nothing_holds_keeps_its_mean_and_is_told(fill):
    """An island of an otherwise transparent corner, selected whole, besides a hole that is held."""
    image = np.dstack([weave(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    image[70:, 80:, 3] = 0
    image[80:85, 90:100] = (10, 20, 200, 255)
    hole = disc()
    hole[80:85, 90:100] = True
    with pytest.warns(InlayWarning) as told:
        found = heal(image, hole, fill, radius=40)
    assert "floating" in {each.message.code for each in told}
    np.testing.assert_allclose(found[80:85, 90:100].mean(axis=(0, 1)), (10, 20, 200, 255), atol=1)


def test_a_part_that_nothing_holds_takes_on_the_colours_of_its_pieces():
    image = np.dstack([weave(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    image[60:, 70:, 3] = 0
    image[75:85, 85:100] = (10, 20, 200, 255)
    hole = np.zeros((HEIGHT, WIDTH), bool)
    hole[75:85, 85:100] = True
    found = heal(image, hole, "surroundings")
    np.testing.assert_allclose(found[hole, :3].mean(axis=0), weave()[hole].mean(axis=0), atol=25)


@pytest.mark.parametrize("fill", FILLS)
def test_what_is_not_finite_far_away_does_no_harm(fill):
    image = weave(dtype="float32")
    image[5:9, 5:9] = np.nan
    found = heal(damaged(image, disc()), disc(), fill)
    assert np.isfinite(found[disc()]).all()
    np.testing.assert_array_equal(found[~disc()], image[~disc()])


@pytest.mark.parametrize("fill", FILLS)
def test_a_region_of_one_pixel_at_a_corner_too(fill):
    image = weave()
    for place in ((40, 55), (0, 0)):
        hole = np.zeros(image.shape[:2], bool)
        hole[place] = True
        found = heal(damaged(image, hole), hole, fill)
        np.testing.assert_array_equal(found[~hole], image[~hole])
    np.testing.assert_array_equal(heal(damaged(image, hole), hole), image)


@pytest.mark.parametrize("fill", FILLS)
def test_gray_and_values_beyond_white_and_below_black(fill):
    image = weave(dtype="float64")[..., 0] * 20 - 10
    found = heal(damaged(image, disc()), disc(), fill)
    assert found.shape == image.shape
    assert np.isfinite(found).all()
    assert found[disc()].max() > 1
    assert found[disc()].min() < 0


@pytest.mark.parametrize("fill", FILLS)
def test_threads_agree_and_progress_may_cancel(fill):
    image, hole = weave(240, 260), disc(120, 130, 40, 240, 260)
    told, offset = [], {"x": 84} if fill == "offset" else {}
    single = heal(
        image, hole, fill, threads=1, **offset, progress=lambda fraction, doing: told.append((fraction, doing))
    )
    np.testing.assert_array_equal(single, heal(image, hole, fill, threads=3, **offset))
    assert all(0 <= fraction <= 1 and doing for fraction, doing in told)
    assert max(fraction for fraction, _ in told) > 0.5

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        heal(image, hole, fill, progress=cancel)


@pytest.mark.parametrize("fill", FILLS)
def test_bad_input_is_refused_in_words(fill):
    image = weave(dtype="float32")
    broken = image.copy()
    broken[40, 55 + 11, 1] = np.nan
    nothing = np.zeros((HEIGHT, WIDTH), bool)
    for given_image, region, error, words in (
        (image, nothing, RegionError, "empty"),
        (image, ~nothing, RegionError, "All of the layer is selected"),
        (image, None, RegionError, "Nothing is selected"),
        (image, np.ones((4, 4), bool), InputError, "size"),
        (broken, disc(), InputError, "finite"),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InlayWarning)
            with pytest.raises(error, match=words) as refusal:
                heal(given_image, region, fill)
        assert refusal.value.hint
    with pytest.raises(ParameterError, match="whole number"):
        heal(image, disc(), radius=0)


def test_the_reach_of_the_search():
    operation = registry.find("heal-selection")
    assert operation.reach(operation.check({"radius": 10, "x": -7, "y": 3, "smoothing": 2.0})) == RING + 26
