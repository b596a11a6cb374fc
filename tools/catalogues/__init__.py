"""Gettext's catalogues: what is to be translated, what each language makes of it, and what programs read.

``python -m tools.catalogues`` brings all of them up to date. Needs Babel.
"""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
#: Where translators work: the template, and a catalogue for each language.
FOLDER = REPOSITORY / "languages"
TEMPLATE = FOLDER / "inlay.pot"
#: Where programs and editors read.
COMPILED = REPOSITORY / "core" / "inlay" / "contract" / "languages"
LANGUAGES = ("de", "es", "fr", "ja", "pt_BR", "zh_CN")


def catalogue_of(language: str) -> Path:
    return FOLDER / f"{language}.po"


def compiled_of(language: str) -> Path:
    return COMPILED / language / "LC_MESSAGES" / "inlay.mo"
