"""A chapter: a page of text with cells of code, read from its file.

A cell is a block that begins with three backticks and ``{code-cell}``, with its options between two lines of ``---``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LESSON = Path(__file__).parents[2] / "docs" / "lesson"
LANGUAGES = ("en", "es")
#: In the order in which they are read.
NAMES = ("membrane", "faster", "pictures", "matting")

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?:---\n(?P<options>.*?)\n---\n)?(?P<code>.*?)\n```$", re.DOTALL | re.MULTILINE
)
_TAGS = re.compile(r"^tags: \[(.*)\]$", re.MULTILINE)
_ALT = re.compile(r"^ +alt: >-\n((?: {6}.*\n?)+)", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """Markdown between two cells."""

    source: str


@dataclass(frozen=True)
class Code:
    """A cell.

    Attributes
    ----------
    source : str
    tags : tuple of str
        Such as ``hide-input``.
    alt : str
        What its picture shows, in words; empty if it draws none.
    """

    source: str
    tags: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True)
class Chapter:
    """A page in one language.

    Attributes
    ----------
    language, name : str
    parts : tuple of Text or Code
        In reading order.
    """

    language: str
    name: str
    parts: tuple[Text | Code, ...]

    @property
    def cells(self) -> list[Code]:
        return [part for part in self.parts if isinstance(part, Code)]

    @property
    def prose(self) -> str:
        """All of the text."""
        return "\n\n".join(part.source for part in self.parts if isinstance(part, Text))


def read(language: str, name: str) -> Chapter:
    """Read a chapter from the lesson's folder."""
    text = _FRONT.sub("", (LESSON / language / f"{name}.md").read_text(encoding="utf-8"))
    parts: list[Text | Code] = []
    end = 0
    for found in _CELL.finditer(text):
        _add(parts, text[end : found.start()])
        parts.append(_cell(found["options"] or "", found["code"]))
        end = found.end()
    _add(parts, text[end:])
    return Chapter(language, name, tuple(parts))


def _add(parts: list[Text | Code], text: str) -> None:
    if text.strip():
        parts.append(Text(text.strip()))


def _cell(options: str, code: str) -> Code:
    tags, alt = _TAGS.search(options), _ALT.search(options)
    return Code(code, tuple(tags[1].split(", ")) if tags else (), " ".join(alt[1].split()) if alt else "")
