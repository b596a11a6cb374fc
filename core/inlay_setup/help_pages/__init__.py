"""The pages that help opens in a browser: one for every operation, made from the operation table, read without network.

`content` says what a page tells and shows, in the words of `words`, which `voice` translates; `pictures` finds the
pictures beside the style sheet; `html` is the frame in which an editor opens it. The site has the same content in a
frame of its own (``tools/site/operations.py``). One page each, since not every desktop passes on which part of a page
is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

from inlay.contract.language import languages, translator
from inlay_setup import filesystem
from inlay_setup.help_pages import html
from inlay_setup.help_pages.content import Book
from inlay_setup.help_pages.pictures import FOLDER as PICTURES
from inlay_setup.help_pages.pictures import Pictures
from inlay_setup.repository import copy

FOLDER, STYLE = "help", "style.css"


def pages(
    table: Mapping[str, Any], pictures: Pictures, translated: Callable[[str], str] = str, language: str = "en"
) -> dict[str, str]:
    """The texts of the pages of a table's operations by the names of their files.

    Parameters
    ----------
    pictures : Pictures
        What there is to be shown.
    translated : callable
        A message in the language of the pages, without which they are English.
    language : str
        Its code; any but English has a folder of its own below that of the style sheet and the pictures.
    """
    book = Book(table["operations"], pictures, translated)
    frame = html.Frame(book, language.replace("_", "-"), "" if language == "en" else "../")
    return {"index.html": frame.index(), **{f"{name}.html": frame.page(name) for name in book.names}}


def write(folder: Path, table: Mapping[str, Any]) -> None:
    """Put the pages beside their style sheet and their pictures, in every language, in place of earlier ones."""

    def build(new: Path) -> None:
        copy(folder / STYLE, new / STYLE)
        if (folder / PICTURES).exists():
            copy(folder / PICTURES, new / PICTURES)
        pictures = Pictures.found(folder / PICTURES)
        for language in ("en", *languages()):
            place = new if language == "en" else new / language
            place.mkdir(exist_ok=True)
            translated = str if language == "en" else translator(language)
            for name, text in pages(table, pictures, translated, language).items():
                (place / name).write_bytes(text.encode("utf-8"))

    filesystem.replace_folder(folder, build)
