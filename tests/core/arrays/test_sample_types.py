import numpy as np
import pytest

from inlay.colour import convert_samples

DTYPES = ("u1", "u2", "f2", "f4", "f8")
WORDS = np.arange(65536, dtype=np.uint16).reshape(256, 256)


@pytest.mark.parametrize("wider", ["u2", "f2", "f4", "f8"])
def test_bytes_survive_any_wider_type(wider):
    samples = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(convert_samples(convert_samples(samples, wider), np.uint8), samples)


@pytest.mark.parametrize("wider", ["f4", "f8"])
def test_words_survive_floats(wider):
    assert np.array_equal(convert_samples(convert_samples(WORDS, wider), np.uint16), WORDS)


def test_words_become_the_nearest_byte():
    expected = np.floor(WORDS / 257 + 0.5)
    assert np.array_equal(convert_samples(WORDS, np.uint8), expected)


def test_floats_are_clipped_only_for_integers():
    samples = np.array([[-0.5, 0.0, 0.5, 1.0, 7.5, np.inf, -np.inf, np.nan]], np.float32)
    assert convert_samples(samples, np.uint8).tolist() == [[0, 0, 128, 255, 255, 255, 0, 0]]
    assert np.array_equal(convert_samples(samples, np.float16), samples.astype(np.float16), equal_nan=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_same_type_is_the_same_array(dtype):
    samples = np.zeros((3, 4, 2), dtype)
    assert convert_samples(samples, dtype) is samples


def test_long_pictures_are_converted_whole():
    samples = np.random.default_rng(1).random((3000, 700), np.float32)
    assert np.array_equal(convert_samples(samples, np.uint16), np.rint(samples.astype(np.float64) * 65535))


def test_strided_views_and_no_rows():
    samples = np.arange(96, dtype=np.uint8).reshape(4, 6, 4)[..., 2::-1]
    assert np.array_equal(convert_samples(samples, np.uint16), samples.astype(int) * 257)
    assert convert_samples(np.zeros((0, 5, 3), np.uint8), np.float32).shape == (0, 5, 3)
