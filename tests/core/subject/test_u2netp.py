"""The real U²-Netp, as the command fetches it: what rembg makes of a picture, and subjects where they are."""

import numpy as np
import onnxruntime
import pytest
from PIL import Image
from skimage import data
from tests.pictures import disc

from inlay.arrays.warning import collected
from inlay.networks import store
from inlay.networks.fetching import OFFERS
from inlay.subject import find_subject

pytestmark = pytest.mark.usefixtures("u2netp")


def _plain(picture):
    """What its authors do with a picture, without any rounding of the answer."""
    small = np.array(Image.fromarray(picture).resize((320, 320), Image.Resampling.LANCZOS))
    samples = (small / small.max() - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    session = onnxruntime.InferenceSession(store.find("u2netp").path, providers=["CPUExecutionProvider"])
    answer = session.run(None, {"input.1": samples.transpose(2, 0, 1)[None].astype(np.float32)})[0][0, 0]
    stretched = (answer - answer.min()) / (answer.max() - answer.min())
    size = picture.shape[1], picture.shape[0]
    return np.array(Image.fromarray(stretched).resize(size, Image.Resampling.LANCZOS)).clip(0, 1)


def test_it_is_known():
    model = store.find("u2netp")
    assert (model.width, model.height, model.scale, model.output) == (320, 320, "maximum", "stretched")
    assert model.sha256 == OFFERS[0].sha256
    assert model.path.stat().st_size == OFFERS[0].size
    assert "Apache-2.0" in model.licence


@pytest.mark.parametrize("name", ["astronaut", "cat", "coffee", "rocket"])
def test_masks_are_those_of_the_plain_formula(name):
    picture = getattr(data, name)()
    assert np.abs(find_subject(picture) - _plain(picture)).max() < 1 / 255


def test_a_dark_picture_is_scaled_by_its_brightest_sample():
    picture = (data.coffee() * 0.3).astype(np.uint8)
    assert np.abs(find_subject(picture) - _plain(picture)).max() < 1 / 255


def test_nothing_is_found_where_nothing_is():
    with collected() as warned:
        mask = find_subject(np.full((200, 300, 3), 128, np.uint8))
    assert mask.max() < 0.1
    assert [warning.code for warning in warned] == ["no-subject"]


def test_a_disc_is_found():
    inside = disc(240, 320, radius=70)
    picture = np.where(inside[..., None], (220, 40, 30), (60, 110, 160)).astype(np.uint8)
    found = find_subject(picture) > 0.5
    assert (found & inside).sum() / (found | inside).sum() > 0.9
