"""The catalogues as files: the template, a translation of each language, and its compiled form."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.catalogues import TEMPLATE, catalogue_of, code, compiled_of, declarations
from tools.catalogues.found import Found, merged

_WIDTH = 110
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: No clock is in the files: they change with what they say alone.
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_AUTHORS = "The authors of Inlay"
_HEADER = "# Inlay's {language}.\n# This file is distributed under the licence of Inlay (MIT)."


def template() -> Catalog:
    """What is to be translated now."""
    catalogue = _empty()
    for text in merged([*declarations.texts(), *code.texts()]):
        _add(catalogue, text)
    return catalogue


def translation(language: str, source: Catalog) -> Catalog:
    """The catalogue of a language for this template; what is new in it is empty, what is no more is gone."""
    path = catalogue_of(language)
    catalogue = _empty(language)
    if path.exists():
        with open(path, "rb") as file:
            catalogue = read_po(file, locale=language)
    header = catalogue.header_comment
    # What is new would be the template's own, in every language the same.
    catalogue.update(copy.deepcopy(source), no_fuzzy_matching=True)
    catalogue.header_comment, catalogue.creation_date = header, _DATE
    return catalogue


def read(path: Path, language: str | None = None) -> Catalog:
    with open(path, "rb") as file:
        return read_po(file, locale=language)


def as_text(catalogue: Catalog) -> bytes:
    """A catalogue as translators edit it."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    # Nor is Babel's own version.
    return b"".join(line for line in stream.getvalue().splitlines(keepends=True) if b"Generated-By" not in line)


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it: what is translated."""
    whole = Catalog(locale=catalogue.locale)
    whole.mime_headers = catalogue.mime_headers
    for message in catalogue:
        if message.id and is_translated(message):
            whole.add(message.id, message.string, context=message.context)
    stream = io.BytesIO()
    write_mo(stream, whole)
    return stream.getvalue()


def write(languages: Iterable[str]) -> None:
    """Bring the template and these languages up to date."""
    source = template()
    TEMPLATE.write_bytes(as_text(source))
    for language in languages:
        catalogue = translation(language, source)
        catalogue_of(language).write_bytes(as_text(catalogue))
        path = compiled_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(catalogue))


def is_translated(message: Message) -> bool:
    """Whether every form of a message has its words."""
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(words) and all(words)


def placeholders_of(template: str) -> set[str]:
    """The names in braces: of values, or of what a user writes."""
    return set(_PLACEHOLDER.findall(template))


def _empty(language: str | None = None) -> Catalog:
    header = _HEADER.format(language=f"messages in {language}" if language else "messages")
    return Catalog(
        locale=language, project="Inlay", version="0", fuzzy=False, header_comment=header, charset="utf-8",
        copyright_holder=_AUTHORS, msgid_bugs_address=_AUTHORS, last_translator=_AUTHORS, language_team=_AUTHORS,
        creation_date=_DATE, revision_date=_DATE,
    )  # fmt: skip


def _add(catalogue: Catalog, text: Found) -> None:
    identity = (text.singular, text.plural) if text.plural else text.singular
    files = [(file, 0) for file in sorted(text.files)]
    context = text.context or None
    message = catalogue.add(identity, locations=files, auto_comments=text.comments, context=context)
    # Babel takes every per cent sign for a format.
    message.flags.discard("python-format")
