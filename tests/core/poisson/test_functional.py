"""Energy and residual, by their definitions."""

import numpy as np
from tests.core.poisson import zoo

from inlay import poisson


def test_energy_and_residual_of_any_image():
    shape = (7, 9)
    rng = np.random.default_rng(0)
    image = rng.normal(0, 1, (*shape, 2))
    field = poisson.Edges(rng.normal(0, 1, (6, 9, 2)), rng.normal(0, 1, (7, 8, 2)))
    region = rng.random(shape) < 0.5
    energy, residual = 0.0, np.zeros(image.shape)
    for y in range(7):
        for x in range(9):
            for ny, nx, v in ((y + 1, x, field.down), (y, x + 1, field.right)):
                if ny < 7 and nx < 9:
                    excess = image[ny, nx] - image[y, x] - v[y, x]
                    if region[y, x] or region[ny, nx]:
                        energy += (excess**2).sum()
                    residual[y, x] += excess * region[y, x]
                    residual[ny, nx] -= excess * region[ny, nx]
    assert np.isclose(poisson.energy(image, field, region), energy)
    assert np.allclose(poisson.residual(image, field, region), residual)


def test_the_residual_is_half_the_negative_gradient_of_the_energy():
    rng = np.random.default_rng(1)
    image = rng.normal(0, 1, (6, 5))
    field = poisson.edges(rng.normal(0, 1, (6, 5)))
    region = rng.random((6, 5)) < 0.6
    residual = poisson.residual(image, field, region)
    for y, x in np.argwhere(region):
        up, down = image.copy(), image.copy()
        up[y, x] += 1e-4
        down[y, x] -= 1e-4
        slope = (poisson.energy(up, field, region) - poisson.energy(down, field, region)) / 2e-4
        assert np.isclose(residual[y, x], -slope / 2, atol=1e-6)


def test_bytes_and_signals():
    source, destination = zoo.pictures((20, 30))
    region = zoo.ellipse((20, 30))
    field = poisson.edges(source, destination, gradients="stronger")
    exact = poisson.clone(source, destination, region, gradients="stronger", out=np.empty((20, 30, 3)), tolerance=1e-8)
    assert np.abs(poisson.residual(exact.image, field, region)).max() < 1e-4
    assert poisson.energy(exact.image, field, region) < poisson.energy(destination, field, region)
    signal = np.array([3.0, 3, 5, 4, 6, 6])
    inside = np.array([False, True, True, True, True, False])
    guidance = poisson.Edges(None, np.array([1.0, 3.0, 0.0, 3.0, 1.0]))
    assert np.allclose(poisson.residual(signal, guidance, inside), 0)
    assert np.isclose(poisson.energy(signal, guidance, inside), 5.0)
