"""OpenRaster files: read, and written as the standard asks."""

import warnings
import zipfile
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import WIDE, noise, ora, save, stack_of

from inlay.errors import FileError, InputError
from inlay.files import formats, openraster, rendering
from inlay.files.document import Group, Layer


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


def written(document, path):
    path.write_bytes(openraster.encode(document, rendering.visible(document)))
    return path


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
    from inlay.picture import Picture, Space

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


def written_quietly(document, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return written(document, path)


def broken(path, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    return path


STACK = '<image w="{}" h="{}"><stack>{}</stack></image>'


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "lacks its part stack.xml"),
        ({"stack_xml": "<image"}, "stack of layers is damaged"),
        ({"stack_xml": STACK.format(0, 5, "")}, "impossible size"),
        ({"stack_xml": STACK.format(10**9, 5, "")}, "impossible size"),
        ({"stack_xml": STACK.format("a", 5, "")}, "damaged"),
        ({"stack_xml": STACK.format(5, 5, '<layer src="data/x.png"/>')}, "lacks its part data/x.png"),
        ({"stack_xml": STACK.format(5, 5, '<layer opacity="half" src="mimetype"/>')}, "damaged"),
        ({"stack_xml": '<!DOCTYPE x [<!ENTITY a "a">]><image w="1" h="1"/>'}, "XML entities"),
    ],
)
def test_broken_files(tmp_path, parts, words):
    with pytest.raises(FileError, match=words) as caught:
        formats.read(broken(tmp_path / "a.ora", **parts))
    assert caught.value.hint


def test_a_broken_layer_is_named(tmp_path):
    bad = ora(tmp_path / "a.ora", (4, 4), [{"png": b"\x89PNG\r\n\x1a\nrubbish", "name": "Bad"}])
    with pytest.raises(FileError, match="#Bad is damaged"):
        rendering.visible(formats.read(bad))


def test_a_cut_file(tmp_path):
    path = scene(tmp_path / "a.ora")
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(FileError, match="damaged or cut off"):
        formats.read(path)


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
