"""How `install.py test` runs what needs no editor beside the tests of the editors."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from inlay_setup.errors import InstallationError
from tools import debian, testing, workshop


@pytest.mark.parametrize(
    ("test", "failed"),
    [
        ("assert True", []),
        ("import os; assert os.name == 'nt' or os.nice(0) > 0, 'before the editors'", []),
        ("assert False, 'the reason'", ["pytest of all but the editors"]),
    ],
    ids=["passing", "behind", "failing"],
)
def test_what_ran_in_the_background_is_shown_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], test: str, failed: list[str]
) -> None:
    clone, present = _project(tmp_path, test)
    with testing._in_background(clone, present) as others:
        pass
    assert others == failed
    written = capsys.readouterr().out
    assert ("1 failed" if failed else "1 passed") in written
    assert ("the reason" in written) == bool(failed)


def test_the_background_ends_with_the_foreground(tmp_path: Path) -> None:
    clone, present = _project(tmp_path, "import time; time.sleep(600)")
    with pytest.raises(KeyboardInterrupt), testing._in_background(clone, present):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("arguments", "ran"),
    [
        ([], [("trixie", testing.HOSTS), ("testing", testing.HOSTS)]),
        (["tests/hosts/gimp"], [("trixie", ["tests/hosts/gimp"]), ("testing", ["tests/hosts/gimp"])]),
        (["tests/core"], [("trixie", ["tests/core"])]),
    ],
)
def test_the_newer_editors_are_driven_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], ran: list[tuple[str, list[str]]]
) -> None:
    clone, present = _project(tmp_path, "pass")
    built, calls = [], []
    monkeypatch.delenv("INLAY_TEST_ROOT", raising=False)
    monkeypatch.setattr(testing, "_installed", lambda locations: False)
    monkeypatch.setattr(workshop, "prepare", lambda *_: present)
    monkeypatch.setattr(testing, "_lint", lambda *_: [])
    monkeypatch.setattr(testing, "_in_background", lambda *_: nullcontext([]))
    monkeypatch.setattr(debian, "obstacle", lambda: "")
    monkeypatch.setattr(debian, "is_built", lambda root: root.name in built or bool(arguments))
    monkeypatch.setattr(debian, "build", lambda root, run: built.append(root.name))
    monkeypatch.setattr(
        testing, "_pytest", lambda clone, present, root, require, words: calls.append((root.name, words)) or ["pytest"]
    )
    locations = SimpleNamespace(cache=tmp_path / "cache", search="")
    assert testing.test(clone, locations, arguments=arguments, also="testing") == 1
    assert calls == ran and built == ([] if arguments else ["trixie", "testing"])


def test_the_newer_editors_need_a_system_that_can_build_their_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian, "obstacle", lambda: "this is not a Debian-like system")
    with pytest.raises(InstallationError, match="not a Debian-like system"):
        testing.test(None, SimpleNamespace(cache=tmp_path, search=""), hosts=False, also="testing")


def _project(folder: Path, test: str) -> tuple[SimpleNamespace, SimpleNamespace]:
    """A clone with one test beside one of an editor that must be left out, and this interpreter as its environment."""
    tests = folder / "clone/tests"
    (tests / "hosts").mkdir(parents=True)
    (tests / "test_one.py").write_text(f"def test_one():\n    {test}\n")
    (tests / "hosts/test_editor.py").write_text("def test_editor():\n    raise SystemExit\n")
    environment = SimpleNamespace(python=Path(sys.executable), folder=folder / "environment")
    return SimpleNamespace(folder=folder / "clone"), environment
