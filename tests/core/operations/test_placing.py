"""What is pasted, scaled and turned: whole turns exactly, the seam exactly, and nothing that is not there."""

from dataclasses import replace

import numpy as np
import pytest
from tests.pictures import DTYPES, disc, image, noise, stored, waves

import inlay
from inlay.arrays.bounding_box import bounding_box
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.operations.placing import laid, piece_of
from inlay.picture import Picture, Space

CLONE, PASTE = registry.find("seamless-clone"), registry.find("copy-paste")
TURNED = {"scale": 130.0, "rotate": 25.0}
MODELS = {1: "GRAY", 3: "RGB", 4: "RGBA"}


def layer(pixels, x=0, y=0, **space):
    return Picture(pixels, x, y, Space(MODELS[pixels.shape[2]], pixels.dtype, **space), "Fox")


def mask(region, x=0, y=0):
    return Picture(region, x, y, Space("MASK", region.dtype))


def job_of(operation, source, destination, region=None, **values):
    images = {"source": source, "destination": destination, "region": region, "object": None}
    space = replace(destination.space, model=destination.space.model.removesuffix("A") + "A")
    return Job(images, operation.check(values), Document(destination.width, destination.height, space))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("rotate", "turns"), [(90, -1), (180, 2), (270, 1), (-90, 1)])
