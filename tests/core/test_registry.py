"""Other packages add to what is installed, and one that is broken does no harm."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from inlay import hookspecs, registry
from inlay.arrays.warning import collected
from inlay.errors import ParameterError

OWN = "from types import SimpleNamespace\nPART = SimpleNamespace(id={!r})\n"


class Contribution:
    def __init__(self, *names):
        self.names = names

    @hookspecs.hookimpl
    def inlay_operations(self):
        return [SimpleNamespace(id=name) for name in self.names]


def entry(name, load):
    return SimpleNamespace(name=name, load=load)


def broken():
    raise ImportError("it was written for another version")


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A registry where exactly these packages are installed, and two modules declare parts of our own."""
    room = tmp_path / "parts_of_a_test" / "room"
    room.mkdir(parents=True)
    for path, content in (
        (room / "__init__.py", ""),
        (room.parent / "__init__.py", ""),
        (room.parent / "first.py", OWN.format("first")),
        (room.parent / "helper.py", "from parts_of_a_test.first import PART as AGAIN\n\nSMALLEST = 3\n"),
        (room / "second.py", OWN.format("second")),
    ):
        path.write_text(content)
    monkeypatch.syspath_prepend(tmp_path)

    def install(*entries):
        monkeypatch.setattr(registry, "entry_points", lambda group: entries)
        registry.plugin_manager.cache_clear()
        return registry.Registry(import_module("parts_of_a_test"), SimpleNamespace, "inlay_operations", "part")

    yield install
    monkeypatch.undo()
    registry.plugin_manager.cache_clear()


def test_own_parts_come_first_at_any_depth_and_are_looked_for_once(installed):
    parts = installed(entry("good", lambda: Contribution("third")))
    assert [part.id for part in parts.entries()] == ["first", "second", "third"]
    assert parts.entries() is parts.entries()
    assert [part.id for part in parts.own()] == ["first", "second"]
    assert [part.id for part in parts.contributed()] == ["third"]
    assert parts.find("third") is parts.get("third") is parts.entries()[2]


def test_an_unknown_name_lists_the_known_ones(installed):
    parts = installed()
    assert parts.get("guess") is None
    with pytest.raises(ParameterError, match="There is no part guess") as raised:
        parts.find("guess")
    assert raised.value.hint == "Choose one of first, second."


def test_a_package_that_does_not_load_is_left_out_with_a_warning(installed):
    parts = installed(entry("broken", broken), entry("good", lambda: Contribution("another")))
    with collected() as found:
        names = [part.id for part in parts.entries()]
    assert names == ["first", "second", "another"]
    assert [warning.code for warning in found] == ["package"]
    assert "broken does not load" in found[0].message
    assert "another version" in found[0].message
    assert "remove" in found[0].hint


class Hook:
    def __init__(self, answer):
        self.answer = answer

    @hookspecs.hookimpl
    def inlay_operations(self):
        return self.answer()


@pytest.mark.parametrize(
    ("answer", "said"), [(broken, "another version"), (lambda: 7, "not iterable"), (lambda: ["part"], "no part")]
)
def test_a_package_that_adds_nonsense_is_left_out_with_a_warning(installed, answer, said):
    parts = installed(entry("odd", lambda: Hook(answer)), entry("good", lambda: Contribution("another")))
    with collected() as found:
        names = [part.id for part in parts.entries()]
    assert names == ["first", "second", "another"]
    assert [warning.code for warning in found] == ["package"]
    assert "odd does not load" in found[0].message
    assert said in found[0].message


@pytest.mark.parametrize("names", [("second",), ("twin", "twin")])
def test_two_of_one_name_are_refused(installed, names):
    parts = installed(entry("twin", lambda: Contribution(*names)))
    with pytest.raises(ParameterError, match=f"More than one part is called {names[0]}"):
        parts.entries()
