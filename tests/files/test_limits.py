"""What a header may ask for."""

import zlib

import pytest

from inlay import memory
from inlay.errors import FileError, InputError, ResourceError
from inlay.files import damage, limits


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1), (limits.LARGEST_SIDE + 1, 1)])
def test_impossible_sizes(width, height):
    with pytest.raises(FileError, match="impossible size"):
        limits.check_picture("a.png", width, height, 4, 1 << 40)


@pytest.mark.parametrize(
    ("side", "pixel_bytes", "packed"),
    [(2900, 4, 100), (4096, 4, 1024), (8192, 4, 7168), (8193, 4, 8193**2 * 4 >> 10)],
)
def test_few_bytes_hold_few_pixels(side, pixel_bytes, packed):
    with pytest.raises(FileError, match=f"{packed - 100:,} bytes cannot hold"):
        limits.check_picture("a.png", side, side, pixel_bytes, packed - 100)
    limits.check_picture("a.png", side, side, pixel_bytes, packed + 100)


@pytest.mark.parametrize("bits", [1, 8])
def test_a_large_mask_that_is_nearly_blank_is_read(bits):
    side = 12_000
    packer = zlib.compressobj(9)
    rows = bytes(1 + side * bits // 8)
    packed = sum(len(packer.compress(rows)) for _ in range(side)) + len(packer.flush())
    limits.check_picture("mask.png", side, side, 1, packed)


def test_the_number_of_pixels_has_a_limit():
    with pytest.raises(FileError, match="too large, 32,768 x 32,769 pixels"):
        limits.check_picture("a.png", 32768, 32769, 0.001, 1 << 40)


def test_memory_is_asked_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 2_000_000)
    limits.check_picture("a.png", 1000, 1000, 1, 5000)
    with pytest.raises(ResourceError, match=r"a.png is 1,000 x 1,001 pixels large.* 2 MB are free"):
        limits.check_picture("a.png", 1000, 1001, 1, 5000)


def test_a_limit_on_the_process_counts_as_memory(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1 << 20, resource.RLIM_INFINITY))
    assert memory.available_bytes() == 0


def test_inflating_stops_at_the_limit():
    packed = zlib.compress(bytes(1000))
    assert limits.inflate(packed, 1000) == bytes(1000)
    assert limits.inflate(packed, 999) is None
    assert limits.inflate(packed[:-2], 1000) is None
    assert limits.inflate(b"nothing", 1000) is None


@pytest.mark.parametrize("error", [ValueError("no"), RecursionError(), OSError(5, "no"), AssertionError()])
def test_what_libraries_raise_is_told_as_damage(error):
    with pytest.raises(FileError, match=r"a\.png is damaged") as found, damage.as_file_error("a.png"):
        raise error
    assert found.value.__cause__ is error


@pytest.mark.parametrize("error", [InputError("so"), MemoryError()])
def test_what_is_no_damage_passes(error):
    with pytest.raises(type(error)), damage.as_file_error("a.png"):
        raise error
