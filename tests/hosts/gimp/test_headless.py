"""Checks that run inside the real GIMP; each file of them in one start."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tools import root as debian

from .conftest import INSIDE, Editor

pytestmark = pytest.mark.hosts

HEADLESS = ("cancelling", "failing", "pixels", "reading", "registering", "results", "standing", "undoing", "way")
WINDOW = ("window", "window_cutting", "window_live", "window_way")
FILES = [INSIDE / f"{name}.py" for name in (*HEADLESS, *WINDOW)]
CHECKS = [
    (file.stem, name)
    for file in FILES
    for name in [*re.findall(r"^def (check_\w+)", file.read_text(), re.MULTILINE), "stderr"]
]


@cache
def results(gimp: Editor, file: str) -> dict[str, str]:
    return gimp.checks(file, window=file.startswith("window"))


@pytest.mark.parametrize(("file", "check"), CHECKS, ids=["-".join(pair) for pair in CHECKS])
def test_in_gimp(gimp: Editor, file: str, check: str) -> None:
    problem = results(gimp, file)[check]
    assert not problem, problem


def test_a_python_that_knows_nothing_of_gimp_hands_over(gimp: Editor) -> None:
    """The first python3 on the PATH may be any; an environment's own has no gi."""
    entry = str(gimp.plug_in / "inlay.py")
    told = []
    for python in (f"{debian.PREFIX}/environment/bin/python", "/usr/bin/python3"):
        ended = debian.run(gimp.root, [python, entry], gimp.environment, lend=[gimp.folder])
        told.append((ended.returncode, ended.stdout, ended.stderr))
    assert told[0] == told[1]
    assert "must be run by GIMP" in "".join(told[0][1:])
