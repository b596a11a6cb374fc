"""Smaller pictures that are kept: the same as those made anew."""

import numpy as np
import pytest
from tests import pictures
from tests.core.live import scenes

from inlay.live.levels import Levels, Pyramid
from inlay.live.reduction import reduced, reduced_picture
from inlay.operations import registry
from inlay.picture import Picture


@pytest.mark.parametrize("factor", [1, 2, 3, 4, 6, 8, 12, 16])
def test_a_level_is_the_mean_of_blocks(factor):
    picture = Picture(pictures.image(97, 131, 4, "uint8"), 5, -3)
    level, expected = Levels(picture).at(factor), reduced_picture(picture, factor)
    assert (level.x, level.y, level.space) == (expected.x, expected.y, expected.space)
    # By way of a finer level it is rounded twice, and blocks that are cut off count in another way.
    most = 1 if factor % 4 or factor == 4 else 40
    difference = np.abs(level.pixels.astype(int) - expected.pixels)
    assert difference.max() <= most and difference[1:-1, 1:-1].max() <= 2


def test_it_is_made_once():
    levels = Levels(Picture(pictures.image(40, 40, 4, "uint8")))
    assert levels.at(8) is levels.at(8) and levels.at(1) is levels.picture


@pytest.mark.parametrize("name", ["seamless-clone", "merge-layers", "cut-out"])
def test_a_job_gets_its_pictures(name):
    operation = registry.find(name)
    job = scenes.job_for(operation)
    images, expected = Pyramid(job).images(job, 2), reduced(operation, job, 2).images
    assert set(images) == set(expected)
    for role, image in expected.items():
        for found, wanted in zip(_several(images[role]), _several(image), strict=True):
            np.testing.assert_array_equal(found.pixels, wanted.pixels)


def test_other_pictures_than_its_own_are_made_smaller_too():
    job = scenes.job_for(registry.find("gaussian-blur"))
    pyramid = Pyramid(job)
    other = scenes.job_for(registry.find("gaussian-blur"))
    assert pyramid.images(job, 2)["source"] is pyramid.images(job, 2)["source"]
    assert pyramid.images(other, 2)["source"] is not pyramid.images(job, 2)["source"]


def _several(image):
    return image if isinstance(image, list) else [] if image is None else [image]
