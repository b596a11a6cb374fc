"""How `install.py site` makes the pages, with what is run played."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.clones import REPOSITORY

from inlay_setup.programs import Finished
from inlay_setup.repository import Repository
from tools import publishing, verbs, workshop


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is run of `tools.site`; building fails where a file says so."""
    found: list[list[str]] = []

    def prepare(purpose: workshop.Purpose, clone: Repository, folder: Path, *_: object) -> SimpleNamespace:
        assert folder == tmp_path / "cache/site" and purpose is publishing.PAGES
        return SimpleNamespace(python="python")

    monkeypatch.setattr(workshop, "prepare", prepare)
    return found


def _site(tmp_path: Path, calls: list[list[str]], codes: dict[str, int], **options: object) -> int:
    def run(command: list[object], **_: object) -> Finished:
        words = list(map(str, command))
        calls.append(words[words.index("tools.site") + 1 :])
        return Finished(codes.get(calls[-1][0], 0), "")

    locations = SimpleNamespace(cache=tmp_path / "cache", home=tmp_path)
    return publishing.site(Repository(REPOSITORY), locations, run=run, **options)


def test_the_pages_are_made_in_the_cache(tmp_path: Path, calls: list[list[str]]) -> None:
    assert _site(tmp_path, calls, {}) == 0
    assert calls == [["build", str(tmp_path / "cache/site/pages")]]


def test_they_are_checked_where_that_is_wanted(tmp_path: Path, calls: list[list[str]]) -> None:
    target = str(tmp_path / "pages")
    assert _site(tmp_path, calls, {}, folder=target, check=True) == 0
    assert calls == [["build", target], ["check", target]]


@pytest.mark.parametrize(("failing", "count"), [("build", 1), ("check", 2)])
def test_a_fault_is_the_exit_code(tmp_path: Path, calls: list[list[str]], failing: str, count: int) -> None:
    assert _site(tmp_path, calls, {failing: 1}, check=True) == 1
    assert len(calls) == count, "what could not be made is not checked"


def test_a_dry_run_changes_nothing(tmp_path: Path, calls: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert _site(tmp_path, calls, {}, dry_run=True) == 0
    assert not calls and not (tmp_path / "cache").exists()
    assert "nothing was changed" in capsys.readouterr().out


def test_the_verb(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    seen: list[object] = []
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(publishing, "site", lambda clone, locations, *rest: seen.extend(rest) or 0)
    assert verbs.main(["site", "--folder", "pages", "--check"], REPOSITORY) == 0
    assert seen == ["pages", True, False]
