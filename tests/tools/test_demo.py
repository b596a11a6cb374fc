"""``install.py demo`` and ``gallery``: which photographs are taken, and where the pictures go."""

import pytest

from inlay_setup.errors import InstallationError
from tools import demo
from tools.gallery import pairs


@pytest.fixture
def photographs(tmp_path):
    folder = tmp_path / "my photographs"
    folder.mkdir()
    return folder


def _command(machine):
    return next(call for call in machine.calls if "tools.gallery" in call)


def test_a_folder_of_photographs(machine, clone, artist, photographs, tmp_path):
    target = tmp_path / "sheets"
    code = demo.gallery(clone, artist, str(photographs), str(target), ["relight"], run=machine.run)
    assert code == 0
    assert _command(machine)[-3:] == [str(photographs), str(target), "relight"]
    assert target.is_dir()


def test_the_folder_that_the_tests_use(machine, clone, artist, photographs, monkeypatch):
    monkeypatch.setenv(demo.VARIABLE, str(photographs))
    assert demo.gallery(clone, artist, run=machine.run) == 0
    assert _command(machine)[-2:] == [str(photographs), str(artist.cache / "gallery")]


def test_a_sheet_that_fails(machine, clone, artist, photographs):
    machine.failing["tools.gallery"] = "relight-lamp: no"
    assert demo.gallery(clone, artist, str(photographs), run=machine.run) == 1


def test_no_such_folder(machine, clone, artist, tmp_path):
    with pytest.raises(InstallationError, match="There is no folder"):
        demo.gallery(clone, artist, str(tmp_path / "none"), run=machine.run)
    assert not machine.calls


def test_a_dry_run_changes_nothing(machine, clone, artist, photographs, capsys):
    before = sorted(artist.home.rglob("*"))
    assert demo.gallery(clone, artist, str(photographs), dry_run=True, run=machine.run) == 0
    assert str(photographs) in capsys.readouterr().out
    assert sorted(artist.home.rglob("*")) == before
    assert not machine.called("tools.gallery")


def test_the_demos_photographs_are_those_of_its_scenes():
    assert set(demo.PHOTOGRAPHS) == {name for pair in pairs.DEMO for name in pair.scene.photographs}


def test_the_demo(machine, clone, artist, capsys):
    folder = artist.cache / "demo"
    (folder / "photographs").mkdir(parents=True)
    for name in demo.PHOTOGRAPHS:
        (folder / "photographs" / name).touch()
    assert demo.demo(clone, artist, run=machine.run) == 0
    command = next(call for call in machine.calls if "tools.gallery.pairs" in call)
    assert command[-2:] == [str(folder / "photographs"), str(folder)]
    assert not machine.called("download")
    assert str(clone.folder / "install.py") in capsys.readouterr().out


def test_photographs_that_cannot_be_fetched(machine, clone, artist):
    machine.failing["pip --disable-pip-version-check download"] = "no such package"
    with pytest.raises(InstallationError, match="could not be fetched"):
        demo.demo(clone, artist, run=machine.run)
