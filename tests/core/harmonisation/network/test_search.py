"""The unsupervised mode: a picture that a generator can make is found again, and harmonising uses it."""

import numpy as np
import pytest
from tests.core.harmonisation.network import chainer

import inlay
from inlay.errors import ModelError
from inlay.harmonisation.network import search, weights
from inlay.networks import store


@pytest.fixture
def arrays():
    return chainer.generator(width=4, noise=5, seed=3)


@pytest.fixture
def model(models, tmp_path, arrays):
    file = tmp_path / "unsupervised.onnx"
    file.write_bytes(weights.as_onnx(chainer.saved(tmp_path / "a.npz", arrays)))
    return store.add(file)


def test_it_is_a_blending_network(model):
    assert (model.kind, model.width, model.height) == ("blending", 64, 64)
    assert [port.name for port in model.inputs] == ["picture", "noise"]


def test_a_picture_that_it_can_make_is_found(model, arrays):
    noise = np.random.default_rng(0).normal(size=5) + 0.3
    wanted = chainer.generated(arrays, noise)[None].astype(np.float32)
    found = search.nearest(model, wanted)
    far = chainer.generated(arrays, np.random.default_rng(0).normal(size=5))
    assert ((found - wanted) ** 2).mean() < 1e-3 * ((far - wanted[0]) ** 2).mean()


def test_harmonise_by_a_generator(model):
    source, scene = np.full((70, 70, 3), 200, np.uint8), np.full((140, 150, 3), 60, np.uint8)
    result = inlay.harmonise(source, scene, at=(40, 40), model="network", strength=100.0)
    assert result.shape == scene.shape
    assert (result[:40] == 60).all()
    assert (result[60:90, 60:90] != 200).any()


def test_noise_of_any_length_is_refused(models, tmp_path):
    from onnx import helper
    from tests import networks

    shape = [1, 3, 64, 64]
    nodes = [helper.make_node("Identity", ["picture"], ["harmonised"])]
    file = networks.save(
        tmp_path / "a.onnx", nodes, [("picture", shape), ("noise", [1, "free", 1, 1])], [("harmonised", shape)]
    )
    with pytest.raises(ModelError):
        store.add(file)
