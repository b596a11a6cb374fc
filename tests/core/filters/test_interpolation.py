"""Pictures scaled and turned, against the filters' definitions and against functions that are known everywhere."""

import numpy as np
import pytest
from tests.pictures import DTYPES, image, stored, white

from inlay.arrays.effort import Effort
from inlay.errors import Cancelled
from inlay.filters.interpolation import Grid, interpolated, interpolated_coverage

PLAIN = Effort(threads=1)


def grid(height, width, scale=1.0, degrees=0.0, size=None):
    """About the middle of a picture; its middle comes to lie in that of the size."""
    rows, columns = size or (round(height * scale), round(width * scale))
    cosine, sine = np.cos(np.deg2rad(degrees)) / scale, np.sin(np.deg2rad(degrees)) / scale
    across, down = (1 - columns) / 2, (1 - rows) / 2
    x = (width - 1) / 2 + across * cosine + down * sine
    y = (height - 1) / 2 - across * sine + down * cosine
    return Grid(x, y, (cosine, -sine), (sine, cosine), rows, columns)


def places(of):
    """Where its pixels lie in the picture, x and y."""
    row, column = np.mgrid[: of.height, : of.width]
    return of.x + column * of.right[0] + row * of.down[0], of.y + column * of.right[1] + row * of.down[1]


def lanczos(x):
    return np.where(abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0.0)


def tent(x):
    return np.maximum(1 - abs(x), 0)


def weights(of, size, function):
    """Of every sample for every pixel, by definition: (rows, columns, height, width)."""
    x, y = places(of)
    across = function((x[..., None] - np.arange(size[1])) * of.shrink)
    down = function((y[..., None] - np.arange(size[0])) * of.shrink)
    return down[..., :, None] * across[..., None, :]


@pytest.mark.parametrize(("scale", "degrees"), [(1.0, 30.0), (1.7, -12.0), (0.4, 77.0), (0.5, 0.0)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_colours_are_means_by_lanczos_filter(scale, degrees, dtype):
    picture = image(19, 23, 3, dtype)
    of = grid(19, 23, scale, degrees)
    found = interpolated(picture, None, of, PLAIN)
    weight = weights(of, (19, 23), lanczos)
    sums = weight.sum((2, 3))
    said = sums > np.abs(weight).sum((2, 3)) / 2.9
    sums[~said] = 1
    expected = np.einsum("rcyx,yxn->rcn", weight, picture.astype(float)) / sums[..., None]
    assert said.mean() > 0.5 and found.dtype == (np.float64 if dtype == "float64" else np.float32)
    np.testing.assert_allclose(found[said], expected[said], atol=1e-6 * white(dtype), rtol=2e-6)


@pytest.mark.parametrize("scale", [1.0, 2.5, 0.3])
def test_coverage_is_linear_and_nothing_beyond_the_border(scale):
    mask = np.random.default_rng(0).random((17, 21))
    of = grid(17, 21, scale, 25.0, (int(26 * scale) + 3, int(28 * scale) + 3))
    found = interpolated_coverage(mask, mask.shape, of, PLAIN)
    far = weights(of._replace(x=of.x + 40, y=of.y + 40), (97, 101), tent)
    expected = np.einsum("rcyx,yx->rc", weights(of, (17, 21), tent), mask) / far.sum((2, 3))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    full = interpolated_coverage(None, (17, 21), of, PLAIN)
    np.testing.assert_allclose(full, interpolated_coverage(np.ones((17, 21), bool), (17, 21), of, PLAIN))
    # As much is covered as before, in the new pixels.
    assert full.sum() == pytest.approx(17 * 21 * scale**2, rel=0.02)
    assert full.max() == 1 and full.min() == 0


@pytest.mark.parametrize(("scale", "degrees", "tolerance"), [(0.5, 0.0, 2e-3), (1.0, 33.0, 2e-3), (3.0, 10.0, 2e-3)])
def test_a_smooth_picture_is_that_picture_elsewhere(scale, degrees, tolerance):
    def scene(x, y):
        return 0.5 + 0.3 * np.sin(x / 9) * np.cos(y / 12)

    y, x = np.mgrid[:80, :90]
    of = grid(80, 90, scale, degrees, (40, 44))
    found = interpolated(scene(x, y)[..., None], None, of, PLAIN)[..., 0]
    there = places(of)
    inside = (np.minimum(*there) > 7) & (there[0] < 82) & (there[1] < 72)
    assert inside.sum() > 300
    assert np.abs(found - scene(*there))[inside].max() < tolerance


@pytest.mark.parametrize("scale", [0.45, 0.2, 0.11])
def test_what_is_finer_than_the_new_pixels_becomes_their_mean(scale):
    y, x = np.mgrid[:120, :120]
    for stripes in (x % 2, (x + y) % 2):
        found = interpolated(stripes.astype(np.float32)[..., None], None, grid(120, 120, scale, 0.0), PLAIN)
        edge = max(1, round(3 * scale)) + 3
        assert np.abs(found[edge:-edge, edge:-edge] - 0.5).max() < 0.02


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_transparent_colours_are_never_seen(scale):
    """One colour stays that colour up to its border, whatever lies hidden beyond it."""
    opacity = np.zeros((30, 30))
    opacity[8:20, 5:25] = np.random.default_rng(1).random((12, 20))
    picture = np.full((30, 30, 3), 0.25)
    picture[opacity == 0] = (np.nan, np.inf, 1e30)
    of = grid(30, 30, scale, 20.0)
    found = interpolated(picture, opacity, of, PLAIN)
    there = interpolated_coverage(opacity, opacity.shape, of, PLAIN) > 0
    assert there.any() and not there.all()
    np.testing.assert_allclose(found[there], 0.25, rtol=1e-9)


@pytest.mark.parametrize("degrees", [0.0, 27.0])
def test_beside_a_transparent_border_colours_stay_near_those_that_are_there(degrees):
    """What is divided by is never so little that differences are blown up."""
    random = np.random.default_rng(2)
    opacity = (random.random((40, 40)) > 0.5) * random.random((40, 40))
    picture = stored(random.random((40, 40, 3)), "float64")
    for scale in (0.6, 1.0, 1.9):
        found = interpolated(picture, opacity, grid(40, 40, scale, degrees), PLAIN)
        assert found.min() > -1 and found.max() < 2


def test_threads_do_not_matter_and_progress_may_cancel():
    picture = image(300, 400, 3, "uint8")
    of = grid(300, 400, 1.0, 5.0)
    one, four = (interpolated(picture, None, of, Effort(threads=threads)) for threads in (1, 4))
    np.testing.assert_array_equal(one, four)

    def cancel(fraction):
        raise Cancelled

    for work in (
        lambda effort: interpolated(picture, None, of, effort),
        lambda effort: interpolated_coverage(None, (300, 400), of, effort),
    ):
        with pytest.raises(Cancelled):
            work(Effort(progress=cancel))
