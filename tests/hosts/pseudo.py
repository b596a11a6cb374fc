"""A language that nobody speaks: every text is longer by more than half, as German can be, and known again."""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools.catalogues import TEMPLATE, files

#: What is added, a word at a time.
WORDS = {False: "länger und länger ", True: "أطول وأطول "}
_END = re.compile(r"[\s.:…?!]*\Z")


def longer(text: str, rightwards: bool = False) -> str:
    """A text with more words before its end."""
    end = _END.search(text)
    assert end is not None
    needed = max(4, len(text) * 6 // 10)
    more = (WORDS[rightwards] * (needed // 8 + 1))[:needed].strip()
    return f"{text[: end.start()]} {more}{end[0]}"


def write(languages: Path, name: str, rightwards: bool = False) -> None:
    """Put it into a folder of catalogues in the place of a language."""
    catalogue = Catalog(locale=name)
    for message in files.read(TEMPLATE):
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(longer(text, rightwards) for text in message.id[: catalogue.num_plurals]))
        elif message.id:
            catalogue.add(message.id, longer(message.id, rightwards))
    path = languages / name / "LC_MESSAGES" / "inlay.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        write_mo(file, catalogue)


def tell(folder: Path, *texts: str) -> None:
    """Leave word for checks inside an editor of what these become."""
    (folder / "pseudo.json").write_text(json.dumps({text: longer(text) for text in texts}))
