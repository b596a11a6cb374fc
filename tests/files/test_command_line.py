"""The command as a script sees it: words, exit codes, JSON, and every kind of output."""

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import tifffile
from tests.files.drawn import WIDE, disc, load, noise, ora, save, stack_of

from inlay.files import formats
from inlay.files.command_line import options
from inlay.operations import registry
from inlay.operations.declaration import OUTPUT_KINDS

COMMAND = [sys.executable, "-m", "inlay.files.command_line"]


@pytest.fixture
def source(tmp_path):
    return save(tmp_path / "source.png", noise(20, 30, 4))


@pytest.fixture
def destination(tmp_path):
    return save(tmp_path / "destination.png", noise(40, 50, 3, seed=1))


def everything(inlay, source, destination, *more):
    return inlay("run", "sample-everything", "--source", source, "--destination", destination, *more)


def test_list_prints_a_line_an_operation_its_id_first(inlay):
    done = inlay("list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == [operation.id for operation in registry.operations()]
    assert "seamless-clone" in done.out


def test_show_names_inputs_parameters_and_outputs(inlay):
    done = inlay("show", "sample-everything")
    assert done.code == 0
    for name in ("--source", "--references", "--trimap", "--amount", "--corners", "--hide-source", *OUTPUT_KINDS):
        assert name in done.out
    assert json.loads(inlay("show", "sample-everything", "--json").out)["id"] == "sample-everything"


def test_help_of_an_operation_lists_every_option(inlay, capsys):
    with pytest.raises(SystemExit) as left:
        inlay("run", "sample-everything", "--help")
    assert left.value.code == 0
    text = capsys.readouterr().out
    for option in ("--scene", "--strength", "--no-enabled", "--at", "--output", "--layer-only"):
        assert option in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], None),
        (["run"], None),
        (["sing"], "invalid choice"),
        (["show", "nothing"], "no operation"),
        (["run", "nothing"], "no operation"),
        (["run", "--quiet"], "operation is missing"),
        (["run", "sample-copy", "--output", "a.png"], "no source"),
        (["run", "sample-copy", "--source", "source.png"], "no output"),
        (["run", "sample-copy", "--source", "source.png", "--output", "a.gif"], "suffix"),
        (["run", "sample-copy", "--source", "source.png", "--output", "a.ora", "--layer-only"], "one picture only"),
        (["run", "sample-copy", "--sauce", "source.png"], "--sauce"),
        (["run", "sample-copy", "--source", "a.png", "--source", "b.png", "--output", "c.png"], "2 times"),
        (["run", "sample-copy", "--source", "source.png@1,2", "--at=3,4", "--output", "c.png"], "two positions"),
        (["run", "sample-copy", "--source", "source.png", "--at=here", "--output", "c.png"], "no position"),
        (["run", "sample-everything", "--amount", "11"], "from -10 to 10"),
        (["run", "sample-everything", "--amount", "1.5"], "whole number"),
        (["run", "sample-everything", "--strength", "strong"], "number from"),
        (["run", "sample-everything", "--yields", "gold"], "one of"),
        (
            ["run", "sample-everything", "--colour", "reddish"],
            "a name such as red, or #rgb, #rgba, #rrggbb or #rrggbbaa",
        ),
        (["run", "sample-everything", "--centre", "1"], "position"),
        (["run", "sample-everything", "--source", "source.png", "--output", "a.png"], "no destination"),
    ],
)
def test_wrong_use_is_2(inlay, source, arguments, words):
    done = inlay(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err
    if words is not None:
        assert words in done.err
        as_json = inlay(*arguments, "--json")
        assert as_json.code == 2
        assert words in as_json.json["error"]["message"] + as_json.json["error"]["hint"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "none.png", "--output", "a.png"], "no file none.png"),
        (["--source", "text.png", "--output", "a.png"], "not a picture"),
        (["--source", "empty.png", "--output", "a.png"], "is empty"),
        (["--source", "cut.png", "--output", "a.png"], "cut off"),
        (["--source", ".", "--output", "a.png"], "is a folder"),
        (["--source", "source.png#Fox", "--output", "a.png"], "no layer “Fox”"),
        (["--source", "source.png", "--output", "folder.png"], "is a folder"),
        (["--source", "source.png", "--output", "nowhere/a.png"], "no folder nowhere"),
        (["--source", "source.png", "--region", "black.png", "--output", "a.png"], "region is empty"),
        (["--source", "source.png@900,0", "--region", "black.png", "--output", "a.png"], "region is empty"),
        (["--source", "source.png@900,0", "--output", "a.png"], "Nothing of the region lies on the canvas"),
    ],
)
def test_failures_are_1_with_a_message_and_a_hint(inlay, source, arguments, words):
    Path("text.png").write_text("hello")
    Path("empty.png").touch()
    Path("cut.png").write_bytes(source.read_bytes()[:200])
    Path("folder.png").mkdir()
    save("black.png", np.zeros((20, 30), np.uint8))
    before = sorted(os.listdir())
    done = inlay("run", "sample-copy", *arguments)
    assert done.code == 1
    assert words in done.err
    assert len(done.err.splitlines()) == 2
    assert done.out == ""
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("how", ["input", "region", "file", "resources", "failed", "bug", "memory"])
def test_an_operation_that_fails(inlay, source, how):
    done = inlay("run", "sample-fail", "--source", source, "--how", how, "--output", "a.png", "--json")
    assert done.code == 1
    error = done.json["error"]
    assert error["code"] == {"bug": "failed", "memory": "resources"}.get(how, how)
    assert error["message"]
    assert error["hint"]
    assert "Traceback" not in done.err
    assert not Path("a.png").exists()


