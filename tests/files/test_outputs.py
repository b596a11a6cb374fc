"""What the command reads and writes: parameters, inputs, every kind of output, and what results are called."""

import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import tifffile
from tests.files.drawn import WIDE, disc, load, noise, save
from tests.files.openraster import ora, stack_of

from inlay.contract.declaration import OUTPUT_KINDS
from inlay.files import formats
from inlay.files.command_line import options
from inlay.operations import registry


def everything(inlay, source, destination, *more):
    return inlay("run", "sample-everything", "--source", source, "--destination", destination, *more)


def test_every_parameter_reaches_the_operation(inlay, source, destination):
    done = everything(
        inlay, source, destination, "--output", "a.png", "--report", "echo.json", "--amount=-7", "--strength", "0.25",
        "--no-enabled", "--colour", "#ff000080", "--title", "A title", "--table", "t.txt", "--centre=-1.5,2",
        "--corners", "1,2 3,4.5", "--hide-source",
    )  # fmt: skip
    assert done.code == 0
    values = json.loads(Path("echo.json").read_text())["parameters"]
    assert values == {
        "yields": "everything",
        "amount": -7,
        "strength": 0.25,
        "enabled": False,
        "colour": [1.0, 0.0, 0.0, 128 / 255],
        "title": "A title",
        "table": "t.txt",
        "report": "echo.json",
        "centre": [-1.5, 2.0],
        "corners": [[1.0, 2.0], [3.0, 4.5]],
        "hide-source": True,
    }


def test_every_input_reaches_the_operation(inlay, source, destination):
    save("region.png", disc(20, 30))
    save("trimap.png", noise(40, 50, 1))
    done = everything(
        inlay, f"{source}@5,6", destination, "--region", "region.png", "--scene", destination, "--references", source,
        "--references", f"{destination}@-3,4", "--trimap", "trimap.png", "--output", "a.png", "--report", "echo.json",
    )  # fmt: skip
    assert done.code == 0, done.err
    echo = json.loads(Path("echo.json").read_text())
    images = echo["images"]
    assert echo["document"] == [50, 40]
    rows, columns = np.nonzero(disc(20, 30))
    box = [int(columns.min()) + 5, int(rows.min()) + 6, int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1]
    assert images["region"]["box"] == images["source"]["box"] == images["destination"]["box"] == box
    assert images["region"]["space"][0] == "MASK"
    assert images["trimap"]["space"][0] == "MASK"
    assert images["trimap"]["box"] == [0, 0, 50, 40]
    assert [one["box"] for one in images["references"]] == [[0, 0, 30, 20], [-3, 4, 50, 40]]
    assert images["source"]["name"] == "source"


def test_every_kind_of_output_is_written(inlay, source, destination):
    done = everything(inlay, f"{source}@4,3", destination, "--output", "a.png", "--report", "echo.json", "--json")
    assert done.code == 0, done.err
    assert done.json["report"] == {"iterations": 7, "error": 0.125}
    written = {one["kind"]: one for one in done.json["outputs"]}
    assert list(written) == list(OUTPUT_KINDS)
    assert {kind: one["path"] for kind, one in written.items()} == {
        "layer": "a.png",
        "group": "a-group.ora",
        "layer-mask": "a-layer-mask.png",
        "selection": "a-selection.png",
        "channel": "a-channel.png",
        "path": "a-path.svg",
        "vector": "a-vector.svg",
        "file": "echo.json",
    }
    assert (written["layer"]["x"], written["layer"]["y"]) == (4, 3)
    flat, below = load("a.png"), load(destination)
    assert np.array_equal(flat[:, :19], below[:, :19])
    assert (flat[3:23, 19:34] == (255, 128, 64)).all()
    assert [about["name"] for _, about, _ in stack_of("a-group.ora")[0][2]] == ["Bottom", "Inner"]
    mask = formats.read(Path("a-layer-mask.png")).layers[0].picture
    assert (mask.width, mask.height, mask.space.model) == (50, 40, "GRAY")
    assert mask.pixels[10, 10, 0] == round(0.25 * 65535)
    assert mask.pixels[0, 0, 0] == 0
    for name in ("a-path.svg", "a-vector.svg"):
        root = ElementTree.parse(name).getroot()
        assert (root.get("width"), root.get("viewBox")) == ("50", "0 0 50 40")
    assert "M 4,3 C" in Path("a-path.svg").read_text()


@pytest.mark.parametrize(
    ("kind", "output", "path"),
    [
        ("selection", "mask.png", "mask.png"),
        ("channel", "mask.jpg", "mask.jpg"),
        ("path", "a.png", "a-path.svg"),
        ("group", "a.ora", "a.ora"),
        ("group", "a.png", "a.png"),
    ],
)
def test_an_output_alone_takes_the_name_that_fits_it(inlay, source, destination, kind, output, path):
    done = everything(inlay, source, destination, "--yields", kind, "--output", output, "--json")
    assert done.code == 0, done.err
    assert [(one["kind"], one["path"]) for one in done.json["outputs"]] == [(kind, path)]
    assert Path(path).exists()


def test_masks_of_floating_point_documents_stay_so(inlay, tmp_path):
    tifffile.imwrite("source.tif", noise(9, 9, 4, "f4"), photometric="rgb", extrasamples=["unassalpha"])
    done = inlay("run", "sample-everything", "--source", "source.tif", "--destination", "source.tif",
                 "--yields", "selection", "--output", "a.tif")  # fmt: skip
    assert done.code == 0, done.err
    assert tifffile.imread("a.tif").dtype == np.float32


