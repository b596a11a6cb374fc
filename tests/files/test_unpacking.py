"""What a header may ask for."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inlay.errors import FileError, InputError, ResourceError
from inlay.files import damage, formats, unpacking
from inlay.system import memory


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1), (unpacking.LARGEST_SIDE + 1, 1)])
def test_impossible_sizes(width, height):
    with pytest.raises(FileError, match="impossible size"):
        unpacking.check_picture("a.png", width, height, 4, 1 << 40)


@pytest.mark.parametrize(
    ("side", "pixel_bytes", "packed"),
    [(2900, 1, 100), (4096, 4, 1024)],
)
def test_few_bytes_hold_few_pixels(side, pixel_bytes, packed):
    with pytest.raises(FileError, match=f"{packed - 100:,} bytes cannot hold"):
        unpacking.check_picture("a.png", side, side, pixel_bytes, packed - 100)
    unpacking.check_picture("a.png", side, side, pixel_bytes, packed + 100)


@pytest.mark.parametrize("mode", ["1", "L"])
def test_an_empty_mask_is_as_large_as_a_photograph(tmp_path, mode):
    path = tmp_path / "a.png"
    Image.new(mode, (12_000, 9_000)).save(path)
    assert path.stat().st_size < 150_000
    assert formats.read(path).width == 12_000


@given(st.integers(1, 1 << 20))
def test_nothing_of_a_megabyte_becomes_a_gigabyte(packed):
    assert 2 * unpacking.most_unpacked(packed) <= 1 << 30
    assert unpacking.most_unpacked(packed) <= unpacking.most_unpacked(packed + 1)


def test_the_number_of_pixels_has_a_limit():
    with pytest.raises(FileError, match="too large, 32,768 x 32,769 pixels"):
        unpacking.check_picture("a.png", 32768, 32769, 0.001, 1 << 40)


def test_memory_is_asked_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 2_000_000)
    unpacking.check_picture("a.png", 1000, 1000, 1, 5000)
    with pytest.raises(ResourceError, match=r"a.png is 1,000 x 1,001 pixels large.* 2 MB are free"):
        unpacking.check_picture("a.png", 1000, 1001, 1, 5000)


def test_inflating_stops_at_the_limit():
    packed = zlib.compress(bytes(1000))
    assert unpacking.inflate(packed, 1000) == bytes(1000)
    assert unpacking.inflate(packed, 999) is None
    assert unpacking.inflate(packed[:-2], 1000) is None
    assert unpacking.inflate(b"nothing", 1000) is None


@pytest.mark.parametrize("error", [ValueError("no"), RecursionError(), OSError(5, "no"), AssertionError()])
def test_what_libraries_raise_is_told_as_damage(error):
    with pytest.raises(FileError, match=r"a\.png is damaged") as found, damage.as_file_error("a.png"):
        raise error
    assert found.value.__cause__ is error


@pytest.mark.parametrize("error", [InputError("so"), MemoryError()])
def test_what_is_no_damage_passes(error):
    with pytest.raises(type(error)), damage.as_file_error("a.png"):
        raise error
