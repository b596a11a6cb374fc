"""``install.py gallery``: which photographs are taken, and where the sheets go."""

import pytest

from inlay.errors import InstallationError
from inlay.installation import gallery


@pytest.fixture
def photographs(tmp_path):
    folder = tmp_path / "my photographs"
    folder.mkdir()
    return folder


def _command(machine):
    return next(call for call in machine.calls if "inlay.gallery" in call)


def test_a_folder_of_photographs(machine, clone, artist, photographs, tmp_path):
    target = tmp_path / "sheets"
    code = gallery.gallery(clone, artist, str(photographs), str(target), ["relight"], run=machine.run)
    assert code == 0
    assert _command(machine)[-3:] == [str(photographs), str(target), "relight"]
    assert target.is_dir()


def test_the_folder_that_the_tests_use(machine, clone, artist, photographs, monkeypatch):
    monkeypatch.setenv(gallery.VARIABLE, str(photographs))
    assert gallery.gallery(clone, artist, run=machine.run) == 0
    assert _command(machine)[-2:] == [str(photographs), str(artist.cache / "gallery")]


def test_a_sheet_that_fails(machine, clone, artist, photographs):
    machine.failing["inlay.gallery"] = "relight-lamp: no"
    assert gallery.gallery(clone, artist, str(photographs), run=machine.run) == 1


def test_no_such_folder(machine, clone, artist, tmp_path):
    with pytest.raises(InstallationError, match="There is no folder"):
        gallery.gallery(clone, artist, str(tmp_path / "none"), run=machine.run)
    assert not machine.calls


def test_a_dry_run_changes_nothing(machine, clone, artist, photographs, capsys):
    before = sorted(artist.home.rglob("*"))
    assert gallery.gallery(clone, artist, str(photographs), dry_run=True, run=machine.run) == 0
    assert str(photographs) in capsys.readouterr().out
    assert sorted(artist.home.rglob("*")) == before
    assert not machine.called("inlay.gallery")
