"""Grayscale: whose weights, and which pictures have colours."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.errors import InputError, ParameterError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space


def run(pixels, model, **parameters):
    operation = registry.find("grayscale")
    space = Space(model, pixels.dtype)
    job = Job({"source": Picture(pixels, space=space)}, operation.check(parameters), Document(53, 37, space))
    return operation.perform(job).outputs[0].picture.pixels


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("rec601", (0.2989, 0.5870, 0.1140)),
        ("rec709", (0.2126, 0.7152, 0.0722)),
        ("equal", (1 / 3, 1 / 3, 1 / 3)),
        ("green", (0, 1, 0)),
        ((4.0, 2.0, -2.0), (1, 0.5, -0.5)),
    ],
)
def test_weights(weights, expected):
    image = pictures.image()
    own = {} if isinstance(weights, str) else dict(zip(("red", "green", "blue"), weights, strict=True))
    given = {"weights": "own", **own} if own else {"weights": weights}
    result = inlay.grayscale(image, **given)
    for channel in range(3):
        np.testing.assert_allclose(result[..., channel], image @ expected, rtol=0, atol=2e-4)
    np.testing.assert_allclose(inlay.grayscale(np.ones((2, 2, 3)), **given), 1, atol=1e-12)


def test_own_weights_in_a_document():
    pixels = pictures.image(channels=4, dtype="uint8")
    pixels[..., 3] = 255
    own = run(pixels, "RGBA", weights="own", red=0.0, green=0.0, blue=2.0)
    np.testing.assert_array_equal(own, run(pixels, "RGBA", weights="blue"))
    assert (own[..., 0] == pixels[..., 2]).all()


def test_a_gray_picture_stays():
    pixels = pictures.image(channels=2, dtype="uint8")
    pixels[..., 1] = 255
    np.testing.assert_array_equal(run(pixels, "GRAYA"), pixels)
    np.testing.assert_array_equal(inlay.grayscale(pixels[..., 0]), pixels[..., 0])


@pytest.mark.parametrize("model", ["LABA", "CMYKA"])
def test_other_models_say_what_to_do(model):
    pixels = np.full((37, 53, len(model)), 200, np.uint8)
    with pytest.raises(InputError, match=model[:-1]) as refusal:
        run(pixels, model)
    assert "RGB" in refusal.value.hint


def test_weights_that_add_up_to_nothing_are_refused():
    with pytest.raises(ParameterError, match="nothing"):
        inlay.grayscale(pictures.image(), weights="own", red=1, green=-1, blue=0)
