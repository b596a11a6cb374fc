"""Colours of foreground and background: exact where alpha says whose they are, close to the truth between."""

import subprocess
import sys

import numpy as np
import pytest
from tests.cases import every
from tests.core.matting import composites

from inlay.errors import Cancelled, InputError, ParameterError
from inlay.matting import estimate_foreground

METHODS = "multi-level", "closed-form"
WHITE = {"uint8": 255, "uint16": 65535, "float16": 1, "float32": 1, "float64": 1}


def as_type(image, dtype):
    """A picture of bytes in another type, exactly the same colours."""
    return (
        image.astype(dtype) * np.array({"uint16": 257}.get(dtype, 1), dtype)
        if dtype.startswith("u")
        else (image / np.float64(255)).astype(dtype)
    )


@pytest.fixture(scope="module")
def scenes():
    return composites.drawn()


@pytest.mark.parametrize("method", METHODS)
def test_colours_are_close_to_the_truth(scenes, method):
    for scene in scenes:
        colours = estimate_foreground(scene.image, scene.alpha, method=method)
        mixed = composites.colour_error(scene.image, scene.foreground, scene.alpha)
        cleaned = composites.colour_error(colours.foreground, scene.foreground, scene.alpha)
        assert cleaned < 0.15 * mixed, scene.name
        mixed = composites.colour_error(scene.image, scene.background, 1 - scene.alpha)
        cleaned = composites.colour_error(colours.background, scene.background, 1 - scene.alpha)
        assert cleaned < 0.35 * mixed, scene.name


@pytest.mark.parametrize("dtype", WHITE)
@pytest.mark.parametrize("method", METHODS)
def test_the_picture_stays_where_alpha_says_whose_colour_it_is(scenes, method, dtype):
    scene = scenes[1]
    image = as_type(scene.image, dtype)
    if dtype == "float64":
        image = image + 1e-9 * np.arange(image.size).reshape(image.shape)
    before = image.copy()
    colours = estimate_foreground(image, scene.alpha, method=method)
    assert colours.foreground.dtype == colours.background.dtype == image.dtype
    assert colours.foreground.shape == colours.background.shape == image.shape
    np.testing.assert_array_equal(colours.foreground[scene.alpha == 1], image[scene.alpha == 1])
    np.testing.assert_array_equal(colours.background[scene.alpha == 0], image[scene.alpha == 0])
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("dtype", WHITE)
def test_types_agree(scenes, dtype):
    scene = scenes[0]
    reference = estimate_foreground(scene.image / np.float64(255), scene.alpha)
    colours = estimate_foreground(as_type(scene.image, dtype), scene.alpha)
    for mine, theirs in zip(vars(colours).values(), vars(reference).values(), strict=True):
        difference = np.abs(mine / np.float64(WHITE[dtype]) - theirs).max()
        assert difference < {"uint8": 0.51 / 255, "float16": 2e-3}.get(dtype, 2e-5)


def test_gray_is_one_channel_of_colour(scenes):
    scene = scenes[2]
    colour = estimate_foreground(scene.image, scene.alpha)
    for gray in (scene.gray.image, scene.gray.image[..., None]):
        alone = estimate_foreground(gray, scene.alpha)
        assert alone.foreground.shape == gray.shape
        np.testing.assert_array_equal(alone.foreground.reshape(scene.alpha.shape), colour.foreground[..., 1])


def test_views_are_read_as_they_are(scenes):
    scene = scenes[0]
    padded = np.dstack([scene.image, np.full(scene.alpha.shape, 7, np.uint8)])
    padded.flags.writeable = False
    expected = estimate_foreground(scene.image, scene.alpha)
    viewed = estimate_foreground(padded[..., :3], np.asfortranarray(scene.alpha))
    np.testing.assert_array_equal(viewed.foreground, expected.foreground)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "float16", "float64"])
