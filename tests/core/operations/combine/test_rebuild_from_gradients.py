"""Show Gradients and Rebuild from Gradients: the one takes apart what the other puts together."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay import poisson
from inlay.errors import Cancelled, InlayWarning, InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space

SHOW, REBUILD = (registry.find(name) for name in ("show-gradients", "rebuild-from-gradients"))
#: Largest error of a picture that was taken apart and put together, as a part of the range.
TOLERANCE = {"uint8": 1 / 255, "uint16": 1e-5 + 1 / 65535, "float16": 6e-3, "float32": 1e-5, "float64": 1e-5}


def disc():
    y, x = np.mgrid[:37, :53]
    return np.hypot((x - 27) / 17, (y - 17) / 12) < 1


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("where", ["whole", "disc"])
def test_gradients_of_a_picture_rebuild_it(dtype, channels, where):
    # Gentle enough for the steps to fit.
    image = (pictures.image(channels=channels, dtype="float64") * 0.45 + 0.2) * pictures.white(dtype)
    image = (np.rint(image) if pictures.white(dtype) > 1 else image).astype(dtype)
    if channels == 4:
        image[..., 3] = pictures.white(dtype)
    image = image[..., 0] if channels == 1 else image
    region = disc() if where == "disc" else None
    planes = inlay.show_gradients(image)
    assert all((plane.shape, plane.dtype) == (image.shape, image.dtype) for plane in planes)
    for boundary in ("free", "fixed", "none"):
        result = inlay.rebuild_from_gradients(*planes, image, region, boundary=boundary)
        assert (result.shape, result.dtype) == (image.shape, image.dtype)
        error = np.abs(result.astype(float) - image).max() / pictures.white(dtype)
        assert error <= TOLERANCE[dtype], boundary


@pytest.mark.parametrize(("scale", "offset"), [(0.25, 0.5), (3.0, 0.0), (-0.0 + 0.5, 1.0)])
def test_scale_and_offset(scale, offset):
    image = pictures.image()
    across, down = inlay.show_gradients(image, scale=scale, offset=offset)
    np.testing.assert_allclose(across[:, :-1], offset + scale * np.diff(image, axis=1), atol=1e-12)
    np.testing.assert_allclose(down[:-1], offset + scale * np.diff(image, axis=0), atol=1e-12)
    assert (across[:, -1] == offset).all()
    assert (down[-1] == offset).all()
    rebuilt = inlay.rebuild_from_gradients(across, down, image, scale=scale, offset=offset)
    assert np.abs(rebuilt - image).max() < 1e-5


def test_without_colours_the_mean_is_medium_gray():
    image = pictures.image()
    result = inlay.rebuild_from_gradients(*inlay.show_gradients(image))
    np.testing.assert_allclose(result - result.mean(axis=(0, 1)), image - image.mean(axis=(0, 1)), atol=1e-5)
    np.testing.assert_allclose(result.mean(axis=(0, 1)), 0.5, atol=1e-6)


def test_a_painted_field_gives_the_closest_picture():
    image, random = pictures.image(), np.random.default_rng(0)
    across, down = (plane + random.normal(0, 0.1, plane.shape) for plane in inlay.show_gradients(image))
    field = poisson.Edges(down[:-1] - 0.5, across[:, :-1] - 0.5)
    exact = poisson.solve(image, field, disc(), tolerance=1e-9).image
    assert np.abs(inlay.rebuild_from_gradients(across, down, image, disc()) - exact).max() < 1e-5


def test_no_difference_does_not_drift_in_bytes():
    image = np.full((40, 500), 90, np.uint8)
    planes = inlay.show_gradients(image)
    np.testing.assert_array_equal(inlay.rebuild_from_gradients(*planes, image), image)


def test_large_steps_are_cut_off_with_a_warning():
    image = np.array([[0, 255, 0]], np.uint8)
    with pytest.warns(InlayWarning, match="too large"):
        inlay.show_gradients(image)
    across, _ = inlay.show_gradients(image, scale=0.49)
    assert across.tolist() == [[253, 3, 128]]


def test_transparent_neighbours_make_no_difference():
    image = np.dstack([pictures.image(), pictures.opacity()])
    wild = image.copy()
    wild[wild[..., 3] == 0, :3] = np.nan
    for ours, theirs in zip(inlay.show_gradients(image), inlay.show_gradients(wild), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def layers(x=0, y=0):
    """The two layers that Show Gradients makes, as an editor hands them on."""
    source = Picture(pictures.image(dtype="float32"), x, y, Space("RGB", np.dtype(np.float32)), "Fox")
    document = Document(53, 37, Space("RGBA", np.dtype(np.float32)))
    job = Job({"source": source, "region": None}, SHOW.check({}), document)
    (group,) = SHOW.perform(job).outputs
    assert [child.name for child in group.children] == ["Gradients down", "Gradients across"]
    return source, document, [child.picture for child in group.children]


def test_layers_in_and_out():
    source, document, (down, across) = layers(4, 6)
    images = {"across": across, "down": down, "colours": source, "region": None}
    values = REBUILD.check({})
    (made,) = REBUILD.perform(Job(images, values, document)).outputs
    assert made.picture.box == Box(4, 6, 49, 31)
    assert made.of == "across"
    difference = made.picture.colour - source.crop(made.picture.box).colour
    assert np.abs(difference - difference.mean(axis=(0, 1))).max() < 1e-5
    assert np.abs(difference).max() < 1e-5


def test_layers_that_do_not_overlap():
    _, document, (down, across) = layers()
    aside = Picture(down.pixels, 100, 0, down.space)
    images = {"across": across, "down": aside, "colours": None, "region": None}
    job = Job(images, REBUILD.check({}), document)
    with pytest.raises(InputError, match="overlap") as refusal:
        REBUILD.perform(job)
    assert refusal.value.hint


def test_refusals():
    image = pictures.image()
    planes = inlay.show_gradients(image)
    nothing = np.zeros((37, 53), bool)
    broken = image.copy()
    broken[5, 5] = np.inf
    with pytest.raises(RegionError, match="empty"):
        inlay.show_gradients(image, nothing)
    with pytest.raises(RegionError, match="empty"):
        inlay.rebuild_from_gradients(*planes, image, nothing)
    with pytest.raises(InputError, match="finite"):
        inlay.show_gradients(broken)
    with pytest.raises(InputError, match="finite"):
        inlay.rebuild_from_gradients(broken, planes[1], image)
    with pytest.raises(InputError, match="shape"):
        inlay.rebuild_from_gradients(planes[0], planes[1][1:])
    with pytest.raises(InputError, match="float32"):
        inlay.rebuild_from_gradients(planes[0], planes[1].astype(np.float32))

    def cancel(fraction, doing):
        raise Cancelled

    for call in (
        lambda: inlay.show_gradients(image, progress=cancel),
        lambda: inlay.rebuild_from_gradients(*planes, image, progress=cancel),
    ):
        with pytest.raises(Cancelled):
            call()
