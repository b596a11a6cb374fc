"""The pages of help as an editor opens them: one file each, with a style sheet and pictures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from inlay_setup.help_pages import words
from inlay_setup.help_pages.blocks import Block, Code, Line, Paragraph, Picture, Row, Section, Span, Steps, Terms
from inlay_setup.help_pages.content import Book
from inlay_setup.help_pages.pictures import FOLDER, LARGE, SMALL

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{above}../inlay.svg">
<link rel="stylesheet" href="{above}style.css">
</head>
<body>
<header><a href="index.html"><img src="{above}../inlay.svg" alt="" width="40" height="40">Inlay</a></header>
<main>
{body}
</main>
</body>
</html>
"""


class Frame:
    """Files of a book in one language.

    Parameters
    ----------
    above : str
        What leads from a page to the folder with style sheet and pictures; empty if it lies there.
    """

    def __init__(self, book: Book, language: str, above: str) -> None:
        self._book, self._language, self._above = book, language, above

    def index(self) -> str:
        """The page that leads to all others."""
        book = self._book
        parts = ["<h1>Inlay</h1>", f'<p class="summary">{escape(book.voice.plain(words.MOTTO))}</p>']
        for menu, names in book.menus():
            cards = "\n".join(self._card(name) for name in names)
            parts += [f"<h2>{escape(menu)}</h2>", f'<ul class="cards">\n{cards}\n</ul>']
        parts += [self._section(section, 2) for section in (book.keys(), book.photographs()) if section.blocks]
        return self._whole("Inlay", "\n".join(parts))

    def page(self, name: str) -> str:
        """The page of an operation."""
        told = self._book.page(name)
        parts = [
            f'<p class="menu">{escape(told.menu)}</p>' if told.menu else "",
            f"<h1>{escape(told.title)}</h1>",
            f'<p class="summary">{escape(told.summary)}</p>',
            *(self._block(block) for block in told.shown),
            *(self._section(section, 2) for section in told.sections),
            self._block(Paragraph(told.credit, is_quiet=True)) if told.credit else "",
        ]
        return self._whole(f"{told.title} – Inlay", "\n".join(part for part in parts if part))

    def _whole(self, title: str, body: str) -> str:
        return PAGE.format(language=self._language, title=escape(title), above=self._above, body=body)

    def _card(self, name: str) -> str:
        picture = ""
        if self._book.pictures.shown.get(name):
            picture = self._image(Picture(f"{name}/default.webp", "", []), SMALL)
        title, summary = escape(self._book.title(name)), escape(self._book.summary(name))
        return f'<li><a href="{escape(name)}.html">{picture}{title}</a><p>{summary}</p></li>'

    def _section(self, section: Section, level: int) -> str:
        parts = [
            f'<section id="{escape(section.anchor)}"><h{level}>{escape(section.title)}</h{level}>',
            *(self._block(block) for block in section.blocks),
            *(self._section(each, level + 1) for each in section.sections),
            "</section>",
        ]
        return "\n".join(parts)

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            quiet = ' class="quiet"' if block.is_quiet else ""
            return f"<p{quiet}>{self._line(block.line).strip()}</p>"
        if isinstance(block, Steps):
            return f"<ol>{''.join(f'<li>{self._line(line)}</li>' for line in block.lines)}</ol>"
        if isinstance(block, Terms):
            rows = (f"<dt>{self._line(term)}</dt><dd>{self._line(told)}</dd>" for term, told in block.rows)
            return f"<dl>{''.join(rows)}</dl>"
        if isinstance(block, Code):
            return f'<pre tabindex="0"><code>{escape(block.text)}</code></pre>'
        return self._row(block)

    def _row(self, row: Row) -> str:
        size = LARGE if row.is_large else SMALL
        figures = "\n".join(
            f"<figure>{self._image(each, size)}<figcaption>{self._line(each.caption)}</figcaption></figure>"
            for each in row.pictures
        )
        return f'<div class="{"pair" if row.is_large else "row"}">\n{figures}\n</div>'

    def _image(self, picture: Picture, size: Sequence[int]) -> str:
        source = f"{self._above}{FOLDER}/{quote(picture.file)}"
        lazy = ' loading="lazy"' if size == SMALL else ""
        return f'<img src="{source}" alt="{escape(picture.text)}" width="{size[0]}" height="{size[1]}"{lazy}>'

    def _line(self, line: Line) -> str:
        return "".join(map(self._span, line))

    def _span(self, span: Span) -> str:
        text = escape(span.text)
        if span.look == "key":
            return "+".join(f"<kbd>{escape(part)}</kbd>" for part in span.text.split("+"))
        if span.look == "link":
            return f'<a href="{escape(span.address(".html"))}">{text}</a>'
        tag = {"strong": "b", "term": "i", "code": "code"}.get(span.look)
        return f"<{tag}>{text}</{tag}>" if tag else text
