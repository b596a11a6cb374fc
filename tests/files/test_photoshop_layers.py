"""Layers of PSD files that the tests make, composed by psd-tools and by us."""

import warnings

import numpy as np
import pytest
from psd_tools.constants import BlendMode, Compression, Tag
from tests.files import layered

from inlay.errors import FileError, InlayWarning
from inlay.files import formats, rendering, unpacking
from inlay.files.document import Group

pytestmark = pytest.mark.filterwarnings("ignore::inlay.errors.InlayWarning")

WIDTH, HEIGHT = 16, 12


def read(image, folder):
    path = layered.save(image, folder / "a.psd")
    return formats.read(path)


def as_saved(image, folder):
    """Read a file whose composed picture is not made anew."""
    path = folder / "a.psd"
    path.write_bytes(layered.content(image))
    return formats.read(path)


def said(document):
    """The composed picture, and what was said about it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        shown = rendering.visible(document)
    assert all(isinstance(warning.message, InlayWarning) for warning in caught)
    return shown, " ".join(str(warning.message) for warning in caught)


def layers_composed(document):
    return rendering.compose_nodes(document.layers, document.space, document.box, lambda node: node.visible)


def on_white(picture):
    samples = picture.pixels / picture.space.white
    return samples[..., :-1] * samples[..., -1:] + 1 - samples[..., -1:]


def apart(first, second):
    return np.abs(on_white(first) - on_white(second)).max() * 255


def ramp():
    return np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1))


def test_fill_opacity_is_a_factor_of_the_opacity(tmp_path):
    image = layered.new()
    layered.number(layered.solid(image, "a", layered.RED, opacity=171), Tag.BLEND_FILL_OPACITY, 171)
    document = read(image, tmp_path)
    assert document.layers[0].opacity == pytest.approx((171 / 255) ** 2)
    shown, words = said(document)
    assert not words
    assert shown.alpha[0, 0] == 115
    assert apart(layers_composed(document), shown) <= 1


def test_fill_opacity_in_a_mode_that_it_changes_is_said(tmp_path):
    image = layered.new()
    layered.solid(image, "below", layered.WHITE)
    layer = layered.solid(image, "burnt", layered.RED, blend_mode=BlendMode.COLOR_BURN)
    layered.number(layer, Tag.BLEND_FILL_OPACITY, 100)
    _, words = said(read(image, tmp_path))
    assert "a fill opacity in the mode color burn: “burnt”" in words


@pytest.mark.parametrize("density", [None, 255, 128, 0])
def test_the_density_of_a_mask(tmp_path, density):
    image = layered.new()
    layered.mask(layered.solid(image, "a", layered.RED), ramp(), density)
    document = read(image, tmp_path)
    share = 1 if density is None else density / 255
    expected = share * ramp() + 255 * (1 - share)
    assert np.abs(document.layers[0].picture.alpha - expected).max() <= 0.51
    assert apart(layers_composed(document), rendering.visible(document)) <= 1


def test_a_mask_that_is_switched_off(tmp_path):
    image = layered.new()
    layered.mask(layered.solid(image, "a", layered.RED), ramp()).mask.disabled = True
    assert (read(image, tmp_path).layers[0].picture.alpha == 255).all()


def test_outside_of_a_mask_its_background_counts(tmp_path):
    image = layered.new()
    layer = layered.mask(layered.solid(image, "a", layered.RED), np.full((HEIGHT, WIDTH), 255, np.uint8))
    data = layer._record.mask_data
    data.left, data.right = 4, 4 + WIDTH
    alpha = read(image, tmp_path).layers[0].picture.alpha
    assert (alpha[:, 4:] == 255).all()
    assert (alpha[:, :4] == data.background_color).all()


@pytest.mark.parametrize(("side", "count"), [(2000, 0), (1000, 1_000_000)])
def test_a_layer_far_larger_than_the_canvas_that_is_blank_is_left_out(tmp_path, side, count):
    image = layered.new()
    layered.solid(image, "large", layered.RED, (0, 0, side, side), compression=Compression.ZIP)
    document = read(image, tmp_path)
    assert np.count_nonzero(document.layers[0].picture.alpha) == count
    assert ("pixels in an impossible place: “large”" in str(document.notes)) == (count == 0)


def test_a_softened_mask_is_said(tmp_path):
    image = layered.new()
    layered.mask(layered.solid(image, "a", layered.RED), ramp(), feather=2.0)
    assert "softened masks: “a”" in said(read(image, tmp_path))[1]


def test_a_path_as_a_mask_is_drawn(tmp_path):
    """The edges lie a quarter into a pixel, so that the opacity there is known exactly."""
    image = layered.new()
    layered.path(layered.solid(image, "a", layered.RED), 4.25 / WIDTH, 3 / HEIGHT, 12 / WIDTH, 9 / HEIGHT)
    document = read(image, tmp_path)
    alpha = document.layers[0].picture.alpha
    expected = np.zeros((HEIGHT, WIDTH))
    expected[3:9, 4:12] = 255
    expected[3:9, 4] = 0.75 * 255
    assert np.abs(alpha - expected).max() <= 1
    assert "vector masks: “a”" in said(document)[1]


def test_the_mask_of_a_group(tmp_path):
    image = layered.new()
    group = image.create_group(name="g")
    layered.solid(group, "a", layered.RED)
    layered.mask(group, ramp(), 128)
    document = as_saved(image, tmp_path)
    assert [node.name for node in document.layers[0].children] == ["a", "g (mask)"]
    expected = 128 / 255 * ramp() + 255 * (1 - 128 / 255)
    assert np.abs(layers_composed(document).alpha - expected).max() <= 1


def disc():
    """Opaque inside, clear outside."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    inside = np.hypot(x - WIDTH / 2, y - HEIGHT / 2) < 5
    return np.dstack([np.full_like(x, 255), 0 * x, 0 * x, 255 * inside])


