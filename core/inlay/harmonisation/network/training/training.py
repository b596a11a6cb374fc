"""A training: a network, its critic, what they have learnt so far and how they go on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from inlay.harmonisation.network.examples import Examples
from inlay.harmonisation.network.settings import Settings
from inlay.harmonisation.network.training import losses
from inlay.harmonisation.network.training.architectures import BY_NAME
from inlay.harmonisation.network.training.encoder_decoder import NOISE, Critic

#: The largest norm of a gradient.
_STEEPEST = 1.0


class Training:
    """
    Attributes
    ----------
    settings : Settings
    network, critic : Module
    history : list of tuple of float
        `inlay.harmonisation.network.settings.LOSSES` of each step so far; its length is the number of steps.
    """

    def __init__(self, settings: Settings) -> None:
        torch.use_deterministic_algorithms(True)
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.architecture = BY_NAME[settings.architecture]
        self.network = self.architecture.made(settings.width, settings.bottleneck)
        self.critic = Critic(settings.width)
        self.history: list[tuple[float, ...]] = []
        self._optimiser = self.architecture.optimiser(self.network.parameters(), self.architecture.rate)
        self._critics = self.architecture.optimiser(self.critic.parameters(), self.architecture.critic_rate)

    def run(self, examples: Examples, told: Callable[[int, int], None] = lambda step, steps: None) -> None:
        """Go on to the end.

        Parameters
        ----------
        examples : Examples
            The same ones give the same losses, also after a break.
        told : callable
            Is given how many steps are done and how many there are; may raise to stop after any of them.
        """
        batches = max(1, len(examples) // self.settings.batch)
        steps = self.settings.epochs * batches
        told(len(self.history), steps)
        while len(self.history) < steps:
            if self.architecture.falls:
                share = len(self.history) / steps
                for group in self._optimiser.param_groups:
                    group["lr"] = self.architecture.rate * (1 + math.cos(math.pi * share)) / 2
            self.history.append(self._step(examples, batches))
            told(len(self.history), steps)

    def state(self) -> dict[str, Any]:
        """All that goes on needs, in tensors and plain values."""
        return {
            "settings": asdict(self.settings),
            "history": self.history,
            "network": self.network.state_dict(),
            "critic": self.critic.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "critics": self._critics.state_dict(),
            "noise": torch.get_rng_state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Be where another training with these settings was."""
        self.history = [tuple(each) for each in state["history"]]
        self.network.load_state_dict(state["network"])
        self.critic.load_state_dict(state["critic"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._critics.load_state_dict(state["critics"])
        torch.set_rng_state(state["noise"])

    def _step(self, examples: Examples, batches: int) -> tuple[float, ...]:
        number = len(self.history)
        critic_loss = 0.0
        share = self._adversarial
        for turn in range(self.settings.critic_steps if share > 0 else 0):
            critic_loss = self._teach(*self._batch(examples, batches, number, turn + 1))
        pasted, mask, truth = self._batch(examples, batches, number)
        made, apart = self._made(pasted, mask), torch.zeros(())
        if share < 1:
            weight = mask if self.architecture.is_local else torch.ones_like(mask)
            apart = losses.difference(self.settings.difference, made, truth, weight, self.critic)
        unnatural = losses.adversarial(self.critic, made) if share > 0 else torch.zeros(())
        loss = (1 - share) * apart + share * unnatural
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), _STEEPEST)
        self._optimiser.step()
        return (*(float(each.detach()) for each in (loss, apart, unnatural)), critic_loss)

    @property
    def _adversarial(self) -> float:
        return 1.0 if self.architecture.is_generator else self.settings.adversarial

    def _made(self, pasted: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        given = (torch.randn(len(pasted), NOISE),) if self.architecture.is_generator else (pasted, mask)
        found: torch.Tensor = self.network(*given)
        return found

    def _teach(self, pasted: torch.Tensor, mask: torch.Tensor, truth: torch.Tensor) -> float:
        """A step of the critic."""
        self.critic.clip(self.settings.clip)
        with torch.no_grad():
            made = self._made(pasted, mask)
        loss = losses.earth_mover(self.critic, made, truth)
        self._critics.zero_grad()
        loss.backward()
        self._critics.step()
        return float(loss.detach())

    def _batch(
        self, examples: Examples, batches: int, number: int, turn: int = 0
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pasted, mask and truth of a step: all examples once an epoch, mirrored or not.

        The network's come in the order of the epoch, the critic's (`turn` above 0) as they are drawn.
        """
        epoch, place = divmod(number, batches)
        random = np.random.default_rng([self.settings.seed, number, turn])
        if turn:
            chosen = random.integers(len(examples), size=self.settings.batch)
        else:
            order = np.random.default_rng([self.settings.seed, epoch]).permutation(len(examples))
            chosen = order[place * self.settings.batch : (place + 1) * self.settings.batch]
        planes = [torch.from_numpy(plane[chosen]).float() for plane in (examples.pasted, examples.mask, examples.truth)]
        if random.random() < 0.5:
            planes = [plane.flip(3) for plane in planes]
        if self.architecture.is_local:
            planes = _exchanged(planes, random)
        return planes[0] / 127.5 - 1, planes[1] / 255, planes[2] / 127.5 - 1


def _exchanged(planes: list[torch.Tensor], random: np.random.Generator) -> list[torch.Tensor]:
    """The same with rows for columns or not, and the channels of both pictures in another order or not."""
    if random.random() < 0.5:
        planes = [plane.transpose(2, 3) for plane in planes]
    order = torch.from_numpy(random.permutation(3))
    return [plane[:, order] if plane.shape[1] == 3 else plane for plane in planes]
