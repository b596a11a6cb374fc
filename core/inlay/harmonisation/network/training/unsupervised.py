"""The unsupervised mode: a generator of natural pictures, and the one of its pictures that is nearest to a paste.

Wu, Zheng, Zhang, Huang: GP-GAN, ACM Multimedia 2019, section 3.4: no truth is needed, only pictures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from inlay.harmonisation.network.settings import Settings
from inlay.harmonisation.network.training import losses
from inlay.harmonisation.network.training.encoder_decoder import Critic, Generator

#: Numbers that a picture is made from.
NOISE = 100
#: Of both RMSprops.
_RATE = 5e-5


def trained(
    pictures: np.ndarray,
    settings: Settings,
    told: Callable[[int, int], None] = lambda step, steps: None,
    noise: int = NOISE,
    rate: float = _RATE,
) -> Generator:
    """A generator whose pictures a Wasserstein critic does not tell from these.

    Parameters
    ----------
    pictures : ndarray of uint8, (count, 3, 64, 64)
        In sRGB.
    settings : Settings
        Of which the width, the critic's steps and clipping, the batch, the epochs and the seed count.
    told : callable
        Is given how many steps are done and how many there are; may raise to stop.
    noise, rate
        How many numbers a picture is made from, and the rate of learning.
    """
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(settings.seed)
    generator, critic = Generator(settings.width, noise), Critic(settings.width)
    makers, critics = (torch.optim.RMSprop(each.parameters(), rate) for each in (generator, critic))
    random = np.random.default_rng(settings.seed)
    steps = settings.epochs * max(1, len(pictures) // settings.batch)
    for step in range(steps):
        told(step, steps)
        for _ in range(settings.critic_steps):
            critic.clip(settings.clip)
            chosen = random.integers(len(pictures), size=settings.batch)
            natural = torch.from_numpy(pictures[chosen]).float() / 127.5 - 1
            with torch.no_grad():
                made = generator(torch.randn(settings.batch, noise))
            _descend(critics, losses.earth_mover(critic, made, natural))
        _descend(makers, losses.adversarial(critic, generator(torch.randn(settings.batch, noise))))
    told(steps, steps)
    return generator.eval()


def nearest(
    generator: Generator, picture: torch.Tensor, iterations: int = 1000, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """The noise for which the picture is nearest to a given one in the mean of squares, by L-BFGS, and that picture.

    Parameters
    ----------
    generator : Generator
        In the mode in which it is used, that of ``eval()``.
    picture : Tensor, (1, 3, 64, 64)
        From -1 to 1, with a paste in it.
    iterations : int
        At most.
    seed : int
        Of the noise that the search begins with.
    """
    beginning = torch.Generator().manual_seed(seed)
    noise = torch.randn((1, generator.noise), generator=beginning).requires_grad_()
    search = torch.optim.LBFGS([noise], max_iter=iterations, line_search_fn="strong_wolfe")

    def apart() -> torch.Tensor:
        search.zero_grad()
        loss = functional.mse_loss(generator(noise), picture)
        loss.backward()
        return loss

    search.step(apart)
    found = noise.detach()
    with torch.no_grad():
        return found, generator(found)


def _descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
