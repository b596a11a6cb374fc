"""The networks of the paper: a blending network, a critic, and a generator of pictures from noise.

Wu, Zheng, Zhang, Huang: GP-GAN, ACM Multimedia 2019, sections 3.1 and 3.4; layers as Radford, Metz, Chintala 2015,
https://arxiv.org/abs/1511.06434, have them.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from inlay.harmonisation.network.layers import EPSILON, SIZE, SLOPE

#: Numbers that a generator makes a picture of.
NOISE = 100
#: Deviation of the weights that training begins with.
_SPREAD = 0.02


class EncoderDecoder(nn.Module):
    """A picture with a paste in it becomes the picture with the wanted colours.

    Parameters
    ----------
    width : int
        Channels of the first convolution; 64 in the paper. Each further one has twice as many.
    bottleneck : int
        Channels between encoder and decoder; 4000 in the paper.
    """

    def __init__(self, width: int = 64, bottleneck: int = 4000) -> None:
        super().__init__()
        self.encoder = _encoder(width, bottleneck)
        self.between = nn.Sequential(_normalisation(bottleneck), nn.LeakyReLU(SLOPE))
        self.decoder = _decoder(width, bottleneck)
        self.apply(_begin)

    def forward(self, picture: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """(n, 3, 64, 64) from -1 to 1, in and out; where the paste is it sees for itself."""
        found: torch.Tensor = self.decoder(self.between(self.encoder(picture)))
        return found


class Critic(nn.Module):
    """How natural pictures look, up to a factor and a constant: (n, 3, height, width) in, (n,) out."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.layers = _encoder(width, 1)
        self.apply(_begin)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.layers(_of_size(picture)).flatten()
        return found

    def seen(self, picture: torch.Tensor) -> list[torch.Tensor]:
        """What comes out of each activation."""
        found, seen = [], _of_size(picture)
        for layer in self.layers:
            seen = layer(seen)
            if isinstance(layer, nn.LeakyReLU):
                found.append(seen)
        return found

    @torch.no_grad()
    def clip(self, most: float) -> None:
        """Keep all weights between ``-most`` and `most` (Arjovsky, Chintala, Bottou 2017, algorithm 1)."""
        for weights in self.parameters():
            weights.clamp_(-most, most)


class Generator(nn.Module):
    """Pictures from noise: (n, 100) in, (n, 3, 64, 64) from -1 to 1 out."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.decoder = _decoder(width, NOISE)
        self.apply(_begin)

    def forward(self, noise: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.decoder(noise[:, :, None, None])
        return found


def _of_size(picture: torch.Tensor) -> torch.Tensor:
    if picture.shape[-1] == SIZE:
        return picture
    return functional.interpolate(picture, (SIZE, SIZE), mode="bilinear", align_corners=False, antialias=True)


def _encoder(width: int, outputs: int) -> nn.Sequential:
    """Convolutions that halve the picture to 4 x 4, and one that takes the rest."""
    layers: list[nn.Module] = [nn.Conv2d(3, width, 4, 2, 1, bias=False), nn.LeakyReLU(SLOPE)]
    size = SIZE // 2
    while size > 4:
        layers += [nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False), _normalisation(2 * width), nn.LeakyReLU(SLOPE)]
        width, size = 2 * width, size // 2
    return nn.Sequential(*layers, nn.Conv2d(width, outputs, 4, bias=False))


def _decoder(width: int, inputs: int) -> nn.Sequential:
    """The same the other way."""
    size, channels = 4, width * SIZE // 8
    layers: list[nn.Module] = [nn.ConvTranspose2d(inputs, channels, 4, bias=False)]
    while size < SIZE // 2:
        layers += [_normalisation(channels), nn.ReLU()]
        layers.append(nn.ConvTranspose2d(channels, channels // 2, 4, 2, 1, bias=False))
        channels, size = channels // 2, 2 * size
    layers += [_normalisation(channels), nn.ReLU(), nn.ConvTranspose2d(channels, 3, 4, 2, 1, bias=False), nn.Tanh()]
    return nn.Sequential(*layers)


def _normalisation(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=EPSILON)


def _begin(layer: nn.Module) -> None:
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0, _SPREAD)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1, _SPREAD)
