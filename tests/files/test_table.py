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


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", b'a,"b\n'])
def test_what_is_no_table_is_refused(content, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match="is no table"):
        cells(path)


def test_a_table_that_is_missing_is_said_to_be(tmp_path):
    with pytest.raises(FileError, match=r"a\.csv"):
        cells(tmp_path / "a.csv")
