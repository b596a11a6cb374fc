"""What holds for every plain filter as an operation: places, soft selections, channels, opacity, depths."""

import numpy as np
import pytest
from tests import pictures
from tests.cases import paired

import inlay
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

#: Every filter, with parameters that make something of a small picture.
VALUES = {
    "convolve": {"matrix": "-2 -1 0; -1 1 1; 0 1 2"},
    "gaussian-blur": {"radius": 1.5},
    "grayscale": {},
    "guided-filter": {"radius": 2, "contrast": 20.0},
    "mean-blur": {"radius": 3},
    "median-blur": {"radius": 2},
    "normalise": {},
    "painted-edges": {"radius": 2},
    "rotate-colours": {"angle": 100.0},
    "sobel": {},
}
POINTWISE = {"grayscale", "normalise", "rotate-colours"}
#: Filters that take a picture of one channel.
OF_ANY_MODEL = [name for name in VALUES if name not in ("grayscale", "rotate-colours")]


def function(name):
    values = dict(VALUES[name])
    return lambda image, region=None, **more: getattr(inlay, name.replace("-", "_"))(image, region, **values, **more)


def layer(dtype="uint8", x=0, y=0, alpha=None, height=37, width=53):
    return pictures.picture(pictures.image(height, width, dtype=dtype), (x, y), alpha=alpha)


def mask(values, x=0, y=0, dtype="uint8"):
    return pictures.mask(pictures.stored(values, dtype), (x, y))


def run(name, source, region=None, canvas=(53, 37), **parameters):
    operation = registry.find(name)
    values = operation.check({**VALUES[name], **parameters})
    document = Document(*canvas, Space("RGBA", source.space.dtype))
    return operation.perform(Job({"source": source, "region": region}, values, document))


def only_layer(*arguments, **parameters):
    (output,) = run(*arguments, **parameters).outputs
    return output


@pytest.mark.parametrize("name", VALUES)
def test_the_declaration(name):
    operation = registry.find(name)
    assert operation.menu in ("Colour and Light", "More")
    assert operation.array_function is getattr(inlay, name.replace("-", "_"))
    assert operation.input("source").active
    if name in POINTWISE:
        assert operation.reach(operation.check({})) == 0
    else:
        assert operation.reach(operation.check(VALUES[name])) > 0


@pytest.mark.parametrize(("name", "dtype"), paired(VALUES, ["uint8", "uint16", "float16", "float32"]))
def test_a_new_layer_of_the_selections_size(name, dtype):
    selection = mask(np.full((8, 6), 0.5), 15, 25)
    made = only_layer(name, layer(dtype), selection)
    assert made.picture.box == Box(15, 25, 6, 8)
    assert made.picture.space == Space("RGBA", np.dtype(dtype))
    assert made.name == f"Fox ({registry.find(name).name})"
    assert (made.place, made.of, made.hides, made.mode) == ("above", "source", (), "normal")
    half = made.picture.alpha / pictures.white(dtype)
    np.testing.assert_allclose(half.astype(float), 128 / 255, atol=1e-3 if dtype == "float16" else 1 / 512)
    if name != "normalise":
        whole = function(name)(layer(dtype).pixels)
        np.testing.assert_array_equal(made.picture.colour, whole[25:33, 15:21])


@pytest.mark.parametrize("name", VALUES)
def test_no_more_is_read_than_the_ring(name):
    """What a host sends is enough: the frame around the selection gives what the whole layer gives."""
    operation = registry.find(name)
    source, selection = layer(alpha=pictures.opacity()), mask(np.ones((9, 12)), 18, 14)
    frame = selection.box.grow(operation.reach(operation.check(VALUES[name])))
    assert frame.intersect(source.box) == frame or name == "convolve"
    cut = source.crop(frame.intersect(source.box))
    np.testing.assert_array_equal(
        only_layer(name, cut, selection).picture.pixels, only_layer(name, source, selection).picture.pixels
    )


@pytest.mark.parametrize("name", VALUES)
def test_a_small_layer_may_come_alone_or_with_nothing_around_it(name):
    """A host sends a small opaque layer with transparent pixels around it, a file does not: the result is the same."""
    alone = layer(x=10, y=8, height=15, width=20)
    padded = alone.crop(Box(0, 0, 53, 37))
    assert padded.has_alpha
    assert not alone.has_alpha
    for picture in (alone, padded):
        made = only_layer(name, picture).picture
        assert made.box == alone.box
        assert (made.alpha == 255).all()
    np.testing.assert_array_equal(only_layer(name, alone).picture.pixels, only_layer(name, padded).picture.pixels)


@pytest.mark.parametrize("name", VALUES)
def test_coverage_is_selection_times_opacity(name):
    opacity = pictures.opacity()
    soft = np.linspace(0, 1, 53)[np.newaxis].repeat(37, axis=0)
    made = only_layer(name, layer("float32", alpha=opacity), mask(soft, dtype="float32")).picture
    covered = opacity * soft > 0
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    assert made.box == Box(columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1)
    np.testing.assert_allclose(made.alpha, (opacity * soft)[made.box.slices], atol=1e-6)


@pytest.mark.parametrize("name", VALUES)
def test_hidden_colours_do_not_bleed(name):
    source = layer(alpha=pictures.opacity())
    wild = source.pixels.copy()
    hidden = wild[..., 3] == 0
    wild[hidden, :3] = np.random.default_rng(4).integers(0, 256, (np.count_nonzero(hidden), 3))
    assert (wild != source.pixels).any()
    layers = [only_layer(name, Picture(pixels)).picture for pixels in (source.pixels, wild)]
    shown = layers[0].alpha > 0
    np.testing.assert_array_equal(layers[0].colour[shown], layers[1].colour[shown])
    results = [function(name)(pixels)[..., :3] for pixels in (source.pixels, wild)]
    np.testing.assert_array_equal(results[0][~hidden], results[1][~hidden])


