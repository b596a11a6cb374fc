"""The blending networks that can be trained, by the names of `inlay.harmonisation.network.settings.ARCHITECTURES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import nn

from inlay.harmonisation.network import layers
from inlay.harmonisation.network.training import correction
from inlay.harmonisation.network.training.correction import Correction
from inlay.harmonisation.network.training.encoder_decoder import EncoderDecoder, Generator

#: How slowly Adam forgets squares of gradients.
_SQUARES = 0.999


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """
    Attributes
    ----------
    made : callable
        ``made(width, bottleneck)``: the network at its beginning. Its ``forward`` takes pictures and masks, that of a
        generator noise.
    size : int
        Height and width of the pictures.
    rate, critic_rate : float
        How fast it learns at the beginning, and its critic.
    momentum : float or None
        How slowly Adam forgets gradients; None for RMSprop.
    falls : bool
        Whether the rate falls, to nothing at the end.
    is_local : bool
        Whether the network changes the colours of the piece and draws nothing: only the piece is compared, and it
        learns from pictures lying on their side, and with exchanged channels, as well.
    is_generator : bool
        Whether it makes pictures of noise, and learns from the critic alone.
    """

    made: Callable[[int, int], nn.Module]
    size: int
    rate: float
    critic_rate: float = 2e-4
    momentum: float | None = 0.5
    falls: bool = False
    is_local: bool = False
    is_generator: bool = False

    def optimiser(self, weights: Iterable[nn.Parameter], rate: float) -> torch.optim.Optimizer:
        """What changes weights, and by how much."""
        if self.momentum is None:
            return torch.optim.RMSprop(weights, rate)
        return torch.optim.Adam(weights, rate, (self.momentum, _SQUARES))


BY_NAME = {
    "encoder-decoder": Architecture(made=EncoderDecoder, size=layers.SIZE, rate=2e-3),
    "generator": Architecture(
        made=lambda width, bottleneck: Generator(width),
        size=layers.SIZE,
        rate=5e-5,
        critic_rate=5e-5,
        momentum=None,
        is_generator=True,
    ),
    "correction": Architecture(
        made=lambda width, bottleneck: Correction(width),
        size=correction.SIZE,
        rate=1e-3,
        momentum=0.9,
        falls=True,
        is_local=True,
    ),
}
