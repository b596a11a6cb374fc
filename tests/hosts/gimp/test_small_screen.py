"""Dialogs fit on a small screen, in languages whose words are long, and that are read from the right."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.hosts import pseudo

from .conftest import INSIDE, Editor, installed

pytestmark = pytest.mark.hosts

CHECKS = [*re.findall(r"^def (check_\w+)", (INSIDE / "window_small.py").read_text(), re.MULTILINE), "stderr"]


def _speaking(root: Path, folder: Path, locale: str, rightwards: bool) -> Editor:
    """GIMP in a language, with Inlay's texts in one that nobody speaks in its place."""
    gimp: Editor = replace(installed(root, folder), locale=f"{locale}.UTF-8")
    # The root has C's locale alone, in which gettext translates nothing. Under another name it does.
    shutil.copytree(root / "usr/lib/locale/C.utf8", folder / f"locales/{gimp.locale}")
    language = locale.partition("_")[0]
    pseudo.write(gimp.plug_in / "contract/languages", language, rightwards)
    with open(folder / "GIMP/gimprc", "a") as file:
        file.write(f'(language "{language}")\n')
    return gimp


@pytest.mark.parametrize(("locale", "rightwards"), [("de_DE", False), ("ar_EG", True)], ids=["german", "arabic"])
def test_dialogs_fit(editor_root: Path, tmp_path: Path, locale: str, rightwards: bool) -> None:
    gimp = _speaking(editor_root, tmp_path, locale, rightwards)
    variables = {"INLAY_SCREEN": "1024x768", "INLAY_RIGHTWARDS": "yes" if rightwards else "no"}
    found = gimp.checks("window_small", window=True, variables=variables)
    for check in CHECKS:
        assert not found[check], found[check]
