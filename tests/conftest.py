"""What all tests share: the folder of photographs, and the root with the real editors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The folder of photographs; tests that need it are skipped where there is none."""
    folder = os.environ.get("INLAY_TEST_PICTURES")
    if not folder:
        pytest.skip("needs the photographs: set INLAY_TEST_PICTURES to their folder")
    path = Path(folder).resolve()
    assert path.is_dir(), f"INLAY_TEST_PICTURES names no folder: {path}"
    return path


@pytest.fixture(scope="session")
def editor_root() -> Path:
    """A Debian root with GIMP and Krita, Inlay installed in it; see tests/hosts/root.py."""
    folder = os.environ.get("INLAY_TEST_ROOT")
    if not folder:
        pytest.skip("needs the real editors: run `python3 install.py test` as root on a Debian-like system")
    from tests.hosts import root

    path = Path(folder)
    root.prepare(path)
    return path
