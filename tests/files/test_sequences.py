"""`inlay run` over many files: which, in which order, under which names, and what happens if one fails."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.moving import STILL, moving
from tests.files.drawn import load, noise, save

from inlay.files.command_line import patterns
from inlay.operations import registry
from inlay.operations.declaration import Operation

NUMBERS = 1, 2, 10


@pytest.fixture
def frames(tmp_path):
    """Three pictures, folders for more, and one picture beside them."""
    for folder in ("frames", "masks", "out"):
        (tmp_path / folder).mkdir()
    for place, number in enumerate(NUMBERS, 1):
        save(tmp_path / f"frames/f{number}.png", noise(20, 30, 3, seed=number))
        save(tmp_path / f"masks/f{number}.mask.png", np.full((20, 30), 80 * place, np.uint8))
    save(tmp_path / "mask.png", np.full((20, 30), 255, np.uint8))
    return tmp_path / "frames"


def copied(inlay, *arguments):
    return inlay("run", "sample-copy", *arguments, "--layer-only")


def lines(done):
    return [json.loads(line) for line in done.out.splitlines()]


def test_frame_2_comes_before_frame_10():
    names = ["f10", "f2", "F1", "f02", "f2b", "f", "f1000000000000000000000"]
    ordered = [str(path) for path in sorted(map(Path, names), key=patterns.natural)]
    assert ordered == ["f", "F1", "f02", "f2", "f2b", "f10", "f1000000000000000000000"]


def test_every_file_that_matches_in_the_order_of_numbers(inlay, frames):
    done = copied(inlay, "--source", "frames/*.png", "--output", "out/{stem}.tif")
    assert done.code == 0, done.err
    assert done.out.split() == [f"out/f{number}.tif" for number in NUMBERS]
    for number in NUMBERS:
        assert np.array_equal(load(f"out/f{number}.tif")[..., :3], load(f"frames/f{number}.png"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX's")
def test_pipes_are_no_pictures(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "nowhere.png").symlink_to("missing")
    save(tmp_path / "a.png", noise(2, 2, 3))
    assert [path.name for path in patterns.matching(tmp_path / "*.png")] == ["a.png", "nowhere.png"]


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{index}.png", ["1.png", "2.png", "3.png"]),
        ("{index:03}.png", ["001.png", "002.png", "003.png"]),
        ("{index:2}.png", [" 1.png", " 2.png", " 3.png"]),
        ("new-{name}", ["new-f1.png", "new-f2.png", "new-f10.png"]),
        ("{stem}-{other}{suffix}", ["f1-{other}.png", "f2-{other}.png", "f10-{other}.png"]),
    ],
)
def test_names_of_outputs(inlay, frames, template, names):
    done = copied(inlay, "--source", "frames/f*.png", "--output", f"out/{template}")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [f"out/{name}" for name in names]


def test_each_is_as_alone(inlay, frames):
    words = "--radius", "2"
    done = inlay("run", "gaussian-blur", "--source", "frames/*", "--output", "out/{name}", *words)
    assert done.code == 0, done.err
    for number in NUMBERS:
        assert (
            inlay("run", "gaussian-blur", "--source", f"frames/f{number}.png", "--output", "alone.png", *words).code
            == 0
        )
        assert Path(f"out/f{number}.png").read_bytes() == Path("alone.png").read_bytes()


def test_other_pictures_are_named_after_the_frame_or_serve_for_all(inlay, frames):
    done = copied(inlay, "--source", "frames/*.png", "--region", "masks/{stem}.mask.png", "--output", "out/{name}")
    assert done.code == 0, done.err
    selections = [load(f"out/f{number}-selection.png") for number in NUMBERS]
    assert len({int(selection.max()) for selection in selections}) == len(NUMBERS)
    for source, region in (("frames/f1.png", "masks/*.png"), ("frames/*.png", "mask.png")):
        done = copied(inlay, "--source", source, "--region", region, "--output", "out/again-{index}.png")
        assert done.code == 0, done.err


def test_a_layer_and_a_place_belong_to_every_frame(inlay, frames):
    done = copied(
        inlay, "--source", "frames/*.png@3,4", "--region", "mask.png@3,4", "--output", "out/{stem}.png", "--json"
    )
    assert done.code == 0, done.err
    assert [line["outputs"][0]["x"] for line in lines(done)] == [3, 3, 3]
    done = copied(inlay, "--source", "frames/*.png#Nothing", "--output", "out/{stem}.png")
    assert done.code == 1
    assert done.err.count("no layer “Nothing”") == len(NUMBERS)


@pytest.mark.parametrize("operation_first", [True, False])
def test_what_the_shell_has_expanded(inlay, frames, operation_first):
    files = "--source", "frames/f10.png", "frames/f2.png", "frames/f1.png"
    words = [*files, "sample-copy"] if not operation_first else ["sample-copy", *files]
    done = inlay("run", *words, "--layer-only", "--output", "out/{stem}.png")
    assert done.code == 0, done.err
    assert done.out.split() == [f"out/f{number}.png" for number in NUMBERS]


def test_brackets_in_a_folder_are_explained(inlay, frames):
    frames.rename("frames [1]")
    done = copied(inlay, "--source", "frames [1]/*.png", "--output", "out/{stem}.png")
    assert done.code == 1
    assert "[[] is a bracket" in done.err
    assert copied(inlay, "--source", "frames [[]1]/*.png", "--output", "out/{stem}.png").code == 0


def test_a_file_of_that_very_name_wins(inlay, frames):
    for name in ("f[12].png", "{stem}.png"):
        save(name, noise(20, 30, 3, seed=7))
        done = copied(inlay, "--source", name, "--output", "out/literal.png")
        assert done.code == 0, done.err
        assert np.array_equal(load("out/literal.png")[..., :3], load(name))
    save("{stem}.png", np.full((20, 30), 255, np.uint8))
    done = copied(inlay, "--source", "frames/*.png", "--region", "{stem}.png", "--output", "out/{stem}.png")
    assert done.code == 0, done.err


def test_a_single_file_names_its_output_too(inlay, frames):
    done = copied(inlay, "--source", "frames/f2.png", "--output", "out/{stem}-copy.png", "--json")
    assert done.code == 0, done.err
    assert done.json["outputs"][0]["path"] == "out/f2-copy.png"
    assert "frame" not in done.json


def test_braces_without_a_meaning_are_a_name(inlay, frames):
    done = copied(inlay, "--source", "frames/f2.png", "--output", "out/{1}.png")
    assert done.code == 0, done.err
    assert Path("out/{1}.png").exists()


def test_several_layers_are_all_that_match(inlay, frames, monkeypatch):
    seen = []
    real = Operation.perform
    monkeypatch.setattr(Operation, "perform", lambda self, job: seen.append(job) or real(self, job))
    done = inlay("run", "merge-layers", "--layers", "frames/*.png", "--output", "out/{stem}.png")
    assert done.code == 0, done.err
    assert len(seen) == 1
    assert len(seen[0].images["layers"]) == len(NUMBERS)
    assert done.out.split()[0] == "out/f1.png"


def test_a_file_that_a_parameter_names(inlay, frames):
    words = "--destination", "frames/{name}", "--yields", "file", "--report", "out/{stem}.json"
    done = inlay("run", "sample-everything", "--source", "frames/*.png", *words)
    assert done.code == 0, done.err
    assert done.out.split() == [f"out/f{number}.json" for number in NUMBERS]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--source", "frames/*.tif", "--output", "out/{stem}.png"], 1, ["No file matches frames/*.tif"]),
        (["--source", "frames/*.png", "--output", "out/a.png"], 2, ["f1.png and frames/f2.png", "out/a.png", "{stem}"]),
        (
            ["--source", "frames/*.png", "--output", "{stem}.png", "--region", "masks/*.png"],
            2,
            ["--source and --region"],
        ),
        (
            ["--source", "frames/*.png", "--region", "masks/{stem}.png", "--output", "out/{stem}.png"],
            1,
            ["no region for 3 of 3 frames", "frames/f10.png needs masks/f10.png"],
        ),
        (["--source", "frames/*.png", "--region", "none.png", "--output", "out/{stem}.png"], 1, ["no file none.png"]),
        (["--source", "frames/*.png", "--output", "nowhere/{stem}.png"], 1, ["no folder nowhere"]),
        (["--source", "frames/*.png", "--output", "out/{stem}.gif"], 2, ["suffix"]),
        (["--source", "frames/*.png", "--output", "-"], 2, ["- was given for many files"]),
        (["--source", "frames/*.png", "--region", "-", "--output", "out/{stem}.png"], 2, ["- was given for many"]),
        (["--source", "frames/f1.png", "stray.png", "--output", "out/{stem}.png"], 1, ["no file stray.png"]),
        (["--source", "frames/*.png"], 2, ["no output"]),
    ],
)
def test_what_is_refused_before_any_frame(inlay, frames, arguments, code, words):
    done = copied(inlay, *arguments)
    assert done.code == code
    assert done.out == ""
    assert len(done.err.splitlines()) == 2
    assert not list(Path("out").iterdir())
    for word in words:
        assert word in done.err


def test_a_frame_may_be_written_over_its_own_picture_and_over_no_other(inlay, frames):
    done = copied(inlay, "--source", "frames/f*.png", "--output", "frames/{name}")
    assert done.code == 0, done.err
    Path("frames/f1.png").unlink()
    before = Path("frames/f2.png").read_bytes()
    done = copied(inlay, "--source", "frames/f*.png", "--output", "frames/f{index}.png")
    assert done.code == 2
    assert "frames/f10.png would be written over frames/f2.png, which frames/f2.png is made from" in done.err
    assert Path("frames/f2.png").read_bytes() == before
    assert not Path("frames/f1.png").exists()


def test_a_frame_that_fails_is_told_and_left_out(inlay, frames):
    Path("frames/f2.png").write_text("no picture")
    done = copied(inlay, "--source", "frames/*.png", "--output", "out/{stem}.png")
    assert done.code == 1
    assert done.out.split() == ["out/f1.png", "out/f10.png"]
    assert "inlay: frames/f2.png: " in done.err
    assert "1 of 3 frames failed: frames/f2.png." in done.err
    assert sorted(path.name for path in Path("out").iterdir()) == ["f1.png", "f10.png"]
    as_json = copied(inlay, "--source", "frames/*.png", "--output", "out/{stem}.png", "--json")
    assert as_json.code == 1
    first, second, third, end = lines(as_json)
    assert [line["frame"] for line in (first, second, third)] == [f"frames/f{number}.png" for number in NUMBERS]
    assert second["error"]["code"] == "file"
    assert third["outputs"][0]["path"] == "out/f10.png"
    assert "1 of 3 frames failed" in end["error"]["message"]


@pytest.mark.parametrize("how", ["bug", "memory", "failed"])
def test_however_it_fails(inlay, frames, how):
    done = inlay("run", "sample-fail", "--source", "frames/*.png", "--how", how, "--output", "out/{stem}.png")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "3 of 3 frames failed" in done.err
    assert "Nothing was written" in done.err


def test_a_wrong_command_line_is_told_once(inlay, frames):
    done = inlay("run", "sample-fail", "--source", "frames/*.png", "--how", "parameter", "--output", "out/{stem}.png")
    assert done.code == 2
    assert len(done.err.splitlines()) == 2


def test_warnings_say_of_which_frame(inlay, frames):
    done = inlay("run", "sample-fail", "--source", "frames/*.png", "--how", "warning", "--output", "out/{stem}.png")
    assert done.code == 0
    for number in NUMBERS:
        assert f"inlay: warning: frames/f{number}.png: " in done.err


def test_interrupted_between_two_frames(inlay, frames, monkeypatch):
    real, count = Operation.perform, []

    def perform(self, job):
        count.append(job)
        if len(count) == 2:
            raise KeyboardInterrupt
        return real(self, job)

    monkeypatch.setattr(Operation, "perform", perform)
    done = copied(inlay, "--source", "frames/*.png", "--output", "out/{stem}.png")
    assert done.code == 130
    assert "Interrupted after 1 of 3 frames" in done.err
    assert [path.name for path in Path("out").iterdir()] == ["f1.png"]


# Cut-outs


@pytest.fixture
def sequence(frames, tmp_path):
    """Three frames of a still with noise, and their trimaps."""
    scene = next(scene for scene in composites.drawn((80, 100)) if scene.name == "blur on meadow")
    (tmp_path / "trimaps").mkdir()
    for number, frame in zip(NUMBERS, moving(scene, STILL[: len(NUMBERS)]), strict=True):
        save(tmp_path / f"frames/f{number}.png", frame.image)
        save(tmp_path / f"trimaps/f{number}.png", frame.trimap)
    return ["cut-out", "--image", "frames/*.png", "--trimap", "trimaps/{stem}.png", "--output", "out/{stem}.png"]


def test_independent_frames_are_as_alone(inlay, sequence):
    done = inlay("run", *sequence, "--independent")
    assert done.code == 0, done.err
    for number in NUMBERS:
        files = "--image", f"frames/f{number}.png", "--trimap", f"trimaps/f{number}.png"
        assert inlay("run", "cut-out", *files, "--output", "alone.png").code == 0
        assert Path(f"out/f{number}.png").read_bytes() == Path("alone.png").read_bytes()


def test_frames_are_steadied_by_those_before(inlay, sequence):
    changes = []
    for words in (["--independent"], []):
        done = inlay("run", *sequence, "--also", "alpha=out/{stem}-alpha.png", *words)
        assert done.code == 0, done.err
        alphas = [load(f"out/f{number}-alpha.png")[..., 0].astype(float) for number in NUMBERS]
        changes.append(np.abs(np.diff(alphas, axis=0)).mean())
    assert changes[1] < 0.75 * changes[0]


def test_selections_that_move_are_steadied(inlay, sequence):
    for number, left in zip(NUMBERS, (8, 9, 7), strict=True):
        region = np.zeros((80, 100), np.uint8)
        region[20:60, left:60] = 255
        save(f"masks/f{number}.png", region)
    files = "--image", "frames/*.png", "--region", "masks/{stem}.png", "--output", "out/{stem}.png"
    radii = "--inner-pixels", "8", "--outer-pixels", "8", "--no-smart"
    changes = []
    for words in (["--independent"], []):
        done = inlay("run", "cut-out-selection", *files, *radii, "--also", "selection=out/{stem}-mask.png", *words)
        assert done.code == 0, done.err
        assert done.err == ""
        alphas = [load(f"out/f{number}-mask.png").astype(float) for number in NUMBERS]
        changes.append(np.abs(np.diff(alphas, axis=0)).mean())
    assert changes[1] < changes[0]


def test_a_frame_of_another_size_begins_anew(inlay, sequence):
    save("frames/f2.png", noise(60, 70, 3))
    save("trimaps/f2.png", np.repeat(np.array([[0, 128, 255]], np.uint8), [20, 30, 20], axis=1).repeat(60, axis=0))
    done = inlay("run", *sequence)
    assert done.code == 0, done.err
    assert "warning: frames/f2.png: The frame before is of another kind, 100 x 80" in done.err
    assert "warning: frames/f10.png: The frame before is of another kind, 70 x 60" in done.err


@pytest.mark.parametrize("operation", registry.operations(), ids=lambda operation: operation.id)
def test_every_operation_says_how(inlay, capsys, operation):
    with pytest.raises(SystemExit):
        inlay("run", operation.id, "--help")
    text = capsys.readouterr().out
    assert "{stem}" in text
    assert "--independent" in text
    words = " ".join(text.split())
    for parameter in operation.parameters:
        assert not (unit := getattr(parameter, "unit", "")) or f"{parameter.default:g} {unit}." in words
