"""How `install.py test` runs what needs no editor beside the tests of the editors."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import testing


@pytest.mark.parametrize(
    ("test", "failed"),
    [("assert True", []), ("assert False, 'the reason'", ["pytest of all but the editors"])],
    ids=["passing", "failing"],
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


def _project(folder: Path, test: str) -> tuple[SimpleNamespace, SimpleNamespace]:
    """A clone with one test beside one of an editor that must be left out, and this interpreter as its environment."""
    tests = folder / "clone/tests"
    (tests / "hosts").mkdir(parents=True)
    (tests / "test_one.py").write_text(f"def test_one():\n    {test}\n")
    (tests / "hosts/test_editor.py").write_text("def test_editor():\n    raise SystemExit\n")
    environment = SimpleNamespace(python=Path(sys.executable), folder=folder / "environment")
    return SimpleNamespace(folder=folder / "clone"), environment
