"""Isolate Colour: gray around, colour inside, no border."""

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
def test_gray_around_and_coloured_inside(dtype):
    image, thing, region = flower(dtype)
    result = inlay.isolate_colour(image, region).astype(float) / pictures.white(dtype)
    assert (np.ptp(result[~region], axis=1) == 0).all()
    # On an even ground the gray shows right up to the thing, and the thing's differences of colour stay.
    near = region & ~thing
    assert np.ptp(result[near], axis=1).max() < 0.02
    steps = result[25, 28] - result[25, 45], (image[25, 28] - image[25, 45].astype(float)) / pictures.white(dtype)
    np.testing.assert_allclose(steps[0], steps[1], atol=0.02)


def test_it_is_the_clone_into_gray():
    image, region = pictures.image(), pictures.opacity() > 0.4
    gray = inlay.grayscale(image, weights="rec601")
    expected = inlay.seamless_clone(image, gray, region)
    np.testing.assert_array_equal(inlay.isolate_colour(image, region, weights="rec601"), expected)
    half = inlay.isolate_colour(image, region * 0.5, weights="rec601")
    np.testing.assert_allclose(half, gray + 0.5 * (expected - gray), atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_from_the_membrane_to_the_thing_as_it_is(dtype):
    image, _, region = flower(dtype)
    kept = [inlay.isolate_colour(image, region, keep_colour=keep).astype(float) for keep in (0, 30, 70, 100)]
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
        (np.ones((37, 53), bool), RegionError, "boundary"),
        (np.ones((3, 5), bool), InputError, "size"),
    ):
        with pytest.raises(error, match=words) as refusal:
            inlay.isolate_colour(image, region)
        assert refusal.value.hint
    image[20, 20] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.isolate_colour(image, pictures.opacity() > 0.4)

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.isolate_colour(pictures.image(), pictures.opacity() > 0.4, progress=cancel)
