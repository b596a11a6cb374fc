import ast
import re
import subprocess
import sys

import pytest

from inlay.errors import InstallationError
from inlay.installation import command_line, console, install

from .conftest import REPOSITORY

INSTALL = REPOSITORY / "install.py"
# What may run on an artist's Python 3.9, or on an editor's.
OLD = [
    INSTALL,
    *sorted((REPOSITORY / "core/inlay/installation").glob("*.py")),
    *(REPOSITORY / "core/inlay" / name for name in ("__init__.py", "errors.py")),
]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_python_39_understands_it(path):
    ast.parse(path.read_text("utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_it_imports_the_standard_library_alone(path):
    """At its top; what runs only in the environment may be imported inside a function."""
    for node in ast.parse(path.read_text("utf-8")).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in {*sys.stdlib_module_names, "inlay"}
            assert not re.match(r"inlay\.(?!errors|installation)", name)


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
    assert command_line.main(["--host", "krita", "--dry-run", "--prefix", str(home / "x")], REPOSITORY) == 0
    (locations, chosen, dry_run, repair) = received[0]
    assert (locations.data, chosen, dry_run, repair) == (home / "x", ["krita"], True, False)


def test_what_follows_two_hyphens_is_pytests(monkeypatch, home):
    from inlay.installation import testing

    seen = {}
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(testing, "test", lambda clone, locations, **options: seen.update(options) or 0)
    command_line.main(["test", "--no-hosts", "--", "tests/core", "-k", "x"], REPOSITORY)
    assert seen["arguments"] == ["tests/core", "-k", "x"]
    assert seen["hosts"] is False


@pytest.mark.parametrize("arguments", [["--host", "photoshop"], ["nonsense"], ["doctor", "--nonsense"]])
def test_wrong_use(arguments):
    with pytest.raises(SystemExit) as caught:
        command_line.main(arguments, REPOSITORY)
    assert caught.value.code == 2


def test_failures_are_said_in_two_sentences(monkeypatch, capsys, home):
    def fail(*arguments):
        raise InstallationError("It is so.", "Do this.")

    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(install, "install", fail)
    assert command_line.main([], REPOSITORY) == 1
    assert capsys.readouterr().err == "It is so.\nDo this.\n"


def test_part_of_the_clone_is_missing(tmp_path, capsys, home, monkeypatch):
    monkeypatch.setenv("HOME", str(home))
    assert command_line.main([], tmp_path) == 1
    assert "missing" in capsys.readouterr().err


def test_progress_on_a_terminal_and_elsewhere(capsys, monkeypatch):
    with console.progress("Working") as show:
        show(0.5)
    assert capsys.readouterr().out == "  Working ...\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with console.progress("Working") as show:
        show(0.5)
    assert " 50%" in capsys.readouterr().out
