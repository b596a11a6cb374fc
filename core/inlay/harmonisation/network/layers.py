"""The layers of the paper's networks, wherever their weights come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Height and width of the pictures that they take and give.
SIZE = 64
#: Of the leaky rectifier below zero.
SLOPE = 0.2
#: Added to the variance by a normalisation, as Chainer does.
EPSILON = 2e-5


@dataclass(frozen=True, eq=False)
class Normalisation:
    """A batch normalisation that has learnt: ``scale * (x - mean) / sqrt(variance + EPSILON) + shift``.

    Attributes
    ----------
    scale, shift, mean, variance : ndarray, (channels,)
    """

    scale: np.ndarray
    shift: np.ndarray
    mean: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True, eq=False)
class Layer:
    """A convolution, and what follows it.

    Attributes
    ----------
    kernel : ndarray, (outputs, inputs, height, width)
        Of a transposed convolution (inputs, outputs, height, width).
    transposed : bool
        Whether it makes the picture larger.
    stride, padding : int
    normalisation : Normalisation or None
    activation : str
        ``leaky``, ``rectified`` or ``tanh``.
    """

    kernel: np.ndarray
    transposed: bool
    stride: int
    padding: int
    normalisation: Normalisation | None
    activation: str
