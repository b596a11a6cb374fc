"""Checks that run inside the real Krita without a window; each file of them in one start."""

from __future__ import annotations

import re

import pytest

from .conftest import HEADLESS, Editor

pytestmark = pytest.mark.hosts

ELSEWHERE = ("driver", "toolbox", "editing", "filtering", "opening", "selecting")
FILES = [file for file in sorted(HEADLESS.glob("*.py")) if file.stem not in ELSEWHERE]
CHECKS = [
    (file.stem, name)
    for file in FILES
    for name in [*re.findall(r"^def (check_\w+)", file.read_text(), re.MULTILINE), "end", "log", "planes"]
]


@pytest.mark.parametrize(("file", "check"), CHECKS, ids=["-".join(pair) for pair in CHECKS])
def test_in_krita(krita: Editor, file: str, check: str) -> None:
    found = krita.checks(file)
    assert found.get(check, found["end"]) == ""
