"""Weights as the authors of the paper published them: an archive of arrays with Chainer's names.

``encoder/0/W`` is the first convolution, ``encoder/3/gamma`` the second one's normalisation, and so on: activations
count, too. https://github.com/wuhuikai/GP-GAN
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from inlay.errors import ModelError
from inlay.harmonisation.network import graph
from inlay.harmonisation.network.layers import Layer, Normalisation
from inlay.system import refusals

#: Each convolution and the normalisation behind it, from the picture to the bottleneck and back.
_ENCODER = (
    ("encoder/0", None), ("encoder/2", "encoder/3"), ("encoder/5", "encoder/6"), ("encoder/8", "encoder/9"),
    ("encoder/11", "bn"),
)  # fmt: skip
_DECODER = (
    ("decoder/0", "decoder/1"), ("decoder/3", "decoder/4"), ("decoder/6", "decoder/7"), ("decoder/9", "decoder/10"),
    ("decoder/12", None),
)  # fmt: skip
_KERNEL = 4, 4
#: The names that a normalisation's arrays have there.
_LEARNT = ("gamma", "beta", "avg_mean", "avg_var")
_GET = "Get blending_gan.npz of the GP-GAN project anew, or train a network: `inlay train blending-network`."


def as_onnx(path: Path) -> bytes:
    """The blending network of an archive, as an ONNX file.

    Raises
    ------
    ModelError
        If it holds something else, or the package onnx is missing.
    FileError
        If it cannot be read.
    """
    return graph.encoded(layers(read(path)))


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of an archive by their names.

    Raises
    ------
    ModelError
        If it is damaged, or no archive of arrays.
    FileError
        If it cannot be read.
    """
    with refusals.reading(path), open(path, "rb") as file:
        try:
            archive = np.load(file, allow_pickle=False)
            # Chainer keeps what has no value as an object.
            names = [name for name in getattr(archive, "files", ()) if not name.endswith("/N")]
            return {name: archive[name] for name in names}
        except (ValueError, EOFError, KeyError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
            raise ModelError(f"{path} is no archive of weights ({error}).", _GET) from error


def layers(arrays: Mapping[str, np.ndarray]) -> list[Layer]:
    """The encoder-decoder that arrays with Chainer's names are the weights of.

    Raises
    ------
    ModelError
        If one is missing, or its shape does not fit the others.
    """
    if "0/W" in arrays:
        raise ModelError("It holds a generator of the unsupervised mode, and no blending network.", _GET)
    width, bottleneck = (_outputs(arrays, f"{name}/W") for name in ("encoder/0", "encoder/11"))
    widths = [3, *(width * 2**level for level in range(4)), bottleneck]
    found = []
    for (name, normalisation), before, after in zip(_ENCODER, widths, widths[1:], strict=False):
        kernel = _taken(arrays, f"{name}/W", (after, before, *_KERNEL))
        found.append(_layer(kernel, False, name == _ENCODER[-1][0], _learnt(arrays, normalisation, after), "leaky"))
    widths.reverse()
    for (name, normalisation), before, after in zip(_DECODER, widths, widths[1:], strict=False):
        kernel = _taken(arrays, f"{name}/W", (before, after, *_KERNEL))
        activation = "rectified" if normalisation else "tanh"
        found.append(_layer(kernel, True, name == _DECODER[0][0], _learnt(arrays, normalisation, after), activation))
    return found


def _layer(kernel: np.ndarray, transposed: bool, is_end: bool, learnt: Normalisation | None, activation: str) -> Layer:
    """One that halves or doubles the picture, or at the bottleneck one that takes or gives all of it."""
    stride, padding = (1, 0) if is_end else (2, 1)
    return Layer(kernel, transposed, stride, padding, learnt, activation)


def _learnt(arrays: Mapping[str, np.ndarray], name: str | None, channels: int) -> Normalisation | None:
    if name is None:
        return None
    return Normalisation(*(_taken(arrays, f"{name}/{each}", (channels,)) for each in _LEARNT))


def _outputs(arrays: Mapping[str, np.ndarray], name: str) -> int:
    """How many channels a convolution gives."""
    kernel = arrays.get(name)
    return kernel.shape[0] if kernel is not None and kernel.ndim == 4 else 1


def _taken(arrays: Mapping[str, np.ndarray], name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name not in arrays:
        raise ModelError(f"It has no array {name}: it is no blending network of GP-GAN.", _GET)
    found = arrays[name]
    if found.shape != shape or found.dtype.kind != "f" or not np.isfinite(found).all():
        sizes, wanted = (" x ".join(map(str, each)) for each in (found.shape, shape))
        raise ModelError(f"Its array {name} is {sizes} {found.dtype}, and not {wanted} finite numbers.", _GET)
    return found
