"""Installing from a bundle: its wheels and no network, on a Python that they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import clones
from tests.setup.machine import program, tree

from inlay_setup import bundle, install, pins, record, repository
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository
from tools import verbs

pytestmark = pytest.mark.usefixtures("editors_have_run", "not_by_sudo")


@pytest.fixture
def bundled(tmp_path: Path) -> Repository:
    """One for Python 3.13, with what runs networks; its wheels are empty files."""
    folder = clones.small(tmp_path / "a bundle")
    wheels = folder / bundle.WHEELS
    wheels.mkdir()
    for name in ("inlay-0.1-py3-none-any.whl", "pip-26.0-py3-none-any.whl"):
        (wheels / name).touch()
    bundle.write(folder, bundle.Bundle(wheels, "linux-x86_64", ["3.13"], ["networks"]))
    return repository.clone(folder)


def test_only_its_wheels_are_installed(bundled, artist, machine, capsys):
    assert install.install(bundled, artist, run=machine.run) == 0
    wheels = bundled.folder / "wheels"
    installed = [call for call in machine.calls if call[1:4] == ["-I", "-m", "pip"] and "install" in call]
    assert len(installed) == 2
    for call in installed:
        assert "--no-index" in call and call[call.index("--find-links") + 1] == str(wheels)
    pinned, inlay = installed
    assert "--require-hashes" in pinned and pinned[-2:] == ["-r", str(pins.NETWORKS)]
    assert inlay[-1] == f"{wheels / 'inlay-0.1-py3-none-any.whl'}[networks]"
    assert record.load(artist.data).extras == ["networks"], "what is in it is installed without being asked for"
    assert "without a network" in capsys.readouterr().out


def test_pip_comes_out_of_it(bundled, artist, machine):
    """Debian's Python has no ensurepip, and no network brings one."""
    machine.python.update(ensurepip=False, pip=False)
    assert install.install(bundled, artist, run=machine.run) == 0
    assert machine.called("venv.create", str(bundled.folder / "wheels/pip-26.0-py3-none-any.whl"))


def test_the_python_that_fits_is_found(bundled, artist, machine, home, tmp_path):
    machine.versions = {"python3.13": [3, 12, 1], "python3.14": [3, 13, 0]}
    program(tmp_path / "programs/python3.14")
    assert install.install(bundled, artist, run=machine.run) == 0
    assert machine.called(str(tmp_path / "programs/python3.14"), "venv.create")


@pytest.mark.parametrize("answer", [{"version": [3, 12, 0]}, {"machine": "aarch64"}, {"system": "windows"}])
def test_no_python_that_fits(bundled, artist, machine, home, answer):
    machine.python.update(answer)
    before = tree(home)
    with pytest.raises(InstallationError, match=r"3\.13 on linux-x86_64.*no such Python") as caught:
        install.install(bundled, artist, run=machine.run)
    assert "install.py bundle" in caught.value.hint
    assert not machine.called("uv", "install"), "nothing is fetched"
    assert tree(home) == before


def test_an_environment_on_another_python_is_made_anew(installed, bundled, artist, machine, tmp_path):
    machine.versions = {"environment/bin/python": [3, 12, 1]}
    machine.calls.clear()
    assert install.install(bundled, artist, run=machine.run) == 0
    assert machine.called(str(tmp_path / "programs/python3.13"), "venv.create")


def test_what_it_does_not_hold(bundled, artist, machine):
    with pytest.raises(InstallationError, match="batch") as caught:
        install.install(bundled, artist, extras=["batch"], run=machine.run)
    assert "--with batch --with networks" in caught.value.hint


def test_wheels_that_do_not_install_are_not_replaced_by_others(bundled, artist, machine):
    machine.failing = {"--find-links": "ERROR: hashes do not match"}
    with pytest.raises(InstallationError, match="bundle"):
        install.install(bundled, artist, run=machine.run)
    assert not [call for call in machine.calls if "install" in call and "--no-index" not in call and "pip" in call]


@pytest.mark.parametrize("damage", ["{", "[]", "{}", None])
def test_a_damaged_bundle(bundled, artist, machine, damage):
    if damage is None:
        (bundled.folder / "wheels/inlay-0.1-py3-none-any.whl").unlink()
    else:
        (bundled.folder / bundle.NAME).write_text(damage)
    with pytest.raises(InstallationError, match="damaged"):
        install.install(bundled, artist, run=machine.run)


@pytest.mark.parametrize("words", [["demo"], ["test"], ["bundle", "x"]])
def test_what_a_bundle_cannot_do(bundled, home, monkeypatch, capsys, words):
    monkeypatch.setenv("HOME", str(home))
    assert verbs.main(words, bundled.folder) == 1
    assert f"cannot {words[0]}" in capsys.readouterr().err


def test_what_it_says_of_itself(bundled):
    assert json.loads((bundled.folder / "bundle.json").read_text()) == {
        "system": "linux-x86_64",
        "pythons": ["3.13"],
        "extras": ["networks"],
    }
