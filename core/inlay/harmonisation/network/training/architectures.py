"""The blending networks that can be trained, by the names of `inlay.harmonisation.network.settings.ARCHITECTURES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from inlay.harmonisation.network import layers
from inlay.harmonisation.network.training import correction
from inlay.harmonisation.network.training.correction import Correction
from inlay.harmonisation.network.training.encoder_decoder import EncoderDecoder


@dataclass(frozen=True)
class Architecture:
    """
    Attributes
    ----------
    made : callable
        ``made(width, bottleneck)``: the network at its beginning. Its ``forward`` takes pictures and masks.
    size : int
        Height and width of the pictures.
    width : int
        Usual number of channels of the first convolution.
    rate : float
        Of Adam, at the beginning.
    momentum : float
        How slowly Adam forgets gradients.
    falls : bool
        Whether the rate falls, to nothing at the end.
    is_local : bool
        Whether the network changes the colours of the piece and draws nothing: only the piece is compared, and it
        learns from pictures lying on their side, and with exchanged channels, as well.
    """

    made: Callable[[int, int], nn.Module]
    size: int
    width: int
    rate: float
    momentum: float
    falls: bool
    is_local: bool


BY_NAME = {
    "encoder-decoder": Architecture(EncoderDecoder, layers.SIZE, 64, 2e-3, 0.5, falls=False, is_local=False),
    "correction": Architecture(
        lambda width, bottleneck: Correction(width), correction.SIZE, 32, 1e-3, 0.9, falls=True, is_local=True
    ),
}
