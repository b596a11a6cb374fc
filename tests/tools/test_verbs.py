import subprocess
import sys

import pytest
from tests.clones import REPOSITORY

from inlay_setup import console, install
from inlay_setup.errors import InstallationError
from tools import testing, verbs

INSTALL = REPOSITORY / "install.py"


def test_an_old_python_is_told():
    code = (
        "import sys; sys.version_info = (3, 8, 10); sys.argv = ['install.py'];"
        f"exec(compile(open({str(INSTALL)!r}).read(), {str(INSTALL)!r}, 'exec'), {{'__file__': {str(INSTALL)!r}}})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "needs Python 3.9 or newer" in ended.stderr


def test_the_file_itself_runs_and_writes_nothing(tmp_path):
    command = [sys.executable, "-B", str(INSTALL), "--dry-run", "--prefix", str(tmp_path / "a b")]
    ended = subprocess.run(
        command, env={"HOME": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert str(tmp_path / "a b" / "environment") in ended.stdout
    assert not any(tmp_path.iterdir())


def test_no_home(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-B", str(INSTALL), "demo"], env={"HOME": str(tmp_path / "none"), "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "home folder" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def received(monkeypatch):
    """What reaches the installer."""
    calls = []
    monkeypatch.setattr(install, "install", lambda clone, locations, *rest: calls.append((locations, *rest)) or 0)
    return calls


def test_options_stand_anywhere(received, home, monkeypatch):
    monkeypatch.setenv("HOME", str(home))
    words = ["--host", "krita", "--dry-run", "--with", "networks", "--prefix", str(home / "x")]
    assert verbs.main(words, REPOSITORY) == 0
    (locations, *others) = received[0]
    assert (locations.data, others) == (home / "x", [["krita"], True, False, ["networks"]])


def test_what_follows_two_hyphens_is_pytests(monkeypatch, home):
    seen = {}
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(testing, "test", lambda clone, locations, **options: seen.update(options) or 0)
    verbs.main(["test", "--no-hosts", "--", "tests/core", "-k", "x"], REPOSITORY)
    assert seen["arguments"] == ["tests/core", "-k", "x"]
    assert seen["hosts"] is False


@pytest.mark.parametrize(
    "arguments", [["--host", "photoshop"], ["nonsense"], ["--with", "wings"], ["doctor", "--nonsense"]]
)
def test_wrong_use(arguments):
    with pytest.raises(SystemExit) as caught:
        verbs.main(arguments, REPOSITORY)
    assert caught.value.code == 2


def test_failures_are_said_in_two_sentences(monkeypatch, capsys, home):
    def fail(*arguments):
        raise InstallationError("It is so.", "Do this.")

    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(install, "install", fail)
    assert verbs.main([], REPOSITORY) == 1
    assert capsys.readouterr().err == "It is so.\nDo this.\n"


def test_part_of_the_clone_is_missing(tmp_path, capsys, home, monkeypatch):
    monkeypatch.setenv("HOME", str(home))
    assert verbs.main([], tmp_path) == 1
    assert "missing" in capsys.readouterr().err


def test_progress_on_a_terminal_and_elsewhere(capsys, monkeypatch):
    with console.progress("Working") as show:
        show(0.5)
    assert capsys.readouterr().out == "  Working ...\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with console.progress("Working") as show:
        show(0.5)
    assert " 50%" in capsys.readouterr().out
