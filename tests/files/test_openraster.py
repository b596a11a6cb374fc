"""OpenRaster files: read, and written as the standard asks."""

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import WIDE, exif_block, noise, png_bytes, save
from tests.files.openraster import ora, packed, stack_of, written, written_quietly

from inlay.errors import FileError, InputError
from inlay.files import formats, openraster, rendering
from inlay.files.document import Document, Group, Layer
from inlay.picture import Picture, Space


def scene(path, **attributes):
    """Snow, a hidden layer, and a group that holds a fox with an offset."""
    return ora(
        path,
        (30, 20),
        [
            {"pixels": noise(20, 30, 3), "name": "Snow"},
            {"pixels": noise(20, 30, 4, seed=1), "name": "Mist", "visibility": "hidden", "opacity": "0.5"},
            {
                "name": "Animals",
                "isolation": "auto",
                "children": [
                    {
                        "pixels": noise(8, 9, 4, seed=2),
                        "name": "Fox",
                        "x": -3,
                        "y": 5,
                        "composite-op": "svg:multiply",
                        "edit-locked": "true",
                    }
                ],
            },
        ],
        xres="300",
        yres="300",
        **attributes,
    )


def test_the_stack_is_read_bottom_to_top(tmp_path):
    document = formats.read(scene(tmp_path / "a.ora"))
    assert (document.width, document.height, document.layered) == (30, 20, True)
    assert document.metadata.resolution == (300, 300)
    snow, mist, animals = document.layers
    assert (snow.name, mist.name, animals.name) == ("Snow", "Mist", "Animals")
    assert (mist.visible, mist.opacity) == (False, 0.5)
    assert isinstance(animals, Group)
    assert not animals.isolated
    fox = animals.children[0]
    assert (fox.mode, fox.picture.x, fox.picture.y) == ("svg:multiply", -3, 5)
    assert np.array_equal(fox.picture.pixels, noise(8, 9, 4, seed=2))


def test_layers_are_found_by_name_path_and_number(tmp_path):
    document = formats.read(scene(tmp_path / "a.ora"))
    fox = document.layers[2].children[0]
    assert document.find("Fox") is document.find("Animals/Fox") is document.find("2") is fox
    assert document.find("0") is document.find("Snow")
    with pytest.raises(InputError, match="no layer “Wolf”") as caught:
        document.find("Wolf")
    assert "2 “Animals/Fox”" in caught.value.hint


def test_layers_of_one_name_are_told_apart_by_number(tmp_path):
    twins = [{"pixels": noise(4, 4, 3, seed=n), "name": "Layer"} for n in range(2)]
    document = formats.read(ora(tmp_path / "a.ora", (4, 4), twins))
    with pytest.raises(InputError, match="2 layers named"):
        document.find("Layer")
    assert document.find("1") is document.layers[1]


def test_what_was_read_is_written_again(tmp_path):
    before = scene(tmp_path / "a.ora")
    after = written(formats.read(before), tmp_path / "b.ora")

    def named(stack):
        return [
            (tag, {k: v for k, v in about.items() if k != "src"}, named(children)) for tag, about, children in stack
        ]

    snow, mist, (tag, animals, (fox,)) = named(stack_of(after))
    assert snow[1]["name"] == "Snow"
    assert mist[1]["visibility"] == "hidden"
    assert float(mist[1]["opacity"]) == 0.5
    assert (tag, animals["isolation"]) == ("stack", "auto")
    assert (fox[1]["x"], fox[1]["y"], fox[1]["composite-op"]) == ("-3", "5", "svg:multiply")
    assert fox[1]["edit-locked"] == "true"
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        kept = {new.read(name) for name in new.namelist()}
        assert {old.read(name) for name in old.namelist() if name.startswith("data/")} <= kept
        assert 'xres="300"' in new.read("stack.xml").decode()


def test_the_file_is_what_the_standard_asks_for(tmp_path):
    path = written(formats.read(scene(tmp_path / "a.ora")), tmp_path / "b.ora")
    content = path.read_bytes()
    assert content[30:38] == b"mimetype"
    assert content[38:54] == b"image/openraster"
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))))
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert all(name in archive.namelist() for name in ("stack.xml", "data/000.png"))
    assert np.array_equal(merged, rendering.visible(formats.read(path)).pixels)
    assert max(thumbnail.size) <= 256


