"""Select by Threshold, and where what was found may go."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import every
from tests.core.operations.cutouts import run, spread
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InlayError, InputError, ParameterError, RegionError
from inlay.matting import trimap_from_coverage
from inlay.operations import registry
from inlay.operations.job import Document, Job, LayerMask, Selection
from inlay.picture import Picture, Space

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
SHAPE = HEIGHT, WIDTH = 30, 40
#: Results that fill the canvas.
MASK_LAYERS = ("picture", "trimap")


def scene(dtype="uint8", channels=3):
    """A dark left side, a bright right one, and grain."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    grain = np.random.default_rng(0).uniform(-0.05, 0.05, (*SHAPE, channels))
    values = np.where(x >= 15 + y / 5, 0.75, 0.2)[..., np.newaxis] + grain
    return colour.convert_samples(values, dtype)


def bright():
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return x >= 15 + y / 5


def job_of(image, region=None, at=(0, 0), document=None, **values):
    images = {"source": picture(image, at), "region": region}
    space = Space("RGBA" if image.shape[2] > 2 else "GRAYA", image.dtype)
    (output,) = run("select-threshold", images, document=document or Document(WIDTH, HEIGHT, space), **values).outputs
    return output


@pytest.mark.parametrize("dtype", DTYPES)
@every("channels", [1, 2, 3, 4])
@every("channel", ["luminance", "all", "any"])
def test_otsu_finds_the_bright_side(dtype, channels, channel):
    image = scene(dtype, channels)
    if channels in (2, 4):
        image[..., -1] = colour.convert_samples(np.ones(SHAPE), dtype)
    found = inlay.select_threshold(image, channel=channel)
    assert found.dtype == bool
    np.testing.assert_array_equal(found, bright())


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_channel(dtype):
    image = scene(dtype)
    image[..., 1] = image[::-1, :, 1]
    np.testing.assert_array_equal(inlay.select_threshold(image, channel="green"), bright()[::-1])
    np.testing.assert_array_equal(inlay.select_threshold(image, channel="all"), bright() & bright()[::-1])
    np.testing.assert_array_equal(inlay.select_threshold(image, channel="any"), bright() | bright()[::-1])


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(1, 99), st.sampled_from(DTYPES))
def test_the_threshold_of_a_mask_is_the_mask(seed, low, dtype):
    truth = np.random.default_rng(seed).random((6, 7)) > 0.5
    plane = colour.convert_samples(truth.astype(np.float64), dtype)
    np.testing.assert_array_equal(inlay.select_threshold(plane, method="range", low=low), truth)
    if truth.any() and not truth.all():
        np.testing.assert_array_equal(inlay.select_threshold(plane), truth)


def test_values_beyond_white_and_below_black_belong_to_open_ranges():
    plane = np.array([[-3.0, 0.2, 0.6, 40.0]], np.float32)
    assert inlay.select_threshold(plane, method="range", low=50).tolist() == [[False, False, True, True]]
    assert inlay.select_threshold(plane, method="range", low=0, high=50).tolist() == [[True, True, False, False]]
    assert inlay.select_threshold(plane, method="range", low=10, high=99).tolist() == [[False, True, True, False]]


def test_classes_and_their_inverse():
    plane = np.repeat(np.array([10, 60, 130, 220], np.uint8), 5)[np.newaxis]
    for number in (1, 2, 3, 4):
        found = inlay.select_threshold(plane, classes=4, class_number=number)
        np.testing.assert_array_equal(found, np.repeat(np.arange(4) == number - 1, 5)[np.newaxis])
        np.testing.assert_array_equal(
            inlay.select_threshold(plane, classes=4, class_number=number, invert=True), ~found
        )
    np.testing.assert_array_equal(inlay.select_threshold(plane, classes=4), plane == 220)
    with pytest.raises(InputError, match="no part 3"):
        inlay.select_threshold(plane, classes=2, class_number=3)
    with pytest.raises(InputError, match="only 4"):
        inlay.select_threshold(plane, classes=5)


