"""Make Tileable: its law on textures, places, opacity, depths and bad input."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.errors import InlayError, InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space


def texture(height=120, width=150, dtype="uint8"):
    """Rough stone in uneven light: noise of several sizes, brighter to one side."""
    random = np.random.default_rng(5)
    plane = np.zeros((height, width, 3))
    for size in (1, 2, 4, 8, 16):
        blocks = random.normal(0, 0.02 * size**0.5, (height // size + 1, width // size + 1, 3))
        plane += np.kron(blocks, np.ones((size, size, 1)))[:height, :width]
    plane += np.linspace(0.3, 0.6, width)[:, None] + np.linspace(0.0, 0.2, height)[:, None, None]
    white = pictures.white(dtype)
    return (np.rint(np.clip(plane, 0, 1) * white) if white > 1 else plane).astype(dtype)


def jumps(image, axis):
    """The mean jump from the last line to the first one, and from line to line inside."""
    image = np.moveaxis(image.astype(float), axis, 0)
    return np.abs(image[0] - image[-1]).mean(), np.abs(np.diff(image, axis=0)).mean()


def check_seams(image):
    assert jumps(image, 0)[0] > jumps(image, 0)[1]
    assert jumps(image, 1)[0] > jumps(image, 1)[1]
    made = inlay.make_tileable(image)
    for axis in (0, 1):
        seam, inside = jumps(made, axis)
        assert seam <= inside
        assert inside == pytest.approx(jumps(image, axis)[1], rel=0.1)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_no_larger_jump_across_a_seam_than_inside_and_the_texture_stays(dtype):
    check_seams(texture(dtype=dtype))


@pytest.mark.pictures
@pytest.mark.parametrize(
    ("name", "top", "left"),
    [
        ("ashim_dsilva_6mp.jpg", 1400, 2000),
        ("ashim_dsilva_6mp.jpg", 1500, 600),
        ("mr_lee_13mp.jpg", 1200, 20),
        ("mr_lee_13mp.jpg", 1200, 850),
        ("sunset_by_the_pier_20mp.jpg", 2900, 2600),
    ],
)
def test_no_larger_jump_on_photographed_textures(pictures, name, top, left):
    from PIL import Image

    with Image.open(pictures / "photos" / name) as photo:
        check_seams(np.asarray(photo.convert("RGB"))[top : top + 300, left : left + 300])


@pytest.mark.parametrize(("direction", "kept"), [("horizontally", 0), ("vertically", 1)])
def test_one_direction_alone(direction, kept):
    image = texture()
    made = inlay.make_tileable(image, direction=direction)
    assert jumps(made, 1 - kept)[0] <= jumps(made, 1 - kept)[1]
    assert jumps(made, kept)[0] > 2 * jumps(made, kept)[1]


def test_the_tile_is_the_rectangle_around_the_selection():
    image = texture(dtype="float32")
    region = np.zeros(image.shape[:2])
    region[20:70, 30:90] = 1
    region[20, 30] = region[69, 89] = 0
    made = inlay.make_tileable(image, region)
    inside = region > 0
    np.testing.assert_array_equal(made[~inside], image[~inside])
    tile = inlay.make_tileable(image[20:70, 30:90])
    np.testing.assert_array_equal(made[20:70, 30:90][inside[20:70, 30:90]], tile[inside[20:70, 30:90]])
    half = inlay.make_tileable(image, region * 0.5)
    np.testing.assert_allclose(half, (made + image) / 2, atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_a_layer_of_the_selections_size(dtype):
    operation = registry.find("make-tileable")
    source = Picture(texture(dtype=dtype), 5, 7, Space("RGB", np.dtype(dtype)), "Stone")
    mask = Picture(np.full((40, 50), 0.5, np.float32), 20, 30, Space("MASK", np.dtype(np.float32)))
    job = Job(
        {"source": source, "region": mask}, operation.check({}), Document(200, 200, Space("RGBA", np.dtype(dtype)))
    )
    (made,) = operation.perform(job).outputs
    assert made.picture.box == Box(20, 30, 50, 40)
    assert made.name == "Stone (Make Tileable)"
    np.testing.assert_array_equal(made.picture.colour, inlay.make_tileable(texture(dtype=dtype)[23:63, 15:65]))
    np.testing.assert_allclose(made.picture.alpha.astype(float) / pictures.white(dtype), 0.5, atol=0.5 / 255)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_hidden_colours_do_not_bleed(dtype):
    image = np.dstack([texture(dtype=dtype), np.full((120, 150), pictures.white(dtype), dtype)])
    image[40:80, 30:70, 3] = 0
    wild = image.copy()
    wild[40:80, 30:70, :3] = np.nan if dtype == "float32" else 255
    shown = image[..., 3] > 0
    made, other = inlay.make_tileable(image), inlay.make_tileable(wild)
    np.testing.assert_array_equal(made[shown], other[shown])
    np.testing.assert_array_equal(made[..., 3], image[..., 3])


def test_gray_and_values_beyond_white_and_below_black():
    image = texture(dtype="float64")[..., 0] * 5 - 1
    made = inlay.make_tileable(image)
    assert made.shape == image.shape
    assert made.max() > 1.5
    assert made.min() < 0
    np.testing.assert_allclose(made.mean(), image.mean(), atol=1e-12)


def test_tiny_pictures():
    one = np.full((1, 1, 3), 7, np.uint8)
    np.testing.assert_array_equal(inlay.make_tileable(one), one)
    region = np.zeros((120, 150), bool)
    region[4, 5] = True
    np.testing.assert_array_equal(inlay.make_tileable(texture(), region), texture())


def test_bad_input_is_refused_in_words():
    image = texture(dtype="float32")
    broken = image.copy()
    broken[3, 4] = np.nan
    for given, region, direction, error, words in (
        (image, np.zeros((120, 150), bool), "both", RegionError, "empty"),
        (image, np.ones((4, 4), bool), "both", InputError, "size"),
        (broken, None, "both", InputError, "finite"),
        (image, None, "sideways", InlayError, "one of"),
    ):
        with pytest.raises(error, match=words) as refusal:
            inlay.make_tileable(given, region, direction=direction)
        assert refusal.value.hint
