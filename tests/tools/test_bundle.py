"""What is asked of pip for a bundle, and where it goes; tests/setup/test_whole.py makes one and installs from it."""

import os
import zipfile

import pytest
from tests import clones
from tests.setup.machine import Machine
from tests.setup.test_pins import _wheel

from inlay_setup import bundle, repository
from inlay_setup.errors import InstallationError
from inlay_setup.programs import Finished
from tools import bundle as bundles


class Index(Machine):
    """A machine whose pip brings a wheel of each kind; `times` are those that it was told to give to what it builds."""

    def __init__(self):
        super().__init__()
        self.times = []

    def run(self, command, **options):
        self.times += filter(None, [(options.get("variables") or {}).get("SOURCE_DATE_EPOCH")])
        words = [str(word) for word in command]
        finished = super().run(command, **options)
        if "sys.stdout.write" in " ".join(words):
            return Finished(0, "easel==1.0 --hash=sha256:0\n")
        for option, name in (("--wheel-dir", "inlay"), ("--dest", words[-1] if words[-1] == "pip" else "easel")):
            if option in words:
                _wheel(bundles.Path(words[words.index(option) + 1]), name, "1.0")
        return finished


@pytest.fixture
def index():
    return Index()


def test_a_folder_for_another_system(clone, artist, index, tmp_path, capsys):
    place = tmp_path / "given away"
    (tmp_path / "temporary").mkdir()
    made = bundles.make(clone, artist, str(place), "windows-arm64", ["3.12", "3.13"], ["batch"], run=index.run)
    assert made == 0
    found = bundle.of(place)
    assert (found.system, found.pythons, found.extras) == ("windows-arm64", ["3.12", "3.13"], ["batch"])
    fetched = [call for call in index.calls if "--require-hashes" in call]
    assert [call[call.index("--python-version") + 1] for call in fetched] == ["3.12", "3.13"]
    assert all("win_arm64" in call and "--only-binary" in call for call in fetched)
    assert (place / "install.py").is_file() and (place / "plugins/gimp/inlay.py").is_file()
    assert (place / "wheels/SHA256SUMS").read_text().count(".whl\n") == 3
    assert "easel 1.0" in (place / "LICENCES.txt").read_text()
    assert [path.name for path in tmp_path.glob("given*")] == ["given away"]
    assert (tmp_path / "temporary").is_dir(), "what is not Inlay's stays"
    assert not list(tmp_path.glob(".inlay-*"))
    told = capsys.readouterr().out
    assert "Python 3.12 or 3.13 on windows-arm64" in told and "bytes" in told


def test_a_zip_for_this_machine(clone, artist, index, tmp_path, capsys):
    place = tmp_path / "inlay.zip"
    assert bundles.make(clone, artist, str(place), run=index.run) == 0
    with zipfile.ZipFile(place) as archive:
        names = archive.namelist()
        assert all(name.startswith("inlay/") for name in names)
        archive.extractall(tmp_path)
    assert bundle.of(tmp_path / "inlay")[1:] == ("linux-x86_64", ["3.13"], [])
    assert "SHA-256" in capsys.readouterr().out


def test_the_same_bytes_from_another_folder_at_another_time(clone, artist, index, tmp_path, monkeypatch):
    copy = repository.clone(clones.small(tmp_path / "copy"))
    for path in copy.folder.rglob("*"):
        os.utime(path, (1e9, 1e9))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = []
    for number, each in enumerate((clone, copy)):
        (tmp_path / str(number)).mkdir()
        made.append(tmp_path / str(number) / "inlay.zip")
        bundles.make(each, artist, str(made[-1]), run=index.run)
    assert made[0].read_bytes() == made[1].read_bytes()
    assert index.times == ["1700000000"] * 2


def test_nothing_is_overwritten(clone, artist, index, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InstallationError, match="already"):
        bundles.make(clone, artist, str(tmp_path), run=index.run)
    assert not index.called("pip")


def test_a_wheel_that_is_missing(clone, artist, index, tmp_path):
    index.failing = {"--require-hashes": "ERROR: No matching distribution found for easel"}
    with pytest.raises(InstallationError, match=r"Python 3\.13 on linux-x86_64.*\n.*easel") as caught:
        bundles.make(clone, artist, str(tmp_path / "x"), run=index.run)
    assert "platforms.md" in caught.value.hint
    assert not (tmp_path / "x").exists()


def test_dry_run(clone, artist, index, tmp_path, capsys):
    assert bundles.make(clone, artist, str(tmp_path / "x"), extras=["networks"], dry_run=True, run=index.run) == 0
    assert "with networks" in capsys.readouterr().out
    assert not (tmp_path / "x").exists()
