"""How far from the truth pictures are."""

from __future__ import annotations

import torch
from torch.nn import functional

from inlay.harmonisation.network.training.encoder_decoder import Critic


def difference(
    kind: str, made: torch.Tensor, truth: torch.Tensor, weight: torch.Tensor, critic: Critic
) -> torch.Tensor:
    """The mean difference, of one of `inlay.harmonisation.network.settings.DIFFERENCES`, of pictures (n, 3, height,
    width) where a weight (n, 1, height, width) is above 0.

    ``perceptual`` adds to the squares of ``l2`` those of the differences between what the critic's layers see
    (Larsen, Sonderby, Larochelle, Winther 2016, https://arxiv.org/abs/1512.09300, eq. 7), which needs no network that
    others have trained.
    """
    apart = torch.abs(made - truth) if kind == "l1" else (made - truth) ** 2
    total = weight.sum(dim=(1, 2, 3)) * truth.shape[1]
    found = ((weight * apart).sum(dim=(1, 2, 3)) / (total + 1e-3)).mean()
    if kind == "perceptual":
        pairs = zip(critic.seen(made), critic.seen(truth), strict=True)
        found = found + sum(functional.mse_loss(each, wanted.detach()) for each, wanted in pairs)
    return found


def earth_mover(critic: Critic, made: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """What a critic is to make small: how much more natural it finds what was made than the truth."""
    return critic(made).mean() - critic(truth).mean()


def adversarial(critic: Critic, made: torch.Tensor) -> torch.Tensor:
    """What a network that makes pictures is to make small: how unnatural a critic finds them."""
    return -critic(made).mean()
