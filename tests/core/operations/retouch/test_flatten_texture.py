"""Flatten Texture: its two laws, and that edges stay while texture goes."""

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures

import inlay
from inlay import poisson


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_sobel_with_threshold_zero_is_the_identity(dtype):
    image = pictures.image(dtype=dtype)
    for region in (None, pictures.opacity() > 0.3):
        result = inlay.flatten_texture(image, region, threshold=0.0, edges="sobel")
        atol = 0 if image.dtype.kind == "u" else 1e-5
        np.testing.assert_allclose(result.astype(float), image.astype(float), rtol=0, atol=atol)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_canny_without_an_edge_is_the_membrane(dtype):
    image, region = pictures.image(dtype=dtype), pictures.opacity() > 0.3
    membrane = poisson.clone(np.zeros((1, 1, 3), dtype), image, region).image
    result = inlay.flatten_texture(image, region, threshold=100.0, edges="canny")
    atol = 1 if image.dtype == np.uint8 else 1e-5 * pictures.white(dtype) * 2
    np.testing.assert_allclose(result.astype(float), membrane.astype(float), rtol=0, atol=atol)


@pytest.mark.parametrize("edges", ["canny", "sobel"])
def test_edges_stay_and_texture_goes(edges):
    random = np.random.default_rng(3)
    image = np.full((80, 100), 0.3) + random.uniform(-0.02, 0.02, (80, 100))
    image[:, 50:] += 0.4
    result = inlay.flatten_texture(image, threshold=15.0, edges=edges)
    assert result[:, :45].std() < 0.25 * image[:, :45].std()
    assert result[:, 55:].mean() - result[:, :45].mean() > 0.38


def test_the_outlines_of_a_larger_copy_stay_as_those_of_the_picture():
    random = np.random.default_rng(4)
    small = np.full((150, 200), 0.3) + random.uniform(-0.01, 0.01, (150, 200))
    small[:, 100:] += 0.1
    # Each pixel of the copy differs less from the next than the threshold asks for.
    large = ndimage.zoom(small, 6, order=1)

    def step(image, scale):
        result = inlay.flatten_texture(image, threshold=4.0, scale=scale)
        middle, beyond = image.shape[1] // 2, image.shape[1] // 20
        return result[:, middle + beyond :].mean() - result[:, : middle - beyond].mean()

    assert min(step(small, 0.25), step(large, 0.25)) > 0.085
    assert step(large, 0.0) < 0.03
