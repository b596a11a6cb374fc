"""Dialogs fit on a small screen, in a language whose words are long."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hosts import pseudo

from .conftest import editor

pytestmark = pytest.mark.hosts


def test_dialogs_fit(editor_root: Path, tmp_path: Path) -> None:
    krita = editor(editor_root, tmp_path)
    pseudo.write(krita.folder / ".local/share/krita/pykrita/inlay/contract/languages", "de")
    (krita.folder / ".config/klanguageoverridesrc").write_text("[Language]\nkrita=de\n")
    found = krita.window_checks("small", "1280x720")
    assert {name: problem for name, problem in found.items() if problem} == {}
    assert "check_dialogs_fit_on_the_screen" in found
