"""ZIP archives that say one thing and hold another are read no further than they say, and refused in words."""

import struct
import warnings
import zipfile
from io import BytesIO

import pytest

from inlay.errors import FileError
from inlay.files import archive
from inlay.files.archive import Archive


def zipped(**parts):
    """An archive of deflated parts."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts.items():
            file.writestr(name, content)
    return output.getvalue()


def patched(content, name, at, format, value):
    """The archive with one number of a part's two headers changed; `at` is its place in the central one."""
    content = bytearray(content)
    with zipfile.ZipFile(BytesIO(content)) as file:
        entry = file.getinfo(name)
    central = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    struct.pack_into(format, content, central + at, value)
    struct.pack_into(format, content, entry.header_offset + at - 2, value)
    return bytes(content)


def test_parts_are_read():
    with Archive(zipped(a=b"abc", b=b""), "x.ora") as file:
        assert file.read("a", 3) == b"abc"
        assert file.read("b", 0) == b""
        assert file.start("a", 2) == b"ab"
        assert file.start("b", 2) == file.start("c", 2) == b""
        assert "a" in file
        assert "c" not in file


def test_a_part_is_unpacked_once(monkeypatch):
    content, opened, original = zipped(a=b"abc"), [], zipfile.ZipFile.open
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *given: opened.append(given) or original(*given))
    with Archive(content, "x.ora") as file:
        assert file.read("a") is file.read("a")
        assert file.start("a", 1) == b"a"
    assert len(opened) == 1


def test_a_part_longer_than_the_limit_is_not_unpacked(monkeypatch):
    with Archive(zipped(a=bytes(5000)), "x.ora") as file:
        monkeypatch.setattr(zipfile.ZipFile, "open", None)
        with pytest.raises(FileError, match="its part “a” is 5,000 bytes long, and at most 4,999 can be right"):
            file.read("a", 4999)


def test_a_part_that_unpacks_to_more_than_it_says_is_cut_there():
    content = patched(zipped(a=bytes(1 << 24)), "a", 24, "<I", 100)
    with Archive(content, "x.ora") as file, pytest.raises(FileError, match="its part “a” is damaged"):
        file.read("a")


def test_a_part_that_unpacks_to_less_than_it_says_is_damaged():
    content = patched(zipped(a=bytes(100)), "a", 24, "<I", 101)
    with Archive(content, "x.ora") as file, pytest.raises(FileError, match="its part “a” is damaged"):
        file.read("a")


def test_all_parts_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(archive, "_ALWAYS_ALLOWED", 20_000)
    with Archive(zipped(a=bytes(15_000), b=bytes(15_000), c=b"c"), "x.ora") as file:
        file.read("a")
        with pytest.raises(FileError, match="far more than they can hold"):
            file.read("b")
        assert file.read("c") == b"c"


@pytest.mark.parametrize(
    ("at", "format", "value", "words"),
    [
        (8, "<H", 1, "is encrypted"),
        (10, "<H", zipfile.ZIP_LZMA, "packed in a way"),
        (10, "<H", zipfile.ZIP_BZIP2, "packed in a way"),
        (10, "<H", 97, "packed in a way"),
        (16, "<I", 0, "damaged"),
    ],
)
def test_parts_that_cannot_be_unpacked(at, format, value, words):
    with Archive(patched(zipped(a=b"abc"), "a", at, format, value), "x.ora") as file:
        with pytest.raises(FileError, match=words) as caught:
            file.read("a")
        assert caught.value.hint


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "data/../../a", "..", r"data\a.png", r"..\a", "C:/a", "c:a", "a\nb"]
)
def test_names_that_lead_out_of_the_archive(name):
    with pytest.raises(FileError, match="outside of the file"):
        Archive(zipped(**{name: b"abc"}), "x.ora")
    with Archive(zipped(a=b"abc"), "x.ora") as file, pytest.raises(FileError, match="outside of the file"):
        file.read(name)


def test_names_that_only_look_so_are_read():
    with Archive(zipped(**{"data/a..b/…/é.png": b"abc"}), "x.ora") as file:
        assert file.read("data/a..b/…/é.png") == b"abc"


def test_names_that_several_parts_have():
    content = zipped(a=b"1", b=b"2").replace(b"b", b"a")
    with Archive(content, "x.ora") as file:
        assert file.repeated() == ["a"]
        assert file.read("a") == b"2"


def test_too_many_parts():
    content = zipped(**{str(number): b"" for number in range(3)}) + archive._ENTRY * archive.MOST_MEMBERS
    with pytest.raises(FileError, match="more than 32,768 parts"):
        Archive(content, "x.ora")


def test_what_is_no_archive():
    for content in (b"", b"PK\x03\x04", zipped(a=b"abc")[:40]):
        with pytest.raises(FileError, match=r"x\.ora is damaged or cut off"):
            Archive(content, "x.ora")


def test_long_and_odd_names_are_shown_shortened():
    assert archive.shown("Fox") == "“Fox”"
    assert archive.shown("a\x1b[31m\n") == "“a�[31m�”"
    assert archive.shown("x" * 10**6) == f"“{'x' * 60}…”"
