"""Select Subject: a network's mask, as soft as it is, and where it may go."""

import numpy as np
import pytest
from tests.core.operations import finders
from tests.core.operations.cutouts import run
from tests.pictures import mask, picture

import inlay
from inlay.errors import InputError, ModelError
from inlay.matting import trimap_from_alpha
from inlay.operations import registry
from inlay.operations.job import Channel, Document, Layer, LayerMask, Selection
from inlay.picture import Space

SHAPE = HEIGHT, WIDTH = 60, 80


def soft():
    """A disc whose edge is soft, with a haze of traces around it."""
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    return np.clip((18 - np.hypot(y - 30, x - 40)) / 8 + 0.5, 0.01, 1).astype(np.float32)


def clear():
    return ((soft() - 0.02) / 0.96).clip(0, 1)


@pytest.fixture
def found(monkeypatch):
    return finders.install(monkeypatch, network=lambda image: soft())


def image():
    return np.random.default_rng(1).integers(0, 256, (*SHAPE, 3)).astype(np.uint8)


def selected(region=None, **values):
    images = {"source": picture(image()), "region": region}
    (output,) = run("select-subject", images, document=Document(WIDTH, HEIGHT, Space("RGBA")), **values).outputs
    return output


def test_the_mask_stays_soft_and_its_traces_go(found):
    alpha = inlay.select_subject(image())
    assert alpha.dtype == np.float32
    np.testing.assert_allclose(alpha, clear(), atol=1e-6)
    assert alpha[0, 0] == 0 and 0 < alpha[30, 57] < 1 and alpha[30, 40] == 1


def test_on_arrays_nothing_is_offered_that_only_a_trimap_needs(found):
    with pytest.raises(TypeError, match="edge"):
        inlay.select_subject(image(), edge=3.0)


@pytest.mark.parametrize("mode", ["replace", "add", "subtract", "intersect"])
def test_selections(found, mode):
    output = selected(result=mode)
    assert isinstance(output, Selection) and output.mode == mode
    np.testing.assert_allclose(output.picture.pixels, clear(), atol=1e-6)


def test_masks_channels_and_layers(found):
    as_mask, channel = selected(result="layer-mask"), selected(result="channel")
    assert isinstance(as_mask, LayerMask) and isinstance(channel, Channel)
    for output in (as_mask, channel):
        np.testing.assert_allclose(output.picture.pixels, clear(), atol=1e-6)
    gray, layer = selected(result="picture"), selected(result="layer")
    assert isinstance(gray, Layer) and isinstance(layer, Layer)
    levels = np.rint(255 * clear())
    assert np.abs(gray.picture.pixels[..., 0] - levels).max() <= 1
    assert np.abs(layer.picture.pixels[..., 3] - levels).max() <= 1
    np.testing.assert_array_equal(layer.picture.pixels[30, 40, :3], image()[30, 40])


def test_a_trimap_for_cut_out_with_trimap(found):
    trimap = selected(result="trimap", edge=5.1).picture.pixels[..., 0]
    expected = trimap_from_alpha(clear(), 5.1 / 100 * WIDTH, tolerance=0.1)
    assert np.isin([0, 128, 255], expected).all()
    assert np.abs(trimap - expected.astype(int)).max() <= 1


def test_a_selection_limits_what_is_looked_at_unless_it_is_replaced(monkeypatch):
    counts = finders.install(monkeypatch, red=finders.reddest)
    pixels = np.zeros((*SHAPE, 3), np.uint8)
    pixels[20:40, 5:25], pixels[20:40, 50:70] = (255, 0, 0), (255, 0, 0)
    region = np.zeros(SHAPE, bool)
    region[10:50, 0:30] = True
    limited = inlay.select_subject(pixels, region)
    assert limited[30, 15] == 1 and limited[30, 60] == 0
    images = {"source": picture(pixels), "region": mask(region)}
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    whole = run("select-subject", images, document=document, result="replace").outputs[0]
    assert whole.picture.pixels[30, 60] == 1
    assert counts["red"].sizes == [(48, 34), SHAPE]


def test_a_soft_selection_counts_once(monkeypatch):
    finders.install(monkeypatch, network=lambda image: np.ones(image.shape[:2], np.float32))
    half = inlay.select_subject(image(), np.full(SHAPE, 0.5))
    np.testing.assert_allclose(half, 0.5)


def test_nothing_found_and_no_network_are_told(monkeypatch):
    finders.install(monkeypatch, network=lambda image: np.zeros(SHAPE, np.float32))
    with pytest.raises(InputError, match="No subject was found"):
        selected()
    finders.install(monkeypatch)
    for refused in (selected, lambda: inlay.select_subject(image()), registry.find("select-subject").demand_installed):
        with pytest.raises(ModelError, match="No network that finds the subject"):
            refused()
