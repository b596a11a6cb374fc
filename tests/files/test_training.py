"""The command `inlay train`: what is said before anything is learnt."""

import numpy as np
import pytest
from PIL import Image

from inlay.files.command_line import training
from inlay.files.learning import course, folder

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
    made = course.Course(source, photographs / "a.onnx", course.Settings(), False, count=7)
    told = []
    found = made._examples(made._pictures(), 16, lambda share, words: told.append(words))
    assert len(found) == 9
    assert told == ["Picture 1 of 3", "Picture 2 of 3", "Picture 3 of 3"]