def test_thumbnails_of_large_pictures_are_small_and_alike(tmp_path):
    wide = np.zeros((600, 3000, 3), np.uint8)
    wide[:, 1500:] = 200
    path = written(formats.read(save(tmp_path / "a.png", wide)), tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
    assert thumbnail.size == (256, 51)
    assert thumbnail.getpixel((20, 20))[:3] == (0, 0, 0)
    assert thumbnail.getpixel((240, 20))[:3] == (200, 200, 200)


def test_16_bits_and_the_profile_are_kept(tmp_path):
    import imagecodecs

    from inlay.files import png

    deep = noise(5, 6, 4, "u2")
    encoded = png.encode(Picture(deep, space=Space("RGBA", np.dtype("u2"), profile=WIDE)))
    document = formats.read(ora(tmp_path / "a.ora", (6, 5), [{"png": encoded, "name": "Deep"}]))
    assert document.space == Space("RGBA", np.dtype("u2"), profile=WIDE)
    path = written(document, tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        merged = imagecodecs.png_decode(archive.read("mergedimage.png"))
        assert b"iCCP" in archive.read("mergedimage.png")
    assert merged.dtype == np.uint16
    assert np.array_equal(formats.read(path).layers[0].picture.pixels, deep)


def test_gray_layers_make_a_gray_document(tmp_path):
    document = formats.read(ora(tmp_path / "a.ora", (6, 5), [{"pixels": noise(5, 6, 1), "name": "Gray"}]))
    assert document.space.model == "GRAYA"
    assert rendering.visible(document).pixels.shape == (5, 6, 2)


def test_unknown_modes_are_said_when_the_picture_is_composed(tmp_path):
    path = ora(tmp_path / "a.ora", (6, 5), [{"pixels": noise(5, 6, 3), "name": "Odd", "composite-op": "krita:xor"}])
    document = formats.read(path)
    with pytest.warns(UserWarning, match="krita:xor"):
        rendering.visible(document)
    again = written_quietly(document, tmp_path / "b.ora")
    assert stack_of(again)[0][1]["composite-op"] == "krita:xor"


def test_a_cut_file(tmp_path):
    path = scene(tmp_path / "a.ora")
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(FileError, match="damaged or cut off"):
        formats.read(path)


@pytest.mark.parametrize("size", [(1, 23), (23, 1), (1, 1), (1, 3000)])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_pictures_of_one_pixel_a_side(tmp_path, size, orientation):
    pixels = noise(*size, 3)
    before = formats.read(save(tmp_path / "a.png", pixels, exif=exif_block(orientation)))
    path = written(before, tmp_path / "b.ora")
    turned = size if orientation in (1, 3) else size[::-1]
    with zipfile.ZipFile(path) as archive:
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert min(thumbnail.size) == 1
        assert max(thumbnail.size) <= 256
    assert np.array_equal(formats.read(path).layers[0].picture.pixels, before.layers[0].picture.pixels)
    assert before.layers[0].picture.pixels.shape[:2] == turned


@pytest.mark.parametrize("shape", [(0, 0, 4), (0, 7, 3), (7, 0, 1)])
def test_layers_without_pixels(shape):
    picture = Picture(np.zeros(shape, np.uint8), 5, 1_660_944_384, Space({1: "GRAY", 3: "RGB", 4: "RGBA"}[shape[2]]))
    document = Document(4, 4, Space(), (Layer("none", lambda: picture),), layered=True)
    again = openraster.read(openraster.encode(document, rendering.visible(document)), Path("a.ora"))
    assert again.layers[0].picture.box == (0, 0, 1, 1)
    assert not rendering.visible(again).pixels.any()


def test_a_file_that_two_layers_share_stays_shared(tmp_path):
    layers = '<layer name="a" src="data/a.png"/><layer name="b" src="data/a.png" x="3"/>'
    document = formats.read(packed(tmp_path / "a.ora", layers, a_png=png_bytes(noise(8, 9, 4))))
    path = written(document, tmp_path / "b.ora")
    sources = {about["src"] for _, about, _ in stack_of(path)}
    assert len(sources) == 1
    assert [layer.picture.x for layer in formats.read(path).layers] == [3, 0]


def test_new_layers_have_files_of_their_own(tmp_path):
    pictures = [Picture(noise(8, 9, 4, seed=number)) for number in range(5)]
    layers = tuple(Layer(str(number), lambda picture=picture: picture) for number, picture in enumerate(pictures))
    path = written(Document(9, 8, Space(), layers, layered=True), tmp_path / "a.ora")
    for layer, picture in zip(formats.read(path).layers, pictures, strict=True):
        assert np.array_equal(layer.picture.pixels, picture.pixels)


@pytest.mark.pictures
def test_a_real_file(pictures, tmp_path):
    document = formats.read(pictures / "layered" / "map_1.ora")
    assert [path for path, _ in document.walk()] == [
        "heightmap",
        "cities/city_1",
        "cities/city_2",
        "cities",
        "palette",
    ]
    with zipfile.ZipFile(pictures / "layered" / "map_1.ora") as archive:
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))).convert("RGBA")).astype(int)
    assert np.abs(rendering.visible(document).pixels - merged).max() <= 1
    again = formats.read(written(document, tmp_path / "b.ora"))
    assert all(isinstance(node, Layer | Group) for _, node in again.walk())
    assert np.array_equal(rendering.visible(again).pixels, rendering.visible(document).pixels)