def test_writing_on_unevenly_lit_paper():
    y, x = np.mgrid[:120, :160]
    paper = 0.3 + 0.6 * x / 160
    letters = (y // 6 % 4 == 0) & (x // 5 % 3 == 0)
    plane = colour.convert_samples(np.where(letters, 0.6 * paper, paper), "uint8")
    found = inlay.select_threshold(plane, method="surroundings", radius=15, offset=-8, invert=True)
    assert np.count_nonzero(found != letters) < 0.005 * letters.size
    assert np.count_nonzero(inlay.select_threshold(plane, invert=True) != letters) > 0.1 * letters.size


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_transparent_pixels_neither_count_nor_are_found(dtype):
    image = np.dstack([scene(dtype), colour.convert_samples(np.ones(SHAPE), dtype)])
    image[:, 30:, 3] = 0
    opaque = inlay.select_threshold(image)
    image[:, 30:, :3] = np.nan if dtype == "float32" else 255
    np.testing.assert_array_equal(inlay.select_threshold(image), opaque)
    np.testing.assert_array_equal(opaque, bright() & (np.arange(WIDTH) < 30))
    for method in ("range", "surroundings"):
        assert not inlay.select_threshold(image, method=method, invert=True)[:, 30:].any()


def test_a_transparent_margin_makes_no_difference_to_surroundings():
    image = np.dstack([scene(), np.full(SHAPE, 255, np.uint8)])
    image[:, :6, 3] = 0
    whole = job_of(image, method="surroundings", radius=9, offset=0.0)
    part = job_of(np.ascontiguousarray(image[:, 6:]), at=(6, 0), method="surroundings", radius=9, offset=0.0)
    np.testing.assert_array_equal(spread(part.picture, WIDTH, HEIGHT), spread(whole.picture, WIDTH, HEIGHT))


def test_regions_limit_what_is_looked_at_and_stay_soft():
    image = scene()
    image[:, :5] = 255
    image[:, :2] = 0
    region = np.zeros(SHAPE, np.float32)
    region[:, 5:] = 0.5
    found = inlay.select_threshold(image, region)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.where(bright(), region, 0))
    hard = inlay.select_threshold(image, region > 0)
    np.testing.assert_array_equal(hard, bright() & (region > 0))


@pytest.mark.parametrize("mode", ["replace", "add", "subtract", "intersect"])
def test_selections_and_their_modes(mode):
    region = np.zeros(SHAPE, np.float32)
    region[5:15, 10:30] = 1
    output = job_of(scene(), mask(region), result=mode)
    assert isinstance(output, Selection)
    assert output.mode == mode
    found = spread(output.picture, WIDTH, HEIGHT) / 255
    everywhere = mode in ("replace", "add")
    np.testing.assert_array_equal(found, bright() & (everywhere | (region > 0)))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_layer_of_what_was_found(dtype):
    image = np.dstack([scene(dtype), colour.convert_samples(np.full(SHAPE, 0.5), dtype)])
    layer = job_of(image, result="layer")
    assert layer.picture.space.dtype == dtype
    assert layer.name == "Fox (Select by Threshold)"
    found = spread(layer.picture, WIDTH, HEIGHT)
    np.testing.assert_array_equal(found[bright()], image[bright()])
    assert not found[~bright()].any()


@pytest.mark.parametrize("result", ["subtract", "channel", "layer", "picture", "trimap"])
@every("method", ["otsu", "surroundings"])
def test_what_was_read_around_the_selection_changes_nothing(result, method):
    region = np.zeros(SHAPE, np.float32)
    region[5:15, 10:30] = 1
    wide = mask(region)
    options = {"result": result, "method": method, "radius": 7, "offset": -2.0, "band": 3}
    found = [job_of(scene(), each, **options).picture for each in (wide, wide.crop(Box(10, 5, 20, 10)))]
    assert found[0].box == found[1].box == (Box(0, 0, WIDTH, HEIGHT) if result in MASK_LAYERS else Box(10, 5, 20, 10))
    np.testing.assert_array_equal(found[0].pixels, found[1].pixels)


