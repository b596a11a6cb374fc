"""The authors' weights: every name and shape, what the network answers, and archives that are something else."""

import io

import numpy as np
import pytest
from tests.core.harmonisation.network import chainer

from inlay.errors import FileError, ModelError
from inlay.harmonisation.network import weights
from inlay.networks import session, store


def test_every_array_of_the_published_size_is_taken():
    arrays = {
        name: np.broadcast_to(np.float32(0.5), shape)
        for name, shape in chainer.shapes().items()
        if not name.endswith("/N")
    }
    layers = [*weights.encoder(arrays), *weights.decoder(arrays, "decoder/")]
    assert [layer.kernel.shape for layer in layers] == [
        (64, 3, 4, 4), (128, 64, 4, 4), (256, 128, 4, 4), (512, 256, 4, 4), (4000, 512, 4, 4),
        (4000, 512, 4, 4), (512, 256, 4, 4), (256, 128, 4, 4), (128, 64, 4, 4), (64, 3, 4, 4),
    ]  # fmt: skip
    assert [layer.normalisation is None for layer in layers] == [True, *[False] * 8, True]


def test_the_network_answers_as_its_layers_do_by_hand(models, tmp_path):
    arrays = chainer.weights(width=4, bottleneck=6)
    file = tmp_path / "blending_gan.onnx"
    file.write_bytes(weights.as_onnx(chainer.saved(tmp_path / "blending_gan.npz", arrays)))
    model = store.add(file)
    assert (model.kind, model.width, model.height) == ("blending", 64, 64)
    assert (model.mean, model.deviation) == ((0.5,) * 3, (0.5,) * 3)
    picture = np.random.default_rng(1).uniform(-1, 1, (3, 64, 64)).astype(np.float32)
    (found,) = session.run(model, {"picture": picture[None]})
    expected = chainer.answered(arrays, picture)
    assert expected.std() > 0.05
    np.testing.assert_allclose(found[0], expected, atol=1e-5)


def test_a_generator_answers_with_its_picture_and_the_slope(tmp_path):
    """The slope is that of the mean squared difference, compared with differences quotients."""
    arrays = chainer.generator(width=4, noise=6)
    file = tmp_path / "generator.onnx"
    file.write_bytes(weights.as_onnx(chainer.saved(tmp_path / "a.npz", arrays)))
    run = session.runtime().InferenceSession(str(file), providers=["CPUExecutionProvider"]).run
    random = np.random.default_rng(2)
    noise = random.normal(size=6)
    picture = random.uniform(-1, 1, (3, 64, 64))

    def apart(place):
        return ((chainer.generated(arrays, place) - picture) ** 2).mean()

    feed = {"picture": picture[None], "noise": noise[None, :, None, None]}
    made, slope = run(["harmonised", "slope"], {name: values.astype(np.float32) for name, values in feed.items()})
    np.testing.assert_allclose(made[0], chainer.generated(arrays, noise), atol=1e-5)
    steps = 1e-5 * np.eye(6)
    expected = [(apart(noise + step) - apart(noise - step)) / 2e-5 for step in steps]
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(slope[0, :, 0, 0], expected, rtol=1e-3, atol=1e-6)


def _without(name):
    return lambda arrays: arrays.pop(name)


def _with(name, change):
    return lambda arrays: arrays.update({name: change(arrays[name])})


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without("encoder/0/W"), "no array encoder/0/W"),
        (_without("bn/avg_var"), "no array bn/avg_var"),
        (_with("decoder/6/W", lambda kernel: kernel[:, :-1]), "decoder/6/W is 16 x 7 x 4 x 4"),
        (_with("encoder/3/beta", lambda shift: shift.astype(int)), "encoder/3/beta is 8 int"),
        (_with("decoder/12/W", lambda kernel: kernel * np.float32(np.nan)), "decoder/12/W"),
        (_with("encoder/5/W", lambda kernel: np.array([None, 1])), "no archive of weights"),
        (lambda arrays: arrays.update({"0/W": arrays["decoder/0/W"]}), "array 0/W is 6 x 32"),
    ],
    ids=["first", "normalisation", "shape", "integers", "not finite", "objects", "generator"],
)
def test_other_archives_are_refused_with_words(tmp_path, spoil, words):
    arrays = chainer.weights(width=4, bottleneck=6)
    spoil(arrays)
    with pytest.raises(ModelError, match=words) as caught:
        weights.as_onnx(chainer.saved(tmp_path / "a.npz", arrays))
    assert "inlay train" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a page", None], ids=str)
def test_what_is_no_archive_is_refused_with_words(tmp_path, content):
    file = tmp_path / "a.npz"
    if content is None:
        stream = io.BytesIO()
        np.save(stream, np.zeros(3))
        content = stream.getvalue()
    file.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        weights.as_onnx(file)
    assert "pickle" not in str(caught.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        weights.as_onnx(tmp_path / "a.npz")


def test_a_missing_package_is_said(tmp_path, monkeypatch):
    file = chainer.saved(tmp_path / "a.npz", chainer.weights(width=4, bottleneck=6))
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ModelError, match="package onnx"):
        weights.as_onnx(file)
