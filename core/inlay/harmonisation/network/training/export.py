"""A trained network as an ONNX file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable

import torch
from torch import nn

from inlay.harmonisation.network import graph
from inlay.harmonisation.network.layers import Layer, Normalisation
from inlay.harmonisation.network.training.encoder_decoder import EncoderDecoder, Generator
from inlay.harmonisation.network.training.training import Training

#: What every ONNX Runtime of the range reads.
_OPERATORS = 17
_ACTIVATIONS = {nn.LeakyReLU: "leaky", nn.ReLU: "rectified", nn.Tanh: "tanh"}


def as_onnx(training: Training) -> bytes:
    """A network that takes ``picture`` (1, 3, size, size) from -1 to 1, and what else it looks at: ``mask``
    (1, 1, size, size) from 0 to 1, or ``noise``; it gives ``harmonised``.

    Raises
    ------
    ModelError
        If the package onnx is missing.
    """
    network = training.network
    if isinstance(network, EncoderDecoder):
        return graph.blending(_layers([*network.encoder, *network.between, *network.decoder]))
    if isinstance(network, Generator):
        return graph.generating(_layers(network.decoder))
    return _traced(network, training.architecture.size)


def _layers(modules: Iterable[nn.Module]) -> list[Layer]:
    found: list[Layer] = []
    for module in modules:
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            convolution, learnt = module, None
        elif isinstance(module, nn.BatchNorm2d):
            arrays = module.weight, module.bias, module.running_mean, module.running_var
            learnt = Normalisation(*(each.detach().numpy() for each in arrays))
        else:
            kernel, transposed = convolution.weight.detach().numpy(), isinstance(convolution, nn.ConvTranspose2d)
            stride, padding = int(convolution.stride[0]), int(convolution.padding[0])
            found.append(Layer(kernel, transposed, stride, padding, learnt, _ACTIVATIONS[type(module)]))
    return found


def _traced(network: nn.Module, size: int) -> bytes:
    picture, mask = torch.zeros(1, 3, size, size), torch.ones(1, 1, size, size)
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of what the exporter cannot know: sizes are fixed
        torch.onnx.export(
            network.eval(),
            (picture, mask),
            file,
            input_names=["picture", "mask"],
            output_names=["harmonised"],
            opset_version=_OPERATORS,
            dynamo=False,
        )
    network.train()
    return file.getvalue()
