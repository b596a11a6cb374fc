import numpy as np
import pytest

from inlay.arrays.resampling import halved, resized


@pytest.mark.parametrize("size", [(31, 44), (30, 43), (97, 20)])
def test_resizing_keeps_constants_and_ramps(size):
    assert np.allclose(resized(np.full((15, 22, 3), 4.0), size), 4)
    y, x = np.mgrid[: size[0], : size[1]]
    ramp = resized(halved(y * 2.0 + x), size)
    if size[0] % 2 == size[1] % 2 == 0:
        assert np.allclose(ramp[1:-1, 1:-1], (y * 2.0 + x)[1:-1, 1:-1])
    assert resized(np.ones((1, 1)), size).shape == size


@pytest.mark.parametrize("half", [(2, 3), (15, 22), (300, 401)])
@pytest.mark.parametrize("channels", [(), (3,)])
def test_doubling_interpolates_between_the_centres_of_pixels(half, channels):
    small = np.random.default_rng(0).normal(size=(*half, *channels))
    for size in ((2 * half[0] - i, 2 * half[1] - k) for i in range(2) for k in range(2)):
        expected = small
        for axis, (before, after) in enumerate(zip(half, size, strict=True)):
            place = (np.arange(after) + 0.5) / 2 - 0.5
            between = lambda line, place=place, before=before: np.interp(place, np.arange(before), line)  # noqa: E731
            expected = np.apply_along_axis(between, axis, expected)
        assert np.allclose(resized(small, size), expected, atol=1e-12)


@pytest.mark.parametrize("size", [(1, 1), (2, 5), (7, 4), (301, 400)])
def test_halving_takes_the_means_of_blocks(size):
    picture = np.random.default_rng(0).normal(size=(*size, 2))
    even = np.pad(picture, ((0, size[0] % 2), (0, size[1] % 2), (0, 0)), mode="edge")
    blocks = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2, 2)
    assert np.allclose(halved(picture), blocks.mean(axis=(1, 3)), atol=1e-12)
