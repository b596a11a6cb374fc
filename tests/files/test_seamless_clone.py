"""The whole way from files to files with the first operation, against the same operation on arrays."""

import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.files.drawn import SRGB, disc, exif_block, load, noise, save, selected
from tests.files.openraster import ora, stack_of

import inlay as library
from inlay.errors import InlayWarning
from inlay.files import formats
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

MODELS = {1: "GRAY", 3: "RGB", 4: "RGBA"}


def write(path, pixels, **space):
    picture = Picture(pixels, space=Space(MODELS[pixels.shape[2]], pixels.dtype, **space))
    Path(path).write_bytes(formats.encode(picture, Metadata(), Path(path)))


def read(path):
    return formats.read(Path(path)).layers[0].picture.pixels


def clone(inlay, *more, source="source.png", destination="destination.png", region="region.png", output="result.png"):
    done = inlay(
        "run", "seamless-clone", "--source", source, "--destination", destination, "--region", region,
        "--output", output, *more,
    )  # fmt: skip
    assert done.code == 0, done.err
    return done


def expected(source, destination, region, at=(0, 0), **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return library.seamless_clone(source, destination, region, y=at[0], x=at[1], **options)


@pytest.mark.parametrize(
    ("name", "dtype", "channels"),
    [
        ("png", "u1", 3),
        ("png", "u1", 1),
        ("png", "u2", 3),
        ("png", "u2", 1),
        ("tif", "u2", 3),
        ("tif", "f2", 3),
        ("tif", "f4", 3),
        ("tif", "f4", 1),
        ("webp", "u1", 3),
    ],
)
def test_flat_files_of_every_depth(inlay, name, dtype, channels):
    source, destination = noise(30, 40, channels, dtype), noise(50, 60, channels, dtype, seed=1)
    if dtype == "f4":
        destination[0, 0] = 7.25
    write(f"source.{name}", source)
    write(f"destination.{name}", destination)
    save("region.png", disc(30, 40))
    clone(inlay, "--at=9,8", source=f"source.{name}", destination=f"destination.{name}", output=f"result.{name}")
    result = read(f"result.{name}")
    region = disc(30, 40) > 0
    outside = np.ones((50, 60), bool)
    outside[8:38, 9:49] = ~region
    assert result.dtype == destination.dtype
    assert np.array_equal(result[outside], destination[outside])
    assert np.array_equal(result, expected(source, destination, region, (8, 9)))
    assert not np.array_equal(result, destination)


def test_a_soft_region_lays_the_result_over_by_its_coverage(inlay):
    source, destination = noise(30, 40, 3), noise(30, 40, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    soft = save("region.png", disc(30, 40, soft=6))
    clone(inlay)
    coverage = selected(load(soft)) / 255
    assert np.abs(load("result.png").astype(int) - expected(source, destination, coverage)).max() <= 1


@pytest.mark.parametrize("at", [(-12, -7), (25, 30), (-5, 33)])
def test_parts_beyond_the_canvas_are_cut_off(inlay, at):
    source, destination = noise(30, 40, 3), noise(50, 60, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    save("region.png", disc(30, 40))
    clone(inlay, f"--at={at[0]},{at[1]}")
    assert np.array_equal(load("result.png"), expected(source, destination, disc(30, 40) > 0, (at[1], at[0])))


@pytest.mark.parametrize(("scale", "rotate"), [(150, 0), (40, -25), (100, 90), (250, 12.5)])
def test_a_piece_is_scaled_and_turned(inlay, scale, rotate):
    """Of a part of a large source, from no more of it than is needed."""
    source, destination = noise(90, 100, 3), noise(50, 60, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    region = np.zeros((90, 100), np.uint8)
    region[40:60, 50:80] = disc(20, 30)
    save("region.png", region)
    clone(inlay, "--at=-30,-25", f"--scale={scale}", f"--rotate={rotate}")
    turned = library.seamless_clone(source, destination, region > 0, at=(-25, -30), scale=scale, rotate=rotate)
    assert np.array_equal(load("result.png"), turned)


def test_at_and_the_offset_add_up(inlay):
    save("source.png", noise(30, 40, 3))
    save("destination.png", noise(50, 60, 3, seed=1))
    save("region.png", disc(30, 40))
    clone(inlay, "--at=9,8", output="a.png")
    clone(inlay, "--at=4,10", "--x=5", "--y=-2", output="b.png")
    clone(inlay, source="source.png@9,8", output="c.png")
    assert np.array_equal(load("a.png"), load("b.png"))
    assert np.array_equal(load("a.png"), load("c.png"))


def test_the_object_of_the_best_border_lies_where_the_source_lies(inlay):
    source, destination = noise(30, 40, 3), noise(50, 60, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    save("region.png", disc(30, 40))
    thing = np.zeros((30, 40), np.uint8)
    thing[12:18, 16:24] = 255
    save("thing.png", thing)
    clone(inlay, "--at=9,8", "--object=thing.png", "--optimal-boundary", "--keep-source-colour=30")
    ways = {"optimal_boundary": True, "object": thing > 0, "keep_source_colour": 30}
    wanted = expected(source, destination, disc(30, 40) > 0, (8, 9), **ways)
    assert np.array_equal(load("result.png"), wanted)
    assert not np.array_equal(wanted, expected(source, destination, disc(30, 40) > 0, (8, 9), keep_source_colour=30))


def test_without_a_region_the_sources_opacity_is_it(inlay):
    source, destination = noise(30, 40, 4), noise(30, 40, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    done = inlay("run", "seamless-clone", "--source", "source.png", "--destination", "destination.png",
                 "--output", "result.png", "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert np.array_equal(load("result.png"), expected(source, destination, None))
    assert done.json["outputs"][0]["name"] == "source (Seamless Clone)"
    assert done.json["report"]["iterations"] >= 1


def test_the_input_may_be_the_output_and_keeps_its_permissions(inlay):
    save("source.png", noise(30, 40, 3))
    save("destination.png", noise(30, 40, 3, seed=1))
    save("region.png", disc(30, 40))
    clone(inlay, output="result.png")
    Path("destination.png").chmod(0o600)
    clone(inlay, output="destination.png")
    assert np.array_equal(load("destination.png"), load("result.png"))
    assert Path("destination.png").stat().st_mode & 0o777 == 0o600


def test_profile_exif_and_resolution_of_the_destination_are_kept(inlay):
    save("source.png", noise(30, 40, 3))
    save("destination.jpg", noise(40, 30, 3, seed=1), icc_profile=SRGB, exif=exif_block(6), dpi=(300, 300), quality=95)
    save("region.png", disc(30, 40))
    upright = formats.read(Path("destination.jpg")).layers[0].picture.pixels
    assert upright.shape == (30, 40, 3)
    for output in ("result.jpg", "result.png", "result.tif"):
        clone(inlay, destination="destination.jpg", output=output)
        with Image.open(output) as image:
            assert image.size == (40, 30)
            assert image.info["icc_profile"] == SRGB
            assert image.getexif().get(0x0112, 1) == 1
            assert image.getexif()[0x010F] == "Inlay Optics"
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    outside = disc(30, 40) == 0
    assert np.array_equal(load("result.png")[outside], upright[outside])


def test_converting_down_is_said(inlay):
    write("source.png", noise(30, 40, 3, "u2"))
    write("destination.png", noise(30, 40, 3, "u2", seed=1))
    save("region.png", disc(30, 40))
    done = clone(inlay, "--json", output="result.jpg")
    assert [warning["code"] for warning in done.json["warnings"]] == ["precision"]


def test_transparent_pixels_outside_stay_as_they_are(inlay):
    destination = noise(30, 40, 4, seed=1)
    destination[:5, :, 3] = 0
    save("source.png", noise(30, 40, 3))
    save("destination.png", destination)
    save("region.png", disc(30, 40))
    clone(inlay)
    outside = disc(30, 40) == 0
    assert np.array_equal(load("result.png")[outside], destination[outside])


def scene(path):
    fox, snow = noise(12, 14, 4, seed=3), noise(30, 40, 3, seed=4)
    fox[..., 3] = disc(12, 14)
    layers = [
        {"pixels": snow, "name": "Snow"},
        {"pixels": fox, "name": "Fox", "x": 11, "y": 9},
        {"pixels": noise(4, 4, 4), "name": "Sun", "x": 30, "y": 2},
    ]
    return ora(path, (40, 30), layers), fox, snow


def test_a_layer_of_a_scene_goes_into_another_one(inlay, tmp_path):
    path, fox, snow = scene(tmp_path / "scene.ora")
    done = inlay("run", "seamless-clone", "--source", f"{path}#Fox", "--destination", f"{path}#Snow",
                 "--output", path, "--json")  # fmt: skip
    assert done.code == 0, done.err
    names = [about["name"] for _, about, _ in stack_of(path)]
    assert names == ["Snow", "Fox", "Fox (Seamless Clone)", "Sun"]
    document = formats.read(path)
    made = document.find("Fox (Seamless Clone)").picture
    inside = fox[..., 3] > 0
    rows, columns = np.nonzero(inside)
    assert (made.x, made.y) == (11 + columns.min(), 9 + rows.min())
    result = expected(fox, snow, None, (9, 11))
    part = result[made.y : made.y + made.height, made.x : made.x + made.width]
    opaque = made.alpha == 255
    assert np.array_equal(made.colour[opaque], part[opaque])
    assert np.array_equal(document.find("Snow").picture.pixels, snow)
    with zipfile.ZipFile(path) as archive:
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))))
    assert np.array_equal(merged[25:, :, :3], snow[25:])


def test_what_is_below_is_the_destination_of_a_layer(inlay, tmp_path):
    path, fox, snow = scene(tmp_path / "scene.ora")
    done = inlay("run", "seamless-clone", "--source", f"{path}#Fox", "--output", "a.png", "--hide-source")
    assert done.code == 0, done.err
    result = load("a.png")
    assert np.array_equal(result[..., :3], expected(fox, snow, None, (9, 11)))
    done = inlay("run", "seamless-clone", "--source", f"{path}#Fox", "--output", path, "--hide-source")
    assert done.code == 0, done.err
    assert [about["visibility"] for _, about, _ in stack_of(path)] == ["visible", "hidden", "visible", "visible"]


def test_a_whole_scene_without_a_layer_needs_a_destination(inlay, tmp_path):
    path, _, _ = scene(tmp_path / "scene.ora")
    done = inlay("run", "seamless-clone", "--source", path, "--output", "a.png")
    assert done.code == 2
    assert "FILE#NAME" in done.err


def test_flat_files_become_layers_of_an_openraster_file(inlay):
    source, destination = noise(30, 40, 3), noise(50, 60, 3, seed=1)
    save("source.png", source)
    save("destination.png", destination)
    save("region.png", disc(30, 40))
    clone(inlay, "--at=9,8", output="result.ora")
    clone(inlay, "--at=9,8", output="flat.png")
    clone(inlay, "--at=9,8", "--layer-only", output="layer.png")
    assert [about["name"] for _, about, _ in stack_of("result.ora")] == ["destination", "source (Seamless Clone)"]
    with zipfile.ZipFile("result.ora") as archive:
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))))
    assert np.array_equal(merged[..., :3], load("flat.png"))
    layer = formats.read(Path("result.ora")).layers[1].picture
    assert np.array_equal(layer.pixels, load("layer.png"))


