"""Masks and trimaps in files, from the file to the result: JPEG of any quality, palettes, colours, other depths."""

import numpy as np
import pytest
import tifffile
from PIL import Image
from scipy import ndimage
from tests.files.drawn import disc, load, noise, save

from inlay.files import formats

HEIGHT, WIDTH = 72, 96
MASK = disc(HEIGHT, WIDTH)
TRIMAP = np.where(disc(HEIGHT, WIDTH, 12) == 255, 255, np.where(disc(HEIGHT, WIDTH, 0.1), 128, 0)).astype(np.uint8)
QUALITIES = (5, 10, 20, 40, 60, 75, 95)
#: JPEG changes nothing farther from an edge than its blocks of 8 x 8 pixels reach.
BLOCK = 8


@pytest.fixture
def pictures(inlay):
    save("source.png", noise(HEIGHT, WIDTH, 3))
    save("destination.png", noise(HEIGHT, WIDTH, 3, seed=1))
    save("mask.png", MASK)
    save("trimap.png", TRIMAP)
    return inlay


def run(inlay, operation, output, *options, expect=0):
    done = inlay("run", operation, "--output", output, *options)
    assert done.code == expect, done.err
    return done


def cloned(inlay, region):
    files = "--source", "source.png", "--destination", "destination.png", "--region", region
    done = run(inlay, "seamless-clone", "result.png", *files)
    return load("result.png").astype(int), done.err


def cut(inlay, trimap, **more):
    method = "--method", "closed-form", "--result", "channel"
    done = run(inlay, "cut-out", "cut.png", "--image", "source.png", "--trimap", trimap, *method, **more)
    return None if more else load("cut.png") / 65535, done.err


def near_edges(plane):
    """Where JPEG's blocks may have changed something."""
    spread = 2 * BLOCK + 1
    return ndimage.maximum_filter(plane, spread) != ndimage.minimum_filter(plane, spread)


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_jpeg_of_any_quality_clones_like_its_png(pictures, quality):
    wanted, _ = cloned(pictures, "mask.png")
    Image.fromarray(MASK).save("mask.jpg", quality=quality)
    found, said = cloned(pictures, "mask.jpg")
    assert "warning" not in said
    unchanged = (MASK == 0) & ~near_edges(MASK)
    assert np.array_equal(found[unchanged], load("destination.png")[unchanged])
    assert np.abs(found - wanted)[~near_edges(MASK)].max() <= 12
    assert np.abs(found - wanted).mean() < 3


@pytest.mark.parametrize(
    ("name", "options", "lossy"),
    [
        ("mask.jpg", {}, True),
        ("mask.webp", {}, True),
        ("mask.webp", {"lossless": True}, False),
        ("mask.tif", {"compression": "jpeg"}, True),
        ("mask.tif", {"compression": "tiff_lzw"}, False),
        ("mask.png", {}, False),
    ],
)
def test_every_file_with_loss_is_cleaned(tmp_path, name, options, lossy):
    Image.fromarray(MASK).convert("RGB").save(tmp_path / name, **options)
    assert formats.read(tmp_path / name).lossy == lossy


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_jpeg_of_any_quality_heals_like_its_png(pictures, quality):
    """Grass that is laid over a hole: the same grass, and none beside it."""
    grain = np.random.default_rng(0).integers(60, 200, (200, 200), np.uint8)
    hole = np.zeros_like(grain)
    hole[80:120, 80:120] = 255
    save("grass.png", np.where(hole, np.uint8(255), grain))
    Image.fromarray(hole).save("hole.jpg", quality=quality)
    save("hole.png", hole)
    for name in ("hole.png", "hole.jpg"):
        done = run(pictures, "heal-selection", f"{name}.png", "--source", "grass.png", "--region", name)
        assert "warning" not in done.err
        healed = load(f"{name}.png")
        assert healed[85:115, 85:115].std() > 30
        assert np.array_equal(healed[:68], grain[:68])


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("quality", QUALITIES)
def test_a_trimap_as_jpeg_cuts_out_like_its_png(pictures, quality, mode):
    wanted, _ = cut(pictures, "trimap.png")
    Image.fromarray(TRIMAP).convert(mode).save("trimap.jpg", quality=quality)
    found, said = cut(pictures, "trimap.jpg")
    assert "warning" not in said
    assert not found[(TRIMAP == 0) & ~near_edges(TRIMAP)].any()
    assert (found[(TRIMAP == 255) & ~near_edges(TRIMAP)] == 1).all()
    assert np.abs(found - wanted).mean() < 0.02


def palette(levels, colours):
    image = Image.frombytes("P", levels.shape[::-1], levels.tobytes())
    image.putpalette([part for colour in colours for part in colour])
    return image


