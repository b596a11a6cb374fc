"""The list of photographs, and how they are found and fetched."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inlay_setup.errors import InstallationError
from inlay_setup.programs import Finished
from tools.photographs import collection, packages
from tools.photographs.collection import PURPOSES, WHEEL, Photograph, listed, names, photograph


@pytest.fixture(autouse=True)
def nothing_remembered():
    photograph.cache_clear()


def test_each_has_one_purpose_and_a_licence():
    assert (
        len({each.name for each in listed()}) == len({(each.origin, each.path) for each in listed()}) == len(listed())
    )
    assert {each.purpose for each in listed()} == set(PURPOSES)
    assert all(each.licence for each in listed())


def test_enough_of_each_purpose():
    for purpose in PURPOSES:
        assert sum(each.purpose == purpose for each in listed()) >= 20


def test_those_of_the_wheel_are_there():
    for name in names("choosing", [WHEEL]):
        pixels = photograph(name, largest=100)
        assert pixels.dtype == np.uint8
        assert max(pixels.shape) == 100
        assert pixels.shape[2] == 3


def test_missing_ones_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(collection, "cached", lambda: tmp_path)
    with pytest.raises(FileNotFoundError, match=r"kite.*python -m tools\.photographs"):
        names("choosing")


def test_a_package_is_read_where_it_is_unpacked(monkeypatch, tmp_path):
    row = Photograph("wall", "judging", "walls", "/usr/share/wall.png", "CC0-1.0")
    monkeypatch.setattr(collection, "cached", lambda: tmp_path)
    monkeypatch.setattr(collection, "listed", lambda: (row, replace(row, name="unset", origin="INLAY_TEST_PICTURES")))
    monkeypatch.delenv("INLAY_TEST_PICTURES", raising=False)
    (tmp_path / "walls/usr/share").mkdir(parents=True)
    Image.new("L", (30, 20), 7).save(tmp_path / "walls/usr/share/wall.png")
    assert names("judging") == ["wall"]
    assert photograph("wall").shape == (20, 30, 3)


def test_only_what_is_missing_is_fetched(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    asked = []

    def run(command, folder=None):
        asked.append([str(word) for word in command[:2]])
        if command[0] == "apt-get":
            (folder / "new_1_all.deb").touch()
        else:
            command[-1].mkdir()
        return Finished(0, "")

    (tmp_path / "old").mkdir()
    packages.fetch(["old", "new"], tmp_path, run)
    assert asked == [["apt-get", "download"], ["dpkg-deb", "--extract"]]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new", "old"]


def test_a_package_that_cannot_be_had_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: name)
    with pytest.raises(InstallationError, match="walls could not be fetched"):
        packages.fetch(["walls"], tmp_path, lambda command, folder=None: Finished(100, "E: no such package"))
    assert not list(tmp_path.iterdir())
