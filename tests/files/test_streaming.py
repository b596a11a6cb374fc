"""Operations on pictures larger than the memory that is allowed: in strips, and equal to the whole at once."""

import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tifffile
from tests.cases import every
from tests.files.drawn import SRGB, disc, noise
from tests.files.drawn import save as drawn
from tests.files.large import load, save

from inlay.errors import Cancelled
from inlay.files import streaming, windows
from inlay.files.command_line import options
from inlay.files.document import Metadata
from inlay.files.metadata import exif
from inlay.files.streaming.limits import COPIES
from inlay.files.windows import NewPicture
from inlay.operations import registry
from inlay.picture import Space
from inlay.system.saving import Saving

HEIGHT, WIDTH = 300, 60
#: Rows that are given memory.
ROWS = 90
LOCAL = {
    "convolve": {"matrix": "1 2 1; 2 4 2; 1 2 1", "offset": 0.1},
    "gaussian-blur": {"radius": 1.5},
    "grayscale": {"weights": "rec709"},
    "guided-filter": {"radius": 3, "contrast": 20.0},
    "mean-blur": {"radius": 4},
    "median-blur": {"radius": 3},
    "normalise": {"clip-dark": 7.0, "clip-bright": 3.0, "per": "channel"},
    "painted-edges": {"radius": 2},
    "rotate-colours": {"angle": 75.0, "space": "logit"},
    "select-threshold": {"method": "surroundings", "radius": 5},
    "show-channels": {"channels": "lab"},
    "show-gradients": {},
    "smooth-selection": {"radius": 4},
    "sobel": {"per": "colour"},
}
#: Sums of floats that begin elsewhere differ in their last digits.
ROUNDING = 1e-5


def little(name="source.tif"):
    """Memory for some rows of a picture."""
    with windows.open_picture(Path(name)) as reader:
        return "--memory", str(COPIES * ROWS * reader.width * reader.channels * reader.dtype.itemsize)


def run(inlay, name, *more, output, source="source.tif", values=None):
    options = [f"--{key}={value}" for key, value in (LOCAL[name] if values is None else values).items()]
    done = inlay("run", name, "--source", source, "--output", output, *options, *more)
    assert done.code == 0, done.err
    return done


def both(inlay, name, *more, output="tif", source="source.tif", **options):
    """The result in strips and that of the whole at once."""
    said = [
        run(inlay, name, *more, *limit, output=f"{number}.{output}", source=source, **options).err
        for number, limit in enumerate(((), little(source)))
    ]
    assert said[0] == said[1]
    whole, strips = load(f"0.{output}"), load(f"1.{output}")
    assert (whole.shape, whole.dtype) == (strips.shape, strips.dtype)
    return strips, whole


def draw_region(name):
    """What is selected, for what needs a selection."""
    if name == "smooth-selection":
        save("region.tif", disc(HEIGHT, WIDTH, soft=3)[..., None], "GRAY")
        return ("--region", "region.tif")
    return ()


def assert_equal(strips, whole):
    if whole.dtype.kind == "u":
        assert np.array_equal(strips, whole)
    else:
        assert np.abs(strips.astype(float) - whole).max() <= (1e-3 if whole.dtype == np.float16 else ROUNDING)


def test_every_local_operation_is_tried():
    assert {each.id for each in registry.operations() if each.local is not None} == set(LOCAL)


@pytest.mark.parametrize("name", LOCAL)
@every("dtype", ["u1", "u2", "f2", "f4"])
def test_strips_are_the_whole(inlay, name, dtype):
    save("source.tif", noise(HEIGHT, WIDTH, 3, dtype))
    assert_equal(*both(inlay, name, *draw_region(name)))


@pytest.mark.parametrize("name", LOCAL)
def test_opacity_stays(inlay, name):
    """Where strips are transparent all over, too."""
    pixels = noise(HEIGHT, WIDTH, 4)
    pixels[:170, :, 3] = 0
    save("source.tif", pixels, "RGBA")
    assert_equal(*both(inlay, name, *draw_region(name)))


@pytest.mark.parametrize("name", ["median-blur", "grayscale", "gaussian-blur", "sobel"])
def test_gray_pictures(inlay, name):
    save("source.tif", noise(HEIGHT, WIDTH * 2, 1), "GRAY")
    assert_equal(*both(inlay, name, *draw_region(name)))


@pytest.mark.parametrize("source", ["source.tif", "source.ome.zarr"])
@pytest.mark.parametrize("output", ["tif", "ome.zarr"])
def test_every_pair_of_formats(inlay, source, output):
    save(source, noise(HEIGHT, WIDTH, 3))
    assert_equal(*both(inlay, "median-blur", source=source, output=output))


