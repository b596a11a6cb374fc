"""Inlay speaks the language that was chosen in GIMP's preferences."""

from __future__ import annotations

import gettext
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from plugins.gimp import labels
from tests.hosts import pseudo

from inlay.contract import language
from inlay.operations.registry import own

from .conftest import INSIDE, Editor, installed

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def found(editor_root, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    gimp: Editor = replace(installed(editor_root, tmp_path_factory.mktemp("gimp-language")), locale="de_DE.UTF-8")
    # The root has C's locale alone, in which gettext translates nothing. Under another name it does.
    shutil.copytree(editor_root / "usr/lib/locale/C.utf8", gimp.folder / "locales/de_DE.UTF-8")
    pseudo.write(gimp.plug_in / "contract/languages", "de")
    pseudo.tell(gimp.folder, "Seamless Clone", "Blend", "Scene", "{layer} is empty.")
    with open(gimp.folder / "GIMP/gimprc", "a") as file:
        file.write('(language "de")\n')
    return gimp.checks("speaking")


CHECKS = [*re.findall(r"^def (check_\w+)", (INSIDE / "speaking.py").read_text(), re.MULTILINE), "stderr"]


@pytest.mark.parametrize("spoken", language.languages())
def test_no_setting_takes_a_letter_of_the_dialogs_own_buttons(editor_root: Path, spoken: str) -> None:
    catalogue = gettext.translation("gimp30-libgimp", editor_root / "usr/share/locale", [spoken])
    told = language.translator(spoken)
    buttons = labels.mnemonics_of(map(catalogue.gettext, labels.BUTTONS))
    assert len(buttons) > 3, buttons
    for operation in own():
        texts = [told(entry.label) for entry in (*operation.inputs, *operation.parameters)]
        marked = labels.with_mnemonics(texts, buttons)
        assert [text.replace("_", "") for text in marked] == [text.replace("_", "") for text in texts]
        letters = [text[text.index("_") + 1].lower() for text in marked if "_" in text]
        assert buttons.isdisjoint(letters) and len(set(letters)) == len(letters), marked


@pytest.mark.parametrize("check", CHECKS)
def test_it_speaks(found: dict[str, str], check: str) -> None:
    assert not found[check], found[check]
