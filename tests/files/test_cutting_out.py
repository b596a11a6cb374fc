"""The operations that cut out on files: flat ones, layered ones, and the lemur, against the same on arrays."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.core.matting import composites
from tests.core.operations import finders
from tests.files.drawn import load, save, selected
from tests.files.openraster import ora, stack_of

import inlay as library
from inlay.colour import convert_samples

METHOD = ("--method", "closed-form")
SHAPE = (70, 90)


@pytest.fixture(scope="module")
def scene():
    return composites.compose("hair", composites.hair(SHAPE, 30), composites.fur(SHAPE), composites.meadow(SHAPE), 4)


@pytest.fixture
def files(inlay, scene):
    """The scene as files in the test's folder."""
    save("fox.png", scene.image)
    save("trimap.png", scene.trimap)
    save("hard.png", ((scene.alpha >= 0.5) * 255).astype(np.uint8))
    save("soft.png", np.rint(scene.alpha * 255).astype(np.uint8))
    return inlay


def done(outcome):
    assert outcome.code == 0, outcome.err
    return outcome


def cut(inlay, *more, image="fox.png", output="cut.png"):
    return done(inlay("run", "cut-out", "--image", image, *METHOD, "--output", output, *more))


def expected(scene):
    matte = library.cut_out(scene.image, scene.trimap, method="closed-form")
    levels = convert_samples(matte.alpha, "uint8")
    pixels = np.dstack([matte.foreground, levels])
    pixels[levels == 0] = 0
    return pixels


def test_a_flat_file_becomes_a_cut_out_of_the_same_size(files, scene):
    told = cut(files, "--trimap", "trimap.png", "--json").json
    np.testing.assert_array_equal(load("cut.png"), expected(scene))
    assert told["outputs"][0]["name"] == "fox (Cut Out with Trimap)"
    assert told["report"]["iterations"] > 0
    cut(files, "--trimap", "trimap.png", "--layer-only", output="small.png")
    rows, columns = np.nonzero(expected(scene)[..., 3])
    box = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    np.testing.assert_array_equal(load("small.png"), expected(scene)[box])


def test_depths_and_profiles_are_kept(files, scene):
    words = scene.image.astype(np.uint16) * 257
    tifffile.imwrite("fox.tif", words, photometric="rgb", iccprofile=b"")
    tifffile.imwrite("floats.tif", (scene.image / np.float32(255)).astype(np.float32), photometric="rgb")
    cut(files, "--trimap", "trimap.png", image="fox.tif", output="cut.tif")
    cut(files, "--trimap", "trimap.png", image="floats.tif", output="floats-cut.tif")
    for name, white in (("cut.tif", 65535), ("floats-cut.tif", 1)):
        found = tifffile.imread(name)
        assert found.shape == (*SHAPE, 4)
        assert found.dtype == (np.uint16 if white > 1 else np.float32)
        found, wanted = (pixels / largest for pixels, largest in ((found, white), (expected(scene), 255)))
        assert np.abs(found[..., 3] - wanted[..., 3]).max() < 0.01
        assert np.abs(found[..., :3] * found[..., 3:] - wanted[..., :3] * wanted[..., 3:]).max() < 0.02


def test_alpha_channel_and_selection_are_gray_pictures(files, scene):
    for result in ("layer-mask", "channel", "selection"):
        cut(files, "--trimap", "trimap.png", "--result", result, output=f"{result}.png")
        with Image.open(f"{result}.png") as picture:
            found = np.asarray(picture)
        assert found.dtype == np.uint16
        matte = library.cut_out(scene.image, scene.trimap, method="closed-form")
        np.testing.assert_array_equal(found, convert_samples(matte.alpha, "uint16"))
    cut(files, "--trimap", "trimap.png", "--result", "alpha", output="alpha.png")
    np.testing.assert_array_equal(load("alpha.png")[..., 0], expected(scene)[..., 3])


def test_a_layered_file_gets_the_layer_above_its_picture(files, scene):
    ora(
        "scene.ora",
        SHAPE[::-1],
        [
            {"name": "Meadow", "pixels": scene.background},
            {"name": "Fox", "pixels": scene.image},
            {"name": "Trimap", "pixels": scene.trimap},
        ],
    )
    cut(files, "--trimap", "scene.ora#Trimap", image="scene.ora#Fox", output="out.ora")
    layers = [attributes for _, attributes, _ in stack_of("out.ora")]
    assert [layer["name"] for layer in layers] == ["Meadow", "Fox", "Fox (Cut Out with Trimap)", "Trimap"]
    assert [layer.get("visibility", "visible") for layer in layers] == ["visible", "hidden", "visible", "hidden"]
    cut(files, "--trimap", "scene.ora#Trimap", "--no-hide-image", image="scene.ora#Fox", output="seen.ora")
    assert not [about for _, about, _ in stack_of("seen.ora") if about.get("visibility") == "hidden"]
    cut(files, "--trimap", "trimap.png", image="out.ora#Fox", output="again.png")
    np.testing.assert_array_equal(load("again.png"), expected(scene))


