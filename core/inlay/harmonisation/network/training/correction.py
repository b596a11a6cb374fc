"""A blending network for few photographs: it weighs what simple colour models say of a paste, and corrects the rest.

The encoder and decoder of the paper draw the whole picture anew, for which they must have seen many. This one changes
the colours that are there: by a matrix and an offset that vary slowly from place to place, as the bilateral grid of
Gharbi, Chen, Barron, Hasinoff, Durand 2017, https://doi.org/10.1145/3072959.3073592, has them.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from inlay.harmonisation.network.training.evidence import FEATURES, OPINIONS, features, opinions

#: Height and width of the pictures that it takes: more than those of the paper, for the border of the piece.
SIZE = 96
#: How much smaller it is looked at once the border was compared, and how much smaller than that the changes are found.
_SMALLER, _COARSER = 2, 2
#: Of the channels' matrix and offset at a place.
_COEFFICIENTS = 12


class Correction(nn.Module):
    """A picture with a paste in it becomes the picture with the wanted colours.

    Parameters
    ----------
    width : int
        Channels of the first convolution.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        widths = [width, 3 * width // 2, 2 * width, 3 * width]
        inputs = [FEATURES, *widths]
        self.down = nn.ModuleList(_halving(before, after) for before, after in zip(inputs, widths, strict=False))
        self.whole = nn.Sequential(nn.Linear(widths[-1], widths[-1]), nn.ReLU(), nn.Linear(widths[-1], widths[-1]))
        self.up = nn.ModuleList(
            _mixing(below + beside, beside)
            for below, beside in zip(reversed(widths[1:]), reversed(widths[:-1]), strict=True)
        )
        self.last = nn.Conv2d(width, OPINIONS + _COEFFICIENTS, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(n, 3, 96, 96) from -1 to 1, and (n, 1, 96, 96) from 0 to 1 in; (n, 3, 96, 96) out."""
        with torch.no_grad():
            said = opinions(picture, mask)
            seen = functional.avg_pool2d(features(picture, mask, said), _SMALLER)
        found = functional.interpolate(
            self._looked(seen), scale_factor=float(_SMALLER * _COARSER), mode="bilinear", align_corners=False
        )
        weights = torch.softmax(found[:, :OPINIONS], dim=1)
        change = sum(weights[:, number, None] * (said[number] - picture) for number in range(1, OPINIONS))
        rest = found[:, OPINIONS:]
        turned = [(rest[:, 3 * row : 3 * row + 3] * picture).sum(dim=1, keepdim=True) for row in range(3)]
        return picture + mask * (change + torch.cat(turned, dim=1) + rest[:, 9:])

    def _looked(self, seen: torch.Tensor) -> torch.Tensor:
        """What is to be done at each place, at half the size."""
        levels = []
        for layer in self.down:
            seen = layer(seen)
            levels.append(seen)
        seen = seen + self.whole(seen.mean(dim=(2, 3)))[:, :, None, None]
        for layer, beside in zip(self.up, reversed(levels[:-1]), strict=True):
            larger = functional.interpolate(seen, scale_factor=2.0, mode="bilinear", align_corners=False)
            seen = layer(torch.cat([larger, beside], dim=1))
        found: torch.Tensor = self.last(seen)
        return found


def _halving(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 4, 2, 1), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1), nn.ReLU())


def _mixing(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, 1, 1), nn.ReLU())
