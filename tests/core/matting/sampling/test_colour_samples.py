"""The colour samples along the band, and the belief about alpha that they give."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.errors import Cancelled
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene
from inlay.matting.sampling import colour_samples, rays
from inlay.matting.sampling.beliefs import SAMPLES_ALONE, Beliefs
from inlay.matting.sampling.distance_maps import DistanceMaps, labels_of


def scene_of(composite, **changes):
    return replace(Scene(composite.image, 1 / 255, composite.trimap), **changes)


def data_term(scene, threads=None, progress=None, beliefs=SAMPLES_ALONE):
    return colour_samples.data_term(scene, Effort.of(threads, progress), beliefs)


each_belief = pytest.mark.parametrize("beliefs", [SAMPLES_ALONE, Beliefs()], ids=["samples", "all"])


@pytest.fixture(scope="module")
def hair():
    return composites.drawn()[0]


@pytest.fixture(scope="module")
def large():
    """A scene of several pieces."""
    shape = 500, 700
    return composites.compose("", composites.hair(shape), composites.fur(shape), composites.meadow(shape), 12)


def test_samples_tell_alpha_where_the_colours_do():
    shape = 90, 120
    front, back = (np.full((*shape, 3), colour, np.uint8) for colour in ([220, 140, 40], [30, 60, 150]))
    flat = composites.compose("", composites.blurred_edge(shape), front, back, 5)
    belief = data_term(scene_of(flat))
    believed = flat.unknown & (belief.weight > 0)
    assert believed.sum() > 0.9 * flat.unknown.sum()
    assert np.abs(belief.value - flat.alpha)[believed].max() < 0.03


@each_belief
def test_known_pixels_have_no_weight(hair, beliefs):
    belief = data_term(scene_of(hair), beliefs=beliefs)
    assert belief.value.shape == belief.weight.shape == hair.alpha.shape
    assert not belief.weight[~hair.unknown].any()
    assert belief.weight[hair.unknown].any()
    assert belief.value.min() >= 0
    assert belief.value.max() <= 1


def test_confidence_falls_where_colours_say_nothing():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (60, 60, 3), np.uint8)
    trimap = np.full((60, 60), UNKNOWN, np.uint8)
    trimap[:10], trimap[-10:] = BACKGROUND, FOREGROUND
    lost = data_term(Scene(image, 1 / 255, trimap))
    image[:30], image[30:] = [20, 40, 200], [200, 180, 30]
    plain = data_term(Scene(image, 1 / 255, trimap))
    unknown = trimap == UNKNOWN
    assert lost.weight[unknown].mean() < 0.1 * plain.weight[unknown].mean()


def test_the_strength_scales_the_weight(hair):
    weak, strong = (
        data_term(scene_of(hair), beliefs=replace(SAMPLES_ALONE, strength=strength)) for strength in (1e-3, 4e-3)
    )
    assert np.allclose(strong.weight, 4 * weak.weight.astype(np.float32), rtol=2e-3, atol=1e-6)
    assert np.abs(strong.value - weak.value).max() <= 1e-3


@pytest.mark.parametrize("missing", [FOREGROUND, BACKGROUND])
def test_without_samples_there_is_no_belief(hair, missing):
    trimap = np.where(hair.trimap == missing, UNKNOWN, hair.trimap).astype(np.uint8)
    assert not data_term(scene_of(hair, trimap=trimap)).weight.any()


def test_foreground_out_of_reach_gives_no_belief():
    image = np.random.default_rng(1).integers(0, 256, (200, 400, 3), np.uint8)
    trimap = np.full((200, 400), UNKNOWN, np.uint8)
    trimap[:, 200:] = BACKGROUND
    trimap[100, 0] = FOREGROUND
    belief = data_term(Scene(image, 1 / 255, trimap))
    assert np.isfinite(belief.value).all()
    assert not belief.weight[:40, 150:200].any()


@each_belief
def test_absent_colours_are_never_used(hair, beliefs):
    present = np.ones(hair.trimap.shape, bool)
    present[:, :60] = False
    present[50:90, 120:140] = False
    trimap = np.where(present, hair.trimap, BACKGROUND).astype(np.uint8)
    rng = np.random.default_rng(2)
    found = []
    for colour in (0, 255, None):
        image = hair.image.copy()
        image[~present] = rng.integers(0, 256, (np.count_nonzero(~present), 3)) if colour is None else colour
        found.append(data_term(Scene(image, 1 / 255, trimap, present), beliefs=beliefs))
    for other in found[1:]:
        assert np.array_equal(other.value, found[0].value)
        assert np.array_equal(other.weight, found[0].weight)
    assert found[0].weight.any()


def test_a_picture_without_present_background_gives_no_belief(hair):
    present = hair.trimap != BACKGROUND
    assert not data_term(scene_of(hair, present=present)).weight.any()


@pytest.mark.parametrize(
    ("dtype", "factor", "scale"), [(np.uint16, 257, 1 / 65535), (np.float32, 1 / 255, 1.0), (np.float32, 1, 1 / 255)]
)
def test_types_agree(hair, dtype, factor, scale):
    eight = data_term(scene_of(hair))
    image = (hair.image * dtype(factor)).astype(dtype)
    other = data_term(scene_of(hair, image=image, scale=scale))
    assert np.abs(eight.value - other.value).max() < 2e-3
    assert np.abs(eight.weight - other.weight).max() < 1e-2 * eight.weight.max()


@each_belief
def test_gray_is_three_equal_channels(hair, beliefs):
    plane = hair.gray.image[..., None]
    gray, colour = (data_term(scene_of(hair, image=np.repeat(plane, n, axis=2)), beliefs=beliefs) for n in (1, 3))
    assert np.array_equal(gray.value, colour.value)
    assert np.array_equal(gray.weight, colour.weight)


@each_belief
def test_views_and_read_only_pictures(hair, beliefs):
    wide = np.zeros((*hair.image.shape[:2], 5), np.uint8)
    wide[..., 1:4] = hair.image
    trimap = hair.trimap.copy()
    for array in (wide, trimap):
        array.flags.writeable = False
    plain, view = (
        data_term(scene, beliefs=beliefs) for scene in (scene_of(hair), Scene(wide[..., 1:4], 1 / 255, trimap))
    )
    assert np.array_equal(plain.value, view.value)
    assert np.array_equal(plain.weight, view.weight)


def test_foreground_and_background_swapped_is_the_inverse(hair):
    belief = data_term(scene_of(hair))
    inverse = data_term(scene_of(hair, trimap=np.where(hair.unknown, UNKNOWN, 255 - hair.trimap)))
    believed = belief.weight > 0
    assert np.array_equal(believed, inverse.weight > 0)
    assert np.abs(belief.value + inverse.value - 1)[believed].max() < 2e-3
    assert np.allclose(belief.weight, inverse.weight, rtol=0.01, atol=1e-6)


@each_belief
def test_any_number_of_threads_gives_the_same_bits(large, beliefs):
    one, *others = (data_term(scene_of(large), beliefs=beliefs, threads=threads) for threads in (1, 2, 3))
    for other in others:
        assert np.array_equal(one.value, other.value)
        assert np.array_equal(one.weight, other.weight)


@each_belief
def test_progress_is_told_and_cancels(large, beliefs):
    reported = []
    data_term(scene_of(large), beliefs=beliefs, threads=1, progress=reported.append)
    assert reported == sorted(reported)
    assert 0 <= reported[0] < 0.6
    assert reported[-1] == 1
    assert max(np.diff(reported)) < 0.5
    # 512 cells are 20 ms of work.
    assert len(reported) >= np.count_nonzero(large.unknown) / (512 * 64)

    def cancel(done):
        if done > 0.5:
            raise Cancelled

    for threads in (1, 2):
        with pytest.raises(Cancelled):
            data_term(scene_of(large), beliefs=beliefs, threads=threads, progress=cancel)


@each_belief
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (3, 17)])
def test_small_pictures(shape, beliefs):
    rng = np.random.default_rng(3)
    trimap = rng.choice(np.array([BACKGROUND, UNKNOWN, FOREGROUND], np.uint8), shape)
    image = (40 * rng.random((*shape, 3)) - 1).astype(np.float32)
    belief = data_term(Scene(image, 1.0, trimap), beliefs=beliefs)
    assert np.isfinite(belief.value).all()
    assert np.isfinite(belief.weight).all()
    assert belief.weight.min() >= 0


@each_belief
def test_colours_beyond_all_bounds_are_finite(beliefs):
    image = np.random.default_rng(4).choice(np.array([-6e4, 6e4], np.float32), (40, 40, 3))
    trimap = np.full((40, 40), UNKNOWN, np.uint8)
    trimap[:, :4], trimap[:, -4:] = BACKGROUND, FOREGROUND
    belief = data_term(Scene(image, 1.0, trimap), beliefs=beliefs)
    assert np.isfinite(belief.value).all()
    assert np.isfinite(belief.weight).all()


def test_beliefs_are_combined_by_weight():
    rng = np.random.default_rng(5)
    first, second = (Prior(*rng.random((2, 5, 7), np.float32)) for _ in range(2))
    first.weight[0], second.weight[0, :3] = 0, 0
    both = colour_samples.combined(first, second)
    assert np.allclose(both.weight, first.weight + second.weight)
    force = first.weight * first.value + second.weight * second.value
    assert np.allclose(both.weight * both.value, force)
    assert not both.value[0, :3].any()
    assert colour_samples.combined(first, None) is first


def test_distances_are_those_to_the_nearest_cell():
    rng = np.random.default_rng(6)
    trimap = np.full((70, 130), UNKNOWN, np.uint8)
    for label in (FOREGROUND, BACKGROUND):
        trimap[rng.integers(0, 70, 3), rng.integers(0, 130, 3)] = label
    with Pool(1) as pool:
        maps = DistanceMaps.of(trimap, pool)
    rows, columns = np.indices(maps.cells.shape)
    for label, found in ((FOREGROUND, maps.to_foreground), (BACKGROUND, maps.to_background)):
        apart = [
            np.maximum(abs(rows - y // rays.CELL), abs(columns - x // rays.CELL))
            for y, x in np.argwhere(trimap == label)
        ]
        assert np.array_equal(found, np.min(apart, axis=0))


def test_rays_meet_what_lies_on_them(hair):
    labels = labels_of(scene_of(hair))
    with Pool(1) as pool:
        maps = DistanceMaps.of(labels, pool)
    held = maps.to_foreground, maps.to_background
    for angle in np.linspace(0, 6, 40):
        y, x = 70.5, 30.5
        step = np.sin(angle), np.cos(angle)
        met = rays.walk(labels, *held, y, x, *step)
        for place, label in ((met[:2], FOREGROUND), (met[2:], BACKGROUND)):
            lengths = np.arange(0, 400, 0.25)
            path = np.stack([y + lengths * step[0], x + lengths * step[1]], 1)
            path = path[((path >= 0) & (path < labels.shape)).all(axis=1)].astype(int)
            is_met = labels[path[:, 0], path[:, 1]] == label
            assert (place[0] >= 0) == is_met.any()
            if is_met.any():
                assert labels[place] == label
                first = path[is_met.argmax()]
                assert np.abs(first - place).max() <= 1
