"""How many workers there is room for."""

import gc

import pytest
from tests.files.drawn import noise, save

from inlay import batch
from inlay.batch import need
from inlay.batch.need import PROCESS, Layout, Need, layout


@pytest.fixture(autouse=True)
def _machine(monkeypatch):
    monkeypatch.setattr(need, "processors", lambda: 8)


@pytest.mark.parametrize(
    ("gigabytes", "pictures", "asked", "expected"),
    [
        (64, 1000, {}, Layout(8, 1)),
        (5, 1000, {}, Layout(4, 2)),
        (2.5, 1000, {}, Layout(2, 4)),
        (0.5, 1000, {}, Layout(1, 4)),
        (64, 2, {}, Layout(2, 4)),
        (64, 0, {}, Layout(1, 4)),
        (64, 1000, {"threads": 4}, Layout(2, 4)),
        (0.5, 1000, {"workers": 6}, Layout(6, 1)),
        (64, 1000, {"workers": 3, "threads": 2}, Layout(3, 2)),
    ],
)
def test_memory_decides_and_threads_times_processes_are_bounded(gigabytes, pictures, asked, expected):
    assert layout(1e9, pictures, **asked, available=gigabytes * 1e9) == expected


def test_the_need_is_foreseen_and_then_measured():
    found = Need(12_000_000)
    assert found.bytes > 2e9
    assert not found.learn(12_000_000, 0), "where the system does not say"
    assert not found.learn(100_000, 1e9), "a small picture says nothing of large ones"
    assert found.learn(6_000_000, PROCESS + 3e8)
    assert found.bytes == pytest.approx(PROCESS + 6e8)
    assert not found.learn(12_000_000, PROCESS + 1e8)
    assert found.learn(12_000_000, PROCESS + 9e8)
    assert found.bytes == pytest.approx(PROCESS + 9e8)


def test_the_largest_picture(tmp_path):
    for number, size in enumerate((10, 40, 20)):
        save(tmp_path / f"{number}.png", noise(size, 2 * size, 3))
    (tmp_path / "3.png").write_bytes(b"no picture")
    plan = batch.plan("gaussian-blur", source=f"{tmp_path}/*.png", output=f"{tmp_path}/{{stem}}.tif")
    assert need.largest(plan.tasks()) == 40 * 80
    assert need.largest([]) == 0


def test_a_peak_is_measured():
    gc.collect()  # what earlier tests have left would be freed meanwhile
    peak = need.Peak()
    before = peak.bytes()
    if before:
        block = bytearray(60_000_000)
        block[::4096] = b"x" * len(block[::4096])
        assert peak.bytes() - before > 40e6
