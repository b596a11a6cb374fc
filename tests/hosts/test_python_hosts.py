"""What is known of the checks inside a host whose process crashed."""

import sys
from pathlib import Path

from tests.hosts.python_hosts import Host

from tools import root

CHECKS = """
import faulthandler
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_good(number):
    pass

def test_wrong():
    assert not "so it is"

@pytest.mark.parametrize("number", [1, 2])
def test_crashing(number):
    if number == 2:
        faulthandler._sigsegv()

def test_later():
    pass
"""


def outcomes(tmp_path, monkeypatch, text):
    monkeypatch.setattr("tests.hosts.python_hosts.HOSTS", tmp_path / "hosts")
    monkeypatch.setattr(Host, "python", sys.executable)
    inside = tmp_path / "hosts/some/inside"
    inside.mkdir(parents=True)
    (inside / "checks.py").write_text(text)
    folder = tmp_path / "folder"
    folder.mkdir()
    return Host(root.MACHINE, "some", Path(folder)).outcomes()


def test_a_crash_leaves_what_passed_before(tmp_path, monkeypatch):
    found = outcomes(tmp_path, monkeypatch, CHECKS)
    assert not found["test_good"]
    for name in ("test_wrong", "test_crashing", "test_later"):
        assert found[name].startswith("It ended with -11") and "Segmentation fault" in found[name]


def test_without_a_crash_each_tells_what_is_wrong(tmp_path, monkeypatch):
    found = outcomes(tmp_path, monkeypatch, CHECKS.replace("faulthandler._sigsegv()", "assert not 'either'"))
    assert not found["test_good"] and not found["test_later"]
    assert "so it is" in found["test_wrong"] and "either" in found["test_crashing"]
