"""Other packages add operations, and one that is broken does no harm."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from inlay import hookspecs, packages
from inlay.errors import InlayWarning, ParameterError
from inlay.operations import registry


class Contribution:
    def __init__(self, *operations):
        self.operations = operations

    @hookspecs.hookimpl
    def inlay_operations(self):
        return self.operations


def entry(name, load):
    return SimpleNamespace(name=name, load=load)


def broken():
    raise ImportError("it was written for another version")


@pytest.fixture
def installed(monkeypatch):
    """Pretend that exactly these packages are installed."""

    def install(*entries):
        monkeypatch.setattr(packages, "entry_points", lambda group: entries)
        forget()

    def forget():
        packages.plugin_manager.cache_clear()
        registry.operations.cache_clear()

    yield install
    monkeypatch.undo()
    forget()


def test_a_package_that_does_not_load_is_left_out_with_a_warning(installed):
    another = Contribution(replace(registry.find("seamless-clone"), id="another"))
    installed(entry("broken", broken), entry("good", lambda: another))
    with pytest.warns(InlayWarning, match="broken does not load .*another version") as warned:
        names = [operation.id for operation in registry.operations()]
    assert names[-1] == "another"
    assert "seamless-clone" in names
    assert "remove" in warned[0].message.hint


def test_two_operations_of_one_name_are_refused(installed):
    twin = Contribution(registry.find("seamless-clone"))
    installed(entry("twin", lambda: twin))
    with pytest.raises(ParameterError, match="Two operations are called seamless-clone"):
        registry.operations()
