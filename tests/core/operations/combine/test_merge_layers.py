"""Merge Layers: crops of one picture give it back, exposure is matched, what moved is seen once."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import every

import inlay
from inlay.errors import Cancelled, InlayWarning, InputError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

MERGE = registry.find("merge-layers")
DTYPES = ("uint8", "uint16", "float16", "float32", "float64")


def texture(shape=(60, 90), channels=3, dtype="float64", seed=0):
    """Waves and noise from 0.2 to 0.8 of the range."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1], :channels][:2]
    waves = 0.5 + 0.15 * np.sin(x / 7 + y / 11) + 0.1 * np.cos(y / 5) + rng.uniform(-0.05, 0.05, y.shape)
    if np.dtype(dtype).kind == "f":
        return waves.astype(dtype)
    return np.rint(waves * np.iinfo(dtype).max).astype(dtype)


def crops(picture, boxes):
    """Parts of a picture and where they lie."""
    return [picture[y : y + h, x : x + w] for y, x, h, w in boxes], [(y, x) for y, x, _, _ in boxes]


THREE = [(0, 0, 60, 40), (0, 25, 60, 40), (0, 50, 60, 40)]
RAGGED = [(0, 0, 40, 45), (12, 30, 48, 35), (5, 50, 40, 40)]


@every("boxes", [THREE, RAGGED])
@every("seams", ["cut", "masks"])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", DTYPES)
def test_crops_of_one_picture_give_it_back(dtype, channels, seams, boxes):
    picture = texture(channels=channels, dtype=dtype)
    merged = inlay.merge_layers(*crops(picture, boxes), seams=seams)
    there = merged[..., -1] > 0
    assert there.sum() == np.unique(np.concatenate([_pixels(box) for box in boxes])).size
    assert (merged[there][:, -1] == (1 if picture.dtype.kind == "f" else np.iinfo(dtype).max)).all()
    white = 1.0 if picture.dtype.kind == "f" else float(np.iinfo(dtype).max)
    error = np.abs(merged[..., :-1][there].astype(float) - picture[there].astype(float)).max() / white
    assert error <= {"float16": 5e-4, "float32": 1e-6, "float64": 1e-12}.get(dtype, 0)


def _pixels(box):
    y, x, h, w = box
    return (np.arange(y, y + h)[:, None] * 90 + np.arange(x, x + w)).ravel()


@settings(max_examples=25)
@given(
    data=st.data(),
    count=st.integers(2, 4),
    seams=st.sampled_from(["cut", "masks"]),
    exposure=st.sampled_from(["keep", "brightness", "colour"]),
)
def test_any_crops_that_overlap_give_it_back(data, count, seams, exposure):
    picture = texture((24, 30), seed=count)
    corner = st.tuples(st.integers(0, 11), st.integers(0, 14))
    size = st.tuples(st.integers(1, 12), st.integers(1, 15))
    boxes = [(0, 0, 12, 16)] + [(*data.draw(corner), *data.draw(size)) for _ in range(count - 1)]
    layers, at = crops(picture, boxes)
    merged = inlay.merge_layers(layers, at, seams=seams, exposure=exposure)
    there = merged[..., -1] > 0
    part = picture[: merged.shape[0], : merged.shape[1]]
    assert np.abs(merged[..., :-1] - part)[there].max() < 1e-10


@settings(max_examples=20)
@given(st.lists(st.floats(0.3, 3.0), min_size=6, max_size=6), st.sampled_from(["cut", "masks"]))
def test_exposure_is_matched_to_the_lowest_layer(factors, seams):
    picture = texture((30, 90))
    layers, at = crops(picture, [(0, 0, 30, 40), (0, 25, 30, 40), (0, 50, 30, 40)])
    layers = [layers[0], layers[1] * factors[:3], layers[2] * factors[3:]]
    merged = inlay.merge_layers(layers, at, seams=seams, exposure="colour")
    assert np.abs(merged[..., :3] - picture[:30]).max() < 1e-9


def test_one_factor_for_all_channels():
    picture = texture()
    layers, at = crops(picture, THREE)
    layers[1] = layers[1] * 1.7
    assert np.abs(inlay.merge_layers(layers, at, exposure="brightness")[..., :3] - picture).max() < 1e-9


def test_a_constant_difference_vanishes_without_matching():
    """Gradients do not know it; the lowest layer fixes it."""
    picture = texture()
    layers, at = crops(picture, RAGGED)
    layers[1], layers[2] = layers[1] + 0.2, layers[2] - 0.15
    merged = inlay.merge_layers(layers, at, exposure="keep")
    there = merged[..., -1] > 0
    assert np.abs(merged[..., :3] - picture)[there].max() < 1e-4


