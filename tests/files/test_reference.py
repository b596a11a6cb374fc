from pathlib import Path

import pytest

from inlay.errors import ParameterError
from inlay.files.command_line.reference import Reference, parse, position


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fox.png", Reference(Path("fox.png"))),
        ("fox.png@3,-4", Reference(Path("fox.png"), "", (3, -4))),
        ("scene.ora#Fox", Reference(Path("scene.ora"), "Fox")),
        ("scene.ora#Fox@-30,+40", Reference(Path("scene.ora"), "Fox", (-30, 40))),
        ("scene.ora#2", Reference(Path("scene.ora"), "2")),
        ("scene.ora#Group/Fox #2", Reference(Path("scene.ora"), "Group/Fox #2")),
        ("fox@home.png", Reference(Path("fox@home.png"))),
        ("fox.png@3", Reference(Path("fox.png@3"))),
    ],
)
def test_references(text, expected):
    assert parse(text) == expected


def test_names_with_marks_are_found_by_their_full_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a#1.png", "b@3,4", "c#d.ora"):
        Path(name).touch()
    assert parse("a#1.png") == Reference(Path("a#1.png"))
    assert parse("a#1.png@5,6") == Reference(Path("a#1.png"), "", (5, 6))
    assert parse("b@3,4") == Reference(Path("b@3,4"))
    assert parse("c#d.ora#Sky") == Reference(Path("c#d.ora"), "Sky")


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", f"a.png@{'9' * 5000},1"])
def test_names_that_no_file_can_have(name):
    assert parse(name) == Reference(Path(name))


def test_nothing_is_refused():
    with pytest.raises(ParameterError):
        parse("")


def test_positions():
    assert position("-30,40") == (-30, 40)
    assert position(" +1 , 2 ") == (1, 2)


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "1.5,2", "a,b"])
def test_other_positions_are_refused(text):
    with pytest.raises(ParameterError, match="no position"):
        position(text)