ONE = (MASK > 0).astype(np.uint8)
MASKS = {
    "01.png": (lambda path: save(path, ONE), "1 is read as white"),
    "boolean.png": (lambda path: Image.fromarray(MASK > 0).save(path), ""),
    "black1.png": (lambda path: save(path, np.maximum(MASK, 1)), ""),
    "4bits.png": (lambda path: save(path, ONE * np.uint8(15)), "15 is read as white"),
    "bytes-in-words.tif": (lambda path: tifffile.imwrite(path, MASK.astype(np.uint16)), "255 is read as white"),
    "12bits.tif": (lambda path: tifffile.imwrite(path, ONE.astype(np.uint16) * 4095), "4095 is read as white"),
    "floats.tif": (lambda path: tifffile.imwrite(path, ONE.astype(np.float32)), ""),
    "floating-bytes.tif": (lambda path: tifffile.imwrite(path, MASK.astype(np.float32)), ""),
    "gray-palette.png": (lambda path: palette(ONE, [(0, 0, 0), (255, 255, 255)]).save(path), ""),
    "two-classes.png": (lambda path: palette(ONE, [(0, 0, 0), (128, 0, 0)]).save(path), "one colour"),
    "swapped-classes.png": (lambda path: palette(1 - ONE, [(0, 200, 90), (0, 0, 0)]).save(path), "one colour"),
    "opaque.png": (lambda path: Image.fromarray(MASK).convert("RGBA").save(path), ""),
    "colour-noise.png": (lambda path: save(path, np.dstack([MASK, MASK - MASK // 64, MASK])), ""),
}


@pytest.mark.parametrize("name", MASKS)
def test_a_mask_in_other_words_is_the_same_mask(pictures, name):
    make, words = MASKS[name]
    wanted, _ = cloned(pictures, "mask.png")
    make(name)
    found, said = cloned(pictures, name)
    assert np.array_equal(found, wanted)
    assert words in said if words else "warning" not in said


CLASSES = np.tile(np.repeat(np.arange(4, dtype=np.uint8), WIDTH // 4), (HEIGHT, 1))
NO_MASKS = {
    "labels.png": (lambda path: save(path, CLASSES), "holds 4 values from 0 to 3, as labels do"),
    "classes.png": (
        lambda path: palette(CLASSES, [(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0)]).save(path),
        "holds colours",
    ),
    "no-black.png": (lambda path: palette(ONE, [(0, 0, 255), (255, 0, 0)]).save(path), "holds colours"),
    "photograph.jpg": (lambda path: Image.fromarray(noise(HEIGHT, WIDTH, 3)).save(path), "holds colours"),
    "inks.jpg": (lambda path: Image.new("CMYK", (WIDTH, HEIGHT)).save(path), "CMYK"),
}
ROLES = {
    "region": ("heal-selection", "--source", "source.png"),
    "object": ("seamless-clone", "--source", "source.png", "--destination", "destination.png", "--region", "mask.png"),
    "edge": ("refine-edge", "--image", "source.png"),
    "mask": ("refine-selection", "--source", "source.png"),
    "trimap": ("cut-out", "--image", "source.png"),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", NO_MASKS)
def test_what_is_no_mask_is_refused(pictures, name, role):
    make, words = NO_MASKS[name]
    make(name)
    operation, *options = ROLES[role]
    done = run(pictures, operation, "result.png", *options, f"--{role}", name, expect=1)
    assert f"The {role}" in done.err and words in done.err
    assert done.err.count("\n") == 2, "what is wrong, and what to do"


def test_masks_of_items_are_read_like_selections(pictures):
    """The edge of 0 and 1, and as a JPEG, is the edge."""
    results = {}
    Image.fromarray(MASK).save("mask.jpg", quality=90)
    save("01.png", ONE)
    for name in ("mask.png", "01.png", "mask.jpg"):
        run(pictures, "refine-edge", f"{name}.png", "--image", "source.png", "--edge", name, "--radius-pixels", 4)
        results[name] = load(f"{name}.png").astype(int)
    assert np.array_equal(results["01.png"], results["mask.png"])
    assert np.abs(results["mask.jpg"] - results["mask.png"])[..., 3].max() <= 12


@pytest.mark.parametrize("values", [(0, 1, 2), (0, 128, 255), (0, 127, 254), (0, 64, 128)])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_trimaps_of_three_values(pictures, values, dtype):
    wanted, _ = cut(pictures, "trimap.png")
    table = np.zeros(256, dtype)
    table[[0, 128, 255]] = values
    tifffile.imwrite("three.tif", table[TRIMAP])
    found, said = cut(pictures, "three.tif")
    assert np.array_equal(found, wanted)
    assert ("read as" in said) == (dtype != "u1" or values[2] < 254)


def test_a_trimap_without_black_or_with_more_labels_is_refused(pictures):
    save("three.png", np.where(TRIMAP == 0, 1, np.where(TRIMAP == 128, 2, 3)).astype(np.uint8))
    _, said = cut(pictures, "three.png", expect=1)
    assert "holds 3 values from 1 to 3, as labels do" in said


def test_a_trimap_that_is_transparent_where_nothing_is_known(pictures):
    wanted, _ = cut(pictures, "trimap.png")
    clear = np.dstack([np.where(TRIMAP == 128, 77, TRIMAP)] * 3 + [np.where(TRIMAP == 128, 0, 255)])
    save("clear.png", clear.astype(np.uint8))
    found, _ = cut(pictures, "clear.png")
    assert np.array_equal(found, wanted)


def test_a_soft_selection_stays_soft(pictures):
    ramp = np.tile(np.linspace(0, 153, WIDTH).astype(np.uint8), (HEIGHT, 1))
    save("ramp.png", ramp)
    for name, words in (("ramp.png", "No pixel of the region is more than 60 % selected"), ("clear.png", "")):
        if name == "clear.png":
            save(name, np.dstack([ramp * 0, ramp * 0, ramp * 0, ramp]))
        options = "--source", "source.png", "--region", name, "--layer-only"
        done = run(pictures, "grayscale", "layer.png", *options)
        found = load("layer.png")[..., -1]
        assert np.array_equal(found, ramp[:, ramp[0] > 5])
        assert words in done.err


def test_why_it_does_not_work_is_said_before_the_error(pictures):
    save("dim.png", MASK // 2)
    options = "--image", "source.png", "--region", "dim.png"
    done = run(pictures, "cut-out-selection", "cut.png", *options, expect=1)
    assert [line.split(":")[1].strip() for line in done.err.splitlines()[:2]] == [
        "warning",
        "The trimap has no foreground",
    ]
