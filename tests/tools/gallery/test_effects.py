"""The pictures of the pages of help: one for every value that is to be shown, none besides, each of its own look."""

import json

import numpy as np
import pytest
from PIL import Image
from tests.clones import REPOSITORY

from inlay.errors import InputError
from inlay.operations import registry
from inlay_setup.help_pages.pictures import INDEX, LARGE, SMALL
from tools.gallery import effects, scenes, showing
from tools.gallery.examples import EXAMPLES
from tools.gallery.examples.example import UNSEEN, Effect, Example, Stage
from tools.gallery.scenes import Photograph, Region, Scene

PICTURES = REPOSITORY / "manifests/help/pictures"
#: What all pictures may take: every editor has them.
LARGEST = 4_000_000
BY_OPERATION = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.operation)


def test_every_operation_has_an_example():
    assert [example.operation for example in EXAMPLES] == [operation.id for operation in registry.own()]


@BY_OPERATION
def test_every_setting_is_shown_or_known_to_change_no_pixel(example):
    """Those of the latter are few, and not of a kind that shows."""
    shown = effects.effects(example)
    parameters = {parameter.id: parameter for parameter in registry.find(example.operation).parameters}
    assert shown.keys() | {*UNSEEN, *example.unseen} >= parameters.keys()
    assert not shown.keys() & set(example.unseen)
    assert len(example.unseen) <= 2
    for name, effect in shown.items():
        for value in effect.values:
            text = {"on": "true", "off": "false"}.get(value, value)
            assert parameters[name].parse(text) != parameters[name].default, (name, value)


@BY_OPERATION
def test_the_pictures_are_those_that_are_to_be_shown(example):
    assert {file.name for file in (PICTURES / example.operation).iterdir()} == set(effects.names(example))


def test_there_are_no_others_and_all_of_them_are_small():
    folders = {path.name for path in PICTURES.iterdir() if path.is_dir()}
    assert folders == {example.operation for example in EXAMPLES}
    assert sum(file.stat().st_size for file in PICTURES.rglob("*") if file.is_file()) < LARGEST


@BY_OPERATION
def test_pictures_have_the_size_that_pages_say(example):
    for file in (PICTURES / example.operation).glob("*.webp"):
        with Image.open(file) as picture:
            assert picture.size == (LARGE if file.stem in ("before", "after") else SMALL), file


@BY_OPERATION
def test_a_setting_is_seen(example):
    assert list(effects.alike(example, PICTURES / example.operation)) == []


def test_what_is_told_of_the_pictures_is_so():
    assert json.loads((PICTURES / INDEX).read_text("utf-8")) == effects.index()


def test_a_picture_is_made_and_left_where_it_is(tmp_path):
    y, x = np.mgrid[:90, :120]
    Image.fromarray(np.stack([x * 2, y * 2, (x // 8 + y // 8) % 2 * 200], -1).astype(np.uint8)).save(
        tmp_path / "own.png"
    )
    scene = Scene(
        "own", {"picture": Photograph("own.png"), "region": Region("picture", [("ellipse", (0.1, 0.1, 0.9, 0.9))])}
    )
    stage = Stage(scene, {"source": "picture", "region": "region"})
    example = Example("gaussian-blur", "Squares.", stage, {"radius": Effect(("2", "5")), "channels": Effect(("red",))})
    folder = tmp_path / "pictures"
    told = list(effects.make(example, {"own.png": tmp_path / "own.png"}, folder))
    assert told == ["gaussian-blur: radius=5 looks like the default (0.00 % differ)"]
    assert {file.name for file in folder.iterdir()} == {
        *("before.webp", "after.webp", "default.webp", "radius=2.webp", "radius=5.webp", "channels=red.webp")
    }
    before, after = (
        np.asarray(Image.open(folder / f"{name}.webp").convert("L"), float) for name in ("before", "after")
    )
    assert np.abs(np.diff(after[100:200, 150:250])).mean() < 0.5 * np.abs(np.diff(before[100:200, 150:250])).mean()
    (folder / "after.webp").write_bytes(b"kept")
    (folder / "radius=7.webp").write_bytes(b"stale")
    list(effects.make(example, {"own.png": tmp_path / "own.png"}, folder))
    assert (folder / "after.webp").read_bytes() == b"kept"
    assert not (folder / "radius=7.webp").exists()


def test_a_setting_that_nothing_is_said_of_is_refused():
    stage = Stage(scenes.FUR, {"source": "picture"})
    with pytest.raises(InputError, match="nothing says what radius shows"):
        effects.effects(Example("gaussian-blur", "Nothing.", stage))
    with pytest.raises(InputError, match="has no parameter strength"):
        effects.effects(Example("gaussian-blur", "Nothing.", stage, {"strength": Effect(("1",))}))


def test_a_frame_keeps_proportions():
    picture = Image.new("RGB", (200, 100))
    picture.paste("white", (90, 40, 110, 60))
    seen = np.asarray(showing.framed(picture, (0.4, 0.2, 0.6, 0.8), (40, 30)).convert("L"))
    found_y, found_x = np.nonzero(seen > 128)
    assert abs(np.ptp(found_y) - np.ptp(found_x)) <= 1


def test_what_is_not_selected_is_dark_and_gray():
    picture, mask = Image.new("RGB", (40, 30), (200, 100, 50)), Image.new("L", (40, 30))
    mask.paste(255, (0, 0, 20, 30))
    seen = np.asarray(showing.laid([(picture, "picture"), (mask, "coverage")], scenes.WHOLE, (40, 30)))
    assert tuple(seen[15, 5]) == (200, 100, 50)
    assert np.ptp(seen[15, 35].astype(int)) == 0 and seen[15, 35].max() < 60