@pytest.mark.parametrize("size", [(12, 20), (15, 9), (12, 15)])
def test_quarter_turns_only_let_pixels_change_places(dtype, rotate, turns, size):
    """About the middle of what is selected; where that lies between pixels, half a pixel to the left and up."""
    source, destination = noise((*size, 3), dtype, 1), noise((60, 70, 3), dtype, 2)
    region = disc(*size, 5, 7, 6)
    turned = np.rot90(source, turns), destination, np.rot90(region, turns)
    before, after = bounding_box(region), bounding_box(turned[2])
    at = (20 + (before.y * 2 + before.height - after.height) // 2 - after.y,
          30 + (before.x * 2 + before.width - after.width) // 2 - after.x)  # fmt: skip
    paste = inlay.copy_paste(source, destination, region, at=(20, 30), rotate=rotate)
    np.testing.assert_array_equal(paste, inlay.copy_paste(*turned, at=at))
    if dtype == "uint8":
        clone = inlay.seamless_clone(source, destination, region, at=(20, 30), rotate=rotate)
        np.testing.assert_array_equal(clone, inlay.seamless_clone(*turned, at=at))


@pytest.mark.parametrize("values", [{}, {"rotate": 360.0}, {"rotate": -360.0, "scale": 100.0}])
def test_what_is_not_turned_is_given_as_it_is(values):
    source, destination = layer(noise((9, 9, 3), "uint8", 1), 2, 3), layer(noise((30, 30, 3), "uint8", 2))
    job = job_of(CLONE, source, destination, mask(disc(9, 9, 3), 2, 3), x=4, y=5, **values)
    images = laid(CLONE, job)
    assert images["source"].pixels is source.pixels and images["region"].pixels is job.images["region"].pixels
    assert images["source"].box == images["region"].box == Box(6, 8, 9, 9)
    assert images["destination"] is destination


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("values", [TURNED, {"scale": 60.0, "rotate": -100.0}, {"scale": 250.0}])
def test_the_seam_is_exact(dtype, values):
    """It is the clone of the piece as it lies there: outside bit for bit, inside the equation of Perez et al."""
    source, destination = waves(40, 50, 3, dtype, 1), waves(90, 100, 3, dtype, 2)
    job = job_of(CLONE, layer(source), layer(destination), mask(disc(40, 50, 14)), x=25, y=20, **values)
    (clone,) = CLONE.perform(job).outputs
    images = laid(CLONE, job)
    above, region = images["source"], images["region"]
    inside = np.zeros((90, 100), bool)
    inside[region.box.slices] = region.pixels > 0
    assert inside.any() and clone.picture.box == bounding_box(inside)
    frame = clone.picture.crop(Box(0, 0, 100, 90)).colour
    assert not clone.picture.crop(Box(0, 0, 100, 90)).alpha[~inside].any()
    solved = np.where(inside[..., None], frame, destination).astype(float)
    there = above.crop(Box(0, 0, 100, 90)).colour.astype(float)
    residual = np.zeros_like(solved)
    for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
        residual += (solved - np.roll(solved, step, axis)) - (there - np.roll(there, step, axis))
    # Of five pixels each may be half a level beside.
    away = np.s_[1:-1, 1:-1]
    assert np.abs(residual[away][inside[away]]).max() <= (4.0 if dtype == "uint8" else 1e-4)
    flat = inlay.seamless_clone(source, destination, disc(40, 50, 14), x=25, y=20, **values)
    np.testing.assert_array_equal(flat[~inside], destination[~inside])


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_depth_keeps_its_type(dtype, channels):
    source, destination = image(30, 40, channels, dtype, 1), image(60, 70, min(channels, 3), dtype, 2)
    result = inlay.copy_paste(source, destination, disc(30, 40, 10), at=(10, 10), **TURNED)
    assert result.dtype == destination.dtype and result.shape == destination.shape
    assert (result[24:26, 29:31] != destination[24:26, 29:31]).any() and (result[0] == destination[0]).all()


def test_values_above_one_survive():
    source, destination = np.full((30, 30, 3), 7.5, np.float32), np.zeros((50, 50, 3), np.float32)
    for scale in (50.0, 170.0):
        result = inlay.copy_paste(source, destination, at=(10, 10), scale=scale, rotate=20.0)
        assert result.max() == pytest.approx(7.5, rel=1e-4)


@pytest.mark.parametrize("scale", [40.0, 100.0, 160.0])
def test_transparent_colours_do_not_bleed(scale):
    source = np.full((40, 40, 4), (40, 90, 200, 255), np.uint8)
    hole = ~disc(40, 40, 12)
    source[hole] = (255, 0, 0, 0)
    destination = np.full((60, 60, 3), (40, 90, 200), np.uint8)
    pasted = inlay.copy_paste(source, destination, at=(10, 10), scale=scale, rotate=33.0)
    np.testing.assert_array_equal(pasted, destination)
    source[hole, :3] = 0
    np.testing.assert_array_equal(pasted, inlay.copy_paste(source, destination, at=(10, 10), scale=scale, rotate=33.0))


def test_what_becomes_smaller_is_averaged_in_linear_light():
    """Black and white in turns are as bright as the gray that emits half of the light, as from far away."""
    y, x = np.mgrid[:80, :80]
    board = np.repeat(((x + y) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)
    below = np.zeros((80, 80, 3), np.uint8)
    small = inlay.copy_paste(board, below, scale=25.0)[36:44, 36:44]
    assert abs(small.astype(int) - 188).max() <= 1
    destination = Picture(np.zeros((80, 80, 4), np.uint8), space=Space("RGBA", np.dtype(np.uint8), "linear"))
    job = job_of(PASTE, layer(board, transfer="linear"), destination, scale=25.0)
    (pasted,) = PASTE.perform(job).outputs
    assert abs(pasted.picture.pixels[6:12, 6:12, :3].astype(int) - 128).max() <= 1


def test_soft_edges_are_as_wide_as_the_scale_says():
    ramp = np.tile(np.clip((np.arange(60) - 20) / 20, 0, 1), (60, 1))
    for scale in (50.0, 200.0):
        middle = inlay.copy_paste(np.ones((60, 60)), np.zeros((160, 160)), ramp, at=(50, 50), scale=scale)[80]
        rising = (middle > 0.02) & (middle < 0.98)
        assert rising[: np.flatnonzero(middle >= 0.98)[0]].sum() == pytest.approx(20 * scale / 100, abs=2)


def test_only_what_is_near_is_read():
    """The same, bit for bit, from no more than what travels."""
    source, destination = waves(200, 220, 3, "uint8", 1), waves(120, 130, 3, "uint8", 2)
    region = np.zeros((200, 220), np.uint8)
    region[90:120, 80:130] = 200 * disc(30, 50, 20)
    values = {"x": -50, "y": -45, **TURNED}
    whole = job_of(CLONE, layer(source), layer(destination), mask(region), **values)
    piece = piece_of(CLONE, whole)
    placement = CLONE.placement(whole.parameters)
    box = piece.grow(placement.reach(1))
    assert box.area < 200 * 220 / 4
    below = placement.covered(piece).grow(1).intersect(whole.document.box)
    near = {role: whole.images[role].crop(box) for role in ("source", "region")}
    part = replace(whole, images={**whole.images, **near, "destination": layer(destination).crop(below)})
    one, other = (CLONE.perform(each).outputs[0].picture for each in (whole, part))
    assert one.box == other.box
    np.testing.assert_array_equal(one.pixels, other.pixels)


def test_the_part_to_keep_is_turned_with_the_piece():
    """A mask, an opacity and gray values say the same."""
    source, destination = waves(40, 40, 3, "uint8", 1), waves(80, 80, 3, "uint8", 2)
    kept, found = stored(disc(40, 40, 6), "uint8"), []
    gray = np.repeat(kept[..., None], 3, axis=2)
    values = {"x": 20, "y": 20, "optimal-boundary": True, **TURNED}
    for thing in (mask(kept), layer(gray), layer(np.dstack([gray, kept]))):
        job = job_of(CLONE, layer(source), layer(destination), mask(disc(40, 40, 15)), **values)
        job = replace(job, images={**job.images, "object": thing})
        found.append(CLONE.perform(job).outputs[0].picture)
    for each in found[1:]:
        assert each.box == found[0].box
        np.testing.assert_array_equal(each.pixels, found[0].pixels)
    with pytest.raises(InputError, match="no edge"):
        CLONE.perform(replace(job, images={**job.images, "object": layer(source)}))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"scale": 0.5}, ParameterError, "Scale"),
        ({"rotate": 400.0}, ParameterError, "Rotate"),
        ({"at": (1.5, 2)}, ParameterError, "whole numbers"),
        ({"x": 500}, RegionError, "outside"),
        ({"region": np.zeros((60, 60), bool)}, InputError, "source's size"),
        ({"region": np.zeros((20, 20), bool)}, RegionError, "empty"),
        ({"source": np.full((20, 20), np.nan)}, InputError, "finite"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, words):
    call = {"source": np.ones((20, 20)), "destination": np.zeros((60, 60)), "region": disc(20, 20, 5), **TURNED}
    with pytest.raises(error, match=words) as refusal:
        inlay.copy_paste(**{**call, **change})
    assert refusal.value.hint


def test_progress_may_cancel():
    heard = []

    def cancel(fraction, doing):
        heard.append(doing)
        if doing == "Placing":
            raise Cancelled

    picture = waves(60, 60, 3, "uint8", 1)
    with pytest.raises(Cancelled):
        inlay.seamless_clone(picture, picture, disc(60, 60, 20), rotate=10.0, progress=cancel)
    assert heard[-1] == "Placing"
