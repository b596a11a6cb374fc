"""Layers as an ONNX file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from inlay.contract.language import _
from inlay.errors import ModelError
from inlay.harmonisation.network.layers import EPSILON, SIZE, SLOPE, Layer

#: What every ONNX Runtime of the range reads.
_IR, _OPERATORS = 8, 13
_ACTIVATIONS: dict[str, tuple[str, dict[str, float]]] = {
    "leaky": ("LeakyRelu", {"alpha": SLOPE}),
    "rectified": ("Relu", {}),
    "tanh": ("Tanh", {}),
}
_SHAPE = (1, 3, SIZE, SIZE)
#: `onnx.TensorProto.FLOAT`.
_FLOAT = 1


def blending(layers: Sequence[Layer]) -> bytes:
    """The ONNX file of a network that takes ``picture`` and gives ``harmonised``, (1, 3, 64, 64) each.

    Raises
    ------
    ModelError
        If the package onnx is missing.
    """
    graph = _Graph()
    made = _forward(graph, layers, "picture")[-1]
    return graph.encoded({"picture": _SHAPE}, {"harmonised": (made, _SHAPE)})


def generating(layers: Sequence[Layer]) -> bytes:
    """The ONNX file of a generator that a search can use.

    It takes ``picture`` (1, 3, 64, 64) and ``noise`` (1, channels, 1, 1), and gives ``harmonised``, what it makes of
    the noise, and ``slope``: the gradient, by the noise, of the mean squared difference of the two.

    Raises
    ------
    ModelError
        If the package onnx is missing.
    """
    graph = _Graph()
    made = _forward(graph, layers, "noise")
    error = graph.add("Sub", made[-1], "picture")
    slope = graph.add("Mul", error, graph.constant(np.array(2 / np.prod(_SHAPE))))
    for layer, after in zip(reversed(layers), reversed(made), strict=True):
        slope = _backward(graph, layer, after, slope)
    noise = (1, layers[0].kernel.shape[0], 1, 1)
    inputs = {"picture": _SHAPE, "noise": noise}
    return graph.encoded(inputs, {"harmonised": (made[-1], _SHAPE), "slope": (slope, noise)})


class _Graph:
    """Operators one after the other; every value has a number for its name."""

    def __init__(self) -> None:
        self._onnx = _package()
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """The name of what an operator gives."""
        name = f"value{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(operator, inputs, [name], **attributes))
        return name

    def constant(self, values: np.ndarray) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(self._onnx.numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def encoded(self, inputs: Mapping[str, Sequence[int]], outputs: Mapping[str, tuple[str, Sequence[int]]]) -> bytes:
        """The file, with the names and shapes of what it takes, and of the values that it gives."""
        onnx = self._onnx
        nodes = [*self._nodes]
        nodes += [onnx.helper.make_node("Identity", [value], [name]) for name, (value, _) in outputs.items()]
        shapes = {**inputs, **{name: shape for name, (_, shape) in outputs.items()}}
        ports = {
            name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
            for name, shape in shapes.items()
        }
        graph = onnx.helper.make_graph(
            nodes,
            "blending network",
            [ports[name] for name in inputs],
            [ports[name] for name in outputs],
            self._constants,
        )
        versions = [onnx.helper.make_opsetid("", _OPERATORS)]
        model = onnx.helper.make_model(graph, ir_version=_IR, opset_imports=versions, producer_name="inlay")
        content: bytes = model.SerializeToString()
        return content


def _forward(graph: _Graph, layers: Sequence[Layer], value: str) -> list[str]:
    """What each layer gives."""
    found = []
    for layer in layers:
        operator = "ConvTranspose" if layer.transposed else "Conv"
        value = graph.add(operator, value, graph.constant(layer.kernel), **_place(layer))
        if layer.normalisation is not None:
            learnt = layer.normalisation
            arrays = learnt.scale, learnt.shift, learnt.mean, learnt.variance
            value = graph.add("BatchNormalization", value, *map(graph.constant, arrays), epsilon=EPSILON)
        operator, attributes = _ACTIVATIONS[layer.activation]
        value = graph.add(operator, value, **attributes)
        found.append(value)
    return found


def _backward(graph: _Graph, layer: Layer, after: str, slope: str) -> str:
    """The slope by what a layer of a generator takes, from that by what it gives."""
    if layer.activation == "tanh":
        square = graph.add("Mul", after, after)
        slope = graph.add("Mul", slope, graph.add("Sub", graph.constant(np.array(1.0)), square))
    else:
        positive = graph.add("Greater", after, graph.constant(np.array(0.0)))
        slope = graph.add("Mul", slope, graph.add("Cast", positive, to=_FLOAT))
    if layer.normalisation is not None:
        factor = layer.normalisation.scale / np.sqrt(layer.normalisation.variance + EPSILON)
        slope = graph.add("Mul", slope, graph.constant(factor[:, None, None]))
    return graph.add("Conv", slope, graph.constant(layer.kernel), **_place(layer))


def _place(layer: Layer) -> dict[str, list[int]]:
    return {"strides": [layer.stride] * 2, "pads": [layer.padding] * 4}


def _package() -> Any:
    try:
        import onnx
        import onnx.helper
        import onnx.numpy_helper
    except ImportError as error:
        raise ModelError(
            _("Weights are brought into the form of ONNX by the package onnx, which is not installed."),
            _("Run `python3 install.py --with networks` in a clone of the repository."),
        ) from error
    return onnx
