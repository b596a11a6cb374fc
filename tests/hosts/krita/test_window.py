"""Checks that run inside Krita's window, on a screen that nobody sees; each file of them in one start."""

from __future__ import annotations

import re

import pytest

from .conftest import WINDOW, Editor

pytestmark = pytest.mark.hosts

CHECKS = [
    (file, name)
    for file in ("undo", "cutting_out", "hiding", "repeating", "asking", "live", "healing")
    for name in [
        *re.findall(r"^def (check_\w+)", (WINDOW / f"{file}.py").read_text(), re.MULTILINE),
        "end",
        "log",
        "planes",
    ]
]


@pytest.mark.parametrize(("file", "check"), CHECKS, ids=["-".join(pair) for pair in CHECKS])
def test_in_the_window(krita: Editor, file: str, check: str) -> None:
    found = krita.window_checks(file)
    assert found.get(check, found["end"]) == ""
