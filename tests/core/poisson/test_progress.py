"""Threads, progress and cancelling."""

import threading

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.arrays import pool, rows
from inlay.errors import Cancelled

SHAPE = (601, 800)


@pytest.fixture(scope="module")
def scene():
    return (*zoo.pictures(SHAPE), zoo.ellipse(SHAPE))


@pytest.mark.parametrize("options", [{}, {"tolerance": 1e-6}, {"destination_alpha": True}])
@pytest.mark.parametrize("kind", ["source", "stronger"])
def test_any_number_of_threads_gives_the_same_bits(scene, kind, options):
    if "destination_alpha" in options:
        alpha = np.ones(SHAPE)
        alpha[:, 500:] = 0
        options = {"destination_alpha": alpha}
    results = [
        poisson.clone(*scene, gradients=kind, threads=threads, out=np.empty((*SHAPE, 3)), **options)
        for threads in (1, 2, 2, 3)
    ]
    for other in results[1:]:
        assert np.array_equal(other.image, results[0].image)
        assert other.iterations == results[0].iterations
        assert other.error == results[0].error


@pytest.mark.parametrize("piece", [20_000, 70_000])
def test_strips_do_not_depend_on_each_other(scene, piece, monkeypatch):
    whole = poisson.clone(*scene, threads=1, out=np.empty((*SHAPE, 3))).image
    monkeypatch.setattr(pool, "PIECE", piece)
    monkeypatch.setattr(pool, "SMALL", 1000)
    cut = poisson.clone(*scene, threads=1, out=np.empty((*SHAPE, 3))).image
    assert np.array_equal(cut, whole)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("tolerance", [None, 1e-6])
def test_progress_rises_to_one(scene, threads, tolerance):
    told = []
    poisson.clone(*scene, threads=threads, tolerance=tolerance, progress=told.append)
    assert told == sorted(told)
    assert told[0] == 0  # before anything large is read
    assert 0 < told[told.count(0)] < 0.3
    assert told[-1] == 1
    # 0.39 million pixels in the box, three channels, at least seven passes, a call for a quarter of a million.
    assert len(told) >= 3 * 7


@pytest.mark.parametrize(("solver", "fewest"), [("multigrid", 20), ("composite", 12)])
def test_pieces_are_small_at_any_size(solver, fewest, monkeypatch):
    """No kernel is given more than a piece at once: 48 megapixels would otherwise keep it busy for a second."""
    pieces = []
    advance = pool.Pool.advance

    def spy(workers, pixels):
        pieces.append(pixels)
        advance(workers, pixels)

    monkeypatch.setattr(pool.Pool, "advance", spy)
    shape = (1500, 2100)
    source, destination = (np.zeros(shape, np.uint8) for _ in range(2))
    source[700:] = 50
    polls = []
    poisson.clone(source, destination, zoo.inner(shape), solver=solver, threads=1, progress=polls.append)
    assert max(pieces) <= rows.PIECE + 2 * shape[1]
    assert len(polls) >= fewest
    assert [bottom - top for top, bottom in rows.strips(6000, 8000)].count(262) >= 20


class Stop:
    """Cancels at the given call."""

    def __init__(self, at):
        self.left = at

    def __call__(self, fraction):
        self.left -= 1
        if self.left <= 0:
            raise Cancelled


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
@pytest.mark.parametrize("threads", [1, 2])
def test_cancelling_leaves_nothing_running(scene, solver, threads):
    calls = []
    small = [each[:201, :300] for each in scene[:2]]
    arguments = scene if solver == "multigrid" else (*small, zoo.ellipse((201, 300)))
    poisson.clone(*arguments, threads=threads, solver=solver, progress=calls.append)
    assert len(calls) >= 5
    for at in (1, 2, len(calls) // 2, len(calls) - 1):
        before = arguments[1].copy()
        with pytest.raises(Cancelled):
            poisson.clone(*arguments, threads=threads, solver=solver, progress=Stop(at))
        assert not [each for each in threading.enumerate() if each.name.startswith("inlay")]
        assert np.array_equal(arguments[1], before)


def test_the_first_poll_comes_early(scene):
    calls = []

    def stop(fraction):
        calls.append(fraction)
        raise Cancelled

    with pytest.raises(Cancelled):
        poisson.clone(*scene, threads=2, progress=stop)
    assert calls[0] < 0.2


def test_setting_up_asks_between_its_pieces():
    """Checking and copying a large destination takes as long as a pass over it."""
    told = []
    height, width = 3000, 1500
    region = np.zeros((height, width), bool)
    region[5:9, 5:9] = True
    picture = np.zeros((height, width), np.uint8)
    poisson.clone(picture, picture, region, progress=told.append)
    assert told.count(0) >= 2 + height * width // rows.PIECE
