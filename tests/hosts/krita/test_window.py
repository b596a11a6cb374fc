"""Checks that run inside Krita's window, on a screen that nobody sees; all of them in one start."""

from __future__ import annotations

import re

import pytest

from .conftest import WINDOW, Editor

pytestmark = pytest.mark.hosts

CHECKS = [*re.findall(r"^def (check_\w+)", (WINDOW / "undo.py").read_text(), re.MULTILINE), "end", "log", "planes"]


@pytest.mark.parametrize("check", CHECKS)
def test_in_the_window(krita: Editor, check: str) -> None:
    found = krita.window_checks("undo")
    assert found.get(check, found["end"]) == ""