@pytest.mark.parametrize("name", ["median-blur", "guided-filter", "sobel", "grayscale"])
@pytest.mark.parametrize("kind", ["hard", "soft", "opacity", "words", "float"])
def test_selections_are_read_in_strips(inlay, name, kind):
    pixels = noise(HEIGHT, WIDTH, 3)
    save("source.tif", pixels)
    inside = disc(HEIGHT, WIDTH, soft=0 if kind == "hard" else 9)
    region = {"words": (inside.astype("u2") * 16)[..., None], "float": (inside / np.float32(255))[..., None]}
    if kind == "opacity":
        save("region.tif", np.dstack([noise(HEIGHT, WIDTH, 3), inside]), "RGBA")
    else:
        save("region.tif", region.get(kind, inside[..., None]), "GRAY")
    strips, whole = both(inlay, name, "--region", "region.tif")
    assert np.array_equal(strips, whole)
    assert np.array_equal(strips[inside == 0], pixels[inside == 0])
    assert (strips != pixels).any()


def test_a_small_selection_lies_where_it_is_said_to(inlay):
    pixels = noise(HEIGHT, WIDTH, 3)
    save("source.tif", pixels)
    drawn("region.png", disc(40, 30))
    strips, whole = both(inlay, "median-blur", "--region", "region.png@20,180")
    assert np.array_equal(strips, whole)
    assert np.array_equal(strips[:180], pixels[:180])


def test_what_is_wrong_with_a_selection_is_said(inlay):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    save("colours.tif", noise(HEIGHT, WIDTH, 3))
    save("smaller.tif", noise(HEIGHT - 20, WIDTH, 1), "GRAY")
    save("black.tif", np.zeros((HEIGHT, WIDTH, 1), np.uint8), "GRAY")
    for region, words in (
        ("colours.tif", "holds colours"),
        ("smaller.tif", "The region is 60 x 280"),
        ("black.tif", "The region is empty"),
    ):
        told = inlay("run", "median-blur", "--source", "source.tif", "--region", region, "--output", "a.tif", *little())
        assert told.code in (1, 2)
        assert words in told.err
    assert not Path("a.tif").exists()


@pytest.mark.parametrize("result", ["add", "subtract", "intersect", "layer-mask", "layer"])
def test_selections_are_made_in_strips(inlay, result):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    region = draw_region("smooth-selection")
    strips, whole = both(inlay, "smooth-selection", *region, "--result", result)
    assert np.array_equal(strips, whole)
    save("mask.tif", disc(HEIGHT, WIDTH, soft=9)[..., None], "GRAY")
    strips, whole = both(inlay, "smooth-selection", "--mask", "mask.tif", "--result", result)
    assert np.array_equal(strips, whole)


