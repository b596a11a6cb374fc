"""Pictures that are read by windows and written by strips: as those that are read and written at once, bit for bit."""

import tracemalloc

import numpy as np
import pytest
import tifffile
import zarr
from tests.cases import every
from tests.files.windowed import assert_windows_are, noise, save, whole

from inlay.arrays.warning import collected
from inlay.errors import FileError, ParameterError
from inlay.files import windows
from inlay.files.document import Metadata
from inlay.files.metadata import exif
from inlay.files.windows import NewPicture
from inlay.files.windows.writing import level_sizes
from inlay.live.reduction import reduced_picture
from inlay.picture import CHANNELS, Picture, Space
from inlay.system.saving import Saving

KINDS = ("a.tif", "a.ome.zarr")
TYPES = ("u1", "u2", "f2", "f4")


@pytest.mark.parametrize("name", KINDS)
@every("dtype", TYPES)
@pytest.mark.parametrize("model", ["GRAY", "GRAYA", "RGB", "RGBA", "CMYK", "CMYKA"])
def test_what_is_written_comes_back(tmp_path, name, dtype, model):
    pixels = noise(530, 270, CHANNELS[model], dtype)
    save(tmp_path / name, pixels, Space(model, np.dtype(dtype)))
    assert_windows_are(tmp_path / name, pixels)
    with windows.open_picture(tmp_path / name) as reader:
        assert reader.space == Space(model, np.dtype(dtype))


@every("dtype", TYPES)
@pytest.mark.parametrize("model", ["GRAY", "RGB", "RGBA"])
def test_other_programs_read_it(tmp_path, dtype, model):
    pixels = noise(530, 270, CHANNELS[model], dtype)
    save(tmp_path / "a.tif", pixels, Space(model, np.dtype(dtype)))
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.is_bigtiff
        assert np.array_equal(file.pages[0].asarray().reshape(pixels.shape), pixels)
    save(tmp_path / "a.zarr", pixels, Space(model, np.dtype(dtype)))
    assert np.array_equal(np.moveaxis(zarr.open_array(tmp_path / "a.zarr" / "0", mode="r")[:], 0, -1), pixels)


@pytest.mark.parametrize("model", ["RGB", "RGBA"])
def test_smaller_levels_are_means(tmp_path, model):
    pixels = noise(1100, 530, CHANNELS[model])
    space = Space(model)
    levels = [pixels]
    while max(levels[-1].shape[:2]) > 256:
        levels.append(reduced_picture(Picture(levels[-1], space=space), 2).pixels)
    save(tmp_path / "a.tif", pixels, space)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        found = [page.asarray() for page in file.series[0].levels]
    assert [each.shape for each in found] == [each.shape for each in levels]
    assert all(np.array_equal(a, b) for a, b in zip(found, levels, strict=True))
    save(tmp_path / "a.zarr", pixels, space)
    group = zarr.open_group(tmp_path / "a.zarr", mode="r")
    found = [np.moveaxis(group[each["path"]][:], 0, -1) for each in group.attrs["multiscales"][0]["datasets"]]
    assert len(found) == 3
    assert all(np.array_equal(a, b) for a, b in zip(found, levels, strict=False))


@pytest.mark.parametrize(
    "options",
    [
        {"tile": (64, 48)},
        {"tile": (64, 48), "compression": "zlib", "predictor": True},
        {"tile": (64, 48), "compression": "lzw", "planarconfig": "separate"},
        {"rowsperstrip": 7, "compression": "zstd"},
        {"rowsperstrip": 7, "planarconfig": "separate"},
        {"rowsperstrip": 1000},
        {"rowsperstrip": 1000, "planarconfig": "separate"},
        {"rowsperstrip": 1000, "compression": "packbits"},
        {"tile": (64, 48), "bigtiff": True, "byteorder": ">"},
    ],
)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_tiff_files_of_others(tmp_path, options, dtype):
    path, pixels = tmp_path / "a.tif", noise(300, 170, 3, dtype)
    given = {key: value for key, value in options.items() if key in ("bigtiff", "byteorder")}
    planes = np.moveaxis(pixels, -1, 0) if options.get("planarconfig") == "separate" else pixels
    with tifffile.TiffWriter(path, **given) as file:
        file.write(planes, photometric="rgb", **{key: options[key] for key in options if key not in given})
    assert_windows_are(path, pixels)