def test_a_selection_and_scribbles(files, scene):
    done(files("run", "cut-out-selection", "--image", "fox.png", "--region", "hard.png",
               "--inner-pixels", 8, "--outer-pixels", 12, *METHOD, "--output", "cut.png"))  # fmt: skip
    matte = library.cut_out_selection(
        scene.image, scene.alpha >= 0.5, inner_pixels=8, outer_pixels=12, method="closed-form"
    )
    assert np.abs(load("cut.png")[..., 3] - matte.alpha * 255).max() <= 1
    strokes = np.zeros((*SHAPE, 4), np.uint8)
    strokes[:5], strokes[35:45, 40:55] = (0, 0, 255, 255), (255, 0, 0, 255)
    save("strokes.png", strokes)
    done(files("run", "cut-out-scribbles", "--image", "fox.png", "--scribbles", "strokes.png",
               "--foreground", "#ff0000", "--background", "#0000ff", *METHOD, "--output", "cut.png"))  # fmt: skip
    matte = library.cut_out_scribbles(
        scene.image, strokes, foreground=(1, 0, 0), background=(0, 0, 1), method="closed-form"
    )
    np.testing.assert_array_equal(load("cut.png")[..., 3], convert_samples(matte.alpha, "uint8"))
    refusal = files("run", "cut-out-selection", "--image", "fox.png", "--output", "x.png")
    assert refusal.code == 2
    assert "--region FILE" in refusal.err


def test_an_edge_is_a_file_or_the_pictures_own_opacity(files, scene):
    levels = np.rint(scene.alpha * 255).astype(np.uint8)
    save("own.png", np.dstack([scene.image, levels]))
    done(
        files(
            "run", "refine-edge", "--image", "fox.png", "--edge", "hard.png", "--radius-pixels", 12, "--output", "a.png"
        )
    )
    refined = library.refine_edge(scene.image, (scene.alpha >= 0.5).astype(np.uint8) * 255, radius_pixels=12)
    np.testing.assert_array_equal(load("a.png")[..., 3], convert_samples(refined.alpha, "uint8"))
    done(files("run", "clean-edge-colours", "--image", "own.png", "--output", "b.png"))
    seen = levels > 0
    np.testing.assert_array_equal(load("b.png")[seen], library.clean_edge_colours(load("own.png"))[seen])
    done(files("run", "clean-edge-colours", "--image", "fox.png", "--edge", "own.png", "--output", "c.png"))
    np.testing.assert_array_equal(load("c.png")[..., 3], levels)
    refusal = files("run", "clean-edge-colours", "--image", "fox.png", "--output", "d.png")
    assert "opaque everywhere" in refusal.err


def test_a_trimap_and_a_plate(files, scene):
    done(files("run", "make-trimap", "--image", "fox.png", "--region", "hard.png",
               "--inner-pixels", 4, "--outer-pixels", 6, "--output", "made.png"))  # fmt: skip
    made = library.make_trimap(scene.image, scene.alpha >= 0.5, inner_pixels=4, outer_pixels=6)
    np.testing.assert_array_equal(load("made.png")[..., 0], made)
    cut(files, "--trimap", "made.png")
    assert (
        np.abs(load("cut.png")[..., 3] / 255 - library.cut_out(scene.image, made, method="closed-form").alpha).max()
        < 0.01
    )
    done(files("run", "background-plate", "--image", "fox.png", "--edge", "soft.png", "--output", "plate.png"))
    levels = selected(np.rint(scene.alpha * 255).astype(np.uint8))
    np.testing.assert_array_equal(load("plate.png")[..., :3], library.background_plate(scene.image, levels))


def test_a_half_transparent_trimap_layer_is_read_as_what_it_is(files, scene):
    ora("scene.ora", SHAPE[::-1], [{"name": "Fox", "pixels": scene.image}])
    shaped = ("--region", "hard.png", "--inner-pixels", 4, "--outer-pixels", 6)
    done(files("run", "make-trimap", "--image", "scene.ora#Fox", *shaped, "--output", "map.ora"))
    (_, fox, _), (_, made, _) = stack_of("map.ora")
    assert (made["name"], float(made["opacity"]), fox.get("visibility", "visible")) == ("Fox (Trimap)", 0.5, "visible")
    done(files("run", "make-trimap", "--image", "fox.png", *shaped, "--output", "map.png"))
    cut(files, "--trimap", "map.ora#Fox (Trimap)", image="map.ora#Fox", output="layer.png")
    cut(files, "--trimap", "map.png", output="flat.png")
    np.testing.assert_array_equal(load("layer.png"), load("flat.png"))