def test_strips_in_which_nothing_is_found(inlay):
    """Neither the first nor the last ones need to hold anything."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[140:150] = noise(10, WIDTH, 3) | 128
    save("source.tif", pixels)
    values = {"method": "range", "low": 40}
    strips, whole = both(inlay, "select-threshold", values=values)
    assert np.array_equal(strips, whole)
    told = inlay("run", "select-threshold", "--source", "source.tif", "--output", "a.tif", "--method", "range",
                 "--low", "100", "--high", "100", *little())  # fmt: skip
    assert told.code == 1
    assert "found nothing" in told.err
    assert not Path("a.tif").exists()


def test_another_layer_guides(inlay):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    save("guide.tif", noise(HEIGHT, WIDTH, 1, seed=4), "GRAY")
    strips, whole = both(inlay, "guided-filter", "--guide", "guide.tif")
    assert np.array_equal(strips, whole)
    save("guide.tif", noise(HEIGHT, WIDTH, 4, seed=4), "RGBA")
    strips, whole = both(inlay, "guided-filter", "--guide", "guide.tif")
    assert np.array_equal(strips, whole)


@pytest.mark.parametrize("name", ["median-blur", "select-threshold"])
def test_the_new_layer_alone(inlay, name):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    values = LOCAL[name] | ({"result": "layer"} if name == "select-threshold" else {})
    strips, whole = both(inlay, name, "--layer-only", values=values)
    assert np.array_equal(strips, whole)


def test_the_range_is_that_of_what_is_selected(inlay):
    """Nothing is, in some strips, or in any."""
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    region = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    save("nothing.tif", region, "GRAY")
    region[150:260, 20:50] = 255
    save("region.tif", region, "GRAY")
    assert_equal(*both(inlay, "normalise", "--region", "region.tif"))
    done = inlay(
        "run", "normalise", "--source", "source.tif", "--region", "nothing.tif", "--output", "a.tif", *little()
    )
    assert done.code == 1 and "region is empty" in done.err


def test_metadata_and_position_are_kept(inlay):
    block = exif.with_texts(b"", {"Author": "somebody"})[0]
    metadata = Metadata(block, (300.0, 300.0), b"<x:xmpmeta/>")
    with Saving() as saving:
        space = Space("RGB", profile=SRGB)
        new = NewPicture(Path("source.tif"), WIDTH, HEIGHT, space, metadata, (7.0, 9.0))
        with windows.create(saving, new) as writer:
            writer.write(0, noise(HEIGHT, WIDTH, 3))
        saving.commit()
    for output in ("a.tif", "a.ome.zarr"):
        run(inlay, "median-blur", *little(), output=output)
        with windows.open_picture(Path(output)) as reader:
            assert (reader.metadata, reader.position) == (metadata, (7.0, 9.0))
            assert reader.space.profile == SRGB


@pytest.mark.parametrize("output", ["a.tif", "a.ome.zarr"])
def test_memory_does_not_grow_with_the_height(inlay, output):
    peaks = []
    for height in (1024, 4096):
        save("source.tif", np.zeros((height, 512, 3), np.uint8))
        run(inlay, "grayscale", "--memory", "700KB", output=output)  # so that what is loaded once is loaded
        tracemalloc.start()
        run(inlay, "grayscale", "--memory", "700KB", output=output)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 0.25 * 3072 * 512 * 3


def test_what_looks_at_the_whole_is_refused_before_it_starts(inlay):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    for name, values in (
        ("tone-gradients", {}),
        ("rotate-colours", {"steps": 3}),
        ("select-threshold", {"method": "otsu"}),
    ):
        options = [f"--{key}={value}" for key, value in values.items()]
        told = inlay("run", name, "--source", "source.tif", "--output", "a.tif", *options, "--memory", "10KB")
        assert told.code == 1
        assert "60 x 300 pixels large" in told.err
        assert "needs the whole picture at once" in told.err
    assert sorted(each.name for each in Path().iterdir()) == ["source.tif"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "a.png"], "written in strips"),
        (["--output", "a.tif", "--at", "3,4"], "no other position"),
        (["--output", "a.tif", "--radius", "90"], "Choose a smaller radius"),
        (["--output", "a.tif", "--memory", "much"], "no size of memory"),
    ],
)
def test_what_cannot_be_done_in_strips(inlay, options, words):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    told = inlay("run", "median-blur", "--source", "source.tif", *little(), *options)
    assert told.code in (1, 2)
    assert words in told.err
    assert sorted(each.name for each in Path().iterdir()) == ["source.tif"]


def test_what_cannot_be_read_in_parts_is_said(inlay):
    turned = [(274, "H", 1, 6, True)]
    tifffile.imwrite("source.tif", noise(HEIGHT, WIDTH, 3), photometric="rgb", rowsperstrip=9, extratags=turned)
    told = inlay("run", "median-blur", "--source", "source.tif", "--output", "a.tif", "--memory", "90KB")
    assert told.code == 1
    assert "lies on its side and in strips" in told.err
    assert "Turn it upright" in told.err
    run(inlay, "median-blur", output="a.tif")


def test_a_cancel_leaves_nothing(inlay):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    operation, seen = registry.find("median-blur"), []
    request = options.parse(operation, ["--source", "source.tif", "--output", "a.tif", *little()])

    def progress(fraction, doing):
        seen.append(fraction)
        if fraction > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled), Saving() as saving:
        streaming.run(operation, request, streaming.limit_of(operation, request), saving, progress)
    assert seen == sorted(seen) and len(seen) > 3
    assert [each.name for each in Path().iterdir()] == ["source.tif"]


def test_a_picture_that_fits_is_worked_on_at_once(inlay):
    save("source.tif", noise(HEIGHT, WIDTH, 3))
    run(inlay, "normalise", "--memory", "1.5 MB", output="a.png", values={})
    run(inlay, "normalise", "--memory", "1G", output="b.ome.zarr", values={})
    assert load("b.ome.zarr").shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("output", ["a.tif", "a.ome.zarr"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_leaves_what_was_there(tmp_path, output, number):
    source, target = tmp_path / "source.tif", tmp_path / output
    save(source, noise(30_000, WIDTH, 3))
    save(target, noise(9, 9, 3))
    before = load(target)
    command = [sys.executable, "-m", "inlay", "run", "median-blur", "--source", source, "--output", target]
    with subprocess.Popen([*command, "--radius", "20", "--memory", "100KB"], stderr=subprocess.PIPE) as process:
        while process.poll() is None and not any(each.name.endswith(".part") for each in tmp_path.iterdir()):
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(number)
        said = process.communicate()[1].decode()
    assert process.returncode == 130, said
    assert "Interrupted; nothing was written." in said
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(["source.tif", output])
    assert np.array_equal(load(target), before)