def test_the_border_of_a_selection_is_unknown_on_both_sides():
    region = np.zeros(SHAPE, np.float32)
    region[5:25, 25:35] = 1
    trimap = job_of(scene(), mask(region), result="trimap", method="range", low=0, band=2).picture.pixels[..., 0]
    np.testing.assert_array_equal(trimap, trimap_from_coverage(region > 0, 2, 2))
    assert (trimap[region == 0] == 128).any()


@pytest.mark.parametrize("at", [(0, 0), (7, -3), (-5, 4)])
def test_a_mask_fits_its_layer_wherever_that_lies(at):
    output = job_of(scene(), at=at, result="layer-mask")
    assert isinstance(output, LayerMask)
    assert output.of == "source"
    assert output.picture.box == Box(*at, WIDTH, HEIGHT)
    canvas = Box(0, 0, WIDTH, HEIGHT)
    expected = Picture(bright().astype(np.uint8) * 255, *at, Space("MASK")).crop(canvas).pixels
    np.testing.assert_array_equal(output.picture.crop(canvas).pixels, expected)


def test_a_mask_as_a_picture_and_a_trimap_fill_the_canvas():
    document = Document(WIDTH + 20, HEIGHT + 10, Space("RGBA"))
    for result in ("picture", "trimap"):
        layer = job_of(scene(), at=(6, 3), document=document, result=result, band=4)
        assert layer.picture.box == document.box
        levels = layer.picture.pixels[3 : 3 + HEIGHT, 6 : 6 + WIDTH, 0]
        assert (layer.picture.pixels[..., 3] == 255).all()
        expected = bright() * np.uint8(255)
        if result == "trimap":
            expected = trimap_from_coverage(bright(), 4, 4)
            assert (expected == 128).any()
        np.testing.assert_array_equal(levels, expected)


def test_softness_and_a_soft_selection_multiply():
    ramp = np.linspace(0, 1, 101, dtype=np.float32)[np.newaxis]
    region = np.full(ramp.shape, 0.5, np.float32)
    found = inlay.select_threshold(ramp, region, method="range", low=50, softness=20)
    np.testing.assert_allclose(found[0], 0.5 * np.interp(ramp[0], [0.4, 0.6], [0, 1]), atol=1e-6)


@pytest.mark.parametrize(
    ("image", "values", "error", "words"),
    [
        (np.full((4, 5, 3), 9, np.uint8), {}, InputError, "same value"),
        (np.full((4, 5), np.nan, np.float32), {}, InputError, "not finite"),
        (np.full((4, 5, 3), np.inf, np.float32), {"method": "range"}, InputError, "not finite"),
        (np.zeros((4, 5, 4), np.uint8), {}, RegionError, "no pixel"),
        (np.zeros((4, 5), np.uint8), {"channel": "red"}, InputError, "no channel red"),
        (np.zeros((4, 5), np.uint8), {"method": "range", "low": 80.0, "high": 20.0}, ParameterError, "holds nothing"),
        (np.zeros((4, 5), np.int32), {}, InputError, "type"),
        (np.zeros((4, 5), np.uint8), {"classes": 9}, ParameterError, "classes|Classes"),
    ],
)
def test_bad_input_is_told_with_what_to_do(image, values, error, words):
    with pytest.raises(error, match=words) as refusal:
        inlay.select_threshold(image, **values)
    assert refusal.value.hint


def test_an_empty_or_misplaced_region():
    with pytest.raises(RegionError):
        inlay.select_threshold(scene(), np.zeros(SHAPE, bool))
    with pytest.raises(InputError):
        inlay.select_threshold(scene(), np.zeros((3, 3), bool))
    with pytest.raises(RegionError, match="lies there"):
        job_of(scene(), at=(500, 500))


def test_a_region_of_one_pixel():
    region = np.zeros(SHAPE, bool)
    region[3, 33] = True
    np.testing.assert_array_equal(inlay.select_threshold(scene(), region, method="range"), region)
    with pytest.raises(InputError, match="same value"):
        inlay.select_threshold(scene(), region)


