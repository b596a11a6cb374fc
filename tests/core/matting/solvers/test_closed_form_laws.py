"""What closed-form matting must not notice, what it must, and the smallest and oddest scenes."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting.solvers import zoo

from inlay.errors import InlayError, InlayWarning, ParameterError
from inlay.matting.estimators import closed_form
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior
from inlay.matting.solvers import unknown_band

SHAPE = 50, 60
TIGHT = 1e-5


@pytest.fixture(scope="module")
def scene():
    image = zoo.picture("smooth", SHAPE, 5).astype(np.float32) / 255
    return zoo.scene(image, zoo.trimap("blobs", SHAPE, 5))


def alpha(scene, **options):
    return closed_form.estimate(scene, threads=1, **{"tolerance": TIGHT, **options}).alpha


def test_swapping_foreground_and_background(scene):
    swapped = replace(scene, trimap=np.choose(scene.trimap // 100, [FOREGROUND, UNKNOWN, BACKGROUND]).astype(np.uint8))
    assert np.abs(alpha(swapped) + alpha(scene) - 1).max() < 4 * TIGHT


def test_turned_and_shifted_colours(scene):
    turn = np.linalg.qr(np.random.default_rng(0).random((3, 3)))[0]
    turned = replace(scene, image=(scene.image @ turn + 0.7).astype(np.float32))
    assert np.abs(alpha(turned) - alpha(scene)).max() < 1e-3


@pytest.mark.parametrize("axes", [0, 1, (0, 1)])
def test_flips(scene, axes):
    flipped = replace(scene, image=np.flip(scene.image, axes), trimap=np.flip(scene.trimap, axes))
    assert np.abs(np.flip(alpha(flipped), axes) - alpha(scene)).max() < 4 * TIGHT


def test_transposed(scene):
    transposed = replace(scene, image=scene.image.transpose(1, 0, 2), trimap=scene.trimap.T)
    assert np.abs(alpha(transposed).T - alpha(scene)).max() < 4 * TIGHT


def test_views(scene):
    layers = np.dstack([scene.image, scene.image])[:, ::-1, 2:5]
    plain = replace(scene, image=np.ascontiguousarray(layers))
    assert np.array_equal(alpha(replace(scene, image=layers)), alpha(plain))


def test_gray_as_a_colour_is_gray():
    gray = zoo.picture("noise", SHAPE)[..., :1]
    one = zoo.scene(gray, zoo.trimap("blobs", SHAPE))
    three = replace(one, image=gray.repeat(3, axis=2))
    # Three times the same channel counts three times, so epsilon must too.
    assert np.abs(alpha(one, epsilon=1e-5) - alpha(three, epsilon=3e-5)).max() < 4 * TIGHT


@pytest.mark.parametrize("background", [0.0, 0.3])
def test_two_colours_mix_linearly(background):
    share = np.linspace(-0.5, 1.5, 41, dtype=np.float32).clip(0, 1)[np.newaxis].repeat(20, axis=0)
    colours = np.array([0.9, 0.5, 0.1], np.float32), np.full(3, background, np.float32)
    image = share[..., np.newaxis] * colours[0] + (1 - share[..., np.newaxis]) * colours[1]
    trimap = np.full(share.shape, UNKNOWN, np.uint8)
    trimap[:, :8], trimap[:, -8:] = BACKGROUND, FOREGROUND
    assert np.abs(alpha(zoo.scene(image, trimap)) - share).max() < 1e-3


def test_a_strong_prior_is_believed_and_a_weightless_one_is_not(scene):
    value = np.random.default_rng(0).random(SHAPE).astype(np.float32)
    unknown = scene.trimap == UNKNOWN
    believed = alpha(replace(scene, prior=Prior(value, np.full(SHAPE, 1e6, np.float32))))
    assert np.abs(believed - value)[unknown].max() < 1e-4
    weightless = replace(scene, prior=Prior(value, np.zeros(SHAPE, np.float32)))
    assert np.array_equal(alpha(weightless), alpha(scene))


def test_colours_of_absent_pixels_mean_nothing(scene):
    present = zoo.holes(SHAPE)
    trimap = np.where(present, scene.trimap, BACKGROUND).astype(np.uint8)
    here = replace(scene, trimap=trimap, present=present)
    image = scene.image.copy()
    image[~present] = np.nan
    assert np.array_equal(alpha(replace(here, image=image)), alpha(here))


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (2, 7), (3, 3), (3, 4), (4, 5)])
def test_tiny_pictures(shape, solver):
    rng = np.random.default_rng(1)
    for _ in range(10):
        trimap = rng.choice(np.array([BACKGROUND, UNKNOWN, FOREGROUND], np.uint8), shape)
        image = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
        estimate = closed_form.estimate(zoo.scene(image, trimap), solver=solver)
        unknown = trimap == UNKNOWN
        assert np.isfinite(estimate.alpha).all()
        assert ((estimate.alpha >= 0) & (estimate.alpha <= 1)).all()
        assert np.array_equal(estimate.alpha[~unknown], (trimap == FOREGROUND)[~unknown])
        nothing_holds = min(shape) < 3 or unknown.all()
        loose = np.zeros(shape, bool) if estimate.loose is None else estimate.loose
        assert np.array_equal(loose, unknown if nothing_holds else np.zeros(shape, bool))


def test_without_windows_a_prior_is_all_there_is():
    trimap = np.full((2, 8), UNKNOWN, np.uint8)
    value = np.linspace(0, 1, 16, dtype=np.float32).reshape(2, 8)
    weight = np.tile(np.array([0, 1e-3], np.float32), (2, 4))
    estimate = closed_form.estimate(zoo.scene(zoo.picture("noise", (2, 8)), trimap, prior=Prior(value, weight)))
    assert np.allclose(estimate.alpha, np.where(weight > 0, value, 0), atol=1e-5)
    assert estimate.loose is not None
    assert np.array_equal(estimate.loose, weight == 0)


def test_lone_pixels():
    shape = 30, 33
    trimap = np.full(shape, BACKGROUND, np.uint8)
    trimap[:, 16:] = FOREGROUND
    trimap[::7, ::5] = UNKNOWN
    estimate = closed_form.estimate(zoo.scene(zoo.picture("noise", shape), trimap))
    assert estimate.loose is None
    assert np.isfinite(estimate.alpha).all()


def test_an_island_behind_absent_pixels_is_loose():
    shape = 20, 40
    trimap = np.full(shape, UNKNOWN, np.uint8)
    trimap[:, 0], trimap[0, 0] = BACKGROUND, FOREGROUND
    present = np.ones(shape, bool)
    present[:, 20] = False
    trimap[~present] = BACKGROUND
    scene = zoo.scene(zoo.picture("smooth", shape), trimap, present=present)
    expected = np.zeros(shape, bool)
    expected[:, 21:] = True
    for solver in closed_form.SOLVERS:
        loose = closed_form.estimate(scene, solver=solver).loose
        assert loose is not None
        assert np.array_equal(loose, expected)


def test_nothing_unknown():
    trimap = np.array([[0, 255, 0], [255, 255, 0], [0, 0, 0]], np.uint8)
    estimate = closed_form.estimate(zoo.scene(zoo.picture("noise", (3, 3)), trimap))
    assert np.array_equal(estimate.alpha, trimap / 255)
    assert (estimate.iterations, estimate.error) == (0, 0)


@pytest.mark.parametrize("size", [1e-6, 1e4, 1e8])
def test_colours_of_any_size(size):
    image = zoo.picture("noise", SHAPE).astype(np.float32) * np.float32(size)
    estimate = closed_form.estimate(zoo.scene(image, zoo.trimap("random", SHAPE)))
    assert np.isfinite(estimate.alpha).all()
    assert estimate.loose is None


@pytest.mark.parametrize("options", [{"epsilon": 0}, {"epsilon": float("nan")}, {"tolerance": 0}, {"solver": "magic"}])
def test_refusals_in_words(scene, options):
    with pytest.raises(ParameterError) as caught:
        closed_form.estimate(scene, **options)
    assert caught.value.hint


def test_without_numba_the_second_solver_takes_over(scene, monkeypatch):
    expected = alpha(scene, solver="pyamg")
    monkeypatch.setattr(closed_form, "has_numba", lambda: False)
    assert np.abs(alpha(scene) - expected).max() < 1e-3  # pyamg draws lots
    with pytest.raises(InlayError, match="numba"):
        closed_form.estimate(scene, solver="multigrid")


def test_without_either_there_is_a_message(scene, monkeypatch):
    monkeypatch.setattr(closed_form, "has_numba", lambda: False)
    monkeypatch.setattr(closed_form, "has_pyamg", lambda: False)
    with pytest.raises(InlayError, match="numba or pyamg") as caught:
        closed_form.estimate(scene)
    assert caught.value.hint


def test_what_does_not_settle_is_said(monkeypatch):
    shape = 60, 70
    scene = zoo.scene(zoo.picture("smooth", shape), zoo.trimap("corner", shape))
    monkeypatch.setattr(unknown_band, "PATIENCE_SMALL", 3)
    monkeypatch.setattr(unknown_band, "FACTORED", 0)
    with pytest.warns(InlayWarning) as caught:
        estimate = closed_form.estimate(scene)
    assert [each.message.code for each in caught] == ["accuracy"]
    assert estimate.error > 1 / 255


def test_single_precision_gives_way(monkeypatch):
    """Where it does not settle, double precision starts anew, and gets there."""
    shape = 190, 200
    scene = zoo.scene(zoo.picture("smooth", shape), zoo.trimap("sparse", shape))
    expected = closed_form.estimate(scene).alpha
    monkeypatch.setattr(unknown_band, "MOST_SINGLE", 2)
    again = closed_form.estimate(scene)
    assert np.abs(again.alpha - expected).max() < 1 / 255
    assert again.iterations > 2
