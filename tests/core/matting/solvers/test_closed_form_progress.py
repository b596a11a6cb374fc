"""Threads, progress and cancelling."""

import inspect
import threading
from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting.solvers import zoo

from inlay.arrays import pool
from inlay.errors import Cancelled
from inlay.matting import preview
from inlay.matting.estimators import closed_form
from inlay.matting.laplacians.unknown_band import band, equations
from inlay.matting.solvers import stencil, unknown_band
from inlay.matting.solvers.multigrid import aggregation, gauss_seidel, hierarchy

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
    monkeypatch.setattr(unknown_band, "SMALL", 0 if precision == "single" else 1 << 30)
    results = [closed_form.estimate(scene, threads=threads) for threads in (1, 2, 2, 3)]
    for other in results[1:]:
        assert np.array_equal(other.alpha, results[0].alpha)
        assert (other.iterations, other.error) == (results[0].iterations, results[0].error)


def test_pieces_change_nothing_but_rounding(scene, small_pieces):
    cut = closed_form.estimate(scene).alpha
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(band, "PIECE", 1 << 30)
        patch.setattr(hierarchy, "PIECE", 1 << 30)
        whole = closed_form.estimate(scene).alpha
    assert np.abs(cut - whole).max() < 1e-4


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
@pytest.mark.parametrize("threads", [1, 2])
def test_progress_rises_to_one(scene, solver, threads, small_pieces):
    if solver == "pyamg":
        scene = replace(scene, image=scene.image[:100], trimap=scene.trimap[:100], prior=None)
    reported = []
    closed_form.estimate(scene, solver=solver, threads=threads, progress=reported.append)
    assert reported == sorted(reported)
    assert 0 <= reported[0] < 0.1
    assert reported[-1] == pytest.approx(1)
    assert len(reported) > 20


def test_progress_of_a_preview(scene, small_pieces):
    reported = []
    preview.estimate(scene, 1, progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == 1
    assert len(reported) > 20


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
    reported = []
    closed_form.estimate(scene, threads=threads, progress=reported.append)
    before = threading.active_count()
    for limit in np.linspace(1, len(reported), 12).astype(int):
        watch = Watch(limit)
        with pytest.raises(Cancelled):
            closed_form.estimate(scene, threads=threads, progress=watch)
        assert watch.calls == limit
        assert threading.active_count() == before


def test_no_kernel_gets_more_than_a_piece(monkeypatch):
    """24 megapixels would otherwise keep a kernel busy for a second."""

    def watch(module, name, size):
        kernel, sizes = getattr(module, name), []

        def call(*arguments):
            sizes.append(size(inspect.signature(kernel.py_func).bind(*arguments).arguments))
            return kernel(*arguments)

        monkeypatch.setattr(module, name, call)
        return sizes

    def pixels(given):
        runs = given["unknown"]
        return int(runs.length[runs.first[given["top"]] : runs.first[given["bottom"]]].sum())

    def blocks(given):
        return given["behind"] - given["begin"]

    def coarse_rows(given):
        first = given["grids"].first
        return int(first[given["bottom"]] - first[given["top"]])

    shape = 1100, 1200
    unknown = [watch(stencil, name, pixels) for name in ("multiply", "restrict", "smooth")]
    unknown.append(watch(equations, "assemble_rows", pixels))
    coarse = [watch(aggregation, "galerkin", blocks), watch(gauss_seidel, "relax", coarse_rows)]
    monkeypatch.setattr(unknown_band, "MOST_SINGLE", 2)
    monkeypatch.setattr(unknown_band, "MOST_DOUBLE", 2)
    with pytest.warns(UserWarning):
        closed_form.estimate(zoo.scene(zoo.picture("noise", shape), zoo.trimap("sparse", shape)), threads=1)
    for sizes in unknown:
        assert 0 < max(sizes) <= band.PIECE + 2 * band.BLOCK * shape[1]
    for sizes in coarse:
        assert 0 < max(sizes) <= hierarchy.PIECE + shape[1]
