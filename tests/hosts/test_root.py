"""How the root is made ready, and what of this machine it sees."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tools import pip_settings
from tools import root as debian

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


def test_of_those_who_ask_on_one_occasion_the_first_prepares_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []

    def run(_: Path, command: tuple[str, ...], *__: object, **___: object) -> CompletedProcess[str]:
        installed.extend(word for word in command if word.endswith("install.py"))
        return CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(debian, "run", run)
    monkeypatch.setattr(debian, "_copy_sources", lambda _: False)
    counts = []
    for occasion in ("one", "one", "another", "", ""):
        debian.prepare(tmp_path, occasion=occasion)
        counts.append(len(installed))
    assert counts == [1, 1, 2, 3, 4]