def test_large_rows_that_are_not_packed_are_read_in_parts(tmp_path):
    pixels = noise(700, 1100, 3)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", rowsperstrip=700)
    with windows.open_picture(tmp_path / "a.tif") as reader:
        assert reader.chunk_rows < 400
    assert_windows_are(tmp_path / "a.tif", pixels)
    content = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(content[:-100])
    with pytest.raises(FileError, match="damaged or cut off"):
        windows.open_picture(tmp_path / "cut.tif")


@pytest.mark.parametrize("extra", ["unassalpha", "assocalpha", "unspecified"])
@pytest.mark.parametrize("dtype", ["u1", "f4"])
@pytest.mark.parametrize("used", [True, False])
def test_opacity_is_that_of_the_file_read_at_once(tmp_path, extra, dtype, used):
    pixels = noise(130, 90, 4, dtype)
    if not used:
        pixels[..., 3] = 0
    pixels[:64, ..., 3] = 0
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", extrasamples=[extra], tile=(64, 64), compression="zlib")
    _, expected, said = whole(path)
    with collected() as warnings:
        assert_windows_are(path, expected)
    assert [str(each.message) for each in warnings] == said


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("tiled", [True, False])
def test_turned_pictures(tmp_path, orientation, tiled):
    path = tmp_path / "a.tif"
    layout = {"tile": (32, 48)} if tiled else {"rowsperstrip": 7}
    tags = [(274, "H", 1, orientation, True)]
    tifffile.imwrite(path, noise(130, 90, 3), photometric="rgb", compression="zlib", extratags=tags, **layout)
    if orientation > 4 and not tiled:
        with pytest.raises(FileError, match="lies on its side"):
            windows.open_picture(path)
        return
    assert_windows_are(path, whole(path)[1])


@pytest.mark.parametrize("photometric", ["miniswhite", "palette", "ycbcr", "bits", "double"])
def test_rare_colours(tmp_path, photometric):
    path, options = tmp_path / "a.tif", {"tile": (64, 64), "photometric": photometric}
    pixels = noise(130, 90, 3)
    if photometric in ("miniswhite", "palette"):
        pixels = pixels[..., 0]
    if photometric == "palette":
        options["colormap"] = np.random.default_rng(1).integers(0, 65536, (3, 256), np.uint16)
    if photometric == "ycbcr":
        options |= {"compression": "jpeg", "subsampling": (2, 2)}
    if photometric == "bits":
        pixels, options["photometric"] = pixels[..., 0] > 99, "minisblack"
    if photometric == "double":
        pixels, options["photometric"] = noise(130, 90, 1, "f8")[..., 0], "minisblack"
    tifffile.imwrite(path, pixels, **options)
    _, expected, said = whole(path)
    with collected() as warnings:
        assert_windows_are(path, expected)
    assert [str(each.message) for each in warnings] == said


def test_parts_that_are_left_out_are_black(tmp_path):
    path = tmp_path / "a.tif"
    tile = noise(64, 64, 3)
    tifffile.imwrite(
        path, iter([tile, None, None, tile]), shape=(128, 128, 3), dtype="u1", tile=(64, 64), photometric="rgb",
        compression="zlib",
    )  # fmt: skip
    expected = np.zeros((128, 128, 3), np.uint8)
    expected[:64, :64] = expected[64:, 64:] = tile
    with collected() as warnings:
        assert_windows_are(path, expected)
    assert any("leaves out parts" in str(each.message) for each in warnings)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_remembered_changes_nothing(tmp_path, name):
    pixels = noise(1100, 270, 3)
    save(tmp_path / name, pixels, Space("RGB"))
    assert_windows_are(tmp_path / name, pixels, remembered=1)


def test_memory_is_that_of_a_few_rows(tmp_path):
    path, rows = tmp_path / "a.tif", np.zeros((256, 2048, 3), np.uint8)
    tracemalloc.start()
    with Saving() as saving:
        with windows.create(saving, NewPicture(path, 2048, 40 * 256, Space("RGB"))) as writer:
            for top in range(0, 40 * 256, 256):
                writer.write(top, rows)
        saving.commit()
    with windows.open_picture(path, remembered=1) as reader:
        for top in range(0, 40 * 256, 256):
            assert not reader.rows(top, top + 256).any()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * rows.nbytes < reader.height * rows[0].nbytes / 2


@pytest.mark.parametrize("name", KINDS)
def test_what_is_said_besides_pixels_is_kept(tmp_path, name):
    metadata = Metadata(
        exif.with_texts(b"", {"Author": "somebody"})[0], (300.0, 299.5), b"<x:xmpmeta/>", b"\x1c\x02\x05\x00\x01a"
    )
    save(
        tmp_path / name,
        noise(300, 200, 3),
        Space("RGB", profile=b"no profile"),
        metadata=metadata,
        position=(1200.0, 7.0),
    )
    with collected() as warnings, windows.open_picture(tmp_path / name) as reader:
        assert reader.metadata == metadata
        assert reader.position == (1200.0, 7.0)
    assert len(warnings) == 1 and "profile" in str(warnings[0].message), "it is none"


