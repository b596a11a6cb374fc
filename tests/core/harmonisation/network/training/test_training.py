"""What training does: losses fall, the same seed gives the same ones, a break changes nothing."""

import numpy as np
import pytest
from tests import pictures

from inlay.errors import ModelError, ParameterError
from inlay.harmonisation.network import examples
from inlay.harmonisation.network.examples import Examples
from inlay.harmonisation.network.settings import ARCHITECTURES, DIFFERENCES, LOSSES, Settings

torch = pytest.importorskip("torch", reason="trains: install inlay[train]")

SMALL = Settings(width=4, bottleneck=8, batch=4, epochs=2, critic_steps=1)


@pytest.fixture(scope="module")
def learnt_from():
    photographs = [np.rint(255 * pictures.waves(90, 120, seed=seed)).astype(np.uint8) for seed in range(2)]
    return examples.relit(photographs, 6, 64, 0)


def larger(given: Examples, size: int) -> Examples:
    times = size // given.mask.shape[2]
    planes = (given.pasted, given.mask, given.truth)
    return Examples(*(plane.repeat(times, axis=2).repeat(times, axis=3) for plane in planes))


def run(settings, learnt_from, stop_after=None):
    from inlay.harmonisation.network.training.training import Training

    training = Training(settings)

    def told(step, steps):
        if step == stop_after:
            raise KeyboardInterrupt

    if stop_after is None:
        training.run(learnt_from, told)
    else:
        with pytest.raises(KeyboardInterrupt):
            training.run(learnt_from, told)
    return training


def changed(settings, **changes):
    from dataclasses import replace

    return replace(settings, **changes)


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_the_difference_falls(learnt_from, difference):
    training = run(changed(SMALL, epochs=20, difference=difference), learnt_from)
    apart = [step[LOSSES.index("difference")] for step in training.history]
    assert len(apart) == 60
    assert np.mean(apart[-6:]) < 0.85 * np.mean(apart[:6])


def test_a_seed_gives_the_same_losses(learnt_from):
    first, again, other = (run(changed(SMALL, seed=seed), learnt_from).history for seed in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_break_changes_nothing(learnt_from, tmp_path, architecture):
    from inlay.harmonisation.network.training import checkpoint

    settings = changed(SMALL, architecture=architecture)
    given = larger(learnt_from, 192) if architecture == "correction" else learnt_from
    whole = run(settings, given)
    broken = run(settings, given, stop_after=2)
    file = tmp_path / "a.checkpoint"
    file.write_bytes(checkpoint.encoded(broken))
    resumed = checkpoint.resumed(file, settings)
    assert resumed.history == whole.history[:2]
    resumed.run(given)
    assert resumed.history == whole.history
    for name, weights in whole.network.state_dict().items():
        assert torch.equal(weights, resumed.network.state_dict()[name]), name


def test_the_critic_learns_and_stays_clipped(learnt_from):
    training = run(changed(SMALL, adversarial=0.5, critic_steps=3), learnt_from)
    assert all(float(weights.detach().abs().max()) <= SMALL.clip + 1e-3 for weights in training.critic.parameters())
    assert {step[LOSSES.index("critic")] for step in training.history} != {0.0}


def test_a_generator_learns_from_the_critic_how_bright_pictures_are():
    """They are all light, and it begins with gray."""
    light = np.full((16, 3, 64, 64), 220, np.uint8)
    given = Examples(light, light[:, :1], light)
    settings = changed(SMALL, architecture="generator", epochs=30, critic_steps=2)
    training = run(settings, given)
    critics = [step[LOSSES.index("critic")] for step in training.history]
    assert {step[LOSSES.index("difference")] for step in training.history} == {0.0}
    assert np.mean(critics[-10:]) < np.mean(critics[:10]) < 0
    shown = [
        float(run(changed(settings, epochs=epochs), given).network.eval()(torch.zeros(1, 100)).mean().detach())
        for epochs in (1, 30)
    ]
    assert shown[1] > shown[0]


def test_without_a_critic_there_is_none(learnt_from):
    history = run(changed(SMALL, adversarial=0.0), learnt_from).history
    assert {step[2:] for step in history} == {(0.0, 0.0)}
    assert all(step[0] == pytest.approx(step[1]) for step in history)


def test_other_settings_are_refused_but_a_longer_training_is_not(learnt_from, tmp_path):
    from inlay.harmonisation.network.training import checkpoint

    file = tmp_path / "a.checkpoint"
    file.write_bytes(checkpoint.encoded(run(SMALL, learnt_from)))
    with pytest.raises(ParameterError, match="--critic-steps 1, not 2"):
        checkpoint.resumed(file, changed(SMALL, critic_steps=2))
    longer = checkpoint.resumed(file, changed(SMALL, epochs=3))
    longer.run(learnt_from)
    assert len(longer.history) == 9


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a page", None], ids=str)
def test_what_is_no_checkpoint_is_refused_with_words(tmp_path, content):
    from inlay.harmonisation.network.training import checkpoint

    file = tmp_path / "a.checkpoint"
    if content is None:
        torch.save({"history": []}, file)
    else:
        file.write_bytes(content)
    with pytest.raises(ModelError, match="no checkpoint") as caught:
        checkpoint.resumed(file, SMALL)
    assert "without --resume" in caught.value.hint
