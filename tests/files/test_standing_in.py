"""In a file with layers an edit of a translucent one takes its place, all of it; in a flat one that covers nothing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.files.drawn import png_bytes

from inlay.files import command_line, formats, openraster, rendering
from inlay.files.document import Document, Layer
from inlay.picture import Picture, Space

HEIGHT, WIDTH = 30, 40
Y, X = np.mgrid[:HEIGHT, :WIDTH]


def layer(name, coverage, **how):
    """Stripes of a given coverage, 0 to 255."""
    stripes = [(X * 7 + Y * step) % 256 for step in (3, 5, 11)]
    pixels = np.dstack([*stripes, np.broadcast_to(coverage, X.shape)]).astype(np.uint8)
    return Layer(name, lambda: Picture(pixels), **how)


def blurred(folder, source):
    selected = np.where(X >= 25, 255, 0).astype(np.uint8)
    (folder / "region.png").write_bytes(png_bytes(selected))
    files = ["--source", str(source), "--region", str(folder / "region.png"), "--output", str(folder / "out.ora")]
    assert command_line.main(["run", "gaussian-blur", "--quiet", "--radius", "2", *files]) == 0
    return formats.read(folder / "out.ora")


def test_a_layer_of_a_document(tmp_path):
    fox = layer("Fox", np.clip(X * 8, 0, 255), opacity=0.5, mode="svg:multiply")
    document = Document(WIDTH, HEIGHT, Space(), (layer("Snow", 255), fox), layered=True)
    (tmp_path / "in.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
    made = blurred(tmp_path, f"{tmp_path / 'in.ora'}#Fox")
    snow, old, new = made.layers
    assert (snow.visible, old.visible, new.visible) == (True, False, True)
    assert (new.name, new.opacity, new.mode) == ("Fox (Gaussian Blur)", 0.5, "svg:multiply")
    found, expected = new.picture.crop(made.box).pixels, fox.picture.pixels
    assert np.array_equal(found[..., 3], expected[..., 3])
    seen = (X < 25) & (expected[..., 3] > 0)
    assert np.array_equal(found[seen], expected[seen]) and not np.array_equal(found[X >= 25], expected[X >= 25])
    before, after = rendering.visible(document).pixels, rendering.visible(made).pixels
    assert np.array_equal(before[X < 25], after[X < 25])


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "svg:multiply"}], ids=["opacity", "mode"])
def test_an_opaque_layer_that_is_mixed_as_a_whole(tmp_path, how):
    snow, fox = layer("Snow", 255), layer("Fox", 255, **how)
    document = Document(WIDTH, HEIGHT, Space(), (snow, fox), layered=True)
    (tmp_path / "in.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
    made = blurred(tmp_path, f"{tmp_path / 'in.ora'}#Fox")
    _, old, new = made.layers
    assert (old.visible, new.visible) == (False, True)
    assert (new.opacity, new.mode) == (fox.opacity, fox.mode)
    edited = replace(fox, decode=lambda: new.picture)
    expected = rendering.visible(replace(document, layers=(snow, edited)))
    before, after = rendering.visible(document).pixels, rendering.visible(made).pixels
    assert np.array_equal(after, expected.pixels) and np.array_equal(after[X < 25], before[X < 25])
    assert (after[X >= 25] != before[X >= 25]).any()


def test_an_opaque_plain_layer_stays(tmp_path):
    document = Document(WIDTH, HEIGHT, Space(), (layer("Snow", 255), layer("Fox", 255)), layered=True)
    (tmp_path / "in.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
    assert all(each.visible for each in blurred(tmp_path, f"{tmp_path / 'in.ora'}#Fox").layers)


def test_a_flat_picture(tmp_path):
    fox = layer("Fox", np.clip(X * 8, 0, 255)).picture
    (tmp_path / "fox.png").write_bytes(png_bytes(fox.pixels))
    made = blurred(tmp_path, tmp_path / "fox.png")
    old, new = made.layers
    assert (old.visible, new.visible) == (False, True)
    shown = rendering.visible(made).pixels
    assert np.array_equal(shown[..., 3], fox.pixels[..., 3]), "no edge is doubled"
    seen = (X < 25) & (fox.pixels[..., 3] > 0)
    assert np.array_equal(shown[seen], fox.pixels[seen])


@pytest.mark.parametrize(
    "how",
    [
        ({"opacity": 0.5}, {"opacity": 0.5}),
        ({"mode": "svg:multiply"}, {"mode": "svg:multiply"}),
        ({}, {"opacity": 0.5}),
    ],
)
def test_layers_of_a_document_that_are_merged(tmp_path, capsys, how):
    """What of them was mixed alike stays so, and none shows below the merged one."""
    stripes = layer("Fox", 255).picture.pixels
    left, right = (
        Layer(name, lambda part=part: part, **each)
        for (name, part), each in zip(
            {"Left": Picture(stripes[:, :25]), "Right": Picture(stripes[:, 15:], x=15)}.items(), how, strict=True
        )
    )
    snow = Layer("Snow", lambda: Picture(np.full((HEIGHT, WIDTH, 4), (90, 140, 210, 255), np.uint8)))
    document = Document(WIDTH, HEIGHT, Space(), (snow, left, right), layered=True)
    (tmp_path / "in.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
    given = [option for name in ("Left", "Right") for option in ("--layers", f"{tmp_path / 'in.ora'}#{name}")]
    assert command_line.main(["run", "merge-layers", *given, "--output", str(tmp_path / "out.ora")]) == 0
    made = formats.read(tmp_path / "out.ora")
    assert [each.visible for each in made.layers] == [True, False, False, True]
    merged, alike = made.layers[-1], how[0] == how[1]
    expected = replace(left if alike else snow, decode=lambda: Picture(stripes))
    assert (merged.opacity, merged.mode) == (expected.opacity, expected.mode)
    shown = rendering.visible(replace(document, layers=(snow, expected)))
    assert np.array_equal(rendering.visible(made).pixels, shown.pixels)
    assert ("differ in opacity or mode" in capsys.readouterr().err) is not alike


@pytest.mark.parametrize("how", [{}, {"opacity": 0.5, "mode": "svg:multiply"}], ids=["plain", "mixed"])
@pytest.mark.parametrize(
    ("name", "options"),
    [("show-channels", ["--channels", "gray"]), ("show-gradients", []), ("rotate-colours", ["--steps", "3"])],
)
def test_pictures_of_a_translucent_layer_are_looked_at_one_at_a_time(tmp_path, name, options, how):
    """Nothing shows through the soft edge of the top one, neither the layer nor the pictures below."""
    snow, fox = layer("Snow", 255), layer("Fox", np.clip(X * 8, 0, 255), **how)
    made = done(tmp_path, name, Document(WIDTH, HEIGHT, Space(), (snow, fox), layered=True), *options)
    _, old, group = made.layers
    assert not old.visible and (group.opacity, group.mode) == (1, "svg:src-over")
    assert [each.visible for each in group.children] == [False] * (len(group.children) - 1) + [True]
    assert np.array_equal(
        rendering.visible(made).pixels, rendering.visible(replace(made, layers=(snow, group.children[-1]))).pixels
    )


def test_pictures_of_a_selected_part_leave_the_rest(tmp_path):
    (tmp_path / "region.png").write_bytes(png_bytes(np.where(X >= 25, 255, 0).astype(np.uint8)))
    document = Document(
        WIDTH, HEIGHT, Space(), (layer("Snow", 255), layer("Fox", np.clip(X * 8, 0, 255))), layered=True
    )
    made = done(tmp_path, "show-channels", document, "--channels", "gray", "--region", str(tmp_path / "region.png"))
    assert all(each.visible for each in (*made.layers, *made.layers[-1].children))
    before, after = (rendering.visible(each).pixels for each in (document, made))
    assert np.array_equal(before[X < 25], after[X < 25])


@pytest.mark.parametrize("how", [{}, {"opacity": 0.5}, {"mode": "svg:multiply"}], ids=["plain", "opacity", "mode"])
def test_channels_that_add_up_show_the_document_as_it_was(tmp_path, how):
    coverage = 255 if how else np.clip(X * 8, 0, 255)
    document = Document(WIDTH, HEIGHT, Space(), (layer("Snow", 255), layer("Fox", coverage, **how)), layered=True)
    made = done(tmp_path, "show-channels", document)
    assert [each.visible for each in made.layers] == [True, False, True]
    before, after = (rendering.visible(each).pixels for each in (document, made))
    opaque = np.broadcast_to(coverage, X.shape) == 255
    assert np.array_equal(before[opaque], after[opaque])


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "svg:multiply"}], ids=["opacity", "mode"])
def test_what_fills_a_layer_looks_as_the_layer_does(tmp_path, how):
    """In the document it is what the same layer without a hole would be."""
    flat = np.full((HEIGHT, WIDTH, 4), (200, 90, 40, 255), np.uint8)
    holed = flat.copy()
    holed[..., 3] = np.clip(np.hypot(X - 20, Y - 15) * 40 - 160, 0, 255)
    whole = Layer("Fox", lambda: Picture(flat[3:, 5:], x=5, y=3), **how)
    document = Document(WIDTH, HEIGHT, Space(), (layer("Snow", 255), whole), layered=True)
    fox = replace(whole, decode=lambda: Picture(holed[3:, 5:], x=5, y=3))
    snow, larger = document.layers[0], replace(whole, decode=lambda: Picture(flat))
    for up_to, filled in (("layer", whole), ("canvas", larger)):
        made = done(tmp_path, "fill-transparent-parts", replace(document, layers=(snow, fox)), "--up-to", up_to)
        assert [each.visible for each in made.layers] == [True, False, True]
        assert (made.layers[-1].opacity, made.layers[-1].mode) == (fox.opacity, fox.mode)
        expected = replace(document, layers=(snow, filled))
        found, wanted = (rendering.visible(each).pixels.astype(int) for each in (made, expected))
        assert np.abs(found - wanted).max() <= 1


def done(folder, name, document, *options):
    (folder / "in.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
    files = ["--source", f"{folder / 'in.ora'}#Fox", "--output", str(folder / "out.ora")]
    assert command_line.main(["run", name, "--quiet", *files, *options]) == 0
    return formats.read(folder / "out.ora")
