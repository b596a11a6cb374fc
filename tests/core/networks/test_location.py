"""Where the store is: beside the private environment, else where the installer keeps Inlay's own files."""

from pathlib import Path

import pytest

from inlay.networks import location
from inlay_setup.locations import locate


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("chosen", [{}, {"XDG_DATA_HOME": "/data", "LOCALAPPDATA": "/local"}, {"XDG_DATA_HOME": "a"}])
def test_it_is_the_installers_folder(tmp_path, platform, chosen):
    variables = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), **chosen}
    assert location.data_folder(variables, platform, tmp_path) == locate(variables=variables, platform=platform).data


def test_it_lies_beside_the_environment(tmp_path, monkeypatch):
    monkeypatch.delenv("INLAY_MODELS")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.prefix", str(tmp_path / "inlay" / "environment"))
    monkeypatch.setattr("sys.platform", "linux")
    assert location.folder() == tmp_path / "data/inlay/models"
    (tmp_path / "inlay").mkdir()
    (tmp_path / "inlay/installation.json").touch()
    assert location.folder() == tmp_path / "inlay/models"


def test_a_variable_names_another(tmp_path, monkeypatch):
    monkeypatch.setenv("INLAY_MODELS", str(tmp_path))
    assert location.folder() == Path(tmp_path)