def test_debug_prints_where_it_arose(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "bug", "--output", "a.png", "--debug")
    assert done.code == 1
    assert "Traceback" in done.err
    assert "Nobody expects this" in done.err


def test_warnings_are_said_and_the_result_is_written(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "warning", "--output", "a.png")
    assert (done.code, done.out) == (0, "a.png\n")
    assert "This is odd. Look at it." in done.err
    assert "For the log" not in done.err
    warned = inlay("run", "sample-fail", "--source", source, "--how", "warning", "--output", "a.png", "--json").json
    assert warned["warnings"] == [{"code": "sample", "message": "This is odd.", "hint": "Look at it."}]


def test_an_operations_own_words_stay_out_of_standard_output(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "print", "--output", "a.png", "--json")
    assert done.code == 0
    assert "no protocol" not in done.out
    assert done.json["outputs"][0]["path"] == "a.png"


def test_quiet_prints_nothing(inlay, source, destination):
    done = everything(inlay, source, destination, "--output", "a.png", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


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


@pytest.mark.parametrize(
    "words",
    [
        "sample-copy --quiet --source source.png --output a.png",
        "--quiet --output a.png sample-copy --source source.png",
        "--output=a.png --layer-only --quiet sample-copy --source source.png",
        "--source sample-copy --output a.png --quiet sample-copy",
        "--source source.png --output a.png --quiet --at 0,0 sample-copy",
    ],
)
def test_options_may_stand_before_the_name(inlay, source, words):
    """Also if a file is called like an operation."""
    Path("sample-copy").write_bytes(source.read_bytes())
    done = inlay("run", *words.split())
    assert (done.code, done.out, done.err) == (0, "", "")
    assert Path("a.png").exists()


def test_how_it_is_told_may_stand_before_the_command(inlay, source):
    done = inlay("--json", "--debug", "run", "sample-copy", "--source", "source.png", "--output", "a.png")
    assert done.json["outputs"][0]["path"] == "a.png"
    assert inlay("--json", "list").json
    assert "gaussian-blur" in inlay("--json", "show", "gaussian-blur").json["id"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--quiet nothing --output a.png", "no operation “nothing”"),
        ("--output nothing", "operation is missing"),
        ("--output sample-copy", "operation is missing"),
        ("--output=a.png --debug nothing", "no operation “nothing”"),
        ("--hide-source sample-everything", "no output"),
        ("--title sample-copy sample-everything", "no output"),
    ],
)
def test_what_is_taken_for_the_name(inlay, words, said):
    done = inlay("run", *words.split())
    assert done.code == 2
    assert said in done.err


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


def test_doctor_and_the_others_are_handed_on(inlay, monkeypatch):
    import types

    for name in ("doctor", "uninstall", "refresh"):
        module = types.SimpleNamespace(main=lambda rest, name=name: len(rest) + len(name))
        monkeypatch.setitem(sys.modules, f"inlay_setup.{name}", module)
        assert inlay(name, "--json", "x").code == 2 + len(name)


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files, opens a terminal")
def test_a_full_disk(source, tmp_path):
    """No file may grow beyond a few bytes: what the system then answers to a write is handled like a full disk."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"old")
    program = (
        "import resource, sys; from inlay.files.command_line import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["run", "sample-copy", "--source", source, "--output", folder / "a.png"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no room left" in done.stderr
    assert [entry.name for entry in folder.iterdir()] == ["a.png"]
    assert (folder / "a.png").read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files, opens a terminal")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_does_not(source, tmp_path):
    command = [*COMMAND, "run", "sample-slow", "--source", source, "--seconds", "0.6", "--output", tmp_path / "a.png"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    for quiet in ([], ["--quiet"]):
        ours, theirs = os.openpty()
        with subprocess.Popen([*command, *quiet], stdout=subprocess.PIPE, stderr=theirs):
            os.close(theirs)
            seen = _until_closed(ours)
        assert ("Dawdling" in seen and "%" in seen) is not bool(quiet)


def _until_closed(descriptor):
    parts = []
    while True:
        try:
            part = os.read(descriptor, 4096)
        except OSError:  # the terminal's other end was closed
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts).decode()
        parts.append(part)


@pytest.mark.skipif(os.name != "posix", reason="closes a pipe")
def test_a_reader_that_goes_away_is_no_error():
    with subprocess.Popen([*COMMAND, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_listing_starts_quickly():
    """Half a second on a free machine; the packages that cost more are not even imported."""
    program = (
        "import sys; from inlay.files.command_line import main; main(['list'])\n"
        "heavy = {'numba', 'scipy', 'PIL', 'psd_tools', 'tifffile', 'imagecodecs', 'pyamg', 'rich'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_interrupting_leaves_nothing(source, tmp_path, stop):
    folder = tmp_path / "work"
    folder.mkdir()
    command = [*COMMAND, "run", "sample-slow", "--source", source, "--seconds", "60", "--output", folder / "a.png"]
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = ""
        while "Dawdling" not in seen:
            seen += os.read(ours, 4096).decode()
        process.send_signal(getattr(signal, stop))
        err = _until_closed(ours)
        assert process.stdout.read() == b""
    assert process.returncode == 130
    assert "nothing was written" in err
    assert "Traceback" not in err
    assert list(folder.iterdir()) == []
