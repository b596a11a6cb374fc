"""The plain filters on files: flat ones, layered ones, every depth, against the same on arrays."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.cases import every
from tests.files.drawn import SRGB, disc, load, noise, save, selected
from tests.files.openraster import ora, stack_of

import inlay as library
from inlay.files import formats

FILTERS = {
    "convolve": {"matrix": "1 2 1; 2 4 2; 1 2 1"},
    "gaussian-blur": {"radius": 2.5, "channels": "red"},
    "grayscale": {"weights": "rec709"},
    "guided-filter": {"radius": 3, "contrast": 20.0},
    "mean-blur": {"radius": 4},
    "median-blur": {"radius": 3},
    "normalise": {"per": "channel"},
    "painted-edges": {"radius": 2},
    "rotate-colours": {"angle": 75.0, "space": "logit"},
    "sobel": {"per": "colour"},
}


def filtered(inlay, name, *more, source="source.png", output="result.png", **values):
    options = [f"--{key}={value}" for key, value in {**FILTERS[name], **values}.items()]
    done = inlay("run", name, "--source", source, "--output", output, *options, *more)
    assert done.code == 0, done.err
    return done


def expected(name, pixels, region=None):
    return getattr(library, name.replace("-", "_"))(pixels, region, **FILTERS[name])


@pytest.mark.parametrize("name", FILTERS)
def test_a_flat_file_without_a_selection(inlay, name):
    pixels = noise(30, 40, 3)
    save("source.png", pixels, icc_profile=SRGB)
    filtered(inlay, name)
    assert np.array_equal(load("result.png"), expected(name, pixels))
    with Image.open("result.png") as image:
        assert image.info["icc_profile"] == SRGB


@pytest.mark.parametrize("name", FILTERS)
@every("dtype", ["u2", "f2", "f4"])
def test_deep_files(inlay, name, dtype):
    pixels = noise(30, 40, 3, dtype)
    if np.dtype(dtype).kind == "f":
        pixels[3, 4] = 5.5
    tifffile.imwrite("source.tif", pixels, photometric="rgb")
    filtered(inlay, name, source="source.tif", output="result.tif")
    result = tifffile.imread("result.tif")
    assert result.dtype == pixels.dtype
    assert np.array_equal(result, expected(name, pixels))


@pytest.mark.parametrize("name", FILTERS)
def test_half_transparent_pixels_stay_as_transparent(inlay, name):
    """And none of their old colour shows through."""
    pixels = noise(30, 40, 4)
    save("source.png", pixels)
    filtered(inlay, name)
    result, shown = load("result.png"), pixels[..., 3] > 0
    assert np.array_equal(result[..., 3], pixels[..., 3])
    assert np.array_equal(result[shown], expected(name, pixels)[shown])
    save("region.png", disc(30, 40))
    filtered(inlay, name, "--region", "region.png")
    assert np.array_equal(load("result.png")[disc(30, 40) == 0], pixels[disc(30, 40) == 0])


@pytest.mark.parametrize("name", FILTERS)
def test_a_soft_selection_is_laid_over_the_picture(inlay, name):
    pixels = noise(30, 40, 3)
    save("source.png", pixels)
    save("region.png", disc(30, 40, soft=6))
    soft = selected(disc(30, 40, soft=6))
    filtered(inlay, name, "--region", "region.png")
    result = load("result.png")
    assert result.shape == pixels.shape, "as opaque as before"
    assert np.array_equal(result[soft == 0], pixels[soft == 0])
    wanted = expected(name, pixels, soft / 255).astype(int)
    assert np.abs(result - wanted).max() <= 1
    filtered(inlay, name, "--region", "region.png", "--layer-only", output="layer.png")
    rows, columns = np.nonzero(soft)
    box = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.array_equal(load("layer.png")[..., 3], soft[box])


def test_a_layer_of_a_scene_gets_a_filtered_one_above_it(inlay):
    fox, snow = noise(12, 14, 4, seed=3), noise(30, 40, 3, seed=4)
    fox[..., 3] = disc(12, 14, soft=3)
    ora("scene.ora", (40, 30), [{"pixels": snow, "name": "Snow"}, {"pixels": fox, "name": "Fox", "x": 11, "y": 9}])
    filtered(inlay, "median-blur", source="scene.ora#Fox", output="scene.ora")
    assert [about["name"] for _, about, _ in stack_of("scene.ora")] == ["Snow", "Fox", "Fox (Median Blur)"]
    made = formats.read(Path("scene.ora")).find("Fox (Median Blur)").picture
    wide = np.zeros((30, 40, 4), np.uint8)
    wide[9:21, 11:25] = fox
    wanted = expected("median-blur", wide)[made.box.slices]
    shown = made.alpha > 0
    assert np.array_equal(made.pixels[shown], wanted[shown])


def test_the_channels_of_a_cmyk_file(inlay):
    pixels = noise(30, 40, 4)
    Image.frombytes("CMYK", (40, 30), pixels.tobytes()).save("source.tif")
    filtered(inlay, "median-blur", source="source.tif", output="result.tif", channels="black")
    result = tifffile.imread("result.tif")[..., :4]
    assert [(result[..., k] != pixels[..., k]).any() for k in range(4)] == [False, False, False, True]


def test_steps_become_a_group_in_an_openraster_file(inlay):
    save("source.png", noise(30, 40, 3))
    filtered(inlay, "rotate-colours", "--steps", "3", output="turned.ora")
    group = formats.read(Path("turned.ora")).layers[-1]
    assert group.name == "source (Rotate Colours)"
    assert [layer.name for layer in group.children] == ["source (25°)", "source (50°)", "source (75°)"]


def test_an_animation_needs_no_other_output(inlay):
    save("source.png", noise(30, 40, 3))
    told = inlay("run", "rotate-colours", "--source", "source.png", "--steps", "4", "--into", "animation",
                 "--animation", "turned.gif", "--json")  # fmt: skip
    assert told.code == 0, told.err
    assert [found["kind"] for found in told.json["outputs"]] == ["file"]
    with Image.open(BytesIO(Path("turned.gif").read_bytes())) as image:
        assert (image.n_frames, image.size) == (4, (40, 30))
    assert sorted(path.name for path in Path().iterdir()) == ["source.png", "turned.gif"]


def test_layers_need_an_output_even_if_a_file_is_named(inlay):
    save("source.png", noise(30, 40, 3))
    told = inlay("run", "rotate-colours", "--source", "source.png", "--animation", "turned.gif")
    assert told.code == 2
    assert "--output" in told.err
    assert sorted(path.name for path in Path().iterdir()) == ["source.png"]


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("convolve", ["--matrix=1 2; 3 4"], "odd number"),
        ("gaussian-blur", ["--channels=black"], "no channel black"),
        ("median-blur", ["--radius=0"], "Radius"),
        ("rotate-colours", ["--into=animation"], "file"),
        ("mean-blur", ["--region", "empty.png"], "empty"),
    ],
)
def test_what_cannot_be_done_is_said(inlay, name, options, words):
    save("source.png", noise(30, 40, 3))
    save("empty.png", np.zeros((30, 40), np.uint8))
    done = inlay("run", name, "--source", "source.png", "--output", "result.png", *options)
    assert done.code != 0
    assert words in done.err
    assert not Path("result.png").exists()


def test_what_a_threshold_was_chosen_by_is_told_to_scripts(inlay):
    save("source.png", noise(30, 40, 3))
    done = inlay("run", "select-threshold", "--source", "source.png", "--output", "mask.png", "--json")
    assert done.code == 0, done.err
    told = done.json["report"]["otsu"]["luminance"]
    (threshold,), variances = told["thresholds"], told["variances"]
    assert abs(int(np.argmax(variances)) / 128 - threshold) < 0.01


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_another_file_leads_the_guided_filter(inlay, channels):
    source, guide = noise(30, 40, 3), noise(30, 40, channels, seed=2)
    save("source.png", source)
    save("guide.png", guide[..., 0] if channels == 1 else guide)
    filtered(inlay, "guided-filter", "--guide", "guide.png")
    wanted = library.guided_filter(source, guide=guide, **FILTERS["guided-filter"])
    assert np.array_equal(load("result.png"), wanted)
    assert (wanted != expected("guided-filter", source)).any()