def test_exif_with_directories_comes_back_from_bigtiff(tmp_path):
    camera = {0x9003: exif.Entry(2, 20, b"2026:11:29 10:00:00\0"), 0x829A: exif.Entry(5, 1, b"\1\0\0\0\x7d\0\0\0")}
    place = {1: exif.Entry(2, 2, b"N\0")}
    block = exif.write(
        {
            0x010F: exif.Entry(2, 5, b"Acme\0"),
            0x8769: exif.Entry(4, 1, b"", camera),
            0x8825: exif.Entry(4, 1, b"", place),
        }
    )
    save(tmp_path / "a.tif", noise(30, 20, 3), Space("RGB"), metadata=Metadata(block))
    with windows.open_picture(tmp_path / "a.tif") as reader:
        assert exif.read(reader.metadata.exif) == exif.read(block)
    assert exif.read(whole(tmp_path / "a.tif")[0].metadata.exif) == exif.read(block)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.pages[0].tags["ExifTag"].value["DateTimeOriginal"] == "2026:11:29 10:00:00"
        assert file.pages[0].tags["GPSTag"].value["GPSLatitudeRef"] == "N"


def test_damaged_chunks_are_said(tmp_path):
    save(tmp_path / "a.zarr", noise(600, 600, 3), Space("RGB"))
    (tmp_path / "a.zarr/0/0/1/1").write_bytes(b"nothing")
    with windows.open_picture(tmp_path / "a.zarr") as reader:
        reader.rows(0, 512)
        with pytest.raises(FileError, match="damaged"):
            reader.rows(500, 520)
    save(tmp_path / "a.tif", noise(600, 600, 3), Space("RGB"))
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        place = file.pages[0].dataoffsets[8]
    content = bytearray((tmp_path / "a.tif").read_bytes())
    content[place : place + 50] = bytes(50)
    (tmp_path / "a.tif").write_bytes(content)
    with windows.open_picture(tmp_path / "a.tif") as reader:
        reader.rows(0, 512)
        with pytest.raises(FileError, match="damaged"):
            reader.rows(500, 520)


def test_other_formats_are_refused(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(FileError, match="cannot be read in parts"):
        windows.open_picture(tmp_path / "a.png")
    with pytest.raises(FileError, match="There is no file"):
        windows.open_picture(tmp_path / "b.tif")
    with Saving() as saving, pytest.raises(ParameterError, match="cannot be written in parts"):
        windows.create(saving, NewPicture(tmp_path / "b.png", 1, 1, Space()))


def test_windows_beyond_the_picture_are_refused(tmp_path):
    save(tmp_path / "a.tif", noise(30, 20, 3), Space("RGB"))
    with windows.open_picture(tmp_path / "a.tif") as reader:
        for window in ((-1, 3, 0, 1), (0, 31, 0, 1), (3, 2, 0, 1), (0, 1, 0, 21)):
            with pytest.raises(ParameterError, match="not all in"):
                reader.window(*window)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("fault", ["order", "type", "width", "missing", "too many", "interrupted"])
def test_nothing_is_left_of_what_goes_wrong(tmp_path, name, fault):
    path, pixels = tmp_path / name, noise(600, 70, 3)
    save(path, pixels, Space("RGB"))
    expected = KeyboardInterrupt if fault == "interrupted" else ParameterError
    with pytest.raises(expected), Saving() as saving:
        with windows.create(saving, NewPicture(path, 70, 600, Space("RGB"))) as writer:
            writer.write(0, np.zeros((550, 70, 3), np.uint8))
            if fault == "interrupted":
                raise KeyboardInterrupt
            rows = {"type": np.zeros((50, 70, 3), np.uint16), "width": np.zeros((50, 71, 3), np.uint8)}
            if fault != "missing":
                count = 51 if fault == "too many" else 50
                top = 549 if fault == "order" else 550
                writer.write(top, rows.get(fault, np.zeros((count, 70, 3), np.uint8)))
        saving.commit()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert_windows_are(path, pixels)


def test_levels_end_with_one_chunk():
    assert level_sizes(1000, 3, 256) == [(1000, 3), (500, 2), (250, 1)]
    assert level_sizes(256, 256, 256) == [(256, 256)]