def test_alpha_of_any_type(scenes, dtype):
    scene = scenes[0]
    bytes_of_alpha = np.rint(scene.alpha * 255).astype(np.uint8)
    alpha = bytes_of_alpha >= 128 if dtype == "bool" else as_type(bytes_of_alpha, dtype)
    expected = estimate_foreground(scene.image, bytes_of_alpha / np.float32(255) if dtype != "bool" else alpha * 1.0)
    colours = estimate_foreground(scene.image, alpha)
    difference = np.abs(colours.foreground.astype(int) - expected.foreground)
    assert np.count_nonzero(difference > 1) <= (2e-3 * difference.size if dtype == "float16" else 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [0, 1])
def test_alpha_that_is_nowhere_soft_changes_nothing(scenes, method, value):
    image = scenes[0].image
    colours = estimate_foreground(image, np.full(image.shape[:2], value, np.float32), method=method)
    np.testing.assert_array_equal(colours.foreground, image)
    np.testing.assert_array_equal(colours.background, image)


@pytest.mark.filterwarnings("error")
@every("shape", [(1, 1), (1, 2), (2, 2), (1, 9), (9, 1), (3, 5), (17, 16)])
@pytest.mark.parametrize("method", METHODS)
@every("projection", [False, True])
def test_any_alpha_gives_colours_in_the_gamut(shape, method, projection):
    rng = np.random.default_rng(sum(shape))
    image = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    noise = rng.random(shape)
    for alpha in (noise, np.rint(noise * 4) / 4, np.full(shape, 0.3), np.full(shape, 1e-30), noise * 3 - 1):
        colours = estimate_foreground(image, alpha, method=method, projection=projection)
        floating = estimate_foreground(image / 255, alpha, method=method, projection=projection)
        for each in (floating.foreground, floating.background):
            assert np.isfinite(each).all()
            assert each.min() >= 0
            assert each.max() <= 1
        assert not projection or error_of(colours, alpha, image) < 0.5


def error_of(colours, alpha, image):
    """The largest recomposition error of all pixels."""
    weight = np.clip(alpha, 0, 1).astype(np.float32).astype(np.float64)
    weight = weight.reshape(weight.shape + (1,) * (image.ndim - 2))
    return np.abs(weight * colours.foreground + (1 - weight) * colours.background - image).max()


@pytest.mark.parametrize("dtype", WHITE)
@pytest.mark.parametrize("method", METHODS)
def test_the_projection_recomposes_the_picture(scenes, method, dtype):
    for scene in scenes[::2]:
        image = as_type(scene.image, dtype)
        colours = estimate_foreground(image, scene.alpha, method=method, projection=True)
        unit = {"uint8": 0.5, "uint16": 0.51, "float16": 2**-11}.get(dtype, 3e-7)
        assert error_of(colours, scene.alpha, image) < unit
        assert colours.foreground.max() <= WHITE[dtype]
        assert colours.foreground.min() >= 0


def test_the_projection_moves_colours_that_fit_no_further_than_rounding(scenes):
    scene = scenes[0]
    plain = estimate_foreground(scene.image / 255, scene.alpha)
    moved = estimate_foreground(scene.image / 255, scene.alpha, projection=True)
    weight = scene.alpha[..., None].astype(np.float64)
    gap = scene.image / 255 - weight * plain.foreground - (1 - weight) * plain.background
    length = np.hypot(moved.foreground - plain.foreground, moved.background - plain.background)
    inside = (np.minimum(moved.foreground, moved.background) > 0) & (np.maximum(moved.foreground, moved.background) < 1)
    soft = inside & (weight > 0) & (weight < 1)
    nearest = np.abs(gap) / np.hypot(weight, 1 - weight)
    np.testing.assert_allclose(length[soft], nearest[soft], atol=1e-6)


def test_floating_colours_may_exceed_one(scenes):
    scene = scenes[0]
    image = scene.image / np.float32(255) * 6
    bright = estimate_foreground(image, scene.alpha)
    plain = estimate_foreground(scene.image / np.float32(255), scene.alpha)
    assert bright.foreground.max() > 2
    inside = (plain.foreground > 0.01) & (plain.foreground < image.max() / 6)
    np.testing.assert_allclose(bright.foreground[inside], 6 * plain.foreground[inside], atol=1e-2)