def test_layers_and_groups_go_into_an_openraster_file(inlay, tmp_path):
    scene = ora(
        tmp_path / "scene.ora",
        (50, 40),
        [
            {"pixels": noise(40, 50, 3), "name": "Snow"},
            {"name": "Animals", "children": [{"pixels": noise(9, 8, 4), "name": "Fox", "x": 7, "y": 6}]},
            {"pixels": noise(5, 5, 4), "name": "Frame"},
        ],
    )
    done = inlay("run", "sample-everything", "--source", f"{scene}#Fox", "--hide-source", "--output", scene)
    assert done.code == 0, done.err
    snow, animals, frame = stack_of(scene)
    assert (snow[1]["name"], frame[1]["name"]) == ("Snow", "Frame")
    fox, layer, (tag, group, inner) = animals[2]
    assert (fox[1]["name"], fox[1]["visibility"]) == ("Fox", "hidden")
    assert (layer[1]["name"], layer[1]["x"], layer[1]["y"]) == ("Fox (Sample)", "7", "6")
    assert (tag, group["name"], [about["name"] for _, about, _ in inner]) == (
        "stack",
        "Fox (Sample) group",
        ["Bottom", "Inner"],
    )
    assert sorted(os.listdir()) == [f"scene{end}" for end in (
        "-channel.png", "-layer-mask.png", "-path.svg", "-selection.png", "-vector.svg", ".ora")]  # fmt: skip


def test_the_new_layer_alone_keeps_its_transparency(inlay, source, destination):
    done = inlay("run", "sample-copy", "--source", f"{source}@3,4", "--output", "a.png", "--layer-only")
    assert done.code == 0, done.err
    assert np.array_equal(load("a.png"), load(source)[:16, :27])


def test_a_cut_out_is_a_region_by_its_opacity_and_a_picture_by_its_gray(inlay, source):
    shape = np.zeros((20, 30, 4), np.uint8)
    shape[5:9, 6:10] = (10, 20, 30, 200)
    save("shape.png", shape)
    gray = np.zeros((20, 30, 3), np.uint8)
    gray[2:4, 1:3] = 77
    save("gray.png", gray)
    for name, box, value in (("shape.png", np.s_[5:9, 6:10], 200), ("gray.png", np.s_[2:4, 1:3], 77)):
        done = inlay("run", "sample-copy", "--source", source, "--region", name, "--output", "a.png", "--json")
        assert done.code == 0, done.err
        selection = load(done.json["outputs"][1]["path"])
        assert (selection[box] == value).all()
        assert np.count_nonzero(selection) == selection[box].size


@pytest.mark.parametrize(
    ("size", "at", "corner"),
    [((20, 30), (7, 5), (5, 7)), ((40, 50), (7, 5), (0, 0)), ((20, 30), (-4, -2), (-2, -4))],
)
def test_a_region_of_the_sources_size_moves_with_it(inlay, source, destination, size, at, corner):
    """Else it lies on the canvas."""
    mask = np.zeros(size, np.uint8)
    mask[6:15, 8:20] = 255
    save("region.png", mask)
    done = everything(
        inlay, source, destination, f"--at={at[0]},{at[1]}", "--region", "region.png", "--output", "a.png",
        "--report", "echo.json",
    )  # fmt: skip
    assert done.code == 0, done.err
    box = json.loads(Path("echo.json").read_text())["images"]["region"]["box"]
    assert box == [8 + corner[1], 6 + corner[0], 12, 9]


def test_colours_of_other_profiles_become_the_canvass(inlay, tmp_path):
    flat = np.full((8, 8, 3), (40, 200, 60), np.uint8)
    save("wide.png", flat, icc_profile=WIDE)
    save("plain.png", flat)
    done = inlay("run", "sample-everything", "--source", "wide.png", "--destination", "plain.png", "--report", "e.json",
                 "--output", "a.png")  # fmt: skip
    assert done.code == 0, done.err
    images = json.loads(Path("e.json").read_text())["images"]
    assert images["destination"]["first"] == [40, 200, 60]
    assert images["source"]["first"] != [40, 200, 60]


def test_an_output_may_be_an_input(inlay, source):
    """By its name, by another one, and by a link."""
    os.link(source, "hard.png")
    Path("soft.png").symlink_to(source)
    for name in ("source.png", "hard.png", "soft.png"):
        done = inlay("run", "sample-copy", "--source", source, "--output", name, "--layer-only")
        assert done.code == 0, done.err
        assert np.array_equal(load(name), load(source))
    assert Path("soft.png").is_symlink()
    assert not [name for name in os.listdir() if name.endswith(".part")]


def test_two_outputs_of_one_name(inlay, source, destination):
    done = everything(inlay, source, destination, "--output", "a.png", "--report", "./a.png")
    assert done.code == 2
    assert "Two outputs" in done.err
    assert not Path("a.png").exists()


@pytest.mark.parametrize(("name", "words"), [("here.png", "leads back to itself"), (f"{'x' * 300}.png", "too long")])
@pytest.mark.parametrize("option", ["--source", "--output"])
def test_links_in_a_circle_and_endless_names(inlay, source, option, name, words):
    Path("here.png").symlink_to("there.png")
    Path("there.png").symlink_to("here.png")
    done = inlay("run", "sample-copy", *sum(({"--source": source, "--output": "a.png"} | {option: name}).items(), ()))
    assert done.code == 1
    assert words in done.err


def test_names_that_something_else_has_get_a_prefix():
    operation = registry.find("sample-everything")
    from inlay.operations.parameters import Integer

    clash = Integer(id="output", label="Output", help="Clashes.", default=0, minimum=0, maximum=1)
    assert options.option_of(operation, clash) == "--parameter-output"
