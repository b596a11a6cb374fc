"""What says the messages of the pages of help in their language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from string import Formatter
from typing import Callable, Union

from inlay.contract.language import _, found_by, known, separators
from inlay_setup.help_pages import words
from inlay_setup.help_pages.blocks import Line, Span


class Voice:
    """Says messages in the language of the pages."""

    def __init__(self, translated: Callable[[str], str]) -> None:
        self._translated = translated
        thousands, point = separators(translated(_("1,000.5")))
        self._signs = {",": thousands, ".": point, "-": "−"}

    def plain(self, message: str, **parts: str) -> str:
        """A message with words in its places."""
        return self._translated(message).format(**parts) if parts else self._translated(message)

    def number(self, value: float) -> str:
        """A number of nine digits at most, as the language writes it."""
        return re.sub("[,.-]", lambda sign: self._signs[sign[0]], f"{value:,.9g}")

    def label(self, text: str, operation: str) -> str:
        """A label of an operation, which another one may have in another meaning."""
        return found_by(self._translated, known(text, operation).template)

    def enumerated(self, texts: Iterable[str]) -> str:
        """Texts one after another, with what the language writes between them."""
        found = list(texts)
        return reduce(lambda these, this: self.plain(words.BETWEEN, these=these, this=this), found) if found else ""

    def paragraphs(self, text: str) -> list[str]:
        """A text of several paragraphs, each of which the catalogues know by itself."""
        return [self.plain(each) for each in text.split("\n\n") if each]

    def line(self, message: str, **parts: Union[Span, Line]) -> list[Span]:
        """A message with lines in its places."""
        found: list[Span] = []
        for text, name, *_others in Formatter().parse(self._translated(message)):
            if text:
                found.append(Span(text))
            if name:
                part = parts[name]
                found += [part] if isinstance(part, Span) else part
        return found
