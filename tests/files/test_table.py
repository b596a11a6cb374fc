"""Tables as spreadsheets write them."""

import pytest

from inlay.errors import FileError
from inlay.files.table import cells


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_cells(separator, tmp_path):
    path = tmp_path / "a.csv"
    rows = [["file", "x", "y"], ['"a, b; c.tif"', " 1", "2 "], [], ["d.tif", "", ""]]
    path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8-sig")
    assert cells(path) == [["file", "x", "y"], ["a, b; c.tif", "1", "2"], ["d.tif", "", ""]]


def test_an_empty_file_has_no_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\n\n")
    assert cells(path) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_programs_call_unicode(encoding, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("file\tx\ngrün.tif\t3\n", encoding=encoding)
    assert cells(path) == [["file", "x"], ["grün.tif", "3"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"gr\xfcn,1\n", "not written in UTF-8"), (b"\xff\xfea", "not written in UTF-8"), (b'a,"b\n', "is no table")],
)
def test_what_is_no_table_is_refused(content, words, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=words):
        cells(path)


def test_a_table_that_is_missing_is_said_to_be(tmp_path):
    with pytest.raises(FileError, match=r"a\.csv"):
        cells(tmp_path / "a.csv")
