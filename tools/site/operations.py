"""The pages of operations for the site: what help tells of them, as the Markdown that Sphinx reads."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from inlay_setup.help_pages import words
from inlay_setup.help_pages.blocks import Block, Code, Line, Paragraph, Picture, Row, Section, Span, Steps, Terms
from inlay_setup.help_pages.content import Book
from inlay_setup.help_pages.pictures import FOLDER, Pictures

MANIFESTS = Path(__file__).resolve().parents[2] / "manifests"
HELP = MANIFESTS / "help"
STYLE = """<style>
.inlay-row, .inlay-pair { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); }
.inlay-pair { grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
.inlay-row figure, .inlay-pair figure { margin: 0; }
.inlay-row figcaption, .inlay-pair figcaption { font-size: .88rem; text-align: left; }
.inlay-row figcaption p, .inlay-pair figcaption p { margin: .2rem 0 0; }
.inlay-row img, .inlay-pair img { width: 100%; height: auto; border-radius: .3rem; }
</style>"""
#: What Markdown reads as more than itself.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$^!])")
#: What a picture's file may be called where a directive names it.
_STRANGE = re.compile(r"[^\w=./+-]+")


def write(folder: Path) -> None:
    """Write a page for every operation, one that leads to them, and the pictures beside them."""
    table = json.loads((MANIFESTS / "operations.json").read_text(encoding="utf-8"))
    frame = Frame(Book(table["operations"], Pictures.found(HELP / FOLDER)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in frame.pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    for file in sorted((HELP / FOLDER).glob("*/*.webp")):
        target = folder / _file(file.relative_to(HELP).as_posix())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


class Frame:
    """A book as Markdown."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def pages(self) -> dict[str, str]:
        """The texts of the pages by the names of their files."""
        return {"index.md": self._index(), **{f"{name}.md": self._page(name) for name in self._book.names}}

    def _index(self) -> str:
        book = self._book
        parts = ["# Operations", book.voice.plain(words.MOTTO), _fenced("{raw} html", STYLE)]
        for menu, names in book.menus():
            parts += [f"## {menu}", _contained("inlay-row", [self._card(name) for name in names])]
        parts += [text for section in (book.keys(), book.photographs()) for text in self._section(section, 2)]
        parts.append(_fenced("{toctree}", ":hidden:\n\n" + "\n".join(book.names)))
        return "\n\n".join(parts) + "\n"

    def _card(self, name: str) -> str:
        title, summary = self._book.title(name), _escaped(self._book.summary(name))
        caption = f"[{_escaped(title)}]({name}.md): {summary}"
        return _fenced(f"{{figure}} {FOLDER}/{name}/default.webp", f":alt: {title}\n\n{caption}")

    def _page(self, name: str) -> str:
        told = self._book.page(name)
        parts = [f"# {_escaped(told.title)}", _escaped(told.summary), _fenced("{raw} html", STYLE)]
        parts += [self._block(block) for block in told.shown]
        parts += [text for section in told.sections for text in self._section(section, 2)]
        parts.append(self._line(told.credit))
        return "\n\n".join(parts) + "\n"

    def _section(self, section: Section, level: int) -> Iterator[str]:
        yield f"{'#' * level} {_escaped(section.title)}"
        yield from (self._block(block) for block in section.blocks)
        for each in section.sections:
            yield from self._section(each, level + 1)

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return self._line(block.line).strip()
        if isinstance(block, Steps):
            return "\n".join(f"{number}. {self._line(line)}" for number, line in enumerate(block.lines, 1))
        if isinstance(block, Terms):
            return "\n\n".join(f"{self._line(term)}\n: {self._line(told)}" for term, told in block.rows)
        if isinstance(block, Code):
            return _fenced(block.language, block.text)
        return self._row(block)

    def _row(self, row: Row) -> str:
        return _contained("inlay-pair" if row.is_large else "inlay-row", [self._figure(each) for each in row.pictures])

    def _figure(self, picture: Picture) -> str:
        file = _file(f"{FOLDER}/{picture.file}")
        return _fenced(f"{{figure}} {file}", f":alt: {picture.text}\n\n{self._line(picture.caption)}")

    def _line(self, line: Line) -> str:
        return "".join(map(self._span, line))

    def _span(self, span: Span) -> str:
        text = _escaped(span.text)
        if span.look == "link":
            return f"[{text}]({span.address('.md')})"
        if span.look == "key":
            return "+".join(f"{{kbd}}`{part}`" for part in span.text.split("+"))
        if span.look == "code":
            return f"`{span.text}`"
        mark = {"strong": "**", "term": "*"}.get(span.look, "")
        return f"{mark}{text}{mark}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _file(name: str) -> str:
    """A picture's file as a directive can name it."""
    return _STRANGE.sub("_", name)


def _fenced(directive: str, text: str) -> str:
    return f"```{directive}\n{text}\n```"


def _contained(kind: str, parts: list[str]) -> str:
    return "\n".join([f"````{{container}} {kind}", *parts, "````"])
