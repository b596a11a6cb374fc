"""Where the adapter's own files lie."""

import os

import pytest
from plugins.bridge import installation


@pytest.fixture
def adapter(tmp_path, monkeypatch):
    (tmp_path / "help").mkdir()
    for name in ("index", "seamless-clone"):
        (tmp_path / "help" / f"{name}.html").touch()
    monkeypatch.setattr(installation, "HERE", str(tmp_path))
    return tmp_path


def test_every_operation_has_its_page(adapter):
    assert installation.help_page("seamless-clone") == str(adapter / "help/seamless-clone.html")


def test_without_a_page_there_is_that_of_all(adapter):
    assert installation.help_page("unknown") == str(adapter / "help/index.html")


def test_the_icon_lies_beside_the_record():
    assert os.path.dirname(installation.ICON) == os.path.dirname(installation.RECORD)
