"""Guided Filter: the layer's own edges or another one's, some channels, opacity."""

import numpy as np
import pytest
from tests import pictures
from tests.cases import every
from tests.core.operations.cutouts import run

import inlay
from inlay import filters
from inlay.errors import InputError, ParameterError
from inlay.operations.job import Document
from inlay.picture import Picture, Space


@every("dtype", pictures.DTYPES)
def test_without_a_guide_a_layer_keeps_its_own_edges(dtype):
    image = pictures.image(20, 24, 3, dtype)
    wanted = filters.guided_filter(image, 4, 0.2**2)
    np.testing.assert_array_equal(inlay.guided_filter(image, radius=4, contrast=20.0), wanted)


def test_one_channel_goes_by_the_edges_of_all():
    image = pictures.image(20, 24, 3, "float32")
    found = inlay.guided_filter(image, radius=3, channels="green")
    wanted = filters.guided_filter(image[..., 1], 3, 0.01, guide=image)
    np.testing.assert_array_equal(found[..., 1], wanted)
    np.testing.assert_array_equal(found[..., ::2], image[..., ::2])


def test_another_layer_leads():
    image, guide = pictures.image(20, 24, 3, "uint8"), pictures.image(20, 24, 3, "uint8", seed=3)
    found = inlay.guided_filter(image, guide=guide, radius=3)
    np.testing.assert_array_equal(found, filters.guided_filter(image, 3, 0.01, guide=guide))
    assert (found != inlay.guided_filter(image, radius=3)).any()


def test_where_the_guide_is_transparent_or_ends_nothing_changes():
    image, guide = pictures.image(20, 24, 3, "uint8"), pictures.image(20, 24, 4, "uint8", seed=3)
    guide[..., 3] = 255
    guide[:, 12:, 3] = 0
    found = inlay.guided_filter(image, guide=guide, radius=3)
    np.testing.assert_array_equal(found[:, 12:], image[:, 12:])
    assert (found[:, :12] != image[:, :12]).mean() > 0.5
    guide[:, 12:, :3] = 77
    np.testing.assert_array_equal(inlay.guided_filter(image, guide=guide, radius=3), found)
    narrow = Picture(guide[:, :12, :3].copy(), space=Space("RGB", np.dtype(np.uint8)), name="Guide")
    images = {"source": Picture(image, space=Space("RGB", np.dtype(np.uint8))), "guide": narrow}
    (layer,) = run("guided-filter", images, document=Document(24, 20, Space("RGB")), radius=3).outputs
    np.testing.assert_array_equal(layer.picture.pixels[..., :3], found)


def test_opacities_of_both_count():
    image, guide = pictures.image(20, 24, 4, "float32"), pictures.image(20, 24, 4, "float32", seed=3)
    image[..., 3], guide[..., 3] = pictures.opacity(20, 24), pictures.opacity(20, 24)[::-1]
    found = inlay.guided_filter(image, guide=guide, radius=3)
    both = image[..., 3] * guide[..., 3]
    wanted = filters.guided_filter(image[..., :3], 3, 0.01, guide=guide[..., :3], alpha=both)
    np.testing.assert_array_equal(found[both > 0][:, :3], wanted[both > 0])
    np.testing.assert_array_equal(found[..., 3], image[..., 3])


def test_refusals():
    image = pictures.image(20, 24, 3, "uint8")
    for values in ({"radius": 0}, {"radius": 101}, {"contrast": 0.0}, {"contrast": 101.0}):
        with pytest.raises(ParameterError):
            inlay.guided_filter(image, **values)
    with pytest.raises(InputError, match="no channel black"):
        inlay.guided_filter(image, channels="black")
