"""What holds for every gradient edit of one layer: places, soft selections, opacity, depths, bad input."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay import poisson
from inlay.errors import Cancelled, InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space

#: Every edit, with parameters that make something of a small picture.
VALUES = {
    "flatten-texture": {"threshold": 12.0},
    "recolour": {"by": "factors", "red": 0.5, "green": 1.2, "blue": 1.5},
    "relight": {"strength": 200.0},
    "sharpen-gradients": {"gain": 2.0},
    "tone-gradients": {},
}
#: Held by nothing around the selection.
ALONE = {"tone-gradients"}
HEIGHT, WIDTH = 37, 53


def function(name):
    edit = getattr(inlay, name.replace("-", "_"))
    return lambda image, region=None, **more: edit(image, region, **VALUES[name], **more)


def layer(dtype="uint8", x=0, y=0, alpha=None):
    return pictures.picture(pictures.image(HEIGHT, WIDTH, dtype=dtype), (x, y), alpha=alpha)


def mask(values, x=0, y=0):
    return pictures.mask(np.asarray(values, np.float32), (x, y))


def only_layer(name, source, region=None, **parameters):
    operation = registry.find(name)
    values = operation.check({**VALUES[name], **parameters})
    document = Document(WIDTH, HEIGHT, Space("RGBA", source.space.dtype))
    job = Job({"source": source, "region": region}, values, document)
    (output,) = operation.perform(job).outputs
    return output


def disc(inside=1.0):
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.where(np.hypot((x - 27) / 17, (y - 17) / 12) < 1, inside, 0)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_a_new_layer_of_the_selections_size(name, dtype):
    made = only_layer(name, layer(dtype), mask(disc(0.5)))
    rows, columns = np.nonzero(disc())
    box = Box(columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert made.picture.box == box
    assert made.picture.space == Space("RGBA", np.dtype(dtype))
    assert made.name == f"Fox ({registry.find(name).name})"
    shown = disc()[box.slices] > 0
    share = made.picture.alpha / pictures.white(dtype)
    np.testing.assert_allclose(share.astype(float), np.where(shown, 0.5, 0), atol=0.5 / 255)
    whole = function(name)(layer(dtype).pixels, disc() > 0)[box.slices]
    np.testing.assert_array_equal(made.picture.colour[shown], whole[shown])


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("channels", [None, 3])
def test_a_region_in_python(name, dtype, channels):
    image = pictures.image(HEIGHT, WIDTH, dtype=dtype)
    image = image if channels else image[..., 0]
    region = disc() > 0
    whole = function(name)(image, region)
    assert (whole.shape, whole.dtype) == (image.shape, image.dtype)
    np.testing.assert_array_equal(whole[~region], image[~region])
    assert (whole[region] != image[region]).any()
    quarter = function(name)(image, region * 0.25)
    expected = image[region] + 0.25 * (whole[region].astype(float) - image[region])
    atol = 0.5 if image.dtype.kind == "u" else {"float16": 2e-3, "float32": 1e-6, "float64": 1e-12}[dtype]
    np.testing.assert_allclose(quarter[region].astype(float), expected, rtol=0, atol=atol)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("dtype", ["uint16", "float16", "float64"])
def test_depths_agree(name, dtype):
    image, region = pictures.image(HEIGHT, WIDTH, dtype="float32"), disc() > 0
    exact = function(name)(image, region)
    white = pictures.white(dtype)
    stored = (np.rint(image * white) if white > 1 else image).astype(dtype)
    found = function(name)(stored, region).astype(float) / white
    inside = (exact >= 0) & (exact <= 1)
    # On the mean: a sample more or less may decide whether there is an edge.
    assert np.abs(found - exact)[inside].mean() < {"uint16": 2e-4, "float16": 4e-3, "float64": 2e-5}[dtype]


@pytest.mark.parametrize("name", VALUES)
def test_hidden_colours_do_not_bleed(name):
    source = layer("float32", alpha=pictures.opacity())
    wild = source.pixels.copy()
    hidden = wild[..., 3] == 0
    wild[hidden, :3] = np.nan
    for selection in (None, disc() > 0):
        results = [function(name)(pixels, selection) for pixels in (source.pixels, wild)]
        np.testing.assert_array_equal(results[0][~hidden], results[1][~hidden])
        np.testing.assert_array_equal(results[0][..., 3], source.pixels[..., 3])
        layers = [only_layer(name, Picture(pixels, space=source.space)).picture for pixels in (source.pixels, wild)]
        shown = layers[0].alpha > 0
        np.testing.assert_array_equal(layers[0].colour[shown], layers[1].colour[shown])
        assert np.isfinite(layers[1].colour[shown]).all()


@pytest.mark.parametrize("name", VALUES)
def test_no_more_is_read_than_the_ring(name):
    source, selection = layer(alpha=pictures.opacity()), mask(np.ones((9, 12)), 18, 14)
    operation = registry.find(name)
    frame = selection.box.grow(operation.reach(operation.check(VALUES[name]))).intersect(source.box)
    np.testing.assert_array_equal(
        only_layer(name, source.crop(frame), selection).picture.pixels,
        only_layer(name, source, selection).picture.pixels,
    )


@pytest.mark.parametrize("name", VALUES)
def test_without_a_boundary_the_mean_stays(name):
    image = pictures.image(HEIGHT, WIDTH, dtype="float32")
    whole = function(name)(image)
    assert np.isfinite(whole).all()
    if name not in ("relight", "tone-gradients"):
        np.testing.assert_allclose(whole.mean(axis=(0, 1)), image.mean(axis=(0, 1)), atol=1e-5)


@pytest.mark.parametrize("name", VALUES)
def test_a_region_of_one_pixel_and_a_picture_of_one(name):
    image = pictures.image(HEIGHT, WIDTH, dtype="uint8")
    region = np.zeros(image.shape[:2], bool)
    region[12, 20] = True
    result = function(name)(image, region)
    np.testing.assert_array_equal(result[~region], image[~region])
    one = function(name)(image[:1, :1])
    assert one.shape == (1, 1, 3)
    if name not in ALONE:
        np.testing.assert_array_equal(one, image[:1, :1])


@pytest.mark.parametrize("name", VALUES)
def test_threads_agree_and_progress_may_cancel(name):
    image = pictures.image(300, 320, dtype="uint8")
    told = []
    single = function(name)(image, threads=1, progress=lambda fraction, doing: told.append((fraction, doing)))
    np.testing.assert_array_equal(single, function(name)(image, threads=3))
    assert all(0 <= fraction <= 1 and doing for fraction, doing in told)
    assert max(fraction for fraction, _ in told) > 0.5

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        function(name)(image, progress=cancel)


@pytest.mark.parametrize("name", VALUES)
def test_bad_input_is_refused_in_words(name):
    image = pictures.image(HEIGHT, WIDTH, dtype="float32")
    broken = image.copy()
    broken[17, 27, 1] = np.nan
    for given, region, error, words in (
        (image, np.zeros((HEIGHT, WIDTH), bool), RegionError, "empty"),
        (image, np.ones((4, 4), bool), InputError, "size"),
        (image, np.full((HEIGHT, WIDTH), np.nan), InputError, "finite"),
        (broken, None, InputError, "finite"),
        (broken, disc() > 0, InputError, "finite"),
        ("picture", None, InputError, "type"),
    ):
        with pytest.raises(error, match=words) as refusal:
            function(name)(given, region)
        assert refusal.value.hint


@pytest.mark.parametrize("name", VALUES)
def test_values_beyond_white_and_below_black(name):
    image = pictures.image(HEIGHT, WIDTH, dtype="float32") * 4 - 0.3
    result = function(name)(image, disc() > 0)
    assert np.isfinite(result).all()
    assert name in ALONE or result.max() > 1.5


@pytest.mark.parametrize("gain", [0.5, 3.0])
def test_the_report_has_the_energy_of_what_was_asked_for(gain):
    """Scaled gradients are solved by a helper's equation: what is reported is the edit's own energy."""
    source = layer("float32")
    operation = registry.find("sharpen-gradients")
    values = operation.check({"gain": gain, "fidelity": 0.1})
    job = Job({"source": source, "region": None}, values, Document(WIDTH, HEIGHT, Space("RGBA", source.space.dtype)))
    result = operation.perform(job)
    old, new = source.colour, result.outputs[0].picture.colour
    wanted = poisson.Edges(*(gain * half for half in poisson.edges(old)))
    everywhere = np.ones((HEIGHT, WIDTH), bool)
    for name, picture in (("energy_before", old), ("energy", new)):
        expected = poisson.energy(picture, wanted, everywhere, screening=(0.1, old))
        assert np.isclose(result.report[name], expected, rtol=1e-4)
    assert result.report["energy"] < result.report["energy_before"]
