"""The sheets that operations are judged by: there is one for each, and what is on it is what the operation makes."""

import numpy as np
import pytest
from PIL import Image
from tests.core.operations import finders
from tests.files.drawn import selected

import inlay
from inlay.operations import registry
from inlay.picture import Picture, Space
from tools.gallery import __main__ as gallery
from tools.gallery import pairs, panels, running, scenes, sheets, showing
from tools.gallery.drawing import draw, photographs_in

KNOWN = {file for sheet in sheets.SHEETS for file in sheet.scene.photographs}


@pytest.fixture
def own(tmp_path):
    """An artist's own photographs."""
    folder = tmp_path / "own photographs"
    (folder / "deeper").mkdir(parents=True)
    y, x = np.mgrid[:40, :60]
    for place in ("grass.png", "deeper/sand.jpg"):
        waves = [127 + 90 * np.sin(x / (3 + k) + y / 7 + len(place)) for k in range(3)]
        Image.fromarray(np.stack(waves, axis=-1).astype(np.uint8)).save(folder / place)
    return folder


def test_every_operation_has_a_sheet():
    shown = {sheet.operation for sheet in sheets.sheets(dict.fromkeys(KNOWN))}
    own = {operation.id for operation in registry.operations() if operation in registry.own()}
    assert own <= shown, own - shown


def test_sheets_name_what_their_operation_and_scene_have():
    for sheet in sheets.SHEETS:
        operation = registry.find(sheet.operation)
        assert operation is not None, sheet.name
        assert set(sheet.inputs) <= {entry.role for entry in operation.inputs}, sheet.name
        pictures = {name for names in sheet.inputs.values() for name in names.split()}
        assert pictures | {*sheet.before, *sheet.laid} <= set(sheet.scene.pictures), sheet.name
    names = [sheet.name for sheet in sheets.SHEETS]
    assert len(set(names)) == len(names)


def test_an_artists_own_photographs(own, tmp_path, capsys):
    made = tmp_path / "sheets"
    assert gallery.main([str(own), str(made), "gaussian-blur", "show-gradients", "seamless-clone"]) == 0
    found = sorted(path.name for path in made.iterdir())
    expected = [f"{name}-{scene}.png" for name in ("gaussian-blur", "show-gradients") for scene in ("grass", "sand")]
    assert found == expected
    assert "seamless-clone: these photographs make no scene for it." in capsys.readouterr().err
    with Image.open(made / "gaussian-blur-grass.png") as sheet:
        assert sheet.width == panels.COLUMNS * (panels.WIDTH + panels.GAP) + panels.GAP
        assert len(sheet.getcolors(1 << 24)) > 1000


def test_no_photographs(tmp_path, capsys):
    assert gallery.main([str(tmp_path), str(tmp_path / "sheets")]) == 1
    assert "There are no photographs" in capsys.readouterr().err


def test_a_sheet_that_fails_does_not_stop_the_others(own, tmp_path, capsys, monkeypatch):
    photographs = photographs_in(own)
    good, bad = sheets._any_scenes(photographs)
    made = [
        sheets.Sheet("relight", bad, {"source": "picture"}, [["--beta=7"]]),
        sheets.Sheet("relight", good, {"source": "picture"}),
    ]
    monkeypatch.setattr(gallery, "sheets", lambda _: made)
    assert gallery.main([str(own), str(tmp_path / "sheets"), "relight"]) == 1
    assert "Compression" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "sheets").iterdir()] == [f"relight-{good.name}.png"]


def test_a_panel_is_what_the_operation_makes(own, tmp_path):
    photographs = photographs_in(own)
    region = scenes.Region("picture", [("ellipse", (0.2, 0.2, 0.8, 0.8))], 2)
    scene = scenes.Scene("meadow", {"picture": scenes.Photograph("grass.png"), "region": region})
    files = draw(scene, photographs, tmp_path / "scene")
    given = {"source": [files["picture"]], "region": [files["region"]]}
    (found,) = running.run("flatten-texture", given, ["--threshold=20"], tmp_path)
    with Image.open(photographs["grass.png"]) as picture, Image.open(files["region"]) as mask:
        expected = inlay.flatten_texture(np.asarray(picture), selected(np.asarray(mask)) / 255, threshold=20.0)
    assert np.abs(np.asarray(running.shown(found)).astype(int) - expected).max() <= 1


def test_what_is_transparent_shows_squares_or_what_lies_below():
    pixels = np.zeros((4, 6, 4), np.uint8)
    pixels[:, :3] = (10, 20, 30, 255)
    picture = Picture(pixels, 1, 2, Space())
    on_squares = np.asarray(running.shown(picture))
    assert (on_squares[:, :3] == (10, 20, 30)).all()
    assert (on_squares[:, 3:] == showing.DARK).all()
    laid = np.asarray(running.shown(picture, Image.new("RGB", (9, 9), "red")))
    assert laid.shape == (9, 9, 3)
    assert (laid[2:6, 1:4] == (10, 20, 30)).all()
    assert (laid[2:6, 4:] == (255, 0, 0)).all()


@pytest.mark.pictures
@pytest.mark.parametrize("operation", ["swap-features", "merge-layers", "make-tileable", "tone-gradients"])
def test_on_the_photographs(operation, pictures, tmp_path, monkeypatch):
    photographs = photographs_in(pictures)
    sheet = next(sheet for sheet in sheets.sheets(photographs) if sheet.operation == operation)
    seen = []
    monkeypatch.setattr(gallery, "layout", lambda title, shown: seen.extend(shown) or panels.layout(title, shown))
    gallery.make(sheet._replace(runs=sheet.runs[:1]), photographs, tmp_path)
    assert len(seen) == len(sheet.before) + max(1, len(sheet.laid))
    assert all(np.asarray(picture).std() > 3 for _, picture in seen)


@pytest.mark.pictures
def test_the_front_page_shows_pairs_that_differ(pictures, tmp_path):
    photographs = photographs_in(pictures)
    for pair in (pairs.EDITS[0], pairs.EDITS[4]):
        before, after = (np.asarray(side).astype(int) for side in pairs.sides(pair, photographs, tmp_path / pair.title))
        assert before.shape == after.shape
        assert 0.005 < (abs(before - after).max(axis=2) > 10).mean() < 0.5, pair.title


def test_what_needs_a_network_is_left_out_where_there_is_none(own, tmp_path, capsys, monkeypatch):
    finders.install(monkeypatch)
    made = tmp_path / "sheets"
    assert gallery.main([str(own), str(made), "gaussian-blur", "remove-background"]) == 0
    assert {path.name.partition("-")[0] for path in made.iterdir()} == {"gaussian"}
    assert "remove-background: No network that finds the subject" in capsys.readouterr().err
