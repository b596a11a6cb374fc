"""What of this machine the root sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hosts import pip_settings
from tests.hosts import root as debian

pytestmark = pytest.mark.hosts


@pytest.fixture
def constraints(tmp_path: Path) -> Path:
    file = tmp_path / "constraints.txt"
    file.write_text("inlay==99\n")
    return file


def test_pip_inside_obeys_a_constraint_of_this_machine(
    editor_root: Path, constraints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONSTRAINT", str(constraints))
    settings = pip_settings.environment()
    pip = [f"{debian.PREFIX}/environment/bin/python", "-I", "-m", "pip"]
    command = [*pip, "install", "--dry-run", "--no-index", "--force-reinstall", "--no-deps", "inlay"]
    ended = debian.run(editor_root, command, settings, show=pip_settings.named(settings))
    assert "inlay==99" in ended.stdout + ended.stderr
    assert "Could not open" not in ended.stderr


def test_what_is_shown_cannot_be_changed(editor_root: Path, constraints: Path) -> None:
    # The editors of this machine run without a root of their own, in which everything is what it is.
    attempt = "true" if editor_root == debian.MACHINE else f"! echo more >> {constraints}"
    ended = debian.run(editor_root, ["sh", "-c", f"cat {constraints} && {attempt}"], show=[constraints], check=True)
    assert ended.stdout == constraints.read_text() == "inlay==99\n"