@pytest.mark.parametrize("mode", [BlendMode.NORMAL, BlendMode.MULTIPLY])
@pytest.mark.parametrize("opacity", [255, 128])
def test_clipped_layers_show_only_on_their_base(tmp_path, mode, opacity):
    image = layered.new()
    layered.solid(image, "below", (90, 120, 30, 255))
    layered.solid(image, "base", disc(), opacity=opacity)
    layered.clip(layered.solid(image, "shade", (40, 200, 120, 255), (6, 0, 10, 12), opacity=180), mode)
    document = read(image, tmp_path)
    group = document.layers[1]
    assert isinstance(group, Group)
    assert (group.isolated, group.opacity) == (True, opacity / 255)
    assert apart(layers_composed(document), rendering.visible(document)) <= 1
    shade = document.find("shade")
    assert (shade.mode == "svg:src-atop") == (mode is BlendMode.NORMAL)


def test_a_hidden_base_hides_what_is_clipped_to_it(tmp_path):
    image = layered.new()
    layered.solid(image, "base", disc()).visible = False
    layered.clip(layered.solid(image, "shade", layered.GREEN))
    document = read(image, tmp_path)
    assert not rendering.visible(document).alpha.any()
    assert not layers_composed(document).alpha.any()


def test_below_a_clipped_layer_is_its_base(tmp_path):
    image = layered.new()
    layered.solid(image, "base", disc())
    layered.clip(layered.solid(image, "shade", layered.GREEN))
    document = read(image, tmp_path)
    below = rendering.below(document, document.find("shade"))
    assert below.pixels[HEIGHT // 2, WIDTH // 2].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize(("kind", "expected"), [(1, 255), (2, 0), (3, None), (4, (10, 20, 30))])
def test_the_background_of_an_artboard(tmp_path, kind, expected):
    image = layered.new()
    group = image.create_group(name="board")
    layered.solid(group, "a", layered.RED, (0, 0, 16, 2))
    layered.artboard(group, (0, 0, 10, 8), kind, (10, 20, 30))
    document = as_saved(image, tmp_path)
    composed = layers_composed(document)
    if expected is None:
        assert not composed.alpha[4:].any()
    else:
        assert (composed.pixels[5, 5] == [*np.broadcast_to(expected, 3), 255]).all()
        assert composed.alpha[7, 9] == 255
    assert not composed.alpha[8:].any()
    assert not composed.alpha[:, 10:].any()
    assert composed.pixels[0, 0].tolist() == [255, 0, 0, 255]


def test_a_fill_without_pixels_is_drawn(tmp_path):
    image = layered.new()
    layered.fill(layered.solid(image, "colour", layered.RED, opacity=128), (10, 200, 30))
    document = as_saved(image, tmp_path)
    assert document.layers[0].picture.pixels[3, 3].tolist() == [10, 200, 30, 255]
    assert layers_composed(document).pixels[3, 3].tolist() == [10, 200, 30, 128]
    shown, words = said(document)
    assert (shown.pixels[3, 3].tolist(), words) == ([10, 200, 30, 128], "")


def shape(image):
    layer = layered.fill(layered.solid(image, "shape", layered.RED), (10, 200, 30))
    return layered.outline(layered.path(layer, 0.25, 0.25, 0.75, 0.75))


def test_a_shape_whose_outline_cannot_be_drawn_names_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr("inlay.files.photoshop.shapes.find_spec", lambda name: None)
    image = layered.new()
    shape(image)
    with pytest.warns(InlayWarning, match="the package aggdraw is missing.*“shape”"):
        document = as_saved(image, tmp_path)
    assert document.layers[0].picture.alpha[HEIGHT // 2, WIDTH // 2] == 255


def test_what_cannot_be_composed_is_shown_as_the_file_stores_it(tmp_path):
    image = layered.new()
    layered.solid(image, "below", layered.RED)
    layered.solid(image, "specks", layered.GREEN, opacity=128, blend_mode=BlendMode.DISSOLVE)
    stored = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    layered.merged(image, stored)
    document = as_saved(image, tmp_path)
    shown, words = said(document)
    assert np.array_equal(shown.colour, stored)
    assert "the picture stored in it is shown, because Inlay cannot compose the mode dissolve: “specks”" in words
    below = rendering.below(document, document.layers[1])
    assert below.pixels[0, 0].tolist() == [255, 0, 0, 255]


def test_what_is_hidden_needs_no_stored_picture(tmp_path):
    image = layered.new()
    layered.solid(image, "below", layered.RED)
    layered.solid(image, "specks", layered.GREEN, blend_mode=BlendMode.DISSOLVE).visible = False
    document = as_saved(image, tmp_path)
    assert rendering.visible(document).pixels[0, 0].tolist() == [255, 0, 0, 255]


def test_an_adjustment_is_left_out_of_the_layers(tmp_path):
    image = layered.new()
    layered.solid(image, "below", layered.RED)
    adjustment = layered.block(layered.solid(image, "inverted", layered.RED), Tag.INVERT, b"")
    layered.empty_channels(adjustment)
    document = as_saved(image, tmp_path)
    assert [node.name for node in document.layers] == ["below"]
    assert "adjustments: “inverted”" in " ".join(str(note) for note in document.notes)


def test_a_channel_that_was_replaced_is_said(tmp_path):
    image = layered.new()
    layer = layered.solid(image, "broken", layered.RED)
    layer._channels[1].compression, layer._channels[1].data = Compression.ZIP, b"nonsense"
    document = as_saved(image, tmp_path)
    with pytest.warns(InlayWarning, match="“broken” has channels that are damaged"):
        _ = document.layers[0].picture


def test_a_channel_that_is_missing_is_said(tmp_path):
    image = layered.new()
    layer = layered.solid(image, "thin", layered.WHITE)
    index = next(n for n, description in enumerate(layer._record.channel_info) if description.id == 2)
    layer._channels[index].data = b""
    document = as_saved(image, tmp_path)
    with pytest.warns(InlayWarning, match="“thin” lacks 1 of 3 channels"):
        assert document.layers[0].picture.pixels[0, 0].tolist() == [255, 255, 0, 255]


def test_many_layers_of_a_kind_are_said_in_one_line(tmp_path):
    image = layered.new()
    for number in range(9):
        layered.solid(image, f"v{number}", layered.RED, blend_mode=BlendMode.VIVID_LIGHT)
    document = read(image, tmp_path)
    assert [str(note) for note in document.notes] == [
        f"{tmp_path / 'a.psd'}: layers do not keep the mode vivid light: “v0”, “v1”, “v2” and 6 more."
    ]
    assert said(document)[1] == "", "the picture keeps it"


def test_layers_that_do_not_make_the_stored_picture_give_way_to_it(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED)
    stored = np.full((HEIGHT, WIDTH, 3), (250, 20, 0), np.uint8)
    layered.merged(image, stored)
    shown, words = said(as_saved(image, tmp_path))
    assert np.array_equal(shown.colour, stored)
    assert "its layers do not make the picture stored in it" in words


def test_layers_that_make_the_stored_picture_are_composed(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED)
    layered.merged(image, np.full((HEIGHT, WIDTH, 3), (252, 2, 1), np.uint8))
    shown, words = said(as_saved(image, tmp_path))
    assert not words
    assert shown.pixels[0, 0].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize("densities", [(255, 255), (64, 255), (255, 64), (100, 200)])
def test_a_mask_beside_a_path_each_with_its_density(tmp_path, densities):
    """The file holds the mask, and both drawn together at full density."""
    image = layered.new()
    layered.solid(image, "below", layered.WHITE)
    layer = layered.path(layered.solid(image, "a", layered.RED), 0.25, 0.0, 1.0, 1.0)
    user, path = ramp(), np.zeros((HEIGHT, WIDTH))
    path[:, WIDTH // 4 :] = 1
    layered.mask_beside_path(layer, user, (user * path).astype(np.uint8), densities)
    first, second = (density / 255 for density in densities)
    expected = 1 - (1 - first * (1 - user / 255)) * (1 - second * (1 - path))
    assert np.abs(on_white(layers_composed(as_saved(image, tmp_path)))[..., 1] - expected).max() < 1.1 / 255


def test_a_group_that_is_clipped(tmp_path):
    image = layered.new()
    layered.solid(image, "base", layered.RED, (0, 0, 8, 12))
    group = image.create_group(name="shade")
    layered.solid(group, "a", layered.GREEN)
    layered.clip(group)
    document = as_saved(image, tmp_path)
    for shown in (rendering.visible(document), layers_composed(document)):
        assert shown.pixels[5, 5].tolist() == [0, 255, 0, 255]
        assert not shown.alpha[:, 8:].any()


def test_linear_dodge_is_said(tmp_path):
    image = layered.new()
    layered.solid(image, "light", layered.RED, blend_mode=BlendMode.LINEAR_DODGE)
    assert "linear dodge where they are translucent: “light”" in str(read(image, tmp_path).notes)


def test_effects_of_the_older_kind_are_said(tmp_path):
    image = layered.new()
    layer = layered.solid(image, "text", layered.RED)
    layered.block(layer, Tag.EFFECTS_LAYER, layered.older_shadow())
    assert "effects: “text”" in said(as_saved(image, tmp_path))[1]


def test_a_group_that_lets_colours_through_yet_not_fully_is_said(tmp_path):
    image = layered.new()
    layered.solid(image, "below", layered.RED)
    group = image.create_group(name="half")
    group.opacity, group.blend_mode = 128, BlendMode.PASS_THROUGH
    layered.solid(group, "dark", layered.GREEN, blend_mode=BlendMode.MULTIPLY)
    assert "mixing with what lies below through a group: “half”" in str(read(image, tmp_path).notes)


def test_layers_that_are_too_much_together(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "ALWAYS_ALLOWED", 1 << 20)
    monkeypatch.setattr(unpacking, "LARGEST_RATIO_OF_LAYERS", 1)
    image = layered.new((1000, 1000))
    for number in range(4):
        layered.solid(image, str(number), layered.RED, compression=Compression.ZIP)
    with pytest.raises(FileError, match="cannot hold layers of"):
        as_saved(image, tmp_path)
