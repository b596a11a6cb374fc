"""What a paste shows of its light: the changes of colour that simple models would make, by operators that ONNX has.

Where the piece begins the colours jump, by a natural step of the picture and by the difference of the lights. The
second is much alike all along the border, and is found by a robust regression: iteratively reweighted least squares
(Holland, Welsch 1977, https://doi.org/10.1080/03610927708827533).

Pictures are (n, 3, height, width) from -1 to 1, masks (n, 1, height, width) from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

#: How many changes `found` gives.
OPINIONS = 6
#: Of the regressions: how much keeps them from changing anything, and the jump that counts half.
_KINDS = ((1.0, 0.05), (3.0, 0.1), (0.3, 0.2), (0.1, 0.02))
_ITERATIONS = 8
#: How many jumps are looked at, those across most of the border: about as many as a border has.
_PAIRS = 2048
#: How much what lies around a place counts beside the place itself.
_AROUND = 0.1
#: How much the spread of a channel may change.
_MOST = 1.6
_LITTLE = 1e-3


@dataclass(frozen=True)
class Change:
    """What is added to colours: ``offset + gain * (colour + 1)``.

    Attributes
    ----------
    offset, gain : Tensor, (n, 3, 1, 1) or (n, 3, height, width)
    """

    offset: torch.Tensor
    gain: torch.Tensor

    def of(self, picture: torch.Tensor) -> torch.Tensor:
        """What is added to a picture."""
        return self.offset + self.gain * (picture + 1)


@dataclass(frozen=True)
class Jumps:
    """Differences between neighbours, those below each other and then those beside each other.

    Attributes
    ----------
    cover : Tensor, (n, 1, 2 height, width)
        How much more of the piece one of them is.
    colour : Tensor, (n, 3, 2 height, width)
        How much brighter it is.
    light : Tensor, (n, 3, 2 height, width)
        The colour of the one that is more of the piece, from 0 to 2.
    """

    cover: torch.Tensor
    colour: torch.Tensor
    light: torch.Tensor


def found(picture: torch.Tensor, mask: torch.Tensor, smaller: int) -> list[Change]:
    """The changes, those that differ from place to place at a size that is so many times smaller."""
    jumps = _jumps(picture, mask)
    lines = _regressions(_largest(jumps))
    left = jumps.colour + jumps.cover * lines[0].of(jumps.light - 1)
    trust = _trust(left, _KINDS[0][1])
    local = _continued(trust * jumps.cover * left, trust * jumps.cover**2, smaller)
    return [_statistics(picture, mask), *lines, Change(lines[0].offset - local, lines[0].gain)]


def _statistics(picture: torch.Tensor, mask: torch.Tensor) -> Change:
    """Mean and spread of each channel become those around the piece."""
    (mean, spread), (goal, width) = (_moments(picture + 1, weight) for weight in (mask, 1 - mask))
    stretch = (torch.sqrt(width + _LITTLE) / torch.sqrt(spread + _LITTLE)).clamp(1 / _MOST, _MOST)
    return Change(goal - mean * stretch, stretch - 1)


def _moments(picture: torch.Tensor, weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and variance of each channel."""
    total = _sum(weight) + _LITTLE
    mean = _sum(weight * picture) / total
    return mean, _sum(weight * (picture - mean) ** 2) / total


def _sum(values: torch.Tensor) -> torch.Tensor:
    return values.sum(dim=(2, 3), keepdim=True)


def _jumps(picture: torch.Tensor, mask: torch.Tensor) -> Jumps:
    covers, colours, lights = [], [], []
    for padding, place in (((0, 0, 1, 0), (slice(0, -1), slice(None))), ((1, 0, 0, 0), (slice(None), slice(0, -1)))):
        other, cover = (functional.pad(each, padding, mode="replicate")[:, :, *place] for each in (picture, mask))
        covers.append(mask - cover)
        colours.append(picture - other)
        lights.append(torch.where(mask > cover, picture, other) + 1)
    return Jumps(*(torch.cat(each, dim=2) for each in (covers, colours, lights)))


def _largest(jumps: Jumps) -> Jumps:
    """Those that are most across the border, (n, channels, 1, pairs)."""
    cover = jumps.cover.flatten(2)
    places = torch.topk(torch.abs(cover), min(_PAIRS, cover.shape[2]), dim=2).indices

    def taken(values: torch.Tensor) -> torch.Tensor:
        return torch.gather(values.flatten(2), 2, places.expand(-1, values.shape[1], -1))[:, :, None]

    return Jumps(taken(jumps.cover), taken(jumps.colour), taken(jumps.light))


def _regressions(jumps: Jumps) -> list[Change]:
    """One for each of `_KINDS`."""
    cover, light = jumps.cover, jumps.light
    products = [(cover**2).expand_as(light), cover**2 * light, (cover * light) ** 2]
    products += [cover * jumps.colour, cover * light * jumps.colour]
    return [_regression(jumps, products, *kind) for kind in _KINDS]


def _regression(jumps: Jumps, products: list[torch.Tensor], ridge: float, scale: float) -> Change:
    trust = torch.ones_like(jumps.cover)
    for _ in range(_ITERATIONS):
        one, mixed, square, first, second = (_sum(trust * each) for each in products)
        one, square = one + ridge, square + ridge
        below = one * square - mixed * mixed
        change = Change((mixed * second - square * first) / below, (mixed * first - one * second) / below)
        trust = _trust(jumps.colour + jumps.cover * change.of(jumps.light - 1), scale)
    return change


def _trust(left: torch.Tensor, scale: float) -> torch.Tensor:
    """How much a jump counts by what is left of it."""
    return 1 / (1 + (left**2).sum(dim=1, keepdim=True) / scale**2)


def _continued(total: torch.Tensor, weight: torch.Tensor, smaller: int) -> torch.Tensor:
    """Sums of weighted values at the border, as values everywhere: means over ever larger squares, and back."""
    levels = [tuple(functional.avg_pool2d(sum(torch.chunk(each, 2, dim=2)), smaller) for each in (total, weight))]
    while levels[-1][0].shape[-1] % 2 == 0:
        levels.append(tuple(functional.avg_pool2d(each, 2) for each in levels[-1]))
    values = _sum(levels[-1][0]) / (_sum(levels[-1][1]) + _LITTLE)
    for total, weight in reversed(levels):
        if values.shape[-1] > 1:
            values = functional.interpolate(values, scale_factor=2.0, mode="bilinear", align_corners=False)
        values = (total + _AROUND * values) / (weight + _AROUND)
    return values
