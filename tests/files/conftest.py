"""The command `inlay`, called in the process of the tests."""

import json
from dataclasses import dataclass

import pytest
from tests.files.drawn import noise, save

from inlay.files.command_line import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def inlay(capsys, tmp_path, monkeypatch):
    """Call the command in an empty folder: ``inlay("run", "seamless-clone", ...)``."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return call


@pytest.fixture
def source(tmp_path):
    return save(tmp_path / "source.png", noise(20, 30, 4))


@pytest.fixture
def destination(tmp_path):
    return save(tmp_path / "destination.png", noise(40, 50, 3, seed=1))