def test_foreground_and_background_swap_with_alpha(scenes):
    scene = scenes[1]
    alpha = np.rint(scene.alpha * 64) / 64  # 1 - alpha is exact
    one = estimate_foreground(scene.image, alpha)
    other = estimate_foreground(scene.image, 1 - alpha)
    assert np.abs(one.foreground.astype(int) - other.background).max() <= 1
    assert np.abs(one.background.astype(int) - other.foreground).max() <= 1


@pytest.mark.parametrize("method", METHODS)
def test_absent_pixels_are_never_a_source_of_colour(scenes, method):
    scene = scenes[1]
    present = np.ones(scene.alpha.shape, bool)
    present[:, :40] = present[50:60, 90:] = False
    present[scene.alpha == 0] &= np.random.default_rng(0).random(np.count_nonzero(scene.alpha == 0)) < 0.7
    image = scene.image.astype(np.float32) / 255
    wild = np.where(present[..., None], image, np.float32(np.nan))
    bright = np.where(present[..., None], image, np.float32(1))
    one, other = (
        estimate_foreground(each, scene.alpha, present=present, method=method, projection=True)
        for each in (wild, bright)
    )
    np.testing.assert_array_equal(one.foreground[present], other.foreground[present])
    np.testing.assert_array_equal(one.background[present], other.background[present])
    np.testing.assert_array_equal(one.foreground[~present], wild[~present])
    assert np.isfinite(one.foreground[present]).all()
    seen = np.where(present, scene.alpha, 0)
    assert composites.colour_error(255 * one.foreground, scene.foreground, seen) < 0.2 * composites.colour_error(
        scene.image, scene.foreground, seen
    )


@pytest.mark.parametrize("method", METHODS)
def test_threads_do_not_change_a_bit(method):
    scene = composites.drawn((360, 420))[1]
    one, two, three = (estimate_foreground(scene.image, scene.alpha, method=method, threads=n) for n in (1, 2, 3))
    for other in (two, three):
        np.testing.assert_array_equal(one.foreground, other.foreground)
        np.testing.assert_array_equal(one.background, other.background)


def test_numpy_alone_gives_the_same(scenes, monkeypatch):
    from inlay.matting.colours import pyramid, vectorised

    scene = scenes[2]
    results = []
    for kernels in (pyramid.kernels(), vectorised):
        monkeypatch.setattr(pyramid, "kernels", lambda kernels=kernels: kernels)
        results.append([estimate_foreground(scene.image / 255, scene.alpha, method=method) for method in METHODS])
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine.foreground, theirs.foreground, atol=2e-4)
        np.testing.assert_allclose(mine.background, theirs.background, atol=2e-4)


def test_works_without_numba():
    program = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "numba":
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Missing())
import numpy as np
from inlay.matting import estimate_foreground
image = np.array([[200, 200, 150, 100, 100]], np.uint8)
alpha = np.array([[1.0, 1.0, 0.5, 0.0, 0.0]])
for options in ({}, {"projection": True}, {"method": "closed-form"}):
    foreground = estimate_foreground(image, alpha, **options).foreground.astype(int)
    assert abs(foreground - [[200, 200, 200, 200, 100]]).max() <= 1, foreground
assert "numba" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_is_cheap():
    program = "import sys, inlay.matting.colours.foreground, inlay.matting.colours.plate; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert not any(f"'{name}'" in done.stdout for name in ("numba", "scipy", "pyamg"))


