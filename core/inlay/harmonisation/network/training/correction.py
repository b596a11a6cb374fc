"""A blending network for few photographs: it weighs what simple colour models say of a paste, and corrects the rest.

The encoder and decoder of the paper draw the whole picture anew, for which they must have seen many. This one changes
the colours that are there: by a matrix and an offset that vary slowly from place to place, as the bilateral grid of
Gharbi, Chen, Barron, Hasinoff, Durand 2017, https://doi.org/10.1145/3072959.3073592, has them.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from inlay.harmonisation.network.training import evidence
from inlay.harmonisation.network.training.evidence import OPINIONS, Change

#: Height and width of the pictures that it takes: more than those of the paper, for the border of the piece.
SIZE = 192
#: How much smaller it is looked at once the border was compared, and how much smaller than that the changes are found.
_SMALLER, _COARSER = 4, 2
#: Of a change that differs from place to place: a matrix and an offset.
_COEFFICIENTS = 12
_FEATURES = 3 + 1 + 3 * OPINIONS + 1


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
        inputs = [_FEATURES, *widths]
        self.down = nn.ModuleList(_halving(before, after) for before, after in zip(inputs, widths, strict=False))
        self.whole = nn.Sequential(nn.Linear(widths[-1], widths[-1]), nn.ReLU(), nn.Linear(widths[-1], widths[-1]))
        self.up = nn.ModuleList(
            _mixing(below + beside, beside)
            for below, beside in zip(reversed(widths[1:]), reversed(widths[:-1]), strict=True)
        )
        self.last = nn.Conv2d(width, 1 + OPINIONS + _COEFFICIENTS, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        with torch.no_grad():
            # At first what the border shows is believed, and neither the surroundings nor no change at all.
            self.last.bias[[0, OPINIONS]] = -2.0

    def forward(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(n, 3, 192, 192) from -1 to 1, and (n, 1, 192, 192) from 0 to 1 in; (n, 3, 192, 192) out."""
        with torch.no_grad():
            changes = evidence.found(picture, mask, _SMALLER)
            small, cover = (functional.avg_pool2d(each, _SMALLER) for each in (picture, mask))
            seen = _seen(small, cover, changes)
        said = _larger(self._looked(seen), _COARSER)
        # The last weight is that of no change.
        weights = torch.softmax(said[:, : 1 + OPINIONS], dim=1)
        rest = said[:, 1 + OPINIONS :]
        offset, gain = rest[:, 9:], torch.zeros_like(rest[:, 9:])
        for number, change in enumerate(changes):
            offset = offset + weights[:, number, None] * change.offset
            gain = gain + weights[:, number, None] * change.gain
        coefficients = _larger(torch.cat([offset, gain, rest[:, :9]], dim=1), _SMALLER)
        offset, gain, matrix = coefficients[:, :3], coefficients[:, 3:6], coefficients[:, 6:]
        turned = [(matrix[:, 3 * row : 3 * row + 3] * picture).sum(dim=1, keepdim=True) for row in range(3)]
        return picture + mask * (Change(offset, gain).of(picture) + torch.cat(turned, dim=1))

    def _looked(self, seen: torch.Tensor) -> torch.Tensor:
        """What is to be done at each place, at half the size."""
        levels = []
        for layer in self.down:
            seen = layer(seen)
            levels.append(seen)
        seen = seen + self.whole(seen.mean(dim=(2, 3)))[:, :, None, None]
        for layer, beside in zip(self.up, reversed(levels[:-1]), strict=True):
            seen = layer(torch.cat([_larger(seen, 2), beside], dim=1))
        found: torch.Tensor = self.last(seen)
        return found


def _seen(picture: torch.Tensor, mask: torch.Tensor, changes: list[Change]) -> torch.Tensor:
    """What the network sees: the paste, where it is, what each change would add, and how much two of them differ."""
    added = [mask * change.of(picture) for change in changes]
    differing = torch.abs(added[1] - added[3]).mean(dim=1, keepdim=True)
    return torch.cat([picture, mask, *added, differing], dim=1)


def _larger(planes: torch.Tensor, times: int) -> torch.Tensor:
    return functional.interpolate(planes, scale_factor=float(times), mode="bilinear", align_corners=False)


def _halving(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 4, 2, 1), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1), nn.ReLU())


def _mixing(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, 1, 1), nn.ReLU())
