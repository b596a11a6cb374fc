"""Select by Scribbles: strokes of several colours divide a picture."""

import numpy as np
import pytest
from tests.core.operations.cutouts import run, spread
from tests.core.segmentation.test_walker import exact
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.contract.boxes import Box
from inlay.contract.views import LABELS
from inlay.errors import Cancelled, InlayWarning, InputError
from inlay.operations.job import Document, LayerMask, Selection
from inlay.operations.marks import NOTHING, Marks
from inlay.operations.select.strokes import labels_of
from inlay.picture import Space
from tools.photographs.collection import photograph

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
SHAPE = HEIGHT, WIDTH = 48, 64
WHITE, BLACK, RED = (1, 1, 1), (0, 0, 0), (1, 0, 0)


def truth():
    """A disc is 1, the ground 2."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.where(np.hypot(y - 24, x - 32) < 14, 1, 2)


def scene(dtype="uint8", channels=3):
    grain = np.random.default_rng(0).normal(0, 0.03, (*SHAPE, channels))
    values = (np.where(truth() == 1, 0.7, 0.3)[..., np.newaxis] + grain).clip(0, 1)
    if channels in (2, 4):
        values[..., -1] = 1
    return colour.convert_samples(values, dtype)


def seeds():
    found = np.zeros(SHAPE, np.uint8)
    found[23:26, 28:36] = 1
    found[2:4, 3:60] = found[44:46, 3:60] = 2
    return found


def strokes(labels, *colours, dtype="uint8"):
    """A transparent layer with the labels in these colours."""
    pixels = np.zeros((*labels.shape, 4))
    for label, each in enumerate(colours, 1):
        pixels[labels == label] = (*each, 1)
    return picture(colour.convert_samples(pixels, dtype), name="Scribbles")


def job_of(image, scribbles, region=None, at=(0, 0), **values):
    images = {"source": picture(image, at), "scribbles": scribbles, "region": region}
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.dtype))
    (output,) = run("select-scribbles", images, document=document, **values).outputs
    return output


def differs(found, wanted):
    return np.count_nonzero(found != wanted) / wanted.size


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_two_strokes_find_the_disc(dtype, channels):
    found = inlay.select_scribbles(scene(dtype, channels), seeds())
    assert found.dtype == np.uint8
    assert differs(found, truth()) < 0.01


def test_soft_gives_probabilities():
    found = inlay.select_scribbles(scene(), seeds(), soft=True)
    assert found.shape == (*SHAPE, 2)
    np.testing.assert_allclose(found.sum(axis=2), 1, atol=1e-6)
    np.testing.assert_array_equal(found.argmax(axis=2) + 1, inlay.select_scribbles(scene(), seeds()))
    assert (found[seeds() == 1, 0] == 1).all()


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
@pytest.mark.parametrize("parts", [2, 3])
def test_photographs_are_divided_as_by_sparse_factors_but_where_it_is_even(name, parts):
    image = photograph(name, 240)
    height, width = image.shape[:2]
    labels = np.zeros((height, width), np.uint8)
    labels[height // 2 : height // 2 + 4, width // 3 : -width // 3] = 1
    labels[:3] = labels[-3:] = 2
    labels[height // 4 : -height // 4, :3] = parts
    expected = exact(image, labels, 0.5)
    found = inlay.select_scribbles(image, labels)
    of_found = np.take_along_axis(expected, found[..., np.newaxis].astype(int) - 1, axis=2)[..., 0]
    assert (expected.max(axis=2) - of_found).max() < 0.02
    assert differs(found, expected.argmax(axis=2) + 1) < 0.002
    soft = inlay.select_scribbles(image, labels, soft=True)
    np.testing.assert_allclose(soft, expected, rtol=0, atol=1e-3 * (parts - 1))


def test_without_sensitivity_only_distance_counts():
    labels = np.zeros(SHAPE, np.uint8)
    labels[:, 0], labels[:, -1] = 1, 2
    found = inlay.select_scribbles(scene(), labels, sensitivity=0)
    np.testing.assert_array_equal(found, np.broadcast_to(np.where(np.arange(WIDTH) < WIDTH / 2, 1, 2), SHAPE))


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("colours", [(WHITE, BLACK), (BLACK, WHITE), (RED, (0, 0.5, 1))])
def test_the_wanted_colour_is_selected(dtype, colours):
    found = job_of(scene(dtype), strokes(seeds(), *colours, dtype=dtype), wanted=(*colours[0], 1))
    assert isinstance(found, Selection)
    assert differs(found.picture.pixels, (truth() == 1) * 255) < 0.01
    other = job_of(scene(dtype), strokes(seeds(), *colours, dtype=dtype), wanted=(*colours[1], 1))
    np.testing.assert_array_equal(other.picture.pixels, 255 - found.picture.pixels)


def test_all_parts_as_layers_and_masks():
    labels = seeds()
    labels[44:46, 3:60] = 3
    scribbles = strokes(labels, WHITE, BLACK, RED)
    group = job_of(scene(), scribbles, result="masks")
    assert len(group.children) == 3
    total = sum(child.picture.pixels[..., 0].astype(int) for child in group.children)
    assert (total == 255).all()
    for result in ("posterised", "palette"):
        layer = job_of(scene(), scribbles, result=result)
        assert len(np.unique(spread(layer.picture, WIDTH, HEIGHT).reshape(-1, 4), axis=0)) == 3


def test_soft_masks_keep_the_probabilities():
    found = job_of(scene(), strokes(seeds(), WHITE, BLACK), result="layer-mask", soft=True)
    assert isinstance(found, LayerMask)
    expected = inlay.select_scribbles(scene(), seeds(), soft=True)[..., 0]
    np.testing.assert_allclose(found.picture.pixels, expected, atol=2e-3)


def test_transparent_pixels_are_walls_and_belong_to_nothing():
    image = scene("float32", 4)
    image[:, 10, 3] = 0
    image[:, 10, :3] = np.nan
    labels = seeds()
    labels[:, :11] = 0
    with pytest.warns(InlayWarning, match="cut off"):
        found = inlay.select_scribbles(image, labels)
    assert not found[:, :11].any()
    assert differs(found[:, 11:], truth()[:, 11:]) < 0.01


def test_selections_limit_the_result():
    region = np.zeros(SHAPE, np.float32)
    region[:, :32] = 0.5
    scribbles = strokes(seeds(), WHITE, BLACK)
    found = job_of(scene(), scribbles, mask(region), result="intersect").picture
    assert differs(spread(found, WIDTH, HEIGHT), np.where(truth() == 1, region, 0)) < 0.01
    np.testing.assert_array_equal(inlay.select_scribbles(scene(), seeds(), region) > 0, region > 0)
    half = inlay.select_scribbles(scene(), seeds(), region, soft=True)
    assert half.max() == 0.5 and not half[:, 32:].any()
    everything = job_of(scene(), scribbles, mask(region), result="replace").picture
    assert differs(spread(everything, WIDTH, HEIGHT), (truth() == 1) * 255) < 0.01


def test_scribbles_beside_the_region_count():
    region = np.zeros(SHAPE, bool)
    region[12:20, :32] = True
    labels = seeds()
    labels[region] = 0
    expected = inlay.select_scribbles(scene(), labels)
    np.testing.assert_array_equal(inlay.select_scribbles(scene(), labels, region), np.where(region, expected, 0))


def test_the_border_of_a_stroke_belongs_to_the_nearer_colour():
    layer = strokes(seeds(), WHITE, BLACK)
    layer.pixels[26, 28:36] = (230, 230, 230, 140)
    layer.pixels[27, 28:36] = (230, 230, 230, 100)
    layer.pixels[30, 28:30] = (128, 128, 128, 255)
    labels, colours = labels_of(layer, Box(0, 0, WIDTH, HEIGHT))
    white = int(colours.mean(axis=1).argmax()) + 1
    assert (labels[26, 28:36] == white).all()
    assert not labels[27].any()
    assert len(colours) == 3


def test_strokes_on_a_smaller_layer_lie_where_it_lies():
    part = seeds()[20:30, 20:40]
    layer = strokes(part, WHITE, BLACK)
    moved = type(layer)(layer.pixels, 20, 20, layer.space)
    labels, _ = labels_of(moved, Box(0, 0, WIDTH, HEIGHT))
    np.testing.assert_array_equal(labels[20:30, 20:40] > 0, part > 0)
    assert np.count_nonzero(labels) == np.count_nonzero(part)


def test_bad_input():
    nothing = strokes(np.zeros(SHAPE, np.uint8), WHITE)
    with pytest.raises(InputError, match="no scribbles on"):
        job_of(scene(), nothing)
    with pytest.raises(InputError, match="cover everything"):
        job_of(scene(), picture(scene()))
    with pytest.raises(InputError, match="do not tell"):
        job_of(scene(), strokes(np.minimum(seeds(), 1), WHITE))
    with pytest.raises(InputError, match="wanted colour"):
        job_of(scene(), strokes(seeds(), RED, BLACK))
    with pytest.raises(InputError, match="labels"):
        inlay.select_scribbles(scene(), seeds()[:5])
    with pytest.raises(InputError, match="labels"):
        inlay.select_scribbles(scene(), seeds().astype(float))
    with pytest.raises(InputError, match="not finite"):
        inlay.select_scribbles(np.full((*SHAPE, 3), np.nan, np.float32), seeds())


def test_a_cancel_ends_it():
    def stop(fraction, doing):
        if fraction > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        inlay.select_scribbles(scene(), seeds(), progress=stop)


def test_strokes_that_are_not_numbers_are_named():
    scribbles = strokes(seeds(), WHITE, RED, dtype="float32")
    scribbles.pixels[24, 30, 1] = np.nan
    with pytest.raises(InputError, match="pixel of the scribbles is not a number"):
        job_of(scene("float32"), scribbles)


@pytest.mark.parametrize("odd", [-500.0, -0.2, 300.0, 1e30, np.inf, -np.inf])
def test_strokes_brighter_than_white_are_white_and_darker_than_black_are_black(odd):
    scribbles = strokes(seeds(), WHITE, BLACK, dtype="float32")
    number, plain = (1, WHITE) if odd > 0 else (2, BLACK)
    scribbles.pixels[seeds() == number, :3] = odd
    expected = job_of(scene("float32"), strokes(seeds(), WHITE, BLACK, dtype="float32"), wanted=(*plain, 1))
    found = job_of(scene("float32"), scribbles, wanted=(*plain, 1))
    np.testing.assert_array_equal(found.picture.pixels, expected.picture.pixels)


def test_strokes_beside_the_picture():
    beside = strokes(seeds(), WHITE, BLACK)
    with pytest.raises(InputError, match="no scribbles on the picture"):
        job_of(scene(), picture(beside.pixels, (-WIDTH, 0)))


@pytest.mark.parametrize("soft", [False, True])
def test_a_stroke_on_transparent_pixels_alone_says_nothing(soft):
    """The others are numbered as if it were not there."""
    image, labels = scene(channels=4), seeds()
    image[:, :6, 3] = 0
    labels[20:40, 1:4] = 3
    three = strokes(labels, WHITE, BLACK, RED)
    found = job_of(image, three, wanted=(*WHITE, 1), soft=soft)
    expected = job_of(image, strokes(seeds(), WHITE, BLACK), wanted=(*WHITE, 1), soft=soft)
    np.testing.assert_array_equal(found.picture.pixels, expected.picture.pixels)
    with pytest.raises(InputError, match="wanted colour"):
        job_of(image, three, wanted=(*RED, 1), soft=soft)


def marks():
    """The seeds as an artist paints them while the result is shown."""
    return Marks(np.choose(seeds(), [NOTHING, LABELS.index("foreground"), LABELS.index("background")]).astype(np.uint8))


def selected(scribbles, painted, **values):
    """What is selected in the scene."""
    (found,) = run(
        "select-scribbles", {"source": picture(scene()), "scribbles": scribbles}, marks=painted,
        document=Document(WIDTH, HEIGHT), **values,
    ).outputs  # fmt: skip
    return spread(found.picture, WIDTH, HEIGHT) if isinstance(found, Selection) else found


def test_strokes_alone_are_enough():
    np.testing.assert_array_equal(selected(None, marks()) > 0, truth() == 1)
    with pytest.raises(InputError, match="no scribbles"):
        selected(None, None)


@pytest.mark.parametrize("wanted", [WHITE, (0.5, 0.5, 0.5), RED])
def test_strokes_count_as_the_wanted_colour_and_as_its_opposite(wanted):
    layer = strokes(np.where(seeds() == 2, 1, 0), BLACK)
    labels = marks().labels.copy()
    labels[labels == LABELS.index("background")] = NOTHING
    np.testing.assert_array_equal(selected(layer, Marks(labels), wanted=(*wanted, 1)) > 0, truth() == 1)
    layer = strokes(np.where(seeds() == 1, 1, 0), wanted)
    labels = np.where(labels == NOTHING, marks().labels, NOTHING).astype(np.uint8)
    np.testing.assert_array_equal(selected(layer, Marks(labels), wanted=(*wanted, 1)) > 0, truth() == 1)
