"""What networks whose answers are known make of a paste, and when harmonising offers them."""

import numpy as np
import pytest
from onnx import helper
from tests import networks, pictures

import inlay
from inlay import colour
from inlay.errors import ModelError, ParameterError
from inlay.harmonisation import registry
from inlay.harmonisation.network import prediction
from inlay.harmonisation.paste import Paste
from inlay.networks import store
from inlay.operations import registry as operations
from inlay.picture import Picture, Space

RGB = Space("RGB", np.dtype(np.float32))
SIZE = [1, 3, 64, 64]


def darkening(path, factor=0.5, size=64):
    """A network that multiplies colours, which it sees from -1 to 1, where the mask is."""
    shape = [1, 3, size, size]
    nodes = [
        helper.make_node("Add", ["picture", "one"], ["light"]),
        helper.make_node("Mul", ["light", "less"], ["taken"]),
        helper.make_node("Mul", ["taken", "mask"], ["here"]),
        helper.make_node("Sub", ["picture", "here"], ["harmonised"]),
    ]
    constants = [
        helper.make_tensor(name, networks.FLOAT, [], [value]) for name, value in (("one", 1.0), ("less", 1 - factor))
    ]
    inputs = [("picture", shape), ("mask", [1, 1, size, size])]
    return networks.save(path, nodes, inputs, [("harmonised", shape)], constants)


def paste(rows=64, columns=64, channels=3, space=RGB, white=0.8):
    y, x = np.mgrid[:rows, :columns] / rows
    destination = np.repeat((0.2 + 0.3 * x)[..., None], channels, axis=2).astype(np.float32)
    source = np.repeat((0.4 + (white - 0.4) * y)[..., None], channels, axis=2).astype(np.float32)
    coverage = np.zeros((rows, columns), np.float32)
    coverage[rows // 4 : 3 * rows // 4, columns // 4 : columns // 2] = 1
    there = np.ones_like(coverage)
    return Paste(source, destination, coverage, there, space, destination, 1 - coverage)


def test_the_change_is_the_networks(models, tmp_path):
    given = paste()
    found = prediction.predict(store.add(darkening(tmp_path / "a.onnx")), given)
    inside = given.coverage == 1
    np.testing.assert_allclose(found[inside], given.source[inside] / 2, atol=1e-5)
    np.testing.assert_array_equal(found[~inside], given.destination[~inside])


def test_a_network_that_is_given_no_mask(models, tmp_path):
    model = store.add(networks.identity(tmp_path / "a.onnx", SIZE))
    assert model.kind == "blending"
    given = paste(70, 90)
    np.testing.assert_allclose(prediction.predict(model, given), given.composite, atol=1e-5)


def test_finer_colours_than_the_network_sees_stay(models, tmp_path):
    """The paste is larger than the network's picture, and has a pattern that this cannot show."""
    model = store.add(darkening(tmp_path / "a.onnx", factor=0.5, size=32))
    given = paste(128, 128)
    pattern = 0.1 * (-1.0) ** np.add(*np.mgrid[:128, :128])[..., None]
    given.source[:] += pattern
    found = prediction.predict(model, given)
    core = np.s_[40:88, 40:56]
    np.testing.assert_allclose(found[core], given.source[core] - (given.source - pattern)[core] / 2, atol=0.01)


def test_gray_linear_and_lighter_than_white(models, tmp_path):
    model = store.add(darkening(tmp_path / "a.onnx"))
    gray = paste(channels=1, space=Space("GRAY", np.dtype(np.float32)))
    inside = gray.coverage == 1
    # Gray may have a transfer curve of its own.
    np.testing.assert_allclose(prediction.predict(model, gray)[inside], gray.source[inside] / 2, atol=0.02)
    linear = Space("RGB", np.dtype(np.float32), "linear")
    light = paste(space=linear)
    found, seen = (
        colour.convert(Picture(each, space=linear), RGB).pixels
        for each in (prediction.predict(model, light), light.source)
    )
    np.testing.assert_allclose(found[inside], seen[inside] / 2, atol=1e-4)
    bright = paste(white=3.0)
    change = bright.source - prediction.predict(model, bright)
    np.testing.assert_allclose(change[inside], np.minimum(bright.source, 1)[inside] / 2, atol=0.02)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_harmonise_by_a_network_keeps_detail_and_depth(models, tmp_path, dtype):
    store.add(darkening(tmp_path / "a.onnx"))
    random = np.random.default_rng(0)
    source, scene = np.full((200, 220, 3), 0.6), np.full((300, 320, 3), 0.3)
    source += random.normal(0, 0.02, source.shape)
    stored = [pictures.stored(each, dtype) for each in (source, scene)]
    result = inlay.harmonise(*stored, at=(50, 50), model="network", strength=100.0)
    assert (result.shape, result.dtype) == (stored[1].shape, stored[1].dtype)
    outside = np.ones(scene.shape[:2], bool)
    outside[50:250, 50:270] = False
    np.testing.assert_array_equal(result[outside], stored[1][outside])
    core = np.s_[90:210, 90:230]
    colours = result[core].astype(float) / pictures.white(dtype)
    np.testing.assert_allclose(colours.mean(axis=(0, 1)), 0.3, atol=0.01)
    fine = source[40:160, 40:180]
    assert np.corrcoef((colours - colours.mean()).ravel(), (fine - fine.mean()).ravel())[0, 1] > 0.9


def test_the_choice_is_offered_where_a_network_is_installed(models, tmp_path):
    def offered():
        (parameter,) = [each for each in operations.find("harmonise").parameters if each.id == "model"]
        return [option.id for option in parameter.listed()]

    assert "network" not in offered()
    with pytest.raises(ModelError, match="No network that blends is installed") as refusal:
        registry.find("network")
    assert "inlay models add" in refusal.value.hint
    with pytest.raises(ModelError, match="No network that blends is installed"):
        inlay.harmonise(np.zeros((40, 40, 3)), np.zeros((40, 40, 3)), model="network")
    with pytest.raises(ParameterError, match="one of"):
        inlay.harmonise(np.zeros((40, 40, 3)), np.zeros((40, 40, 3)), model="netwrok")
    store.add(darkening(tmp_path / "a.onnx"), "first")
    store.add(darkening(tmp_path / "b.onnx", 0.7), "second")
    store.add(networks.gray(tmp_path / "c.onnx"), "subject")
    assert offered()[-2:] == ["network", "second"]
    assert registry.find("network").name == "As a network has learnt (first)"
    assert not registry.find("second").takes_reference


def test_answers_that_are_no_picture(models, tmp_path):
    for name, shape, words in (("small", [1, 3, 32, 32], "1 x 3 x 32 x 32"), ("large", [1, 3, 64, 128], "x 128")):
        nodes = [helper.make_node("Resize", ["picture", "", "", "size"], ["harmonised"])]
        sizes = [helper.make_tensor("size", networks.TensorProto.INT64, [4], shape)]
        file = networks.save(tmp_path / f"{name}.onnx", nodes, [("picture", SIZE)], [("harmonised", shape)], sizes)
        with pytest.raises(ModelError, match=f"answers .*{words}"):
            store.add(file)