def test_progress_rises_and_may_stop_the_work():
    scene = composites.drawn((360, 420))[1]
    seen = []
    estimate_foreground(scene.image, scene.alpha, threads=1, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) > 5

    for last in (0, len(seen) // 2):
        count = 0

        def stop(fraction, last=last):
            nonlocal count
            count += 1
            if count > last:
                raise Cancelled

        with pytest.raises(Cancelled):
            estimate_foreground(scene.image, scene.alpha, threads=2, progress=stop)


@pytest.mark.parametrize(
    ("image", "alpha", "options", "error", "says"),
    [
        (np.zeros((4, 4, 3), np.int16), np.ones((4, 4)), {}, InputError, "int16"),
        (np.zeros((4, 0, 3), np.uint8), np.ones((4, 0)), {}, InputError, "shape"),
        (np.zeros((4, 4, 3), np.uint8), np.ones((4, 5)), {}, InputError, "4 x 4"),
        (np.zeros((4, 4, 3), np.uint8), np.ones((4, 4), np.int64), {}, InputError, "int64"),
        (np.zeros((4, 4, 3), np.uint8), np.full((4, 4), np.nan), {}, InputError, "not numbers"),
        (np.full((4, 4, 3), np.nan, np.float32), np.full((4, 4), 0.5), {}, InputError, "finite"),
        (np.full((4, 4), 1e300), np.full((4, 4), 0.5), {}, InputError, "finite"),
        (np.zeros((4, 4, 3), np.uint8), np.ones((4, 4)), {"method": "guess"}, ParameterError, "guess"),
        (np.zeros((4, 4, 3), np.uint8), np.ones((4, 4)), {"threads": 0}, ParameterError, "threads"),
        (np.zeros((4, 4, 3), np.uint8), np.ones((4, 4)), {"present": np.ones((3, 4), bool)}, InputError, "present"),
    ],
)
def test_refusals_say_what_to_do(image, alpha, options, error, says):
    with pytest.raises(error, match=says) as caught:
        estimate_foreground(image, alpha, **options)
    assert caught.value.hint


def test_pixels_away_from_the_edge_may_hold_anything(scenes):
    scene = scenes[0]
    image = scene.image.astype(np.float32)
    image[0, 0], image[-1, -1] = np.nan, np.inf
    colours = estimate_foreground(image, scene.alpha)
    np.testing.assert_array_equal(colours.foreground[0, 0], image[0, 0])
    assert np.isfinite(colours.foreground[scene.alpha > 0]).all()


# Against the reference implementation


def test_no_worse_than_pymatting_on_drawn_scenes(scenes):
    pymatting = pytest.importorskip("pymatting")
    peers = {"multi-level": pymatting.estimate_foreground_ml, "closed-form": pymatting.estimate_foreground_cf}
    for method, peer in peers.items():
        mine, theirs = [], []
        for scene in scenes:
            colours = estimate_foreground(scene.image, scene.alpha, method=method)
            mine.append(composites.colour_error(colours.foreground, scene.foreground, scene.alpha))
            foreground = np.clip(peer(scene.image / 255, scene.alpha.astype(np.float64)), 0, 1) * 255
            theirs.append(composites.colour_error(foreground, scene.foreground, scene.alpha))
        assert np.mean(mine) < 1.02 * np.mean(theirs), method


def test_recomposition_of_the_lemur(pictures):
    lemur = composites.enlarged_lemur(pictures)
    colours = estimate_foreground(lemur.image, lemur.alpha)
    error = composites.recomposition(lemur.alpha, colours.foreground, colours.background, lemur.image)
    assert error.mean() < 0.4  # PyMatting's multi-level rounded in the same way: 0.37, and 3.0
    assert np.percentile(error, 99) < 3.0
    colours = estimate_foreground(lemur.image, lemur.alpha, projection=True)
    error = composites.recomposition(lemur.alpha, colours.foreground, colours.background, lemur.image)
    assert error.max() < 0.5


def test_better_than_pymatting_on_photographs(pictures):
    pymatting = pytest.importorskip("pymatting")
    mine, theirs = [], []
    for scene in composites.photographed(pictures, crops=1):
        colours = estimate_foreground(scene.image, scene.alpha)
        mine.append(composites.colour_error(colours.foreground, scene.foreground, scene.alpha))
        foreground = pymatting.estimate_foreground_ml(scene.image / 255, scene.alpha.astype(np.float64)) * 255
        theirs.append(composites.colour_error(foreground, scene.foreground, scene.alpha))
    assert np.mean(mine) < 0.5 * np.mean(theirs)
