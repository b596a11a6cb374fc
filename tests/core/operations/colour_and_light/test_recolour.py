"""Recolour: the law, the field it stands for, and a wanted colour."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay import poisson
from inlay.errors import InputError, ParameterError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space
from inlay.poisson import fields


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_by_one_it_is_the_identity(dtype):
    image = pictures.image(dtype=dtype)
    for region in (None, pictures.opacity() > 0.3):
        np.testing.assert_array_equal(inlay.recolour(image, region, by="factors", red=1, green=1, blue=1), image)


def test_it_solves_for_the_factors_gradients():
    image, region, factors = pictures.image(), pictures.opacity() > 0.3, np.array([1.5, 0.5, 0.2])
    given = {"by": "factors", "red": 1.5, "green": 0.5, "blue": 0.2}
    exact = poisson.solve(image, fields.gradients(image * factors), region, tolerance=1e-9).image
    assert np.abs(inlay.recolour(image, region, **given) - exact).max() < 1e-5
    gray = image[..., 0]
    mean = poisson.solve(gray, fields.gradients(gray * factors.mean()), region, tolerance=1e-9).image
    assert np.abs(inlay.recolour(gray, region, **given) - mean).max() < 1e-5


@pytest.mark.parametrize("ground", [(1.0, 1.0, 1.0), (0.1, 0.1, 0.1), (0.2, 0.6, 0.3)])
def test_a_thing_takes_on_the_wanted_colour_on_any_ground(ground):
    y, x = np.mgrid[:60, :70]
    image = np.full((60, 70, 3), ground)
    thing = np.hypot(x - 35, y - 30) < 15
    image[thing] = (0.8, 0.2, 0.1)
    wanted = (0.2, 0.3, 0.9)
    result = inlay.recolour(image, np.hypot(x - 35, y - 30) < 25, colour=wanted)
    np.testing.assert_allclose(result[30, 35], wanted, atol=0.03)
    np.testing.assert_allclose(result[~thing], image[~thing], atol=0.03)


def test_a_picture_of_the_thing_alone():
    image = np.full((9, 9, 3), (200, 40, 40), np.uint8)
    assert np.isfinite(inlay.recolour(image, colour=(0, 0, 1)).astype(float)).all()


def test_refusals():
    image = pictures.image()
    with pytest.raises(ParameterError):
        inlay.recolour(image, blue=9)
    with pytest.raises(ParameterError):
        inlay.recolour(image, colour=(1, 2))
    operation = registry.find("recolour")
    job = Job(
        {"source": Picture(pictures.image(channels=4, dtype="uint8"), space=Space("LABA")), "region": None},
        operation.check({}),
        Document(53, 37, Space("LABA")),
    )
    with pytest.raises(InputError, match="LAB") as refusal:
        operation.perform(job)
    assert "RGB" in refusal.value.hint
