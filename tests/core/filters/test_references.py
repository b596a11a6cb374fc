"""Every filter against an implementation that is not ours."""

import numpy as np
import pytest
from scipy import ndimage
from skimage import color, util
from skimage import filters as peers
from tests import pictures
from tests.cases import every
from tests.core.filters import zoo

from inlay import filters


def channelwise(work, image):
    return np.stack([work(image[..., channel]) for channel in range(image.shape[-1])], axis=-1)


def close(found, expected, image, tolerance=None):
    """Within the type's tolerance of what is expected as parts of the range, cut off in integers."""
    name = image.dtype.name
    if image.dtype.kind == "u":
        expected = np.clip(expected, 0, 1)
    assert found.dtype == image.dtype
    assert found.shape == image.shape
    np.testing.assert_allclose(pictures.fractions(found), expected, rtol=0, atol=tolerance or zoo.TOLERANCE[name])


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("radius", [0, 1, 2, 6, 40, 90])
def test_mean(dtype, radius):
    image = pictures.image(dtype=dtype)
    side = 2 * radius + 1
    expected = ndimage.uniform_filter(pictures.fractions(image), (side, side, 1), mode="reflect")
    close(filters.window_mean(image, radius), expected, image)


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("radius", [0.4, 1, 3, 6.9, 7.1, 12, 31])
def test_gaussian(dtype, radius):
    image = pictures.image(dtype=dtype)
    expected = ndimage.gaussian_filter(pictures.fractions(image), (radius, radius, 0), mode="reflect", truncate=9)
    close(filters.gaussian_mean(image, radius), expected, image, zoo.TOLERANCE[dtype] + 5e-6)


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("radius", [0, 1, 4, 11])
def test_median(dtype, radius):
    image = pictures.image(dtype=dtype, channels=2)
    # SciPy does not know halves; in single precision they are the same.
    plain = image.astype(np.float32) if dtype == "float16" else image
    expected = channelwise(lambda plane: ndimage.median_filter(plane, 2 * radius + 1, mode="reflect"), plain)
    np.testing.assert_array_equal(filters.window_median(image, radius), expected)


@pytest.mark.parametrize("shape", [(30, 63), (20, 65), (140, 131)])
def test_a_median_of_more_windows_than_move_together(shape):
    image = np.random.default_rng(3).integers(0, 65536, shape).astype(np.uint16)
    expected = ndimage.median_filter(image, 7, mode="reflect")
    np.testing.assert_array_equal(filters.window_median(image, 3), expected)


@pytest.mark.parametrize("radius", [30, 200])
def test_a_median_larger_than_the_picture(radius):
    image = pictures.image(9, 13, 1, "uint8")[..., 0]
    mirrored = np.pad(image, radius, mode="symmetric")
    side = 2 * radius + 1
    for y, x in ((0, 0), (4, 7), (8, 12)):
        expected = np.sort(mirrored[y : y + side, x : x + side], axis=None)[side**2 // 2]
        assert filters.window_median(image, radius)[y, x] == expected
        assert filters.window_median(image.astype(np.uint16), radius, part=np.s_[y : y + 1, x : x + 1]) == expected


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_sobel(dtype):
    image = pictures.image(dtype=dtype)
    # Theirs is divided by the root of two, so that corners stay below 1.
    lengths = channelwise(peers.sobel, pictures.fractions(image)) * np.sqrt(2)
    close(filters.sobel_magnitude(image), lengths, image, zoo.TOLERANCE[dtype] * 2)
    joint = np.sqrt(np.mean(np.square(lengths), axis=-1, keepdims=True)).repeat(3, axis=-1)
    close(filters.sobel_magnitude(image, per="colour", strength=0.5), joint / 2, image, zoo.TOLERANCE[dtype] * 2)


def test_painted_edges_are_the_edges_of_the_median():
    image = pictures.image(dtype="uint8")
    median = channelwise(lambda plane: ndimage.median_filter(plane, 7, mode="reflect"), image)
    expected = 2 * np.sqrt(2) * channelwise(peers.sobel, pictures.fractions(median))
    close(filters.median_sobel_magnitude(image, 3, strength=2), expected, image)


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 1), (1, 7), (9, 5), (31, 31)])
def test_convolution(dtype, shape):
    image = pictures.image(dtype=dtype)
    matrix = np.random.default_rng(1).normal(0, 1 / np.sqrt(shape[0] * shape[1]), shape)
    expected = 0.8 * channelwise(
        lambda plane: ndimage.correlate(plane, matrix, mode="reflect"), pictures.fractions(image)
    )
    found = filters.weighted_sum(image, matrix, scale=0.8, offset=0.25)
    close(found, expected + 0.25, image, 3 * zoo.TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_grayscale(dtype):
    image = pictures.image(dtype=dtype)
    expected = np.repeat(color.rgb2gray(pictures.fractions(image))[..., np.newaxis], 3, axis=2)
    close(filters.luma(image, "rec709"), expected, image, zoo.TOLERANCE[dtype] + 3e-4)
    close(filters.luma(image, (0.2125, 0.7154, 0.0721)), expected, image)
    broadcast = pictures.fractions(image) @ (0.2989, 0.5870, 0.1140)
    close(filters.luma(image), np.repeat(broadcast[..., np.newaxis], 3, axis=2), image, zoo.TOLERANCE[dtype] + 1e-4)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("per", ["channel", "colour"])
def test_normalisation(dtype, per):
    image = (pictures.image(dtype=dtype) * 0.4 + 0.2 * pictures.white(dtype)).astype(dtype)
    values = pictures.fractions(image)
    axes = (0, 1) if per == "channel" else (0, 1, 2)
    low = np.percentile(values, 4, axis=axes, method="lower")
    high = np.percentile(values, 93, axis=axes, method="higher")
    close(
        filters.stretched_range(image, low=4, high=7, per=per),
        (values - low) / (high - low),
        image,
        4 * zoo.TOLERANCE[dtype],
    )


@pytest.mark.pictures
def test_a_photograph(pictures):
    """At its own size a photograph shows what small pictures cannot: many strips, all tones, grain."""
    from PIL import Image

    path = sorted((pictures / "photos").glob("*.jpg"))[0]
    image = np.asarray(Image.open(path).convert("RGB"))[:1100, :1300]
    values = util.img_as_float64(image)
    expected = ndimage.gaussian_filter(values, (20, 20, 0), mode="reflect", truncate=9)
    close(filters.gaussian_mean(image, 20, threads=2), expected, image)
    close(filters.sobel_magnitude(image, threads=2), channelwise(peers.sobel, values) * np.sqrt(2), image)
    deep = image[:220, :260].astype(np.uint16) * 257
    found = filters.window_median(image[:220, :260], 9)
    np.testing.assert_array_equal(filters.window_median(deep, 9), found.astype(np.uint16) * 257)
    expected = channelwise(lambda plane: ndimage.median_filter(plane, 19, mode="reflect"), image[:220, :260])
    np.testing.assert_array_equal(found, expected)