def test_what_is_missing_is_said(files):
    refusal = files("run", "cut-out", "--image", "fox.png", "--output", "x.png")
    assert refusal.code == 2
    assert "--trimap FILE" in refusal.err
    refusal = files("run", "cut-out", "--image", "fox.png", "--trimap", "fox.png", "--output", "x.png")
    assert "The trimap holds colours" in refusal.err


@pytest.mark.pictures
def test_the_lemur(inlay, pictures):
    """The photograph of PyMatting with its trimap, whose unknown gray is 102."""
    folder = pictures / "matting"
    with Image.open(folder / "lemur.png") as picture:
        picture.convert("RGB").save("lemur.png")
    done(inlay("run", "cut-out", "--image", "lemur.png", "--trimap", folder / "lemur_trimap.png",
               "--output", "cut.png"))  # fmt: skip
    done(inlay("run", "cut-out", "--image", "lemur.png", "--trimap", folder / "lemur_trimap.png", *METHOD,
               "--output", "closed-form.png"))  # fmt: skip
    with Image.open(folder / "lemur_alpha.png") as picture:
        reference = np.asarray(picture.convert("L")) / 255
    assert np.abs(load("closed-form.png")[..., 3] / 255 - reference).max() < 0.012
    assert np.abs(load("cut.png")[..., 3] / 255 - reference).mean() < 0.01
    with Image.open(folder / "lemur_trimap.png") as picture:
        known = np.asarray(picture.convert("L"))
    assert (load("cut.png")[..., 3][known == 255] == 255).all()
    assert not load("cut.png")[known == 0].any()


def test_the_background_of_a_file_is_removed(files, scene, monkeypatch):
    """By a network that sees the fox roughly; a selection file says where it is to be looked for."""
    from scipy import ndimage

    rough = ndimage.gaussian_filter(scene.alpha, 2)
    counts = finders.install(monkeypatch, network=lambda image: rough)
    command = ("run", "remove-background", "--image", "fox.png", *METHOD, "--edge", "6.3")
    done(files(*command, "--output", "cut.png", "--also", "layer-mask=mask.png"))
    assert counts["network"].sizes == [SHAPE]
    matte = library.remove_background(scene.image, method="closed-form", edge=6.3)
    np.testing.assert_array_equal(load("cut.png")[..., 3], convert_samples(matte.alpha, "uint8"))
    assert np.abs(load("mask.png") / load("mask.png").max() - matte.alpha).max() < 0.003
    half = np.zeros(SHAPE, np.uint8)
    half[:, : SHAPE[1] // 2] = 255
    save("half.png", half)
    finders.install(monkeypatch, network=lambda image: np.ones(image.shape[:2], np.float32))
    done(files("run", "select-subject", "--source", "fox.png", "--region", "half.png", "--result", "intersect",
               "--output", "half-selected.png"))  # fmt: skip
    np.testing.assert_array_equal(load("half-selected.png") > 0, half > 0)


@pytest.mark.parametrize("name", ["remove-background", "select-subject"])
def test_without_a_network_the_command_says_how_to_get_one(files, monkeypatch, name):
    finders.install(monkeypatch)
    role = "--image" if name == "remove-background" else "--source"
    told = files("run", name, role, "fox.png", "--output", "cut.png")
    assert told.code != 0 and not list(Path().glob("cut.png"))
    assert "No network that finds the subject" in told.err and "inlay models fetch u2netp" in told.err


def test_a_prior_is_believed_as_far_as_is_said(files, scene):
    cut(files, "--trimap", "trimap.png", "--prior", "soft.png", "--confidence", "80", "--result", "alpha")
    soft = selected(np.rint(scene.alpha * 255).astype(np.uint8))
    wanted = library.cut_out(scene.image, scene.trimap, prior=soft, confidence=80, method="closed-form").alpha
    np.testing.assert_array_equal(load("cut.png")[..., 0], convert_samples(wanted, "uint8"))
    wrong = ("--image", "fox.png", "--trimap", "trimap.png", "--prior", "fox.png", "--output", "cut.png")
    told = files("run", "cut-out", *wrong)
    assert told.code == 1
    assert "prior holds colours" in told.err