def test_what_moved_is_seen_whole_or_not_at_all():
    picture = texture()
    layers, at = crops(picture, [(0, 0, 60, 60), (0, 30, 60, 60)])
    layers[1] = layers[1].copy()
    layers[1][20:40, 8:20] = 0.95  # in the overlap, at the edge of what a straight seam would pass
    merged = inlay.merge_layers(layers, at, exposure="keep")[..., :3]
    patch = merged[20:40, 38:50]
    assert np.abs(patch - picture[20:40, 38:50]).max() < 1e-6 or np.abs(patch - 0.95).max() < 0.05
    hidden = inlay.merge_layers(layers, at, exposure="keep", seams="masks")[..., :3]
    assert np.abs(hidden[20:40, 38:50] - 0.95).max() < 0.05


def test_a_layer_inside_another_is_seen():
    """Nothing of it reaches beyond, so that the cheapest cut would leave it out."""
    below, above = texture(seed=1), texture((30, 30), seed=2)
    merged = inlay.merge_layers([below, above], [(0, 0), (15, 30)], exposure="keep")[..., :3]
    steps = np.diff(merged[25:35, 40:50], axis=0) - np.diff(above[10:20, 10:20], axis=0)
    assert np.abs(steps).max() < 0.02
    assert abs((merged - below)[:10].mean()) < 0.02


def test_soft_masks_mix_and_stay_soft():
    rng = np.random.default_rng(3)
    below, above = rng.uniform(0.2, 0.8, (2, 20, 40, 3))
    ramp = np.broadcast_to(np.linspace(0, 1, 40), (20, 40))
    above = np.dstack([above, ramp])
    merged = inlay.merge_layers([below, above], seams="masks", exposure="keep")
    assert (merged[..., 3] == 1).all()
    share = (ramp[:, 1:] + ramp[:, :-1]) / 2
    share[:, 0] = 0  # the upper layer does not know the first column
    wanted = (1 - share)[..., None] * np.diff(below, axis=1) + share[..., None] * np.diff(above[..., :3], axis=1)
    found = np.diff(merged[..., :3], axis=1)
    assert np.corrcoef(found.ravel(), wanted.ravel())[0, 1] > 0.7
    alone = np.dstack([below, ramp])
    both = inlay.merge_layers([alone, above], seams="masks", exposure="keep")
    assert np.allclose(both[..., 3], 1 - (1 - ramp) ** 2)


def test_transparent_pixels_are_never_used():
    picture = texture(dtype="float32")
    opaque = np.dstack([picture, np.ones(picture.shape[:2], np.float32)])
    first, second = opaque[:, :60].copy(), opaque[:, 30:].copy()
    first[:, 50:, 3] = 0
    second[:20, :20, 3] = 0
    merged = inlay.merge_layers([first, second], [(0, 0), (0, 30)])
    for value in (np.nan, -7.0, 1e9):
        first[:, 50:, :3] = value
        second[:20, :20, :3] = value
        assert np.array_equal(inlay.merge_layers([first, second], [(0, 0), (0, 30)]), merged)


def test_values_beyond_the_range_survive():
    picture = texture(dtype="float32") * 6 - 2
    merged = inlay.merge_layers(*crops(picture, THREE), exposure="colour")
    assert np.abs(merged[..., :3] - picture).max() < 1e-5


def test_other_types_and_channels_become_the_first_ones():
    picture = texture(dtype="uint8")
    layers, at = crops(picture, THREE)
    layers[1] = layers[1].astype(np.uint16) * np.uint16(257)
    merged = inlay.merge_layers(layers, at)
    assert merged.dtype == np.uint8
    assert np.array_equal(merged[..., :3], picture)
    gray = inlay.merge_layers([layers[0], layers[2][..., 0]], [(0, 0), (0, 35)])
    assert gray.shape == (60, 75, 4)


def test_layers_that_do_not_overlap_are_refused():
    picture = texture()
    with pytest.raises(InputError, match="do not overlap"):
        inlay.merge_layers(*crops(picture, [(0, 0, 60, 20), (0, 40, 60, 20)]))


def test_layers_that_adjoin_are_joined():
    picture = np.full((10, 20, 3), 0.5)
    merged = inlay.merge_layers([picture, picture + 0.3], [(0, 0), (0, 20)], exposure="keep")
    assert np.abs(merged[..., :3] - 0.5).max() < 1e-9


def test_a_layer_apart_keeps_its_colours_and_is_named():
    picture = texture()
    layers, at = crops(picture, [(0, 0, 60, 40), (0, 25, 60, 30), (0, 70, 60, 20)])
    layers[2] = layers[2] * 0.5
    with pytest.warns(InlayWarning, match="layer 3") as told:
        merged = inlay.merge_layers(layers, at)
    assert told[0].message.code == "apart"
    assert np.abs(merged[:, 70:, :3] - layers[2]).max() < 1e-6
    assert np.abs(merged[:, :55, :3] - picture[:, :55]).max() < 1e-6
    assert (merged[:, 55:70] == 0).all()


