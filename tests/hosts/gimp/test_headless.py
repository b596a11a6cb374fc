"""Checks that run inside the real GIMP; each file of them in one start."""

from __future__ import annotations

import re
from functools import cache

import pytest

from .conftest import INSIDE, Editor

pytestmark = pytest.mark.hosts

FILES = [INSIDE / f"{name}.py" for name in ("cancelling", "failing", "pixels", "reading", "registering", "results")]
FILES += [INSIDE / "undoing.py", INSIDE / "window.py"]
CHECKS = [
    (file.stem, name)
    for file in FILES
    for name in [*re.findall(r"^def (check_\w+)", file.read_text(), re.MULTILINE), "stderr"]
]


@cache
def results(gimp: Editor, file: str) -> dict[str, str]:
    return gimp.checks(file, window=file == "window")


@pytest.mark.parametrize(("file", "check"), CHECKS, ids=["-".join(pair) for pair in CHECKS])
def test_in_gimp(gimp: Editor, file: str, check: str) -> None:
    problem = results(gimp, file)[check]
    assert not problem, problem
