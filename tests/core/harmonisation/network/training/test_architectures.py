"""The networks that are trained: what they take and give, the same as the authors' weights and as their own files."""

import numpy as np
import pytest
from tests.core.harmonisation.network import chainer

from inlay.harmonisation.network import weights
from inlay.harmonisation.network.settings import ARCHITECTURES, Settings
from inlay.networks import session, store

torch = pytest.importorskip("torch", reason="trains: install inlay[train]")


INPUTS = {"encoder-decoder": ["picture"], "generator": ["picture", "noise"], "correction": ["picture", "mask"]}


def small(architecture, **settings):
    from inlay.harmonisation.network.training.training import Training

    return Training(Settings(architecture=architecture, width=4, bottleneck=6, **settings))


def test_the_paper_has_these_layers():
    from inlay.harmonisation.network.training.encoder_decoder import Critic, EncoderDecoder, Generator

    network = EncoderDecoder()
    shapes = [tuple(layer.weight.shape) for layer in network.modules() if hasattr(layer, "stride")]
    assert shapes == [
        (64, 3, 4, 4), (128, 64, 4, 4), (256, 128, 4, 4), (512, 256, 4, 4), (4000, 512, 4, 4),
        (4000, 512, 4, 4), (512, 256, 4, 4), (256, 128, 4, 4), (128, 64, 4, 4), (64, 3, 4, 4),
    ]  # fmt: skip
    pictures = torch.zeros(2, 3, 64, 64)
    assert Critic(8)(pictures).shape == (2,)
    made = Generator(8)(torch.randn(2, 100))
    assert made.shape == (2, 3, 64, 64) and float(made.detach().abs().max()) <= 1


def test_it_answers_as_the_authors_weights_do():
    """The arrays of an archive, one after the other, are the parameters of the layers, one after the other."""
    from inlay.harmonisation.network.training.encoder_decoder import EncoderDecoder

    arrays = chainer.weights(width=4, bottleneck=6)
    network = EncoderDecoder(4, 6).eval()
    layers = [layer for layer in network.modules() if hasattr(layer, "stride") or hasattr(layer, "running_mean")]
    kernels = iter([*weights.encoder(arrays), *weights.decoder(arrays, "decoder/")])
    with torch.no_grad():
        for layer in layers:
            if hasattr(layer, "stride"):
                current = next(kernels)
                layer.weight.copy_(torch.from_numpy(current.kernel))
                continue
            learnt = current.normalisation
            pairs = zip(
                (layer.weight, layer.bias, layer.running_mean, layer.running_var),
                (learnt.scale, learnt.shift, learnt.mean, learnt.variance),
                strict=True,
            )
            for own, given in pairs:
                own.copy_(torch.from_numpy(given))
        picture = np.random.default_rng(2).uniform(-1, 1, (3, 64, 64)).astype(np.float32)
        found = network(torch.from_numpy(picture[None]))[0].numpy()
    np.testing.assert_allclose(found, chainer.answered(arrays, picture), atol=1e-5)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_its_file_answers_as_it_does(models, tmp_path, architecture):
    from inlay.harmonisation.network.training import export

    training = small(architecture)
    with torch.no_grad():
        for weight in training.network.parameters():
            weight.add_(torch.randn_like(weight) * 0.05)
    file = tmp_path / "a.onnx"
    file.write_bytes(export.as_onnx(training))
    model = store.add(file)
    size = training.architecture.size
    assert (model.kind, model.width, model.height) == ("blending", size, size)
    random = np.random.default_rng(3)
    picture = random.uniform(-1, 1, (1, 3, size, size)).astype(np.float32)
    mask = np.zeros((1, 1, size, size), np.float32)
    mask[..., size // 4 : size // 2, size // 3 : 2 * size // 3] = 1
    noise = random.normal(size=(1, 100, 1, 1)).astype(np.float32)
    given = {"picture": picture, "mask": mask, "noise": noise}
    network = training.network.eval()
    with torch.no_grad():
        if architecture == "generator":
            expected = network(torch.from_numpy(noise[..., 0, 0]))
        else:
            expected = network(torch.from_numpy(picture), torch.from_numpy(mask))
    found = session.run(model, {port.name: given[port.name] for port in model.inputs})
    assert [port.name for port in model.inputs] == INPUTS[architecture]
    np.testing.assert_allclose(found[0], expected.numpy(), atol=1e-4)


def test_a_correction_finds_one_light_before_it_has_learnt_anything():
    """A part of a picture without steps of its own at the border is made darker: it comes back."""
    from inlay.harmonisation.network.training.correction import SIZE, Correction

    y, x = np.mgrid[:SIZE, :SIZE] / SIZE
    waves = np.sin(6 * x) * np.cos(5 * y)
    truth = np.stack([0.1 + 0.4 * waves, -0.2 + 0.3 * waves, 0.3 * waves])
    mask = (np.hypot(x - 0.5, y - 0.45) < 0.25).astype(np.float32)
    pasted = np.where(mask > 0, 0.7 * (truth + 1) - 1, truth)
    with torch.no_grad():
        found = Correction(8)(*(torch.from_numpy(each.astype(np.float32))[None] for each in (pasted, mask[None])))
    error, before = (np.abs(each - truth)[:, mask > 0].mean() for each in (found[0].numpy(), pasted))
    assert error < 0.15 * before
    np.testing.assert_allclose(found[0].numpy()[:, mask == 0], truth[:, mask == 0], atol=1e-6)
