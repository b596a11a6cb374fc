"""Selecting on photographs, at all depths, against scikit-image and SciPy."""

from functools import cache

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from skimage import filters as peers
from skimage import morphology

import inlay
from inlay import colour

pytestmark = pytest.mark.pictures
DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
WEIGHTS = (0.2126, 0.7152, 0.0722)


@cache
def photographs(folder):
    """Small pictures of the folder's photographs."""
    return [np.asarray(Image.open(path).convert("RGB").resize((360, 240))) for path in sorted(folder.glob("*.jpg"))]


@pytest.fixture(params=range(2))
def photograph(request, pictures):
    return photographs(pictures / "photos")[request.param]


@pytest.mark.parametrize("dtype", DTYPES)
def test_otsu(photograph, dtype):
    luminance = photograph @ np.array(WEIGHTS) / 255
    limit = peers.threshold_otsu(luminance, 4096)
    found = inlay.select_threshold(colour.convert_samples(photograph, dtype))
    clear = np.abs(luminance - limit) > 1e-3
    np.testing.assert_array_equal(found[clear], (luminance > limit)[clear])
    assert clear.mean() > 0.98


@pytest.mark.parametrize("dtype", DTYPES)
def test_surroundings(photograph, dtype):
    luminance = photograph @ np.array(WEIGHTS) / 255
    limit = peers.threshold_local(luminance, 51, "mean", offset=-0.03, mode="reflect")
    found = inlay.select_threshold(colour.convert_samples(photograph, dtype), method="surroundings")
    clear = np.abs(luminance - limit) > 1e-3
    np.testing.assert_array_equal(found[clear], (luminance > limit)[clear])


def test_clusters_are_no_worse_than_a_peers(photograph):
    from scipy.cluster.vq import kmeans2

    points = photograph.reshape(-1, 3) / 255
    labels = inlay.select_clusters(photograph, space="rgb").ravel()

    def cost(labels):
        return sum(np.square(points[labels == k] - points[labels == k].mean(axis=0)).sum() for k in np.unique(labels))

    theirs = min(cost(kmeans2(points, 6, minit="++", seed=seed, iter=50)[1]) for seed in range(3))
    assert cost(labels) <= 1.01 * theirs


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "float32"])
def test_shapes(photograph, dtype):
    mask = inlay.select_threshold(photograph)
    plane = mask if dtype == "bool" else colour.convert_samples(mask.astype(np.float64), dtype)
    disc = morphology.disk(6)
    expected = {
        "grow": ndimage.binary_dilation(mask, disc),
        "shrink": ndimage.binary_erosion(mask, disc, border_value=1),
        "holes": ndimage.binary_fill_holes(mask),
        "specks": morphology.remove_small_objects(mask, max_size=29, connectivity=2),
    }
    values = {"grow": 6, "shrink": 6, "holes": True, "specks": 30}
    for name, wanted in expected.items():
        np.testing.assert_array_equal(inlay.refine_selection(plane, **{name: values[name]}) > 0, wanted, name)
