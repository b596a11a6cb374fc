"""Checks that run inside the real GIMP without a window; each file of them in one start."""

from __future__ import annotations

import re
from functools import cache

import pytest

from .conftest import INSIDE, Editor

pytestmark = pytest.mark.hosts

FILES = [file for file in sorted(INSIDE.glob("*.py")) if file.stem not in ("driver", "toolbox", "cloning")]
CHECKS = [
    (file.stem, name)
    for file in FILES
    for name in [*re.findall(r"^def (check_\w+)", file.read_text(), re.MULTILINE), "stderr"]
]


@cache
def results(gimp: Editor, file: str) -> dict[str, str]:
    return gimp.checks(file)


@pytest.mark.parametrize(("file", "check"), CHECKS, ids=["-".join(pair) for pair in CHECKS])
def test_in_gimp(gimp: Editor, file: str, check: str) -> None:
    problem = results(gimp, file)[check]
    assert not problem, problem
