"""Isolate Colour: gray around, the thing in its colours, no rim between; and the same by gradients."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.errors import Cancelled, InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space


def flower(dtype="float64"):
    """A red disc on a green ground, and a selection with room around it."""
    y, x = np.mgrid[:50, :60]
    image = np.empty((50, 60, 3))
    image[:] = (0.2, 0.5, 0.3)
    thing = np.hypot(x - 28, y - 25) < 9
    image[thing] = (0.7, 0.3, 0.2)
    stored = image * pictures.white(dtype)
    stored = np.rint(stored) if pictures.white(dtype) > 1 else stored
    return stored.astype(dtype), thing, np.hypot(x - 28, y - 25) < 16


def test_the_whole_layer_is_read():
    assert registry.find("isolate-colour").input("source").whole


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_the_thing_keeps_its_colours_and_all_else_is_gray(dtype):
    image, thing, region = flower(dtype)
    result = inlay.isolate_colour(image, region)
    np.testing.assert_array_equal(result[thing], image[thing])
    np.testing.assert_array_equal(result[~thing], inlay.grayscale(image, weights="rec709")[~thing])


def test_no_colour_of_the_ground_is_left_in_soft_edges():
    y, x = np.mgrid[:80, :90]
    alpha = np.clip(0.5 + (22 - np.hypot(x - 44, y - 38)) / 10, 0, 1)[..., None]
    thing, ground = np.array((0.7, 0.3, 0.2)), np.array((0.2, 0.5, 0.3))
    image = (alpha * thing + (1 - alpha) * ground).astype(np.float32)
    region = np.hypot(x - 44, y - 38) < 36
    result = inlay.isolate_colour(image, region)
    gray = ground @ (0.2126, 0.7152, 0.0722)
    np.testing.assert_allclose(result[region], (alpha * thing + (1 - alpha) * gray)[region], atol=0.02)


def test_a_tight_selection_and_one_that_covers_all():
    image, thing, region = flower("uint8")
    for options in ({"thing": "selection"}, {}):
        result = inlay.isolate_colour(image, thing, **options)
        assert (result == image)[thing].mean() > 0.97
        assert (np.ptp(result[~thing], axis=1) == 0).all()
    np.testing.assert_array_equal(inlay.isolate_colour(image, np.ones_like(thing)), image)
    loose = inlay.isolate_colour(image, region, thing="selection")
    np.testing.assert_array_equal(loose[region], image[region])


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_by_gradients_gray_around_and_coloured_inside(dtype):
    image, thing, region = flower(dtype)
    result = inlay.isolate_colour(image, region, by="gradients").astype(float) / pictures.white(dtype)
    assert (np.ptp(result[~region], axis=1) == 0).all()
    # On an even ground the gray shows right up to the thing, and the thing's differences of colour stay.
    near = region & ~thing
    assert np.ptp(result[near], axis=1).max() < 0.02
    steps = result[25, 28] - result[25, 45], (image[25, 28] - image[25, 45].astype(float)) / pictures.white(dtype)
    np.testing.assert_allclose(steps[0], steps[1], atol=0.02)


def test_by_gradients_it_is_the_clone_into_gray():
    image, region = pictures.image(), pictures.opacity() > 0.4
    gray = inlay.grayscale(image, weights="rec601")
    expected = inlay.seamless_clone(image, gray, region)
    given = {"by": "gradients", "weights": "rec601"}
    np.testing.assert_array_equal(inlay.isolate_colour(image, region, **given), expected)
    half = inlay.isolate_colour(image, region * 0.5, **given)
    np.testing.assert_allclose(half, gray + 0.5 * (expected - gray), atol=1e-6)


def test_with_a_soft_selection_it_fades_into_the_gray():
    image, _, region = flower("float32")
    gray, full = inlay.grayscale(image, weights="rec709"), inlay.isolate_colour(image, region)
    half = inlay.isolate_colour(image, region * np.float32(0.5))
    np.testing.assert_allclose(half, (gray + full) / 2, atol=1e-5)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_from_the_membrane_to_the_thing_as_it_is(dtype):
    image, _, region = flower(dtype)
    kept = [
        inlay.isolate_colour(image, region, by="gradients", keep_colour=keep).astype(float) for keep in (0, 30, 70, 100)
    ]
    far = [np.abs(each - image)[region].mean() for each in kept]
    assert far[0] > far[1] > far[2] > far[3] == 0, far
    assert far[2] < far[0] / 2
    for each in kept:
        np.testing.assert_array_equal(each[~region], kept[0][~region])


def test_gray_stays():
    image = pictures.image(dtype="uint8")[..., 0]
    np.testing.assert_array_equal(inlay.isolate_colour(image, pictures.opacity() > 0.4), image)


def test_the_layer_is_as_large_as_the_source_and_keeps_its_opacity():
    opacity = np.rint(255 * pictures.opacity()).astype(np.uint8)
    pixels = np.dstack([pictures.image(dtype="uint8"), opacity])
    region = np.zeros((37, 53), np.float32)
    region[15:25, 20:33] = 1
    operation = registry.find("isolate-colour")
    job = Job(
        {
            "source": Picture(pixels, 3, -2, Space("RGBA"), "Fox"),
            "region": Picture(region, 0, 0, Space("MASK", np.dtype(np.float32))),
        },
        operation.check({}),
        Document(53, 37, Space("RGBA")),
    )
    (made,) = operation.perform(job).outputs
    assert made.picture.box == Box(3, 0, 50, 35)
    assert made.name == "Fox (Isolate Colour)"
    np.testing.assert_array_equal(made.picture.alpha, opacity[2:, :50])
    outside = (region == 0)[:35, 3:] & (made.picture.alpha > 0)
    assert (np.ptp(made.picture.colour[outside], axis=1) == 0).all()
    wild = pixels.copy()
    wild[opacity == 0, :3] = 77
    again = operation.perform(Job({**job.images, "source": Picture(wild, 3, -2)}, job.parameters, job.document))
    shown = made.picture.alpha > 0
    np.testing.assert_array_equal(again.outputs[0].picture.colour[shown], made.picture.colour[shown])


def test_refusals():
    image = pictures.image()
    for region, error, words in (
        (None, RegionError, "Nothing is selected"),
        (np.zeros((37, 53), bool), RegionError, "empty"),
        (np.ones((3, 5), bool), InputError, "size"),
    ):
        with pytest.raises(error, match=words) as refusal:
            inlay.isolate_colour(image, region)
        assert refusal.value.hint
    with pytest.raises(RegionError, match="boundary"):
        inlay.isolate_colour(image, np.ones((37, 53), bool), by="gradients")
    image[20, 20] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.isolate_colour(image, pictures.opacity() > 0.4)

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.isolate_colour(pictures.image(), pictures.opacity() > 0.4, progress=cancel)
