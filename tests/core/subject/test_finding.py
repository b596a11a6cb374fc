"""Finding the subject: whatever a picture's type, size and channels, the network is given what it was trained on."""

import numpy as np
import pytest
from tests import networks

import inlay
from inlay.arrays.warning import collected
from inlay.errors import Cancelled, InlayError, InputError, ModelError, ParameterError
from inlay.networks import store
from inlay.subject import Finder, find_subject, finders, registry

PLAIN = {"mean": (0, 0, 0), "deviation": (1, 1, 1)}
SIZE = 32


@pytest.fixture(autouse=True)
def _nothing_is_added(monkeypatch):
    """Other packages' finders, such as that of the tests' sample, are left out."""
    monkeypatch.setattr(registry, "contributed", list)


@pytest.fixture
def brightness(models, tmp_path):
    """A network for which the subject is what is bright."""
    return store.add(networks.gray(tmp_path / "brightness.onnx", SIZE), **PLAIN)


def _picture(channels=3, height=SIZE, width=SIZE):
    picture = np.random.default_rng(3).integers(0, 256, (height, width, channels), np.uint8)
    return picture if channels > 1 else picture[..., 0]


def test_at_the_networks_size_the_mask_is_its_answer(brightness):
    picture = _picture()
    mask = find_subject(picture)
    assert (mask.dtype, mask.shape) == (np.float32, (SIZE, SIZE))
    np.testing.assert_allclose(mask, picture.mean(axis=2) / 255, atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_types_and_channels(brightness, dtype, channels):
    picture = _picture(channels)
    if channels in (2, 4):
        picture[..., -1] = 255
    expected = picture.reshape(SIZE, SIZE, channels)[..., : 1 if channels < 3 else 3].mean(axis=2) / 255
    scale = {"uint8": 1, "uint16": 257}.get(dtype, 1 / 255)
    np.testing.assert_allclose(find_subject((picture.astype(np.float64) * scale).astype(dtype)), expected, atol=1e-6)


def test_transparent_pixels_are_no_subject_and_their_colours_are_not_used(brightness):
    picture = _picture(4)
    picture[..., 3] = np.where(np.arange(SIZE) < 10, 0, 200)
    other = picture.copy()
    other[:, :10, :3] = 255 - other[:, :10, :3]
    masks = find_subject(picture), find_subject(other)
    assert np.array_equal(*masks)
    assert (masks[0][:, :10] == 0).all()
    np.testing.assert_allclose(masks[0][:, 10:], picture[:, 10:, :3].mean(axis=2) / 255, atol=1e-6)


def test_samples_beyond_white_and_no_numbers(brightness):
    picture = np.full((SIZE, SIZE, 3), 0.5, np.float32)
    picture[0, 0], picture[0, 1], picture[0, 2], picture[0, 3] = 7, -3, np.inf, np.nan
    mask = find_subject(picture)
    np.testing.assert_allclose(mask[0, :5], [1, 0, 1, 128 / 255, 128 / 255], atol=1e-6)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 90), (64, 48), (301, 7), (200, 333)])
def test_the_mask_has_the_pictures_size(brightness, height, width):
    picture = np.full((height, width, 3), 200, np.uint8)
    np.testing.assert_allclose(find_subject(picture), np.full((height, width), 200 / 255), atol=1e-6)


def test_the_picture_stays_as_it_is(brightness):
    picture = _picture(4)
    picture[:5, :, 3] = 0
    picture.flags.writeable = False
    assert find_subject(picture[::-1]).shape == (SIZE, SIZE)


def test_logits_become_likelihoods(models, tmp_path):
    store.add(networks.gray(tmp_path / "a.onnx", SIZE, factor=8, shift=-4), **PLAIN)
    picture = _picture()
    expected = 1 / (1 + np.exp(4 - 8 * picture.mean(axis=2) / 255))
    np.testing.assert_allclose(find_subject(picture), expected, atol=1e-5)


def test_what_is_stretched_goes_from_0_to_1_unless_nothing_is_likely(models, tmp_path):
    store.add(networks.gray(tmp_path / "silueta.onnx", SIZE), mean=(0, 0, 0), deviation=(1, 1, 1))
    store.add(networks.gray(tmp_path / "silueta-unsure.onnx", SIZE, factor=0.25), mean=(0, 0, 0), deviation=(1, 1, 1))
    picture = _picture()
    gray = (picture / picture.max()).mean(axis=2)
    stretched = (gray - gray.min()) / (gray.max() - gray.min())
    np.testing.assert_allclose(find_subject(picture, "silueta"), stretched, atol=1e-5)
    with collected() as warned:
        np.testing.assert_allclose(find_subject(picture, "silueta-unsure"), gray / 4, atol=1e-5)
    assert [warning.code for warning in warned] == ["no-subject"]


def test_automatic_is_the_best_that_is_installed(models, tmp_path):
    file = networks.gray(tmp_path / "a.onnx", SIZE)
    for name in ("zebra", "u2netp", "isnet-general-use"):
        store.add(file, name)
    assert [finder.id for finder in finders()] == ["isnet-general-use", "u2netp", "zebra"]
    assert registry.find().id == "isnet-general-use"
    assert registry.find("zebra").name == "zebra"
    with pytest.raises(ParameterError, match="automatic, isnet-general-use, u2netp, zebra"):
        find_subject(_picture(), "lion")


def test_without_any_network_it_is_said_what_to_do(models):
    with pytest.raises(ModelError, match="inlay models fetch u2netp"):
        find_subject(_picture())


def test_pictures_that_are_none(brightness):
    for picture in (np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 5), np.uint8), np.zeros((4, 4), np.int64)):
        with pytest.raises(InputError):
            find_subject(picture)
    with pytest.raises(ParameterError):
        find_subject(_picture(), threads=0)


def test_progress_and_cancel(brightness):
    told = []
    find_subject(_picture(), progress=told.append)
    assert told[0] == 0 and told[-1] == 1 and told == sorted(told)

    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        find_subject(_picture(), progress=cancel)


def test_what_other_packages_add(models, monkeypatch):
    def half(image, *, threads, progress):
        assert (image.dtype, image.shape[2]) == (np.uint8, 3)
        return np.full(image.shape[:2], 0.5)

    added = [
        Finder(id="half", name="Half", summary="Half of everything.", find=half),
        Finder(id="small", name="Small", summary="Of another size.", find=lambda image, **_: np.zeros((1, 1))),
    ]
    monkeypatch.setattr(registry, "contributed", lambda: added)
    assert (find_subject(_picture(), "half") == 0.5).all()
    assert registry.find().id == "half"
    with pytest.raises(InlayError, match="another size"):
        find_subject(_picture(), "small")


def test_a_network_gives_way_to_what_another_package_calls_so(models, tmp_path, monkeypatch):
    store.add(networks.gray(tmp_path / "half.onnx"))
    half = Finder(id="half", name="Half", summary="", find=lambda image, **_: np.full(image.shape[:2], 0.5))
    monkeypatch.setattr(registry, "contributed", lambda: (half,))
    assert registry.finders() == (half,)


def test_its_names():
    assert inlay.subject.find_subject is find_subject
    assert {"networks", "subject"} <= set(inlay.__all__)
