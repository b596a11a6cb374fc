"""Two files exchange their selected parts: the results arrive as the layers of one file."""

import numpy as np
from tests.files.drawn import disc, noise, save

import inlay as library
from inlay.files import formats


def test_both_results_are_layers_of_a_group(inlay, tmp_path):
    pictures = noise(30, 40, 3), noise(30, 40, 3, seed=1)
    for name, picture in zip(("first", "second"), pictures, strict=True):
        save(f"{name}.png", picture)
    save("region.png", disc(30, 40))
    done = inlay(
        "run", "swap-features", "--first", "first.png", "--second", "second.png", "--region", "region.png",
        "--output", "result.ora",
    )  # fmt: skip
    assert done.code == 0, done.err
    region = disc(30, 40) > 0
    wanted = library.swap_features(*pictures, region)
    group = next(each for each in formats.read(tmp_path / "result.ora").layers if each.name == "Swap Features")
    layers = [each.picture for each in group.children]
    assert len(layers) == 2
    for layer, picture in zip(layers[::-1], wanted, strict=True):
        shown = layer.pixels[..., 3] > 0
        np.testing.assert_array_equal(layer.pixels[shown, :3], picture[layer.box.slices][shown])
        assert shown.sum() == region.sum()
