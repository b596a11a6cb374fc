"""The network that Inlay carries: small, with a licence and a card, and worth choosing."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.harmonisation.network.relit import composite
from inlay.networks import store
from inlay.networks.carried import carried, file_of


def test_each_is_small_and_says_what_it_is():
    assert [model.name for model in carried()] == ["inlay-blending"]
    for model in carried():
        assert model.path.stat().st_size < 8e6
        assert model.licence and "Trained by Inlay" in model.origin
        card = model.path.with_suffix(".md").read_text(encoding="utf-8")
        assert card.startswith(f"# {model.name}\n") and "## The photographs" in card


def test_none_has_another_name():
    assert file_of("blending") is None


@pytest.mark.parametrize("light", ["exposure", "white balance", "mixed"])
def test_it_brings_a_piece_back_into_its_light(models, light):
    store.add(file_of("inlay-blending"))
    photograph = np.rint(255 * pictures.waves(300, 400, seed=2)).astype(np.uint8)
    case = composite(photograph, np.random.default_rng(5), (256, 320), light=light, part="blob")
    opacity = np.rint(255 * case.coverage).astype(np.uint8)
    cut, scene = (np.rint(255 * each).astype(np.uint8) for each in (case.source, case.pasted))
    result = inlay.harmonise(np.dstack([cut, opacity]), scene, model="network", strength=100.0)
    inside = case.coverage > 0.5
    error, before = (np.abs(each.astype(float) - 255 * case.truth)[inside].mean() for each in (result, scene))
    assert error < 0.6 * before
