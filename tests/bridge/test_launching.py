"""A worker on Windows: what is said where it cannot be bound together with what it starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugins.bridge import installation, launching
from tests.fake_windows import Windows, windows  # noqa: F401

from inlay.contract.errors import InlayError


@pytest.fixture
def installed(tmp_path: Path) -> installation.Installation:
    return installation.Installation("python.exe", "t", str(tmp_path / "log/worker.log"), "1", 1)


def test_the_tree_is_killed(windows: Windows, installed: installation.Installation) -> None:  # noqa: F811
    def worker(process: object) -> None:
        windows.start("child", parent=process)

    windows.programs["python.exe"] = worker
    process = launching.launch(installed, "folder", "gimp 3.0")
    assert len(windows.alive()) == 2
    launching.kill(process)
    assert not windows.alive() and "bound" not in Path(installed.log).read_text()


def test_the_log_says_that_it_is_alone(windows: Windows, installed: installation.Installation) -> None:  # noqa: F811
    windows.refused.add("AssignProcessToJobObject")
    process = launching.launch(installed, "folder", "gimp 3.0")
    assert "What it starts is not bound to it ([Errno 13] error 5)" in Path(installed.log).read_text()
    launching.kill(process)
    assert not windows.alive()


def test_a_worker_that_cannot_run_is_said(windows: Windows, installed: installation.Installation) -> None:  # noqa: F811
    windows.refused.add("ResumeThread")
    with pytest.raises(InlayError, match="does not start"):
        launching.launch(installed, "folder", "gimp 3.0")
    assert not windows.alive()


def test_it_clears_up_by_itself_when_the_editor_has_ended(
    windows: Windows,  # noqa: F811
    installed: installation.Installation,
) -> None:
    """Killed by the system it would leave its planes, and files half written."""
    editor = windows.start("gimp")
    with windows.inside(editor):
        process = launching.launch(installed, "folder", "gimp 3.0")
    windows.end(editor)
    assert windows.alive() == [process.process]
