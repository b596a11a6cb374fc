"""Sequences: steadier than frame by frame, no ghosts, and exact where nothing is known of a frame before."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.moving import PATHS, STILL, WALKING, moving, steadiness

from inlay.arrays.effort import Effort
from inlay.arrays.warning import collected
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InputError, ResourceError
from inlay.matting import estimate_alpha, estimate_sequence, staging
from inlay.matting.estimators import closed_form, registry
from inlay.matting.steadying import Steadied

SHAPE = 110, 150
SCENES = {scene.name: scene for scene in composites.drawn(SHAPE) if scene.name not in ("hair on night", "hair on sky")}


def mattes(frames, **options):
    return list(estimate_sequence([frame.image for frame in frames], [frame.trimap for frame in frames], **options))


def both(frames, **options):
    """How good the frames are one by one, and as a sequence."""
    return [
        steadiness([matte.alpha for matte in mattes(frames, steady=steady, **options)], frames)
        for steady in (False, True)
    ]


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("path", PATHS)
def test_a_sequence_is_steadier_and_nearer_to_the_truth(name, path):
    alone, together = both(list(moving(SCENES[name], PATHS[path])))
    assert together.sad < alone.sad
    assert together.flicker < 1.05 * alone.flicker
    if path == "still":
        assert together.flicker < 0.5 * alone.flicker


@pytest.mark.parametrize("name", SCENES)
def test_a_moving_camera_leaves_no_ghost(name):
    alone, together = both(list(moving(SCENES[name], STILL, pan=2)))
    assert together.sad < 1.03 * alone.sad
    assert together.flicker < 1.02 * alone.flicker


@pytest.mark.parametrize("method", ["closed-form", "shared-sampling", "knn"])
def test_every_method_is_steadied(method):
    alone, together = both(list(moving(SCENES["blur on meadow"], STILL[:4])), method=method)
    assert together.flicker < 0.8 * alone.flicker


def test_colours_are_steadier_too():
    frames = list(moving(SCENES["blur on meadow"], STILL))
    changes = []
    for steady in (False, True):
        found = [matte.foreground.astype(np.float32) for matte in mattes(frames, steady=steady)]
        soft = (frames[0].alpha > 0.1) & (frames[0].alpha < 0.9)
        changes.append(np.mean([np.abs(b - a)[soft].mean() for a, b in itertools.pairwise(found)]))
    assert changes[1] < 0.6 * changes[0]


def test_opaque_colours_are_the_frames_own():
    frames = list(moving(SCENES["blur on sky"], STILL[:3]))
    for frame, matte in zip(frames, mattes(frames), strict=True):
        whole = matte.alpha == 1
        assert np.array_equal(matte.foreground[whole], frame.image[whole])


def test_where_all_is_new_a_frame_is_solved_as_if_alone():
    first, second = SCENES["hair on meadow"], SCENES["hair on tiles"]
    alone = estimate_alpha(second.image, second.trimap).alpha
    before = estimate_alpha(first.image, first.trimap)
    after = estimate_alpha(second.image, second.trimap, previous=before)
    changed = np.abs(first.image.astype(int) - second.image).max(axis=2) > 20
    assert after.steadied.trust[changed].max() < 0.01
    assert np.abs(after.alpha - alone).max() < 0.02


def test_a_light_that_is_switched_on_is_no_noise():
    scene = SCENES["hair on meadow"]
    before = Steadied.first(staging.stage(scene.image, scene.trimap))
    brighter = staging.stage(scene.image + np.uint8(6), scene.trimap)
    random = np.random.default_rng(0)
    noisy = np.clip(scene.image + random.normal(0, 3, scene.image.shape), 0, 255).astype(np.uint8)
    assert before.next(brighter, Effort()).trust.mean() < 0.05
    assert before.next(staging.stage(noisy, scene.trimap), Effort()).trust.mean() > 0.8


def test_a_still_of_which_there_are_copies_stays_itself():
    scene = SCENES["blur on sky"]
    found = mattes([scene] * 3)
    assert all((matte.steadied.trust == 1).all() for matte in found[1:])
    assert np.abs(found[2].alpha - found[0].alpha).max() < 2 / 255


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_noise_is_told_in_every_type(dtype):
    frames = list(moving(SCENES["blur on meadow"], STILL[:2]))
    factor = {"uint8": 1, "uint16": 257, "float32": 1 / 255}[dtype]
    frames = [replace(frame, image=(frame.image.astype(np.float64) * factor).astype(dtype)) for frame in frames]
    assert mattes(frames)[1].steadied.trust.mean() > 0.9


def test_the_same_on_any_number_of_threads():
    frames = list(moving(SCENES["hair on tiles"], WALKING[:3]))
    one, two = (mattes(frames, threads=threads)[-1] for threads in (1, 2))
    assert np.array_equal(one.alpha, two.alpha)
    assert np.array_equal(one.steadied.image, two.steadied.image)


@pytest.mark.parametrize("shape", [(1, 3), (5, 5), (7, 40), (40, 7)])
def test_small_pictures(shape):
    image = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    trimap = np.full(shape, 128, np.uint8)
    trimap[..., 0], trimap[..., -1] = 0, 255
    found = list(estimate_sequence([image, image], itertools.repeat(trimap)))
    assert np.abs(found[1].alpha - found[0].alpha).max() < 2 / 255


@pytest.mark.parametrize("other", [np.zeros((30, 40, 3), np.uint8), np.zeros(SHAPE, np.uint8)], ids=["size", "gray"])
def test_a_frame_of_another_kind_is_solved_on_its_own(other):
    scene = SCENES["blur on sky"]
    before = estimate_alpha(scene.image, scene.trimap)
    trimap = np.full(other.shape[:2], 128, np.uint8)
    trimap[:, :3], trimap[:, -3:] = 0, 255
    other = other + np.indices(other.shape[:2])[1].astype(np.uint8).reshape(*other.shape[:2], *[1] * (other.ndim - 2))
    with collected() as warned:
        found = estimate_alpha(other, trimap, previous=before)
    assert [one.code for one in warned] == ["sequence"]
    assert found.steadied is None
    assert np.array_equal(found.alpha, estimate_alpha(other, trimap).alpha)


def test_a_frame_that_was_seen_in_another_box_steadies_what_both_hold():
    first, second = moving(SCENES["blur on meadow"], STILL[:2])
    before, after = Box(0, 0, 120, 100), Box(20, 10, 130, 100)
    found = estimate_alpha(first.image[before.slices], first.trimap[before.slices])
    shown = second.image[after.slices], second.trimap[after.slices]
    with collected() as warned:
        moved = estimate_alpha(*shown, previous=found.within(after))
    assert warned == []
    common = before.intersect(after).shift(-after.x, -after.y)
    frames = np.array(moved.steadied.frames)
    assert (frames[common.slices] > 1.5).mean() > 0.9
    frames[common.slices] = 1
    assert (frames == 1).all()
    nowhere = estimate_alpha(*shown, previous=found.within(Box(500, 0, 130, 100)))
    assert np.abs(nowhere.alpha - estimate_alpha(*shown).alpha).max() < 1e-6


def test_frames_are_asked_for_one_at_a_time():
    asked = []

    def frames():
        for number in range(3):
            asked.append(number)
            yield SCENES["blur on sky"].image

    found = estimate_sequence(frames(), itertools.repeat(SCENES["blur on sky"].trimap))
    assert asked == []
    next(found)
    assert asked == [0]


def test_trimaps_that_end_early_are_refused():
    scene = SCENES["blur on sky"]
    found = estimate_sequence([scene.image] * 2, [scene.trimap])
    next(found)
    with pytest.raises(InputError, match="no trimap for frame 2"):
        next(found)


def test_a_frame_can_be_stopped_while_it_is_compared():
    scene = SCENES["blur on sky"]
    large = np.tile(scene.image, (4, 4, 1)), np.tile(scene.trimap, (4, 4))
    before = estimate_alpha(*large, "closed-form")

    def progress(fraction):
        if 0 < fraction < 0.1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        estimate_alpha(*large, "closed-form", previous=before, progress=progress)


def test_too_little_memory_is_said_before_anything_starts():
    scene = SCENES["blur on sky"]
    before = estimate_alpha(scene.image, scene.trimap)
    with pytest.raises(ResourceError, match="frame"):
        estimate_alpha(scene.image, scene.trimap, previous=before, memory=1000)


# The start


@pytest.mark.parametrize("method", ["closed-form", "knn", "large-kernel"])
@pytest.mark.parametrize("begin", ["solution", "beside", "noise"])
def test_the_start_changes_the_way_and_not_the_result(method, begin):
    first, second = itertools.islice(moving(SCENES["hair on meadow"], WALKING), 2)
    scene = staging.stage(second.image, second.trimap)
    estimate = registry.find(method).estimate
    cold = estimate(scene, threads=1, progress=None)
    start = {
        "solution": cold.alpha,
        "beside": estimate(staging.stage(first.image, first.trimap), threads=1, progress=None).alpha,
        "noise": np.random.default_rng(0).random(scene.trimap.shape, np.float32),
    }[begin]
    warm = estimate(replace(scene, start=start), threads=1, progress=None)
    assert np.abs(warm.alpha - cold.alpha)[scene.trimap == 128].max() < 2 / 255
    assert (warm.alpha[scene.trimap != 128] == cold.alpha[scene.trimap != 128]).all()
    if begin == "solution":
        assert warm.iterations <= cold.iterations


@pytest.mark.parametrize("name", SCENES)
def test_a_warm_start_keeps_the_promise_of_accuracy(name):
    first, second = itertools.islice(moving(SCENES[name], WALKING), 2)
    scene = staging.stage(second.image, second.trimap)
    exact = closed_form.estimate(scene, tolerance=1e-6).alpha
    before = closed_form.estimate(staging.stage(first.image, first.trimap)).alpha
    warm = closed_form.estimate(replace(scene, start=before)).alpha
    assert np.abs(warm - exact).max() < 1 / 255
