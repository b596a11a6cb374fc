"""Threads, progress and cancelling."""

import inspect
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.core.matting.closed_form import zoo

from inlay.arrays import pool
from inlay.errors import Cancelled
from inlay.matting import closed_form, preview
from inlay.matting.closed_form import band, geometric, hierarchy

SHAPE = 400, 440


@pytest.fixture(scope="module")
def scene():
    return zoo.scene(zoo.picture("smooth", SHAPE), zoo.trimap("blobs", SHAPE), prior=zoo.prior(SHAPE))


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(band, "PIECE", 5000)
    monkeypatch.setattr(hierarchy, "PIECE", 300)
    monkeypatch.setattr(pool, "PIECE", 20_000)
    monkeypatch.setattr(pool, "POLL", 2000)


@pytest.mark.parametrize("precision", ["single", "double"])
def test_any_number_of_threads_gives_the_same_bits(scene, precision, small_pieces, monkeypatch):
    monkeypatch.setattr(geometric, "SMALL", 0 if precision == "single" else 1 << 30)
    results = [closed_form.solve(scene, threads=threads) for threads in (1, 2, 2, 3)]
    for other in results[1:]:
        assert np.array_equal(other.alpha, results[0].alpha)
        assert (other.iterations, other.error) == (results[0].iterations, results[0].error)


def test_pieces_change_nothing_but_rounding(scene, small_pieces):
    cut = closed_form.solve(scene).alpha
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(band, "PIECE", 1 << 30)
        patch.setattr(hierarchy, "PIECE", 1 << 30)
        whole = closed_form.solve(scene).alpha
    assert np.abs(cut - whole).max() < 1e-4


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
@pytest.mark.parametrize("threads", [1, 2])
def test_progress_rises_to_one(scene, solver, threads, small_pieces):
    if solver == "pyamg":
        scene = replace(scene, image=scene.image[:100], trimap=scene.trimap[:100], prior=None)
    told = []
    closed_form.solve(scene, solver=solver, threads=threads, progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] < 0.1
    assert told[-1] == pytest.approx(1)
    assert len(told) > 20


def test_progress_of_a_preview(scene, small_pieces):
    told = []
    preview.estimate(scene, 1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 20


class Watch:
    """Cancels at its `limit`-th call."""

    def __init__(self, limit):
        self.limit = limit
        self.calls = 0

    def __call__(self, fraction):
        self.calls += 1
        if self.calls >= self.limit:
            raise Cancelled


@pytest.mark.parametrize("threads", [1, 3])
def test_cancelling_at_any_moment_leaves_nothing_running(scene, threads, small_pieces):
    told = []
    closed_form.solve(scene, threads=threads, progress=told.append)
    before = threading.active_count()
    for limit in np.linspace(1, len(told), 12).astype(int):
        watch = Watch(limit)
        with pytest.raises(Cancelled):
            closed_form.solve(scene, threads=threads, progress=watch)
        assert watch.calls == limit
        assert threading.active_count() == before


def test_no_kernel_gets_more_than_a_piece(monkeypatch):
    """24 megapixels would otherwise keep a kernel busy for a second."""
    from inlay.matting.closed_form import aggregation, assembly, cycle, stencil

    def watch(module, name, measure, sizes):
        kernel = getattr(module, name)
        signature = inspect.signature(kernel.py_func)

        def call(*arguments):
            sizes.append(int(measure(SimpleNamespace(**signature.bind(*arguments).arguments))))
            return kernel(*arguments)

        monkeypatch.setattr(module, name, call)

    def pixels_of(given):
        runs = given.unknown
        return runs.length[runs.first[given.top] : runs.first[given.bottom]].sum()

    unknown, blocks, rows_at_once = [], [], []
    for name in ("multiply", "restrict", "smooth"):
        watch(stencil, name, pixels_of, unknown)
    for module, name in ((cycle, "restrict_residual"), (aggregation, "galerkin")):
        watch(module, name, lambda given: given.behind - given.begin, blocks)
    watch(assembly, "assemble_rows", lambda given: given.bottom - given.top, rows_at_once)
    monkeypatch.setattr(geometric, "MOST_SINGLE", 2)
    monkeypatch.setattr(geometric, "MOST_DOUBLE", 2)
    shape = 1100, 1200
    trimap = zoo.trimap("sparse", shape)
    with pytest.warns(UserWarning):
        closed_form.solve(zoo.scene(zoo.picture("noise", shape), trimap), threads=1)
    row = band.BLOCK * shape[1]
    assert 0 < max(unknown) <= band.PIECE + 2 * row
    assert max(rows_at_once) * shape[1] <= band.PIECE + 2 * row
    assert 0 < max(blocks) <= hierarchy.PIECE
