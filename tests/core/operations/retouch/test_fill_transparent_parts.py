"""Fill Transparent Parts: corners and holes go on, half transparent pixels blend, places, depths and bad input."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.errors import Cancelled, InlayWarning, InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space

HEIGHT, WIDTH = 90, 110
DTYPES = ("uint8", "uint16", "float16", "float32")


def weave(channels=3, dtype="uint8", height=HEIGHT, width=WIDTH):
    """A texture that repeats exactly."""
    tile = np.random.default_rng(1).uniform(0.2, 0.8, (9, 12, channels))
    plane = np.tile(tile, (height // 9 + 1, width // 12 + 1, 1))[:height, :width] * pictures.white(dtype)
    return (np.rint(plane) if np.dtype(dtype).kind == "u" else plane).astype(dtype)


def corners(height=HEIGHT, width=WIDTH):
    """What a turned photograph lacks."""
    rows, columns = np.mgrid[:height, :width]
    return (rows + columns < 26) | (height - rows + columns < 20) | (rows < 3)


def layered(colours, alpha):
    """Colours with opacity from 0 to 1; what is transparent is as ugly as it gets."""
    opacity = np.asarray(alpha * pictures.white(colours.dtype)).astype(colours.dtype)
    hidden = np.nan if colours.dtype.kind == "f" else 255
    return np.dstack([np.where(opacity[..., None] > 0, colours, colours.dtype.type(hidden)), opacity])


def tolerance(dtype):
    return {"uint8": 0, "uint16": 2, "float16": 2e-3}.get(str(np.dtype(dtype)), 2e-5)


def made(source, region=None, document=(WIDTH, HEIGHT), sampling=None, **parameters):
    operation = registry.find("fill-transparent-parts")
    images = {"source": source, "region": region, "sampling": sampling}
    (output,) = operation.perform(Job(images, operation.check(parameters), Document(*document, source.space))).outputs
    return output


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 3])
def test_the_corners_of_a_texture_go_on_with_it(dtype, channels):
    image, missing = weave(channels, dtype), corners()
    found = inlay.fill_transparent_parts(layered(image, ~missing))
    assert found.dtype == image.dtype
    np.testing.assert_allclose(found[..., :-1].astype(float), image, rtol=0, atol=tolerance(dtype))
    assert (found[..., -1] == pictures.white(dtype)).all()
    np.testing.assert_array_equal(found[~missing], layered(image, ~missing)[~missing])


@pytest.mark.parametrize("model", ["CMYKA", "LABA"])
def test_inks_and_lab_are_colours_as_others(model):
    image = weave(4 if model == "CMYKA" else 3)
    source = Picture(layered(image, ~corners()), space=Space(model))
    picture = made(source).picture
    hole = corners()[picture.box.slices]
    np.testing.assert_array_equal(picture.colour[hole], image[picture.box.slices][hole])


def test_half_transparent_pixels_show_over_the_filling():
    image = weave(dtype="float32")
    alpha = np.clip((np.arange(WIDTH) - 20) / 10, 0, 1) * np.ones((HEIGHT, 1))
    tinted = image.copy()
    tinted[:, :25] = (1.0, 0.0, 0.0)
    found = inlay.fill_transparent_parts(layered(tinted, alpha.astype(np.float32)))
    share = np.where(alpha < 0.5, alpha, 1)[..., None]
    np.testing.assert_allclose(found[..., :3], image + share * (tinted - image), atol=1e-4)
    assert (found[..., 3] == 1).all()


def test_the_result_lies_above_and_is_as_large_as_what_it_fills():
    image = weave()
    alpha = np.ones((HEIGHT, WIDTH))
    alpha[:20, 70:] = 0
    output = made(Picture(layered(image, alpha), space=Space("RGBA"), name="Panorama"))
    assert output.name == "Panorama (Fill Transparent Parts)" and output.place == "above"
    assert output.picture.box == Box(70, 0, 40, 20)
    np.testing.assert_array_equal(output.picture.pixels, np.dstack([image, np.full((HEIGHT, WIDTH), 255)])[:20, 70:])


def test_a_layer_smaller_than_the_canvas_is_continued_to_either_border():
    image, alpha = weave(), np.ones((70, 80), bool)
    alpha[60:, 70:] = False
    source = Picture(layered(image[10:80, 20:100], alpha), 20, 10, Space("RGBA"))
    picture = made(source).picture
    assert picture.box == Box(0, 0, WIDTH, HEIGHT)
    filled = picture.alpha > 0
    misses = np.abs(picture.colour[filled].astype(int) - image[filled]).max(axis=1)
    # Far from all that is known a few may be of another piece.
    assert np.mean(misses <= 3) > 0.98
    assert not filled[10:80, 20:100][alpha].any() and filled[:10].all() and filled[:, :20].all()
    within = made(source, **{"up-to": "layer"}).picture
    np.testing.assert_array_equal(within.pixels[within.alpha > 0], picture.crop(within.box).pixels[within.alpha > 0])
    assert within.box.intersect(source.box) == within.box


def test_an_opaque_layer_without_opacity_is_continued_beside_itself():
    image = weave()
    picture = made(Picture(image[:, 30:], 30, 0, Space("RGB"))).picture
    assert picture.box == Box(0, 0, 30, HEIGHT)
    np.testing.assert_array_equal(picture.colour, image[:, :30])


def test_a_selection_says_where_and_how_far():
    image, missing = weave(dtype="float32"), corners()
    half = np.zeros((HEIGHT, WIDTH), np.float32)
    half[:, : WIDTH // 2] = 0.5
    found = inlay.fill_transparent_parts(layered(image, ~missing), half)
    np.testing.assert_array_equal(found[:, WIDTH // 2 :], layered(image, ~missing)[:, WIDTH // 2 :])
    filled = missing & (half > 0)
    np.testing.assert_allclose(found[filled, :3], image[filled], atol=2e-5)
    np.testing.assert_allclose(found[filled, 3], 0.5)


def test_the_sampling_area_says_where_pieces_come_from():
    image = np.concatenate([weave(), 255 - weave()], axis=1)
    alpha = np.ones(image.shape[:2])
    alpha[30:50, 100:125] = 0
    area = np.zeros(alpha.shape, bool)
    area[:, WIDTH:] = True
    right, left = (
        inlay.fill_transparent_parts(layered(image, alpha), sampling=area, avoid_sampling=avoided)[..., :3]
        for avoided in (False, True)
    )
    for found, columns in ((right, slice(112, 125)), (left, slice(100, 108))):
        np.testing.assert_allclose(found[30:50, columns].astype(int), image[30:50, columns], atol=12)


def test_progress_may_cancel_and_threads_agree():
    source = layered(weave(), ~corners())
    told = []
    one = inlay.fill_transparent_parts(
        source, threads=1, progress=lambda fraction, doing: told.append((fraction, doing))
    )
    np.testing.assert_array_equal(one, inlay.fill_transparent_parts(source, threads=3))
    assert {doing for _, doing in told} <= {"Filling", "Reading"} and max(told)[0] > 0.5

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.fill_transparent_parts(source, progress=cancel)


@pytest.mark.parametrize(
    ("source", "region", "error", "words"),
    [
        (weave(), None, RegionError, "Nothing of the layer is transparent"),
        (layered(weave(), np.ones((HEIGHT, WIDTH))), None, RegionError, "Nothing of the layer is transparent"),
        (layered(weave(), ~corners()), ~corners(), RegionError, "Nothing of the layer is transparent"),
        (layered(weave(), np.full((HEIGHT, WIDTH), 0.3)), None, RegionError, "nowhere more than half opaque"),
        (layered(weave(), np.zeros((HEIGHT, WIDTH))), None, RegionError, "nowhere more than half opaque"),
        (layered(weave(), ~corners()), np.ones((3, 3), bool), InputError, "size"),
    ],
)
def test_bad_input_is_refused_in_words(source, region, error, words):
    with pytest.raises(error, match=words) as refusal:
        inlay.fill_transparent_parts(source, region)
    assert refusal.value.hint


def test_a_colour_that_is_no_number_at_the_border_is_refused():
    source = layered(weave(dtype="float32"), ~corners())
    source[3, 40, 1] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.fill_transparent_parts(source)


def test_what_nothing_fits_is_said():
    alpha = np.ones((HEIGHT, WIDTH))
    alpha[:, 60:] = 0
    with pytest.warns(InlayWarning, match=r"For \d+ % of what is filled nothing around fits"):
        found = inlay.fill_transparent_parts(layered(weave(), alpha), radius=2)
    assert (found[..., 3] == 255).all()
