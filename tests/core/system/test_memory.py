"""How much memory is free, as the system says."""

import pytest

from inlay.system import memory


def test_the_memory_of_this_machine():
    found = memory.available_bytes()
    assert found is None or 1e7 < found < 1e14


@pytest.mark.parametrize("limit", ["max", "1000000000", None])
def test_memory_of_linux(monkeypatch, tmp_path, limit):
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit + "\n")
        (tmp_path / "memory.current").write_text("600000000\n")
        (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 100000000\nactive_file 7\n")
    monkeypatch.setattr(memory, "_CONTROL_GROUP", tmp_path)
    found = memory._of_linux()
    if limit == "1000000000":
        assert found <= 500_000_000
    else:
        assert found > 0


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (70_000, "70 KB"), (1.6e6, "2 MB"), (2.54e9, "2.5 GB"), (7e12, "7,000.0 GB")],
)
def test_sizes_in_words(count, words):
    assert memory.size(count) == words


def test_a_limit_on_the_process_counts_as_memory(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1 << 20, resource.RLIM_INFINITY))
    assert memory.available_bytes() == 0
