"""Presets come back as they were saved, in whatever state their file and the declaration are by then."""

import json
import os
from dataclasses import replace

import pytest
from plugins.bridge.presets import Presets

from inlay.contract.errors import FileError, ParameterError


@pytest.fixture
def operation(operations):
    return operations["sample-everything"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "presets" / "sample-everything.json"


@pytest.fixture
def presets(file, operation):
    return Presets(file.parent, operation)


def test_what_is_saved_comes_back(presets, operation):
    values = operation.defaults()
    on_the_picture = {entry.id for entry in operation.parameters if entry.type in ("point", "points")}
    presets.save("  Hair, fine  ", values)
    presets.save("äußerst", {"amount": -4})
    assert presets.names() == ["Hair, fine", "äußerst"]
    kept = json.loads(json.dumps({name: value for name, value in values.items() if name not in on_the_picture}))
    assert on_the_picture and presets.values("Hair, fine") == kept
    presets.save("äußerst", {"amount": 5})
    assert presets.values("äußerst") == {"amount": 5}
    presets.remove("Hair, fine")
    presets.remove("never there")
    assert presets.names() == ["äußerst"] and presets.warning is None


def test_two_editors_share_the_file(file, operation):
    one, other = Presets(file.parent, operation), Presets(file.parent, operation)
    one.save("one", {"amount": 1})
    other.save("other", {"amount": 2})
    assert one.names() == other.names() == ["one", "other"] and one.values("other") == {"amount": 2}
    assert os.listdir(file.parent) == [file.name]


def test_what_the_declaration_does_not_take_any_more_is_dropped(presets, file, operation):
    presets.save("old", {"amount": 4, "title": "Fox", "enabled": True})
    changed = [
        replace(entry, minimum=5) if entry.id == "amount" else entry
        for entry in operation.parameters
        if entry.id != "title"
    ]
    assert Presets(file.parent, replace(operation, parameters=tuple(changed))).values("old") == {"enabled": True}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("amount", [True, "3", 2.5, float("nan"), 10**9, 10**400, None]),
        ("strength", ["a", [0.5], float("inf"), False]),
        ("enabled", [1, "true", None]),
        ("colour", [[0, 0, 0], [0, 0, 0, 2], "red", [0, 0, 0, float("nan")]]),
        ("title", [3, None, "x" * 1_000_000]),
    ],
)
def test_values_of_the_wrong_kind_are_dropped(operation, name, wrong):
    parameter = next(entry for entry in operation.parameters if entry.id == name)
    assert parameter.accepts(parameter.default)
    assert not any(parameter.accepts(value) for value in wrong)


def test_an_option_that_is_gone_is_dropped(operations):
    choice = operations["seamless-clone"].parameters[0]
    assert choice.accepts("average") and not choice.accepts("vanished") and not choice.accepts(["average"])


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b'{"a": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_said_once_and_kept(presets, file, operation, content):
    file.parent.mkdir()
    file.write_bytes(content)
    assert presets.names() == []
    assert presets.warning is not None and presets.warning.hint
    presets.save("new", {"amount": 1})
    later = Presets(file.parent, operation)
    assert later.names() == ["new"] and later.warning is None
    assert (file.parent / (file.name + ".damaged")).read_bytes() == content


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_preset_needs_a_name(presets, name):
    with pytest.raises(ParameterError) as caught:
        presets.save(name, {})
    assert caught.value.hint


def test_a_preset_that_is_gone(presets):
    with pytest.raises(ParameterError):
        presets.values("gone")


def test_where_nothing_can_be_written_the_artist_is_told(tmp_path, operation):
    blocked = tmp_path / "file"
    blocked.write_text("")
    presets = Presets(blocked / "presets", operation)
    with pytest.raises(FileError) as caught:
        presets.save("a", {"amount": 1})
    assert caught.value.hint


def test_a_write_that_fails_leaves_the_file_as_it_was(presets, file, monkeypatch):
    presets.save("a", {"amount": 1})

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FileError, match="No space"):
        presets.save("b", {"amount": 2})
    assert presets.names() == ["a"] and os.listdir(file.parent) == [file.name]
