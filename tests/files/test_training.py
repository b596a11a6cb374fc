"""The command `inlay train`: what is said before anything is learnt."""

import numpy as np
import pytest
from PIL import Image

from inlay.files.command_line import training
from inlay.files.learning import course, folder
from inlay.harmonisation.network.settings import ARCHITECTURES, Settings

TRAIN = "train", "blending-network"


@pytest.fixture
def photographs(tmp_path):
    place = tmp_path / "photographs"
    (place / "within").mkdir(parents=True)
    for number, name in enumerate(("b.png", "a.jpg", "within/c.webp")):
        pixels = np.random.default_rng(number).integers(0, 256, (90, 120 + number, 3), np.uint8)
        Image.fromarray(pixels).save(place / name)
    (place / "notes.txt").write_text("no picture")
    return place


@pytest.fixture
def without_packages(monkeypatch):
    """As if what trains were installed."""
    monkeypatch.setattr(training, "_demand_packages", lambda: None)


def test_without_pytorch_it_says_what_to_install(inlay, photographs, monkeypatch):
    monkeypatch.setattr(training, "find_spec", lambda name: None if name == "torch" else object())
    done = inlay(*TRAIN, "--pictures", photographs, "--output", "a.onnx")
    assert done.code == 1
    assert "torch is not installed" in done.err and "inlay[train]" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--pictures", "none", "--output", "a.onnx"), "none is no folder"),
        (("--pictures", "empty", "--output", "a.onnx"), "There are no pictures in empty"),
        (("--transient-attributes", "photographs", "--output", "a.onnx"), "no folders with two or more pictures"),
        (("--pictures", "photographs", "--output", "a.pt"), "Let it end with .onnx"),
        (("--pictures", "photographs", "--output", "none/a.onnx"), "There is no folder none"),
        (("--pictures", "photographs", "--output", "a.onnx", "--resume"), "There is no checkpoint a.checkpoint"),
        (("--pictures", "photographs", "--output", "begun.onnx"), "Say --resume"),
        (("--pictures", "photographs"), "--output"),
        (("--output", "a.onnx"), "--pictures"),
        (("--pictures", "a", "--transient-attributes", "b", "--output", "a.onnx"), "not allowed with"),
        (("--pictures", "a", "--output", "a.onnx", "--epochs", "0"), "no whole number from 1"),
        (("--pictures", "a", "--output", "a.onnx", "--adversarial", "2"), "no number from 0.0 to 1.0"),
        (("--pictures", "a", "--output", "a.onnx", "--difference", "taste"), "invalid choice"),
    ],
)
def test_what_cannot_begin_is_refused_with_words(inlay, photographs, without_packages, tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "begun.checkpoint").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    done = inlay(*TRAIN, *arguments)
    assert done.code in (1, 2)
    assert words in done.err
    assert "Traceback" not in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_pictures_are_found_in_folders_within(photographs):
    assert [path.name for path in folder.pictures(photographs)] == ["a.jpg", "b.png", "c.webp"]


def test_cameras_are_folders_with_two_or_more(photographs):
    Image.new("RGB", (70, 70)).save(photographs / "within" / "d.png")
    (photographs / "alone").mkdir()
    Image.new("RGB", (70, 70)).save(photographs / "alone" / "e.png")
    assert [[path.name for path in group] for group in folder.cameras(photographs)] == [["c.webp", "d.png"]]


def test_pictures_are_made_small_and_broken_ones_left_out(photographs, tmp_path):
    from inlay.arrays.warning import collected

    (photographs / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Image.new("RGB", (20, 300)).save(photographs / "thin.png")
    with collected() as warned:
        found = [*folder.small(folder.pictures(photographs), shorter=72)]
    assert [each.shape for each in found] == [(72, 97, 3), (72, 96, 3), (72, 98, 3)]
    assert {each.dtype for each in found} == {np.dtype(np.uint8)}
    assert [warning.code for warning in warned] == ["picture", "picture"]


def test_examples_come_from_all_pictures(photographs):
    source = course.Source(photographs, is_of_cameras=False)
    made = course.Course(source, photographs / "a.onnx", Settings(examples=7), False)
    told = []
    found = made._examples(made._pictures(), 16, lambda share, words: told.append(words))
    assert len(found) == 9
    assert told == ["Picture 1 of 3", "Picture 2 of 3", "Picture 3 of 3"]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_from_a_folder_to_a_harmonised_picture(inlay, photographs, models, architecture):
    """A network is trained, goes on, is added with what is known of it, and used."""
    pytest.importorskip("torch", reason="trains: install inlay[train]")
    small = ("--examples", "6", "--batch", "3", "--width", "4", "--bottleneck", "6", "--architecture", architecture)
    command = (*TRAIN, "--pictures", photographs, "--output", "own.onnx", "--licence", "CC0", *small)
    done = inlay(*command, "--epochs", "1")
    assert (done.code, done.out) == (0, "own.onnx\n"), done.err
    written = ["own.checkpoint", "own.json", "own.losses.csv", "own.losses.png", "own.onnx"]
    assert sorted(path.name for path in photographs.parent.glob("own.*")) == written
    first = (photographs.parent / "own.losses.csv").read_text().splitlines()
    assert inlay(*command, "--epochs", "2", "--resume", "--json").json == {"outputs": ["own.onnx"]}
    rows = (photographs.parent / "own.losses.csv").read_text().splitlines()
    assert (len(first), len(rows)) == (3, 5)
    assert rows[:2] == first[:2] if architecture == "correction" else rows[:3] == first
    assert inlay("models", "add", "own.onnx").code == 0
    (model,) = inlay("models", "list", "--json").json["installed"]
    assert (model["kind"], model["licence"], model["title"]) == ("blending", "CC0", "trained by Inlay")
    assert f"{architecture}, width 4, 4 steps of 3 examples" in model["origin"]
    Image.new("RGB", (70, 70), "red").save("piece.png")
    result = inlay(
        "run", "harmonise", "--model", "network", "--source", "piece.png", "--destination", photographs / "b.png",
        "--output", "result.png",
    )  # fmt: skip
    assert result.code == 0, result.err


def test_what_is_interrupted_goes_on_from_its_checkpoint(inlay, photographs, monkeypatch):
    pytest.importorskip("torch", reason="trains: install inlay[train]")
    from inlay.harmonisation.network.training.training import Training

    monkeypatch.setattr(course, "_CHECKPOINT", 0.0)
    step = Training._step

    def interrupted(training, *arguments):
        if len(training.history) == 2:
            raise KeyboardInterrupt
        return step(training, *arguments)

    command = (*TRAIN, "--pictures", photographs, "--output", "a.onnx", "--examples", "6", "--batch", "3")
    command = (*command, "--width", "4", "--bottleneck", "6", "--epochs", "2")
    with monkeypatch.context() as patch:
        patch.setattr(Training, "_step", interrupted)
        done = inlay(*command)
    assert done.code == 130
    assert "a.checkpoint has the first 2 steps" in done.err and "--resume" in done.err
    assert not (photographs.parent / "a.onnx").exists()
    assert inlay(*command, "--resume").code == 0
    assert len((photographs.parent / "a.losses.csv").read_text().splitlines()) == 5