def test_floating_point_becomes_16_bits_in_openraster(inlay):
    for name, seed in (("source", 0), ("destination", 1)):
        tifffile.imwrite(f"{name}.tif", noise(30, 40, 3, "f4", seed), photometric="rgb")
    save("region.png", disc(30, 40))
    done = clone(inlay, "--json", source="source.tif", destination="destination.tif", output="result.ora")
    assert [warning["code"] for warning in done.json["warnings"]] == ["precision"]
    assert formats.read(Path("result.ora")).layers[1].picture.pixels.dtype == np.uint16


def test_inks_are_blended_as_they_are(inlay):
    source, destination = noise(30, 40, 4), noise(30, 40, 4, seed=1)
    for name, pixels in (("source", source), ("destination", destination)):
        Image.frombytes("CMYK", (40, 30), pixels.tobytes()).save(f"{name}.tif")
    save("region.png", disc(30, 40))
    clone(inlay, source="source.tif", destination="destination.tif", output="result.tif")
    outside = disc(30, 40) == 0
    result = formats.read(Path("result.tif")).layers[0].picture
    assert result.space.model == "CMYK"
    assert np.array_equal(result.pixels[outside], destination[outside])


def test_a_gray_source_in_a_coloured_destination(inlay):
    save("source.png", noise(30, 40, 1))
    destination = noise(30, 40, 3, seed=1)
    save("destination.png", destination)
    save("region.png", disc(30, 40))
    clone(inlay)
    outside = disc(30, 40) == 0
    assert np.array_equal(load("result.png")[outside], destination[outside])


@pytest.mark.pictures
def test_the_face_swap(inlay, pictures):
    folder = pictures / "cloning"
    mask = (load(folder / "ginevra_mask.png") > 0).astype(np.uint8) * 255
    save("region.png", mask)
    clone(inlay, "--at=-30,40", source=folder / "ginevra_source.png", destination=folder / "mona_lisa_destination.png")
    reference = load(folder / "mona_lisa_reference.png").astype(int)
    assert np.abs(load("result.png") - reference).max() <= 1


@pytest.mark.pictures
def test_a_layer_of_a_photoshop_file(inlay, pictures):
    path = pictures / "layered" / "2layers.psd"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        done = inlay("run", "seamless-clone", "--source", f"{path}#1", "--output", "a.ora", "--json")
    assert done.code == 0, done.err
    names = [about["name"] for _, about, _ in stack_of("a.ora")]
    assert names == ["Фон", "Слой", "Слой (Seamless Clone)"]
