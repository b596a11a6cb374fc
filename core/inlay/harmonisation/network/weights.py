"""Weights as the authors of the paper published them: an archive of arrays with Chainer's names.

``encoder/0/W`` is the first convolution, ``encoder/3/gamma`` the second one's normalisation, and so on: activations
count, too. The generator of the unsupervised mode has the decoder's names alone: ``0/W``. https://github.com/wuhuikai/GP-GAN
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from inlay.contract.language import _
from inlay.errors import ModelError
from inlay.harmonisation.network import graph
from inlay.harmonisation.network.layers import Layer, Normalisation
from inlay.system import refusals

#: Each convolution and the normalisation behind it, from the picture to the bottleneck and back.
_ENCODER = (
    ("encoder/0", None), ("encoder/2", "encoder/3"), ("encoder/5", "encoder/6"), ("encoder/8", "encoder/9"),
    ("encoder/11", "bn"),
)  # fmt: skip
_DECODER = (("0", "1"), ("3", "4"), ("6", "7"), ("9", "10"), ("12", None))
_KERNEL = 4, 4
#: The names that a normalisation's arrays have there.
_LEARNT = ("gamma", "beta", "avg_mean", "avg_var")
_GET = _(
    "Get blending_gan.npz or unsupervised_blending_gan.npz of the GP-GAN project anew, or train a network: "
    "`inlay train blending-network`."
)


def as_onnx(path: Path) -> bytes:
    """The network of an archive as an ONNX file: a blending network, or a generator of the unsupervised mode.

    Raises
    ------
    ModelError
        If it holds something else, or the package onnx is missing.
    FileError
        If it cannot be read.
    """
    arrays = read(path)
    if f"{_DECODER[0][0]}/W" in arrays:
        return graph.generating(decoder(arrays, ""))
    return graph.blending([*encoder(arrays), *decoder(arrays, "decoder/")])


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
            raise ModelError(_("{path} is no archive of weights, or damaged.", path=path), _GET) from error


def encoder(arrays: Mapping[str, np.ndarray]) -> list[Layer]:
    """The layers from a picture to the bottleneck.

    Raises
    ------
    ModelError
        If an array is missing, or its shape does not fit the others.
    """
    width, bottleneck = (_length(arrays, f"{name}/W") for name in ("encoder/0", "encoder/11"))
    widths = [3, *(width * 2**level for level in range(4)), bottleneck]
    found = []
    for (name, normalisation), before, after in zip(_ENCODER, widths, widths[1:], strict=False):
        kernel = _taken(arrays, f"{name}/W", (after, before, *_KERNEL))
        learnt = None if normalisation is None else _learnt(arrays, normalisation, after)
        found.append(_layer(kernel, False, name == _ENCODER[-1][0], learnt, "leaky"))
    return found


def decoder(arrays: Mapping[str, np.ndarray], part: str) -> list[Layer]:
    """The layers from the bottleneck to a picture, whose names begin so.

    Raises
    ------
    ModelError
        If an array is missing, or its shape does not fit the others.
    """
    bottleneck, width = (_length(arrays, f"{part}{name}/W") for name in (_DECODER[0][0], _DECODER[-1][0]))
    widths = [bottleneck, *(width * 2**level for level in (3, 2, 1, 0)), 3]
    found = []
    for (name, normalisation), before, after in zip(_DECODER, widths, widths[1:], strict=False):
        kernel = _taken(arrays, f"{part}{name}/W", (before, after, *_KERNEL))
        learnt = None if normalisation is None else _learnt(arrays, f"{part}{normalisation}", after)
        activation = "tanh" if learnt is None else "rectified"
        found.append(_layer(kernel, True, name == _DECODER[0][0], learnt, activation))
    return found


def _layer(kernel: np.ndarray, transposed: bool, is_end: bool, learnt: Normalisation | None, activation: str) -> Layer:
    """One that halves or doubles the picture, or at the bottleneck one that takes or gives all of it."""
    stride, padding = (1, 0) if is_end else (2, 1)
    return Layer(kernel, transposed, stride, padding, learnt, activation)


def _learnt(arrays: Mapping[str, np.ndarray], name: str, channels: int) -> Normalisation:
    return Normalisation(*(_taken(arrays, f"{name}/{each}", (channels,)) for each in _LEARNT))


def _length(arrays: Mapping[str, np.ndarray], name: str) -> int:
    """How many channels a convolution gives, and a transposed one takes."""
    kernel = arrays.get(name)
    return kernel.shape[0] if kernel is not None and kernel.ndim == 4 else 1


def _taken(arrays: Mapping[str, np.ndarray], name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name not in arrays:
        raise ModelError(_("It has no array {name}: it is no blending network of GP-GAN.", name=name), _GET)
    found = arrays[name]
    if found.shape != shape or found.dtype.kind != "f" or not np.isfinite(found).all():
        sizes, wanted = (" x ".join(map(str, each)) for each in (found.shape, shape))
        raise ModelError(
            _(
                "Its array {name} is {sizes} {dtype}, and not {wanted} finite numbers.",
                name=name,
                sizes=sizes,
                dtype=found.dtype,
                wanted=wanted,
            ),
            _GET,
        )
    return found
