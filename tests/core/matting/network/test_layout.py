"""Where a network of matting looks: all that is unknown, with what is known beside it, in few tiles."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pictures import disc

from inlay.matting.network.layout import MOST_TILES, SIDE, lay_out, weights
from inlay.networks import Model


def network(size: int | None = None) -> Model:
    known = {"mean": (0.5, 0.5, 0.5), "deviation": (0.5, 0.5, 0.5), "scale": "white", "rank": 1}
    files = {"path": Path(), "sha256": "", "inputs": (), "outputs": ()}
    return Model(name="m", title="M", kind="matte", **files, width=size, height=size, **known)


def ring(height: int, width: int, radius: float, thickness: float) -> np.ndarray:
    return disc(height, width, radius + thickness) & ~disc(height, width, radius)


def test_what_is_small_is_shown_at_once_and_in_its_own_size():
    layout = lay_out(ring(300, 400, 60, 5), network())
    assert layout.scale == 1
    (tile,) = layout.tiles
    assert (tile.height, tile.width) == (layout.height, layout.width)
    assert layout.rows.stop - layout.rows.start < 300


def test_a_long_thin_band_is_shown_in_tiles_of_its_own_size():
    unknown = np.zeros((900, 3000), bool)
    unknown[440:450] = True
    layout = lay_out(unknown, network())
    assert layout.scale == 1
    assert len(layout.tiles) > 3
    assert all(tile.width <= SIDE for tile in layout.tiles)


def test_what_is_wide_is_shown_smaller():
    layout = lay_out(ring(2000, 2000, 300, 600), network())
    assert layout.scale == pytest.approx(SIDE / 4 / 300, rel=0.3)


@pytest.mark.parametrize("size", [None, 64, 512])
def test_tiles_are_few(size):
    unknown = np.zeros((2500, 3500), bool)
    unknown[::40] = True
    assert 1 <= len(lay_out(unknown, network(size)).tiles) <= MOST_TILES


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.sampled_from([16, 32, 40]))
def test_all_that_is_unknown_is_seen(height, width, seed, size):
    random = np.random.default_rng(seed)
    unknown = random.random((height, width)) < random.choice([0.01, 0.3, 1])
    unknown[random.integers(height), random.integers(width)] = True
    layout = lay_out(unknown, network(size))
    outside = unknown.copy()
    outside[layout.rows, layout.columns] = False
    assert not outside.any()
    seen = np.zeros((layout.height, layout.width), np.float32)
    for tile in layout.tiles:
        assert tile.height <= size and tile.width <= size
        weight = weights(tile, seen.shape)
        assert (weight > 0).all()
        seen[tile.slices] += weight
    part = unknown[layout.rows, layout.columns]
    rows, columns = (
        np.minimum((found * layout.scale).astype(int), length - 1)
        for found, length in zip(np.nonzero(part), seen.shape, strict=True)
    )
    assert (seen[rows, columns] > 0).all()


def test_weights_of_tiles_meet_in_the_middle():
    unknown = np.zeros((100, 1000), bool)
    unknown[50] = True
    layout = lay_out(unknown, network(128))
    first, second = layout.tiles[:2]
    size = layout.height, layout.width
    assert weights(first, size)[0, 0] == 1
    assert weights(first, size)[0, -1] < 0.1
    assert weights(second, size)[0, 0] < 0.1