def test_nothing_found_leaves_the_document_alone():
    with pytest.raises(InlayError, match="found nothing") as refusal:
        job_of(scene(), method="range", low=100.0)
    assert refusal.value.hint


def test_inks_and_lab():
    inks = np.dstack([scene(channels=4), np.full(SHAPE, 255, np.uint8)])
    document = Document(WIDTH, HEIGHT, Space("CMYKA"))
    source = Picture(inks, space=Space("CMYKA"), name="Fox")
    (found,) = run("select-threshold", {"source": source, "region": None}, document=document, channel="black").outputs
    np.testing.assert_array_equal(found.picture.pixels, bright() * np.uint8(255))
    with pytest.raises(InputError, match="no channel red"):
        run("select-threshold", {"source": source, "region": None}, document=document, channel="red")


@every("dtype", DTYPES)
@pytest.mark.parametrize("values", [{}, {"method": "range"}, {"method": "surroundings", "radius": 30}])
def test_what_has_little_ink_is_bright(dtype, values):
    inks = colour.convert_samples(1 - colour.convert_samples(scene(channels=4), "float64"), dtype)
    source, document = (
        Picture(inks, space=Space("CMYK", inks.dtype)),
        Document(WIDTH, HEIGHT, Space("CMYK", inks.dtype)),
    )
    (found,) = run("select-threshold", {"source": source, "region": None}, document=document, **values).outputs
    np.testing.assert_array_equal(found.picture.pixels > 0, bright())


def test_a_cancel_ends_it():
    def stop(fraction, doing):
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        inlay.select_threshold(scene(), progress=stop)


@pytest.mark.parametrize("name", ["select-threshold", "select-clusters"])
def test_a_job_that_shares_what_another_found_has_its_own_progress(name):
    operation = registry.find(name)
    shared, told = {}, {"layer": [], "picture": []}
    images = {"source": picture(scene()), "region": None}
    for result, said in told.items():
        document = Document(WIDTH, HEIGHT, Space("RGBA"))
        values = operation.check({"result": result})
        progress = lambda fraction, doing, said=said: said.append(doing)  # noqa: E731
        operation.perform(Job(images, values, document, progress=progress, shared=shared))
    assert "Painting" in told["layer"] and "Painting" in told["picture"]
    assert set(told["picture"]) == {"Reading", "Painting"}


def report_of(image, **values):
    document = Document(WIDTH, HEIGHT, Space("RGBA" if image.shape[2] > 2 else "GRAYA", image.dtype))
    return run("select-threshold", {"source": picture(image), "region": None}, document=document, **values).report


def explicit_variance(values, threshold):
    """Between the values up to a threshold and those above it."""
    parts = [part for part in (values[values <= threshold], values[values > threshold]) if part.size]
    return sum(part.size / values.size * (part.mean() - values.mean()) ** 2 for part in parts)


@every("dtype", DTYPES)
def test_the_report_has_the_thresholds_and_the_variance_between_the_parts(dtype):
    image = scene(dtype, channels=1)
    ((name, told),) = report_of(image, classes=2)["otsu"].items()
    values = image.astype(np.float64).ravel() / (np.iinfo(dtype).max if dtype.startswith("u") else 1)
    wanted = [explicit_variance(values, level) for level in np.linspace(0, 1, 129)]
    (threshold,) = told["thresholds"]
    assert name == "luminance"
    # Numbers in floating point are counted in levels: one on the edge of a step may go over it.
    np.testing.assert_allclose(told["variances"], wanted, atol=1e-12 if dtype.startswith("u") else 2e-3)
    assert explicit_variance(values, threshold) >= max(wanted) - 1e-9


def test_the_report_tells_channels_apart_and_holds_nothing_without_an_automatic_threshold():
    told = report_of(scene(), channel="all", classes=3)["otsu"]
    assert list(told) == ["red", "green", "blue"]
    assert all(len(each["thresholds"]) == 2 and len(each["variances"]) == 129 for each in told.values())
    assert report_of(scene(), method="range") == {}
