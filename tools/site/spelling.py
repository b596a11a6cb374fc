"""Spelling of pages: in British English, by Hunspell's dictionary and codespell's list of what differs from American,
and in Spanish, by the word forms that simplemma knows.

What none of them knows stands in docs/words.txt: names, and the field's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path

import codespell_lib
import simplemma
import spylls.hunspell
from bs4 import Tag
from spylls.hunspell import Dictionary

from tools.site.pages import Page

WORDS = Path(__file__).resolve().parents[2] / "docs/words.txt"
DIFFERENCES = Path(codespell_lib.__file__).parent / "data/dictionary_en-GB_to_en-US.txt"
AMERICAN = Path(spylls.hunspell.__file__).parent / "data/en/en_US"
#: What is written in other languages than English.
FOREIGN = "code, pre, kbd, samp, math, script, style, cite, [lang], "
FOREIGN += ".sig, .field-list dt, .headerlink, .citation, #references, a[href*='doi.org']"
#: Made of names alone.
LISTS = {"install/licences.html"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Pronouns that Spanish verbs take at their ends, where they may change the accent.
PRONOUN = re.compile(r"(?:[mts]e|nos|l[aeo]s?)$")
UNACCENTED = str.maketrans("áéíóú", "aeiou")
#: Parts of names, paths, addresses and numbers are no words.
NAME = re.compile(r"\S*(?:[\d_@/\\=<>{}]|\w\.\w|[a-z][A-Z])\S*")


def faults(page: Page) -> Iterator[str]:
    """The words of a page that no dictionary knows."""
    language, known = ("Spanish", is_spanish) if page.language.startswith("es") else ("British English", is_known)
    if page.name not in LISTS:
        for word in sorted(set(words(page.article))):
            if not known(word, _own()):
                yield f"{word}: not in {language}, nor in docs/{WORDS.name}"


def words(article: Tag) -> list[str]:
    """The words of what is told in prose, which titles of papers are not."""
    for title in article.find_all(class_="rubric", string="References"):
        for paper in takewhile(lambda tag: "rubric" not in str(tag.get("class")), title.find_next_siblings()):
            paper.decompose()
    for tag in article.select(FOREIGN):
        tag.replace_with(" ")
    return WORD.findall(NAME.sub(" ", article.get_text(" ")))


@cache
def is_known(word: str, own: Collection[str]) -> bool:
    """Whether a word is British English or in the list `own`."""
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) < 3 or {word, word.lower()} & set(own):
        return True
    british, american = _differences()
    if word.lower() in british:
        return True
    return word.lower() not in american and _dictionary().lookup(word)


@cache
def is_spanish(word: str, own: frozenset[str]) -> bool:
    """Whether a word is Spanish, a name, or in the list `own`; verbs also with pronouns, such as "pruébalo"."""
    if len(word) < 3 or {word, word.lower()} & set(own) or simplemma.is_known(word.lower(), "es"):
        return True
    if word.istitle() and _dictionary().lookup(word):
        return True
    verb = PRONOUN.sub("", word.lower())
    return verb != word.lower() and is_spanish(verb.translate(UNACCENTED), own)


@cache
def _own() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _differences() -> tuple[frozenset[str], frozenset[str]]:
    """British spellings, and the American ones of the same words."""
    lines = DIFFERENCES.read_text(encoding="utf-8").split()
    pairs = [line.rstrip(",").split("->") for line in lines if "->" in line]
    british = frozenset(pair[0] for pair in pairs)
    return british, frozenset(pair[1] for pair in pairs) - british


@cache
def _dictionary() -> Dictionary:
    return Dictionary.from_files(str(AMERICAN))
