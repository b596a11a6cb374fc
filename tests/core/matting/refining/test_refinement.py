"""Refining an alpha: what the picture shows, and the outline's shape and softness."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from tests.core.matting import composites

from inlay.errors import Cancelled, InputError, ParameterError, ResourceError
from inlay.matting import refine_alpha
from inlay.matting.refining import outline

SIZE = 200
ROWS, COLUMNS = np.mgrid[:SIZE, :SIZE] - SIZE / 2
DISTANCE, ANGLE = np.hypot(ROWS, COLUMNS), np.arctan2(ROWS, COLUMNS)


def disc(radius=60.0, width=1.0):
    """A disc whose edge is a ramp of this width."""
    return np.clip((radius - DISTANCE) / width + 0.5, 0, 1).astype(np.float32)


def softness(alpha):
    """Sum of alpha (1 - alpha): for an edge, its length times its width, up to a factor."""
    return float((alpha * (1 - alpha)).sum())


def area(alpha):
    return float(alpha.sum())


@pytest.fixture(scope="module")
def scenes():
    return composites.drawn()


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("radius", [0, 0.0])
def test_zero_is_the_identity(dtype, radius):
    alpha = gaussian_filter(disc(), 2)
    given = alpha > 0.5 if dtype == "bool" else (alpha * {"uint8": 255, "uint16": 65535}.get(dtype, 1)).astype(dtype)
    matte = refine_alpha(np.zeros((SIZE, SIZE, 3), np.uint8), given, radius)
    assert matte.alpha.dtype == np.float32
    assert np.allclose(matte.alpha, given / {"uint8": 255, "uint16": 65535}.get(dtype, 1), atol=1e-7)
    assert matte.method == ""
    assert matte.iterations == 0


def test_the_picture_decides_within_the_radius(scenes):
    for scene in scenes:
        rough = gaussian_filter(scene.alpha, 3) > 0.5
        matte = refine_alpha(scene.image, rough, 12)
        changed = matte.alpha != rough
        assert not changed[matte.scene.trimap != 128].any()
        before, after = (composites.sad(alpha, scene.alpha, scene.unknown) for alpha in (rough, matte.alpha))
        assert after < 0.75 * before, scene.name
        assert matte.iterations > 0


def test_the_present_alpha_is_a_prior(scenes):
    scene = scenes[0]
    poor = np.clip(
        scene.alpha + 0.4 * gaussian_filter(np.random.default_rng(0).standard_normal(scene.alpha.shape), 4), 0, 1
    )
    errors = [
        np.abs(refine_alpha(scene.image, poor, 8, prior_weight=weight).alpha - poor).mean() for weight in (1e-4, 1, 1e4)
    ]
    assert errors[0] > 2 * errors[1] > 4 * errors[2]
    confident = np.where(np.arange(scene.alpha.shape[1]) < 100, np.float32(1e4), np.float32(0))
    weight = np.broadcast_to(confident, scene.alpha.shape)
    changed = np.abs(refine_alpha(scene.image, poor, 8, prior_weight=weight).alpha - poor)
    assert changed[:, :99].max() < 0.05
    assert changed[:, 101:].max() > 0.2


def test_smart_takes_less_of_a_sharp_picture():
    image = (disc() * 200).astype(np.uint8)
    rough = disc(61)
    plain, smart = (refine_alpha(image, rough, 15, smart=smart) for smart in (False, True))
    assert (smart.scene.trimap == 128).sum() < 0.4 * (plain.scene.trimap == 128).sum()
    assert np.abs(smart.alpha - disc()).mean() < 0.5 * np.abs(rough - disc()).mean()


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.7, 1.0])
def test_nothing_certain(alpha):
    """With nothing known the prior still holds everything."""
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)
    matte = refine_alpha(image, np.full((30, 40), alpha), 5, smooth=50, feather=2, contrast=20, shift=0)
    assert np.allclose(refine_alpha(image, np.full((30, 40), alpha), 5).alpha, alpha, atol=0.02)
    assert np.isfinite(matte.alpha).all()
    spotted = np.full((30, 40), alpha)
    spotted[10:20, 10:20] = 0.5
    found = refine_alpha(image, spotted, 5).alpha
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


def test_transparent_pixels_keep_their_alpha():
    image = np.random.default_rng(0).integers(1, 256, (SIZE, SIZE, 4)).astype(np.uint8)
    image[:, :80, 3] = 0
    alpha = gaussian_filter(disc(), 2)
    matte = refine_alpha(image, alpha, 10)
    assert np.allclose(matte.alpha[:, :80], alpha[:, :80])
    assert not np.allclose(matte.alpha[:, 80:], alpha[:, 80:])


def test_colours_follow_the_refined_alpha(scenes):
    scene = scenes[0]
    matte = refine_alpha(scene.image, gaussian_filter(scene.alpha, 2), 5, feather=1)
    assert matte.foreground.dtype == np.uint8
    assert np.array_equal(matte.foreground[matte.alpha == 1], scene.image[matte.alpha == 1])
    assert matte.foreground.shape == scene.image.shape


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"radius": -1}, ParameterError, "radius"),
        ({"radius": np.nan}, ParameterError, "radius"),
        ({"feather": -1}, ParameterError, "feather"),
        ({"feather": 1001}, ParameterError, "from 0 to 1000"),
        ({"smooth": 101}, ParameterError, "from 0 to 100"),
        ({"contrast": -1}, ParameterError, "contrast"),
        ({"shift": -101}, ParameterError, "from -100 to 100"),
        ({"shift": np.nan}, ParameterError, "shift"),
        ({"image": np.zeros((3, 4), np.uint8)}, InputError, "200 x 200"),
        ({"alpha": np.full((SIZE, SIZE), 255.0)}, InputError, "up to 255"),
        ({"radius": 9, "method": "magic"}, ParameterError, "magic"),
        ({"radius": 9, "memory": 1000}, ResourceError, "memory"),
    ],
)
def test_refusals(options, error, words):
    with pytest.raises(error, match=words) as refusal:
        refine_alpha(**{"image": np.zeros((SIZE, SIZE), np.uint8), "alpha": disc(), **options})
    assert refusal.value.hint


def test_the_artist_can_cancel():
    polls = []
    options = {"smooth": 10, "feather": 3, "shift": 10, "contrast": 10}
    refine_alpha(np.zeros((SIZE, SIZE), np.uint8), disc(), 9, **options, progress=polls.append)
    assert polls == sorted(polls)
    assert 0 <= polls[0] <= polls[-1] <= 1

    def cancel(fraction):
        if fraction > 0.8:
            raise Cancelled

    with pytest.raises(Cancelled):
        refine_alpha(np.zeros((SIZE, SIZE), np.uint8), disc(), 0, **options, progress=cancel)


@pytest.mark.parametrize("amount", [0.1, 0.4, 1.0])
@pytest.mark.parametrize("width", [1, 3, 10])
def test_smoothing_leaves_round_outlines_as_soft_as_they_are(amount, width):
    smoothed = outline.smoothed(disc(width=width), amount)
    assert np.abs(area(smoothed) - area(disc())) < 0.03 * area(disc())
    assert 0.8 < softness(smoothed) / softness(disc(width=width)) < 1.35
    assert smoothed[SIZE // 2, SIZE // 2] == 1
    assert smoothed[0, 0] == 0


def test_smoothing_evens_out_hills_and_valleys():
    rough = np.clip(60 + 4 * np.sin(24 * ANGLE) - DISTANCE + 0.5, 0, 1).astype(np.float32)
    errors = [np.abs(outline.smoothed(rough, amount) - disc()).sum() for amount in (0.05, 0.2, 0.5)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.25 * np.abs(rough - disc()).sum()


@pytest.mark.parametrize("deviation", [0.7, 3.0, 9.0, 20.0, 40.0])
def test_feathering_is_a_gaussian(deviation):
    feathered = outline.feathered(disc(), deviation)
    assert np.abs(feathered - gaussian_filter(disc(), deviation, mode="nearest", truncate=6)).max() < 0.01
    assert np.array_equal(outline.feathered(np.ones((5, 6), np.float32), deviation), np.ones((5, 6)))


@pytest.mark.parametrize("amount", [0.1, 0.5, 1.0])
def test_shifting(amount):
    soft = disc(width=12)
    outwards, inwards = outline.shifted(soft, amount), outline.shifted(soft, -amount)
    assert area(outwards) > area(soft) > area(inwards)
    assert np.allclose(outline.shifted(outwards, -amount), soft, atol=1e-4)
    assert np.allclose(1 - outline.shifted(1 - soft, amount), inwards, atol=1e-5)
    for shifted in (outwards, inwards):
        assert np.array_equal(shifted[soft == 0], soft[soft == 0])
        assert np.array_equal(shifted[soft == 1], soft[soft == 1])
        assert np.all(np.diff(shifted[SIZE // 2, SIZE // 2 :]) <= 1e-6)
    hard = disc() > 0.5
    assert np.array_equal(outline.shifted(hard.astype(np.float32), amount), hard)


def test_hardening():
    soft = disc(width=12)
    widths = [softness(outline.hardened(soft, amount)) for amount in (0.0, 0.3, 0.6, 0.9)]
    assert np.allclose(widths, [widths[0] * (1 - amount) for amount in (0, 0.3, 0.6, 0.9)], rtol=0.15, atol=5)
    hard = outline.hardened(soft, 1)
    assert set(np.unique(hard)) == {0, 1}
    assert np.array_equal(hard == 1, soft >= 0.5)


def test_large_planes_are_cut_into_tiles_unseen():
    alpha = gaussian_filter(np.random.default_rng(0).standard_normal((700, 1300)), 9) > 0
    alpha = alpha.astype(np.float32)
    alpha[:, 1100:] = 1
    whole = gaussian_filter(alpha, 4, mode="nearest", truncate=3)
    assert np.allclose(outline.feathered(alpha, 4), whole, atol=1e-6)
    wide = outline.feathered(alpha, 30)
    assert np.allclose(wide, gaussian_filter(alpha, 30, mode="nearest", truncate=4), atol=0.01)
    assert np.abs(np.diff(wide, axis=0)).max() < 1 / 30
    assert np.abs(np.diff(wide, axis=1)).max() < 1 / 30
    smoothed = outline.smoothed(alpha, 0.3)
    shifted = outline.smoothed(np.pad(alpha, ((30, 0), (70, 0)), mode="edge"), 0.3)[30:, 70:]
    assert np.allclose(smoothed[40:, 80:], shifted[40:, 80:], atol=1e-4)
