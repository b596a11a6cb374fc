"""Convolve: the matrix as text and as numbers, its sum, scale and offset."""

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures
from tests.core.filters import zoo

import inlay
from inlay.errors import ParameterError

BLUR = ((1, 2, 1), (2, 4, 2), (1, 2, 1))


def test_text_and_numbers_are_the_same():
    image = pictures.image(dtype="uint16")
    expected = inlay.convolve(image, matrix="1 2 1; 2 4 2; 1 2 1")
    for matrix in (BLUR, np.array(BLUR), [[one / 16 for one in row] for row in BLUR]):
        np.testing.assert_array_equal(inlay.convolve(image, matrix=matrix), expected)


def test_the_sum_is_divided_out_only_where_there_is_one():
    image = pictures.image()
    plain = np.stack([ndimage.correlate(image[..., k], np.array(BLUR), mode="reflect") for k in range(3)], axis=-1)
    np.testing.assert_allclose(inlay.convolve(image, matrix=BLUR), plain / 16)
    np.testing.assert_allclose(inlay.convolve(image, matrix=BLUR, divide=False), plain)
    edges = "0.1 0.2 -0.3"
    np.testing.assert_array_equal(
        inlay.convolve(image, matrix=edges), inlay.convolve(image, matrix=edges, divide=False)
    )


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_scale_and_offset_are_in_parts_of_the_range(dtype):
    image = pictures.image(dtype=dtype)
    result = pictures.fractions(inlay.convolve(image, matrix="1", scale=-1.0, offset=1.0))
    np.testing.assert_allclose(result, 1 - pictures.fractions(image), atol=zoo.TOLERANCE[dtype])


def test_a_wrong_matrix_is_refused_before_anything_is_computed():
    for matrix in ("", "1 2; 3 4", "one", [[1, 2, 3], [4, 5, 6]]):
        with pytest.raises(ParameterError, match="matrix") as refusal:
            inlay.convolve(pictures.image(), matrix=matrix)
        assert refusal.value.hint
