import os
from pathlib import Path

import pytest

from inlay_setup.errors import InstallationError
from inlay_setup.locations import locate, refuse_sudo


def test_linux(home):
    found = locate(variables={"HOME": str(home)}, platform="linux")
    assert found.data == home / ".local/share/inlay"
    assert found.cache == home / ".cache/inlay"
    assert found.environment == home / ".local/share/inlay/environment"


def test_the_folders_of_the_user_are_respected(home, tmp_path):
    variables = {"HOME": str(home), "XDG_DATA_HOME": str(tmp_path / "d"), "XDG_CACHE_HOME": str(tmp_path / "c")}
    found = locate(variables=variables, platform="linux")
    assert (found.data, found.cache) == (tmp_path / "d/inlay", tmp_path / "c/inlay")
    relative = locate(variables={"HOME": str(home), "XDG_DATA_HOME": "not/absolute"}, platform="linux")
    assert relative.data == home / ".local/share/inlay"


def test_macos_and_windows(home):
    assert locate(variables={"HOME": str(home)}, platform="darwin").data == home / "Library/Application Support/inlay"
    variables = {"USERPROFILE": str(home), "LOCALAPPDATA": str(home / "local")}
    assert locate(variables=variables, platform="win32").data == home / "local/inlay"


def test_a_prefix_holds_all_of_inlays_own(home, tmp_path):
    found = locate(str(tmp_path / "elsewhere"), {"HOME": str(home)}, "linux")
    assert found.data == tmp_path / "elsewhere"
    assert tmp_path / "elsewhere" in found.cache.parents


@pytest.mark.parametrize("value", ["/does/not/exist", "relative"])
def test_no_home(value):
    with pytest.raises(InstallationError, match="home folder") as caught:
        locate(variables={"HOME": value}, platform="linux")
    assert "Set HOME" in caught.value.hint


def test_sudo_is_refused(home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(InstallationError, match="belong to zoe") as caught:
        refuse_sudo(home, {"SUDO_USER": "zoe"})
    assert "without sudo" in caught.value.hint


def test_roots_own_home_is_fine(home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Path, "stat", lambda self, **options: os.stat_result((0o40755, 0, 0, 2, 0, 0, 0, 0, 0, 0)))
    refuse_sudo(home, {})


def test_root_in_a_foreign_home_is_refused(home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    foreign = os.stat_result((0o40755, 0, 0, 2, 1000, 1000, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda self, **options: foreign)
    with pytest.raises(InstallationError, match=home.name):
        refuse_sudo(home, {})
