"""The unsupervised mode: what a generator has made is found again, and a generator learns what pictures look like."""

import numpy as np
import pytest

from inlay.harmonisation.network.settings import Settings

torch = pytest.importorskip("torch", reason="trains: install inlay[train]")


def test_a_picture_of_the_generator_is_found_again():
    from inlay.harmonisation.network.training.encoder_decoder import Generator
    from inlay.harmonisation.network.training.unsupervised import nearest

    torch.manual_seed(1)
    generator = Generator(width=8, noise=6)
    for _ in range(60):  # until the normalisations know how far its layers spread
        generator(torch.randn(64, 6))
    generator.eval()
    with torch.no_grad():
        wanted = generator(torch.randn(1, 6))
    _, beginning = nearest(generator, wanted, iterations=1)
    _, found = nearest(generator, wanted, iterations=200)
    before, after = (float(((each - wanted) ** 2).mean()) for each in (beginning, found))
    assert after < 0.02 * before


def test_a_generator_learns_how_bright_pictures_are():
    from inlay.harmonisation.network.training.unsupervised import trained

    random = np.random.default_rng(0)
    pictures = np.clip(random.normal(200, 10, (32, 3, 1, 1)) + np.zeros((1, 1, 64, 64)), 0, 255).astype(np.uint8)
    settings = Settings(width=4, batch=8, epochs=1, critic_steps=2)
    goal = 200 / 127.5 - 1

    def apart(epochs):
        told = []
        generator = trained(
            pictures, Settings(**{**vars(settings), "epochs": epochs}), lambda *at: told.append(at), 8, 2e-3
        )
        assert told[-1] == (4 * epochs, 4 * epochs)
        with torch.no_grad():
            return abs(float(generator(torch.randn(16, 8)).mean()) - goal)

    assert apart(40) < 0.6 * apart(1)
