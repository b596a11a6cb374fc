"""What a page of help consists of, without a word on how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Union


class Span(NamedTuple):
    """Words of a line and their look: ``strong``, ``term``, ``key``, ``code``; or a ``link`` to a page or address."""

    text: str
    look: str = ""
    target: str = ""

    def address(self, ending: str) -> str:
        """What a link leads to: a page beside this one, whose file has an ending, a part of one, or elsewhere."""
        if "://" in self.target:
            return self.target
        page, part, anchor = self.target.partition("#")
        return f"{page}{ending}{part}{anchor}"


#: A line of text in parts.
Line = Sequence[Span]


class Paragraph(NamedTuple):
    """A line of its own; a quiet one is for those who look for it."""

    line: Line
    is_quiet: bool = False


class Steps(NamedTuple):
    """What is done, one after the other."""

    lines: Sequence[Line]


class Terms(NamedTuple):
    """Words, and what is said of each."""

    rows: Sequence[tuple[Line, Line]]


class Picture(NamedTuple):
    """A file below the folder of pictures, its text for those who do not see it, and what stands below it."""

    file: str
    text: str
    caption: Line


class Row(NamedTuple):
    """Pictures that are compared with each other."""

    pictures: Sequence[Picture]
    is_large: bool = False


class Code(NamedTuple):
    """A line of a program, in a language that highlighters know."""

    language: str
    text: str


Block = Union[Paragraph, Steps, Terms, Row, Code]


class Section(NamedTuple):
    """Blocks under a title, and sections under these."""

    title: str
    anchor: str
    blocks: Sequence[Block]
    sections: Sequence[Section] = ()


class Page(NamedTuple):
    """All that is told of an operation; who made its pictures comes last, and is empty where there are none."""

    title: str
    menu: str
    summary: str
    shown: Sequence[Block]
    sections: Sequence[Section]
    credit: Line
