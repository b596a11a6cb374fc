"""Layers as an ONNX file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inlay.errors import ModelError
from inlay.harmonisation.network.layers import EPSILON, SIZE, SLOPE, Layer, Normalisation

#: What every ONNX Runtime of the range reads.
_IR, _OPERATORS = 8, 13
_PICTURE, _ANSWER = "picture", "harmonised"
_ACTIVATIONS: dict[str, tuple[str, dict[str, float]]] = {
    "leaky": ("LeakyRelu", {"alpha": SLOPE}),
    "rectified": ("Relu", {}),
    "tanh": ("Tanh", {}),
}


def encoded(layers: Sequence[Layer]) -> bytes:
    """The ONNX file of a network that takes and gives (1, 3, 64, 64).

    Raises
    ------
    ModelError
        If the package onnx is missing.
    """
    onnx = _package()
    nodes: list[Any] = []
    constants: list[Any] = []
    name = _PICTURE
    for number, layer in enumerate(layers):
        for suffix, operator, weights, attributes in _operators(layer):
            names = [f"{number}.{suffix}.{index}" for index in range(len(weights))]
            constants += [
                onnx.numpy_helper.from_array(np.ascontiguousarray(array, np.float32), label)
                for array, label in zip(weights, names, strict=True)
            ]
            after = f"{number}.{suffix}"
            nodes.append(onnx.helper.make_node(operator, [name, *names], [after], **attributes))
            name = after
    nodes[-1].output[0] = _ANSWER
    shape = [1, 3, SIZE, SIZE]
    ports = [onnx.helper.make_tensor_value_info(port, onnx.TensorProto.FLOAT, shape) for port in (_PICTURE, _ANSWER)]
    graph = onnx.helper.make_graph(nodes, "blending network", ports[:1], ports[1:], constants)
    versions = [onnx.helper.make_opsetid("", _OPERATORS)]
    model = onnx.helper.make_model(graph, ir_version=_IR, opset_imports=versions, producer_name="inlay")
    content: bytes = model.SerializeToString()
    return content


def _operators(layer: Layer) -> list[tuple[str, str, Sequence[np.ndarray], dict[str, Any]]]:
    """Name, operator, weights and attributes, one after the other."""
    place = {"strides": [layer.stride] * 2, "pads": [layer.padding] * 4}
    found: list[tuple[str, str, Sequence[np.ndarray], dict[str, Any]]] = [
        ("convolved", "ConvTranspose" if layer.transposed else "Conv", (layer.kernel,), place)
    ]
    if layer.normalisation is not None:
        found.append(("normalised", "BatchNormalization", _learnt(layer.normalisation), {"epsilon": EPSILON}))
    operator, attributes = _ACTIVATIONS[layer.activation]
    return [*found, ("activated", operator, (), attributes)]


def _learnt(found: Normalisation) -> tuple[np.ndarray, ...]:
    return found.scale, found.shift, found.mean, found.variance


def _package() -> Any:
    try:
        import onnx
        import onnx.helper
        import onnx.numpy_helper
    except ImportError as error:
        raise ModelError(
            "Weights are brought into the form of ONNX by the package onnx, which is not installed.",
            "Run `python3 install.py --with networks` in a clone of the repository.",
        ) from error
    return onnx
