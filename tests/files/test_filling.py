"""Files that are filled become opaque there, and a file may say where pieces come from."""

import numpy as np
from tests.files.drawn import disc, save

import inlay as library
from inlay.files import formats

STRIPES = np.tile(np.array([[[20, 90, 160]], [[60, 200, 30]], [[220, 120, 90]]], np.uint8), (24, 80, 1))


def test_a_panorama_is_filled_up_to_its_border(inlay, tmp_path):
    alpha = np.full(STRIPES.shape[:2], 255, np.uint8)
    alpha[50:, 60:] = 0
    alpha[49, 60:] = 128
    save("panorama.png", np.dstack([STRIPES, alpha]))
    done = inlay("run", "fill-transparent-parts", "--source", "panorama.png", "--output", "filled.png")
    assert done.code == 0, done.err
    (layer,) = formats.read(tmp_path / "filled.png").layers
    assert not layer.picture.has_alpha or (layer.picture.alpha == 255).all()
    np.testing.assert_allclose(layer.picture.colour.astype(int), STRIPES, atol=1)


def test_a_mask_says_where_pieces_are_taken_from(inlay, tmp_path):
    pictures = np.concatenate([STRIPES, 255 - STRIPES], axis=1)
    region, area = np.zeros(pictures.shape[:2], np.uint8), np.zeros(pictures.shape[:2], np.uint8)
    region[20:40, 70:85], area[:, 85:] = 255, 255
    for name, picture in (("picture", pictures), ("region", region), ("area", area)):
        save(f"{name}.png", picture)
    common = ["run", "heal-selection", "--source", "picture.png", "--region", "region.png"]
    for options, values in (
        (["--sampling", "area.png"], {}),
        (["--sampling", "area.png", "--avoid-sampling"], {"avoid_sampling": True}),
    ):
        done = inlay(*common, *options, "--output", "healed.png")
        assert done.code == 0, done.err
        wanted = library.heal_selection(pictures, region > 0, area > 0, **values)
        (layer,) = formats.read(tmp_path / "healed.png").layers
        np.testing.assert_array_equal(layer.picture.colour, wanted)


def test_a_sampling_area_of_another_size_is_refused(inlay, tmp_path):
    save("picture.png", STRIPES)
    save("region.png", disc(*STRIPES.shape[:2]))
    save("area.png", np.full((5, 5), 255, np.uint8))
    done = inlay(
        "run", "heal-selection", "--source", "picture.png", "--region", "region.png", "--sampling", "area.png",
        "--output", "healed.png",
    )  # fmt: skip
    assert done.code == 1 and "sampling" in done.err and not (tmp_path / "healed.png").exists()
