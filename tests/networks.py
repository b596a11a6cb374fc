"""Tiny networks, made of a few operators: what they answer is known exactly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT
# What every ONNX Runtime of the range reads.
VERSIONS = {"ir_version": 8, "opset_imports": [helper.make_opsetid("", 13)]}


def gray(
    path: Path,
    size: int | str = 32,
    channels: int | str = 3,
    outputs: int = 1,
    shift: float = 0.0,
    factor: float = 1.0,
    type: int = FLOAT,
) -> Path:
    """A network whose first map is ``factor * mean of the channels + shift``; further maps are its negative.

    `size` may be a name, which leaves height and width free.
    """
    free = isinstance(size, str)
    shape = [1, channels, "height" if free else size, "width" if free else size]
    constants = [
        helper.make_tensor("factor", type, [], [factor]),
        helper.make_tensor("shift", type, [], [shift]),
    ]
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "factor"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["map0"]),
        *(helper.make_node("Neg", ["map0"], [f"map{number}"]) for number in range(1, outputs)),
    ]
    maps = [(f"map{number}", [1, 1, *shape[2:]]) for number in range(outputs)]
    return save(path, nodes, [("picture", shape)], maps, constants, type)


def identity(path: Path, shape: Sequence[int | str], type: int = FLOAT) -> Path:
    """A network that answers what it is given."""
    nodes = [helper.make_node("Identity", ["picture"], ["map"])]
    return save(path, nodes, [("picture", shape)], [("map", shape)], type=type)


def reshaped(path: Path, shape: Sequence[int], size: int = 32) -> Path:
    """A network that answers the mean of the channels in another shape."""
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Reshape", ["mean", "shape"], ["map"]),
    ]
    constants = [helper.make_tensor("shape", TensorProto.INT64, [len(shape)], list(shape))]
    return save(path, nodes, [("picture", [1, 3, size, size])], [("map", list(shape))], constants)


def endless(path: Path, turns: int = 2**40, size: int = 32) -> Path:
    """A network that adds zero to its picture for hours."""
    picture = helper.make_tensor_value_info("carried", FLOAT, [1, 3, size, size])
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["going"], ["goes on"]),
            helper.make_node("Mul", ["carried", "one"], ["carried on"]),
        ],
        "turn",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            picture,
        ],
        [
            helper.make_tensor_value_info("goes on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried on", FLOAT, [1, 3, size, size]),
        ],
        [helper.make_tensor("one", FLOAT, [], [1.0])],
    )
    nodes = [
        helper.make_node("Loop", ["turns", "yes", "picture"], ["after"], body=body),
        helper.make_node("ReduceMean", ["after"], ["map"], axes=[1], keepdims=1),
    ]
    constants = [
        helper.make_tensor("turns", TensorProto.INT64, [], [turns]),
        helper.make_tensor("yes", TensorProto.BOOL, [], [True]),
    ]
    shape = [1, 3, size, size]
    return save(path, nodes, [("picture", shape)], [("map", [1, 1, size, size])], constants)


def matte(path: Path, together: bool = False, size: int | str = "free") -> Path:
    """A network of picture and trimap, in one input of four channels or in two; it answers the trimap."""
    place = ["height", "width"] if isinstance(size, str) else [size, size]
    if together:
        nodes = [helper.make_node("Split", ["both", "parts"], ["picture", "map"], axis=1)]
        constants = [helper.make_tensor("parts", TensorProto.INT64, [2], [3, 1])]
        return save(path, nodes, [("both", [1, 4, *place])], [("map", [1, 1, *place])], constants)
    inputs = [("picture", [1, 3, *place]), ("trimap", [1, 1, *place])]
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["trimap", "zero"], ["map"]),
    ]
    constants = [helper.make_tensor("nothing", FLOAT, [], [0.0])]
    return save(path, nodes, inputs, [("map", [1, 1, *place])], constants)


def save(path, nodes, inputs, outputs, constants=(), type=FLOAT, opsets=(), **storing) -> Path:
    """Write a graph of these nodes."""
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info(name, type, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, type, shape) for name, shape in outputs],
        list(constants),
    )
    model = helper.make_model(graph, **VERSIONS)
    model.opset_import.extend(opsets)
    onnx.save(model, path, **storing)
    return path
