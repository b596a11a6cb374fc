"""Inlay speaks the language that was chosen in Krita."""

from __future__ import annotations

import re

import pytest
from tests.hosts import pseudo

from .conftest import WINDOW, editor

pytestmark = pytest.mark.hosts

CHECKS = [*re.findall(r"^def (check_\w+)", (WINDOW / "speaking.py").read_text(), re.MULTILINE), "end", "log", "planes"]


@pytest.fixture(scope="module")
def found(editor_root, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    krita = editor(editor_root, tmp_path_factory.mktemp("krita-language"))
    pseudo.write(krita.folder / ".local/share/krita/pykrita/inlay/contract/languages", "de")
    pseudo.tell(krita.folder, "Seamless Clone", "Blend", "Scene", "There is nothing to repeat yet.")
    # What Settings > Switch Application Language writes.
    (krita.folder / ".config/klanguageoverridesrc").write_text("[Language]\nkrita=de\n")
    return krita.window_checks("speaking")


@pytest.mark.parametrize("check", CHECKS)
def test_it_speaks(found: dict[str, str], check: str) -> None:
    assert found.get(check, found["end"]) == ""
