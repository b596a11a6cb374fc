"""What is chosen for a training."""

from __future__ import annotations

from dataclasses import dataclass

#: What may be trained: the networks of the paper, supervised and not, and one for few photographs.
ARCHITECTURES = ("encoder-decoder", "generator", "correction")
#: What the difference between a picture and the truth may be.
DIFFERENCES = ("l2", "l1", "perceptual")
#: What is known of every step of a training.
LOSSES = ("loss", "difference", "adversarial", "critic")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    Attributes
    ----------
    architecture : str
        One of `ARCHITECTURES`.
    width, bottleneck : int
        Channels of the first convolution, and between encoder and decoder.
    difference : str
        One of `DIFFERENCES`.
    adversarial : float
        The share of the adversarial loss, 0 to 1; the difference has the rest.
    critic_steps : int
        How often the critic learns for each step of the network.
    clip : float
        Between which the critic's weights stay.
    examples, batch, epochs, seed : int
        How many examples there are, about, and in a step, how often each is seen, and what is drawn at random.
    """

    architecture: str = "encoder-decoder"
    width: int = 64
    bottleneck: int = 4000
    difference: str = "l2"
    adversarial: float = 0.001
    critic_steps: int = 5
    clip: float = 0.01
    examples: int = 20_000
    batch: int = 64
    epochs: int = 25
    seed: int = 0
