"""The same commit in another folder, with other times and modes, and what running it leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.clones import REPOSITORY

from inlay_setup import repository
from inlay_setup.repository import NEEDED, Repository
from tools.packages import reproducible, wheel


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    copy = tmp_path / "elsewhere" / "clone"
    copy.mkdir(parents=True)
    for name in (*NEEDED, *wheel.ALSO):
        repository.copy(REPOSITORY / name, copy / name)
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (1e9, 1e9))
    (copy / "core/inlay/__pycache__").mkdir()
    (copy / "core/inlay/__pycache__/stale.pyc").write_bytes(b"stale")
    # It is no clone that git could ask for its time.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(reproducible.moment(repository.clone(REPOSITORY))))
    return repository.clone(copy)


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """Where it is built."""
    folder = tmp_path / "again"
    folder.mkdir()
    return folder