@pytest.mark.parametrize(
    ("name", "channels"), paired([*VALUES, "sobel"], ["red", "blue", "green-blue", "all", "red-blue"])
)
def test_only_chosen_channels_change(name, channels):
    image = pictures.image(dtype="uint8")
    names = ("red", "green", "blue")
    chosen = [names.index(one) for one in (names if channels == "all" else channels.split("-"))]
    result = function(name)(image, channels=channels)
    for channel in range(3):
        changed = (result[..., channel] != image[..., channel]).any()
        assert changed == (channel in chosen), channel
    if name in ("convolve", "gaussian-blur", "guided-filter", "mean-blur", "median-blur", "sobel", "painted-edges"):
        np.testing.assert_array_equal(result[..., chosen], function(name)(image)[..., chosen])
    made = only_layer(name, layer(), channels=channels).picture
    np.testing.assert_array_equal(made.colour, result)


@pytest.mark.parametrize(("name", "model"), paired(OF_ANY_MODEL, ["LABA", "CMYKA", "GRAYA"]))
def test_channels_of_other_models(name, model):
    count, channel = {"LABA": (4, "lightness"), "CMYKA": (5, "black"), "GRAYA": (2, "all")}[model]
    pixels = pictures.image(channels=count, dtype="uint8")
    pixels[..., -1] = 255
    operation = registry.find(name)
    source = Picture(pixels, space=Space(model))
    values = operation.check({**VALUES[name], "channels": channel})
    made = operation.perform(Job({"source": source}, values, Document(53, 37, Space(model)))).outputs[0].picture
    changed = [number for number in range(count) if (made.pixels[..., number] != pixels[..., number]).any()]
    assert changed == [{"LABA": 0, "CMYKA": 3, "GRAYA": 0}[model]]


@pytest.mark.parametrize(("name", "dtype"), paired(VALUES, pictures.DTYPES))
def test_a_region_in_python(name, dtype):
    image = pictures.image(dtype=dtype)
    region = np.zeros(image.shape[:2], bool)
    region[5:20, 10:40] = True
    whole = function(name)(image, region)
    assert (whole.shape, whole.dtype) == (image.shape, image.dtype)
    np.testing.assert_array_equal(whole[~region], image[~region])
    assert (whole[region] != image[region]).any()
    quarter = function(name)(image, region * 0.25)
    expected = image[region] + 0.25 * (whole[region].astype(float) - image[region])
    atol = 0.5 if image.dtype.kind == "u" else {"float16": 2e-3, "float32": 1e-6, "float64": 1e-12}[dtype]
    np.testing.assert_allclose(quarter[region].astype(float), expected, rtol=0, atol=atol)
    if name in OF_ANY_MODEL:
        gray = function(name)(image[..., 0], region)
        assert gray.shape == image.shape[:2]
        np.testing.assert_array_equal(gray[~region], image[..., 0][~region])


@pytest.mark.parametrize("name", VALUES)
def test_opacity_stays_in_python(name):
    image = layer(alpha=pictures.opacity()).pixels
    result = function(name)(image)
    np.testing.assert_array_equal(result[..., 3], image[..., 3])
    np.testing.assert_array_equal(result[image[..., 3] == 0], image[image[..., 3] == 0])


@pytest.mark.parametrize("name", VALUES)
def test_the_result_does_not_depend_on_threads_and_progress_may_cancel(name):
    image = pictures.image(300, 320, dtype="uint8")
    told = []
    single = function(name)(image, threads=1, progress=lambda fraction, doing: told.append((fraction, doing)))
    np.testing.assert_array_equal(single, function(name)(image, threads=3))
    assert all(0 <= fraction <= 1 and doing for fraction, doing in told)
    assert max(fraction for fraction, _ in told) > 0

    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        function(name)(image, progress=cancel)


@pytest.mark.parametrize("name", VALUES)
def test_an_empty_selection_is_refused_in_words(name):
    nothing = mask(np.zeros((37, 53)))
    aside = mask(np.ones((5, 5)), 100, 100)
    clear = layer(alpha=np.zeros((37, 53)))
    for source, selection, words in ((layer(), nothing, "empty"), (layer(), aside, "outside"), (clear, None, "empty")):
        with pytest.raises(RegionError, match=words) as refusal:
            run(name, source, selection)
        assert refusal.value.hint
    with pytest.raises(RegionError, match="empty"):
        function(name)(pictures.image(), np.zeros((37, 53), bool))


BAD_INPUT = (
    (np.full((9, 9, 3), np.nan), {}, "finite"),
    (pictures.image(), {"channels": "black"}, "black"),
    (pictures.image(), {"channels": [3]}, "is not one of"),
    (pictures.image(), {"channels": ""}, "is not one of"),
    (pictures.image()[..., 0], {"channels": "red"}, "GRAY"),
    (pictures.image(), {"region": np.ones((4, 4), bool)}, "size"),
    (pictures.image(), {"region": np.ones((37, 53), int)}, "type"),
    ("picture", {}, "type"),
)


@pytest.mark.parametrize("name", VALUES)
def test_bad_input_is_refused_in_words(name):
    for image, options, words in BAD_INPUT:
        with pytest.raises(InputError, match=words) as refusal:
            function(name)(image, **options)
        assert refusal.value.hint


@pytest.mark.parametrize(("name", "radius"), [("mean-blur", 0), ("median-blur", 201), ("gaussian-blur", 501.0)])
def test_a_radius_out_of_range_is_refused(name, radius):
    with pytest.raises(ParameterError, match="Radius"):
        getattr(inlay, name.replace("-", "_"))(pictures.image(), radius=radius)
