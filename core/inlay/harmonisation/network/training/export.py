"""A trained network as an ONNX file."""

from __future__ import annotations

import io
import warnings

import torch

from inlay.harmonisation.network.training.training import Training

#: What every ONNX Runtime of the range reads.
_OPERATORS = 17


def as_onnx(training: Training) -> bytes:
    """A network that takes ``picture`` (1, 3, size, size) from -1 to 1, and ``mask`` (1, 1, size, size) from 0 to 1
    where it looks at that, and gives ``harmonised``.
    """
    size = training.architecture.size
    picture, mask = torch.zeros(1, 3, size, size), torch.ones(1, 1, size, size)
    inputs = (picture, mask) if training.architecture.is_local else (picture,)
    file = io.BytesIO()
    network = training.network.eval()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of what the exporter cannot know: sizes are fixed
        torch.onnx.export(
            network,
            inputs,
            file,
            input_names=["picture", "mask"][: len(inputs)],
            output_names=["harmonised"],
            opset_version=_OPERATORS,
            dynamo=False,
        )
    network.train()
    return file.getvalue()
