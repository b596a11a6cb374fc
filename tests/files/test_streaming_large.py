"""Operations that look at whole pictures, on pictures larger than the memory that is allowed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tests.files.large import load, save

from inlay.files import windows
from inlay.files.command_line.commands import main
from inlay.files.streaming import large as streaming_large
from inlay.picture import CHANNELS

HEIGHT, WIDTH = 420, 560
#: Each tile's top, left, bottom and right.
TILES = ((0, 0, 240, 310), (0, 260, 240, 560), (190, 0, 420, 300), (200, 250, 420, 560))
MUCH, LITTLE = "8GB", "1MB"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def scene(seed, dtype=np.uint8):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    waves = [120 + 50 * np.sin(x / 67 + c) + 30 * np.cos(y / 51 - c) for c in range(3)]
    samples = np.stack(waves, axis=2) + rng.normal(0, 5, (HEIGHT, WIDTH, 3))
    return (np.rint(samples.clip(0, 255)) * (np.iinfo(dtype).max // 255)).astype(dtype)


def disc(height=300, width=400):
    y, x = (np.arange(size) / size - 0.5 for size in (height, width))
    return np.where(y[:, None] ** 2 + x**2 < 0.2, 255, 0).astype(np.uint8)[..., None]


def run(*arguments, output="out.tif", memory=LITTLE):
    return main(["run", *arguments, "--output", output, "--memory", memory, "--quiet"])


def tiles(dtype=np.uint8, suffix="tif", **more):
    rng, names = np.random.default_rng(3), []
    for number, (top, left, bottom, right) in enumerate(TILES):
        piece = scene(0, dtype)[top:bottom, left:right]
        names.append(f"tile{number}.{suffix}")
        dimmed = np.rint(piece * rng.uniform(0.8, 1.0)).astype(dtype)
        save(names[-1], dimmed, **({"position": (left, top)} if more.get("tagged") else {}))
    return names


def placed(names):
    return [f"{name}@{left},{top}" for name, (top, left, _, _) in zip(names, TILES, strict=True)]


@pytest.mark.parametrize("model", ["RGB", "GRAYA", "RGBA"])
@pytest.mark.parametrize("radii", [(), ("--inner-pixels", "3", "--outer-pixels", "40")])
def test_a_trimap_along_an_outline(monkeypatch, model, radii):
    monkeypatch.setattr(streaming_large, "STRIP", 1)
    height, width = 900, 500
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 255, (height, width, CHANNELS[model]), dtype=np.uint8)
    region = disc(height, width)
    if model == "RGB":
        save("region.tif", region, "GRAY")
    else:
        pixels[..., -1] = region[..., 0]
    save("image.tif", pixels, model)
    selected = ("--region", "region.tif") if model == "RGB" else ()
    whole, parts = whole_and_in_parts("make-trimap", "--image", "image.tif", *selected, "--no-smart", *radii)
    assert np.array_equal(whole, parts) and {*np.unique(whole[..., 0])} == {0, 128, 255}


def test_a_trimap_lies_where_its_picture_lies():
    save("image.tif", np.zeros((300, 400, 3), np.uint8), position=(7.0, 9.0))
    save("region.tif", disc(), "GRAY")
    files = "--image", "image.tif", "--region", "region.tif"
    assert run("make-trimap", *files, "--no-smart", memory="100KB") == 0
    with windows.open_picture(Path("out.tif")) as reader:
        assert reader.position == (7.0, 9.0)


@pytest.mark.parametrize(
    ("region", "more", "words"),
    [
        (np.zeros((900, 500, 1), np.uint8), ("--no-smart",), "Nothing of the picture is selected"),
        (np.full((900, 500, 1), 255, np.uint8), ("--no-smart",), "All of the picture is selected"),
        (None, ("--no-smart",), "opaque everywhere"),
        (disc(900, 500), (), "needs --no-smart"),
        (disc(900, 500), ("--no-smart", "--mode", "lasso"), "needs --mode outline"),
    ],
)
def test_trimaps_that_need_more(capsys, region, more, words):
    save("image.tif", np.zeros((900, 500, 3), np.uint8))
    if region is not None:
        save("region.tif", region, "GRAY")
        more = (*more, "--region", "region.tif")
    assert run("make-trimap", "--image", "image.tif", *more) != 0
    assert words in capsys.readouterr().err


def whole_and_in_parts(*arguments, output="out.tif"):
    found = []
    for memory in (MUCH, LITTLE):
        assert run(*arguments, output=output, memory=memory) == 0
        found.append(load(output).astype(int))
    return found


@pytest.mark.parametrize("seams", ["cut", "masks"])
def test_a_mosaic_is_the_one_in_memory(seams):
    one, other = whole_and_in_parts("merge-layers", "--layers", *placed(tiles()), "--seams", seams)
    assert one.shape == (HEIGHT, WIDTH, 4)
    assert np.abs(one - other).max() <= 1
    assert (one != other).mean() < 0.05


def test_a_mosaic_of_words_is_the_one_in_memory():
    one, other = whole_and_in_parts("merge-layers", "--layers", *placed(tiles(np.uint16)))
    assert np.abs(one - other).max() <= 0.25 * 257


def test_tiles_lie_where_a_table_says_or_they_themselves():
    names = tiles()
    assert run("merge-layers", "--layers", *placed(names)) == 0
    expected = load("out.tif")
    lines = [f"{name}, {left}, {top}.0" for name, (top, left, _, _) in zip(names, TILES, strict=True)]
    Path("plain.csv").write_text("\n".join(lines))
    swapped = [",".join(reversed(line.split(","))) for line in lines]
    Path("named.csv").write_text("\n".join(["Y,X,File", *swapped]))
    tiles(tagged=True)
    for memory in (MUCH, LITTLE):
        for given in (["plain.csv"], ["named.csv"], names):
            assert run("merge-layers", "--layers", *given, output="again.tif", memory=memory) == 0
            assert np.abs(load("again.tif").astype(int) - expected).max() <= 1


@pytest.mark.parametrize("table", ["", "file,x,y", "a.tif,1", "a.tif,one,2", "a.tif,1,nan", "\0"])
def test_a_table_that_says_too_little_is_refused(table, capsys):
    Path("tiles.csv").write_text(table)
    assert run("merge-layers", "--layers", "tiles.csv") == 1
    assert "tiles.csv" in capsys.readouterr().err
    assert not Path("out.tif").exists()


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--x", "90", "--y", "70"],
        ["--x=-120", "--y", "50"],
        ["--x=-120", "--y", "50", "--boundary", "fixed"],
        ["--x", "60", "--keep-source-colour", "40"],
        ["--x", "60", "--keep-source-colour", "100"],
    ],
)
def test_a_clone_is_the_one_in_memory(options):
    save("source.tif", scene(1)[:300, :400] // 2 + 60)
    save("below.ome.zarr", scene(2))
    save("region.tif", disc(), "GRAY")
    given = ["--source", "source.tif", "--destination", "below.ome.zarr", "--region", "region.tif"]
    one, other = whole_and_in_parts("seamless-clone", *given, *options)
    assert np.abs(one - other).max() <= 1
    assert (one != other).mean() < 0.01
    assert (other != scene(2)).any()


def test_opacity_and_soft_masks_stay():
    source = np.dstack([scene(1)[:300, :400] // 2 + 60, disc()])
    source[140:160, :, 3] //= 2
    below = np.dstack([scene(2), np.full((HEIGHT, WIDTH, 1), 255, np.uint8)])
    save("source.tif", source, "RGBA")
    save("below.tif", below, "RGBA")
    one, other = whole_and_in_parts("seamless-clone", "--source", "source.tif@30,40", "--destination", "below.tif")
    assert np.abs(one - other).max() <= 1
    assert (other[..., 3] == 255).all()


def test_what_needs_whole_pictures_is_refused(capsys):
    save("source.tif", scene(1))
    save("below.tif", scene(2))
    given = ["--source", "source.tif", "--destination", "below.tif"]
    for options, needed in (
        (["--gradients", "stronger"], "--gradients source"),
        (["--rotate", "5"], "--rotate 0"),
        (["--optimal-boundary"], "--no-optimal-boundary"),
        (["--boundary", "everywhere"], "--boundary free"),
    ):
        assert run("seamless-clone", *given, *options) != 0
        told = capsys.readouterr().err
        assert f"needs {needed}." in told
        assert "--memory" in told
    assert run("seamless-clone", *given) == 1
    assert "covers the whole canvas" in capsys.readouterr().err
    assert run("merge-layers", "--layers", "source.tif") == 1
    assert run("merge-layers", "--layers", "source.tif", "below.tif@900,900") == 1
    assert "do not overlap" in capsys.readouterr().err
    assert run("seamless-clone", *given, output="out.png") == 2
    assert sorted(path.name for path in Path().iterdir()) == ["below.tif", "source.tif"]


def test_an_interrupted_mosaic_leaves_nothing():
    names = tiles()
    before = sorted(Path().iterdir())
    command = [sys.executable, "-m", "inlay", "run", "merge-layers", "--layers", *placed(names), "--memory", LITTLE]
    process = subprocess.Popen([*command, "--output", "out.tif"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while process.poll() is None and "Merging" not in process.stderr.readline():
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode in (130, 0)
    written = [Path("out.tif")] if process.returncode == 0 else []
    assert sorted(Path().iterdir()) == sorted([*before, *written])
