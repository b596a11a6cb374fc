"""What holds for every filter: constants, flips, turns, opacity, parts, strips, threads."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests import pictures
from tests.cases import every
from tests.core.filters import zoo

from inlay import filters
from inlay.arrays import effort
from inlay.errors import Cancelled, InputError, ParameterError

PLANES = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.floats(0, 1, width=32)
)
#: Filters whose result for a picture turned upside down is their result turned upside down.
SYMMETRIC = {name: work for name, work in zoo.EVERY.items() if name != "convolve"}


@pytest.mark.parametrize("name", zoo.EVERY)
@every("dtype", pictures.DTYPES)
def test_shape_and_type_stay(name, dtype):
    work = zoo.EVERY[name]
    for channels in (3,) if name in zoo.OF_COLOUR else (1, 3, 4):
        image = pictures.image(channels=channels, dtype=dtype)
        result = work(image)
        assert (result.shape, result.dtype) == (image.shape, image.dtype)
        assert result.any()
    if name not in zoo.OF_COLOUR:
        plane = pictures.image(channels=1, dtype=dtype)
        np.testing.assert_array_equal(work(plane[..., 0]), work(plane)[..., 0])


@pytest.mark.parametrize(
    "name", ["mean", "gaussian", "large gaussian", "median", "guided", "grayscale", "rotate", "logit"]
)
@every("dtype", pictures.DTYPES)
def test_a_plain_gray_picture_stays(name, dtype):
    value = np.asarray(0.6 * pictures.white(dtype)).astype(dtype)
    image = np.full((30, 40, 3), value)
    axis = {"axis": "gray"} if name == "rotate" else {}
    for alpha in (None, pictures.opacity(30, 40)):
        result = zoo.EVERY[name](image, alpha=alpha, **axis)
        inside = np.ones((30, 40), bool) if alpha is None else alpha > 0
        np.testing.assert_allclose(
            result[inside].astype(float), float(value), rtol=3e-7 if dtype != "float16" else 1e-3
        )


@pytest.mark.parametrize("alpha", [None, pictures.opacity(30, 40)])
def test_a_plain_picture_has_no_edges(alpha):
    image = np.full((30, 40, 3), 0.7, np.float32)
    inside = np.ones((30, 40), bool) if alpha is None else alpha > 0
    for name in ("sobel", "joined sobel", "painted edges"):
        assert zoo.EVERY[name](image, alpha=alpha)[inside].max() < 1e-6


@pytest.mark.parametrize("name", SYMMETRIC)
@every("dtype", ["uint8", "float64"])
def test_flips_and_turns_commute(name, dtype):
    image, alpha = pictures.image(dtype=dtype), pictures.opacity()
    work = SYMMETRIC[name]
    # The coarse grid of a large Gaussian lies differently on a flipped picture.
    tolerance = 3e-6 if name == "large gaussian" else 1e-9
    for turn in (np.flipud, np.fliplr, np.rot90):
        found = pictures.fractions(work(np.ascontiguousarray(turn(image)), alpha=turn(alpha)))
        expected = pictures.fractions(turn(work(image, alpha=alpha)))
        opaque = turn(alpha) > 0
        atol = tolerance if dtype == "float64" else 1.01 / 255 if name == "large gaussian" else 1e-9
        np.testing.assert_allclose(found[opaque], expected[opaque], rtol=0, atol=atol)


@pytest.mark.parametrize("name", zoo.EVERY)
@every("dtype", pictures.DTYPES)
def test_colours_of_transparent_pixels_are_never_used(name, dtype):
    image, alpha = pictures.image(dtype=dtype), pictures.opacity()
    assert (alpha == 0).any()
    assert ((alpha > 0) & (alpha < 1)).any()
    wild = image.copy()
    random = np.random.default_rng(5)
    wild[alpha == 0] = (random.random((np.count_nonzero(alpha == 0), 3)) * pictures.white(dtype)).astype(dtype)
    if wild.dtype.kind == "f":
        wild[0, 0] = np.nan
        wild[0, 1] = np.inf
    results = [zoo.EVERY[name](each, alpha=alpha)[alpha > 0] for each in (image, wild)]
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("name", ["mean", "gaussian", "large gaussian"])
def test_a_neighbour_counts_by_its_opacity(name):
    """The blur of the colours that opacity has been multiplied into, over the blur of opacity."""
    image, alpha = pictures.image(), pictures.opacity().astype(np.float64)
    work = zoo.EVERY[name]
    ratio = work(image * alpha[..., np.newaxis])[alpha > 0] / work(alpha)[alpha > 0][:, np.newaxis]
    np.testing.assert_allclose(work(image, alpha=alpha)[alpha > 0], ratio, rtol=0, atol=1e-9)


def test_an_edge_of_opacity_is_no_edge_of_colour():
    """Where a neighbour lacks opacity a matrix sees the pixel's own colour instead."""
    image, alpha = pictures.image(channels=1)[..., 0], pictures.opacity().astype(np.float64)
    matrix = np.array(zoo.EMBOSS, float)
    found = filters.weighted_sum(image, matrix, alpha=alpha)
    wide, coverage = np.pad(image, 1, "symmetric"), np.pad(alpha, 1, "symmetric")
    for y, x in ((18, 26), (10, 10), (30, 30)):
        colours, shares = wide[y : y + 3, x : x + 3], coverage[y : y + 3, x : x + 3]
        expected = np.sum(matrix * (shares * colours + (1 - shares) * image[y, x]))
        assert found[y, x] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("radius", [1, 3])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_median_of_present_pixels(radius, dtype):
    image, alpha = pictures.image(20, 24, 1, dtype)[..., 0], pictures.opacity(20, 24)
    found = filters.window_median(image, radius, alpha=alpha)
    wide, present = np.pad(image, radius, "symmetric"), np.pad(alpha > 0, radius, "symmetric")
    side = 2 * radius + 1
    for y, x in np.ndindex(20, 24):
        window = np.sort(wide[y : y + side, x : x + side][present[y : y + side, x : x + side]])
        assert found[y, x] == (window[(window.size - 1) // 2] if window.size else 0)


@pytest.mark.parametrize("name", zoo.EVERY)
@every("part", [np.s_[5:20, 7:31], np.s_[:1, :], np.s_[30:, 40:]])
def test_a_part_is_cut_out_of_the_whole(name, part):
    image, alpha = pictures.image(dtype="float32"), pictures.opacity()
    work = zoo.EVERY[name]
    if name == "normalise":
        counted = np.zeros(image.shape[:2], bool)
        counted[part] = True
        whole = work(image, alpha=alpha, counted=counted)[part] if (alpha[part] > 0).any() else None
        if whole is not None:
            np.testing.assert_array_equal(work(image, alpha=alpha, part=part), whole)
        return
    np.testing.assert_array_equal(work(image, alpha=alpha, part=part), work(image, alpha=alpha)[part])


@pytest.mark.parametrize("name", zoo.EVERY)
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_neither_strips_nor_threads_change_a_bit(name, dtype, monkeypatch):
    image, alpha = pictures.image(90, 130, 3, dtype), pictures.opacity(90, 130)
    work = zoo.EVERY[name]
    expected = work(image, alpha=alpha)
    monkeypatch.setattr(effort, "_OPERATIONS", 1)
    monkeypatch.setattr(effort, "_FEWEST_ROWS", 7)
    for module in ("medians", "guided"):
        monkeypatch.setattr(f"inlay.filters.{module}._TILE", 19)
    for threads in (1, 3):
        np.testing.assert_array_equal(work(image, alpha=alpha, threads=threads), expected)


@pytest.mark.parametrize("name", zoo.EVERY)
def test_progress_rises_and_may_cancel(name, monkeypatch):
    monkeypatch.setattr(effort, "_OPERATIONS", 1)
    monkeypatch.setattr("inlay.filters.guided._TILE", 40)
    image = pictures.image(90, 60)
    told = []
    zoo.EVERY[name](image, progress=told.append)
    assert len(told) >= 3
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] <= 1

    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        zoo.EVERY[name](image, progress=cancel)


@pytest.mark.parametrize("name", [name for name in zoo.EVERY if name not in ("logit", "normalise")])
def test_values_above_one_survive(name):
    image = (8 * pictures.image()).astype(np.float32)
    result = zoo.EVERY[name](image)
    assert result.max() > 1.5
    # What an edge is does not grow with the values.
    if name not in ("convolve", "guided"):
        np.testing.assert_allclose(result, 8 * zoo.EVERY[name](pictures.image()), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", zoo.EVERY)
@every("value", [np.nan, np.inf])
def test_pixels_that_are_not_finite_are_refused_in_words(name, value):
    image = pictures.image(dtype="float32")
    image[18, 20, 1] = value
    with pytest.raises(InputError, match="finite") as refusal:
        zoo.EVERY[name](image)
    assert refusal.value.hint


@every(
    ("image", "options"),
    [
        (np.zeros((4, 4, 3), np.int32), {}),
        (np.zeros((0, 4, 3)), {}),
        (np.zeros(4), {}),
        (np.zeros((4, 4, 3)), {"alpha": np.zeros((5, 5))}),
        (np.zeros((4, 4, 3)), {"alpha": np.full((4, 4), np.nan)}),
        (np.zeros((4, 4, 3)), {"part": np.s_[4:9, :]}),
    ],
)
def test_what_is_no_picture_is_refused_in_words(image, options):
    for work in zoo.EVERY.values():
        with pytest.raises(InputError) as refusal:
            work(image, **options)
        assert refusal.value.hint


@pytest.mark.parametrize(
    "call",
    [
        lambda image: filters.window_mean(image, 1.5),
        lambda image: filters.window_mean(image, -1),
        lambda image: filters.window_median(image, 1000),
        lambda image: filters.gaussian_mean(image, float("nan")),
        lambda image: filters.sobel_magnitude(image, per="pixel"),
        lambda image: filters.sobel_magnitude(image, strength=-1),
        lambda image: filters.weighted_sum(image, [[1, 2]]),
        lambda image: filters.weighted_sum(image, [[1]], scale=float("inf")),
        lambda image: filters.luma(image, "rec999"),
        lambda image: filters.luma(image, (1, -1, 0)),
        lambda image: filters.luma(image, (1, 1)),
        lambda image: filters.rotated_colours(image, 10, axis=(0, 0, 0)),
        lambda image: filters.rotated_colours(image, 10, axis="violet"),
        lambda image: filters.rotated_colours(image, float("nan")),
        lambda image: filters.rotated_colours(image, 10, space="log"),
        lambda image: filters.stretched_range(image, low=50),
        lambda image: filters.stretched_range(image, per="pixel"),
    ],
)
def test_a_wrong_parameter_is_refused_in_words(call):
    with pytest.raises(ParameterError) as refusal:
        call(pictures.image())
    assert refusal.value.hint


@settings(max_examples=40)
@given(PLANES, PLANES, st.integers(0, 4), st.floats(-2, 2))
def test_means_and_matrices_are_linear(first, second, radius, factor):
    rows, columns = min(first.shape[0], second.shape[0]), min(first.shape[1], second.shape[1])
    a, b = first[:rows, :columns], second[:rows, :columns]
    matrix = np.arange(15).reshape(3, 5) - 6
    for work in (
        lambda plane: filters.window_mean(plane, radius),
        lambda plane: filters.gaussian_mean(plane, 0.7 * radius),
        lambda plane: filters.gaussian_mean(plane, 8 + radius),
        lambda plane: filters.weighted_sum(plane, matrix),
    ):
        np.testing.assert_allclose(work(a + factor * b), work(a) + factor * work(b), rtol=0, atol=1e-9)


@settings(max_examples=40)
@given(PLANES, st.integers(0, 5))
def test_a_median_follows_every_monotonic_curve(plane, radius):
    curve = np.exp(plane)
    np.testing.assert_array_equal(filters.window_median(curve, radius), np.exp(filters.window_median(plane, radius)))


@settings(max_examples=40)
@given(PLANES)
def test_normalising_twice_is_normalising_once(plane):
    assume(np.ptp(plane) >= 1e-3)
    once = filters.stretched_range(plane)
    assert (once.min(), once.max()) == (0, pytest.approx(1, abs=1e-12))
    np.testing.assert_allclose(filters.stretched_range(once), once, rtol=0, atol=1e-12)