def test_single_pixels():
    merged = inlay.merge_layers([np.full((1, 1), 0.5), np.full((1, 1), 0.7)])
    assert merged.tolist() == [[[0.5, 1.0]]]
    with pytest.warns(InlayWarning, match="layer 3"):
        merged = inlay.merge_layers(
            [np.full((1, 1), 0.5), np.full((1, 1), 0.7), np.ones((1, 1))], [(0, 0), (0, 0), (0, 2)]
        )
    assert merged[0, :, 0].tolist() == [0.5, 0, 1]


def test_what_cannot_be_merged():
    picture = texture()
    with pytest.raises(InputError, match="no layer"):
        inlay.merge_layers([])
    with pytest.raises(InputError, match="two"):
        inlay.merge_layers([picture])
    with pytest.raises(InputError, match="positions"):
        inlay.merge_layers([picture, picture], [(0, 0)])
    with pytest.raises(InputError, match="finite"):
        inlay.merge_layers([picture, np.full_like(picture, np.nan)])
    with pytest.raises(InputError, match="do not overlap"):
        inlay.merge_layers([picture, np.zeros((*picture.shape[:2], 4))])
    with pytest.raises(InputError):
        inlay.merge_layers([picture, picture], seams="zigzag")
    with pytest.raises(InputError, match="shape"):
        inlay.merge_layers([picture, picture[0, 0]])


def test_black_and_white_say_nothing_of_exposure():
    picture = texture(dtype="uint8")
    clipped = picture.copy()
    clipped[:, :30] = 255
    clipped[:20] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        merged = inlay.merge_layers([picture[:, :60], clipped[:, 30:]], [(0, 0), (0, 30)], seams="masks")
        black = inlay.merge_layers([np.zeros((9, 9), np.uint8), np.zeros((9, 9), np.uint8)], [(0, 0), (0, 4)])
    assert merged.shape == (60, 90, 4)
    assert (black[..., 0] == 0).all()


@pytest.mark.parametrize("seams", ["cut", "masks"])
def test_any_number_of_threads_gives_the_same_bits(seams):
    layers, at = crops(texture((300, 400), dtype="float32"), [(0, 0, 280, 250), (20, 150, 280, 250)])
    layers[1] = layers[1] + texture(layers[1].shape[:2], dtype="float32", seed=5) * 0.2
    one, two = (inlay.merge_layers(layers, at, seams=seams, threads=threads) for threads in (1, 2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("seams", ["cut", "masks"])
def test_progress_rises_and_stops_the_work(seams):
    layers, at = crops(texture((300, 400), dtype="float32"), [(0, 0, 280, 250), (20, 150, 280, 250)])
    told = []
    inlay.merge_layers(layers, at, seams=seams, progress=lambda fraction, doing: told.append(fraction))
    assert told == sorted(told)
    assert told[0] < 0.05
    assert told[-1] > 0.9
    for number in range(0, len(told), max(1, len(told) // 12)):
        left = [number]

        def stop(fraction, doing, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            inlay.merge_layers(layers, at, seams=seams, progress=stop)


def test_in_a_document():
    """Layers at their places, partly beyond the canvas; the result is at the top and knows its place."""
    picture = texture((40, 60), dtype="uint8")
    opaque = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    layers = [Picture(opaque[:, :40], 5, 3, name="left"), Picture(opaque[:, 20:], 25, 3, name="right")]
    job = Job({"layers": layers}, MERGE.check({}), Document(55, 60, Space("RGBA")))
    result = MERGE.perform(job)
    layer = result.outputs[0]
    assert (layer.place, layer.name) == ("top", "Merge Layers")
    assert (layer.picture.x, layer.picture.y) == (5, 3)
    assert np.array_equal(layer.picture.pixels, opaque[:, :50])
    with pytest.raises(InputError, match="on the canvas"):
        MERGE.perform(Job({"layers": layers[:1]}, MERGE.check({}), Document(55, 60, Space("RGBA"))))
    with pytest.raises(InputError, match="on the canvas"):
        MERGE.perform(Job({"layers": layers}, MERGE.check({}), Document(20, 60, Space("RGBA"))))


def test_inks_and_lab_are_not_multiplied():
    pixels = np.full((10, 20, 4), 100, np.uint8)
    pixels[..., 3] = 255
    brighter = pixels.copy()
    brighter[..., :3] += 50
    layers = [Picture(pixels, 0, 0, Space("LABA")), Picture(brighter, 10, 0, Space("LABA"))]
    result = MERGE.perform(Job({"layers": layers}, MERGE.check({}), Document(30, 10, Space("LABA"))))
    assert (result.outputs[0].picture.pixels[..., :3] == 100).all()
