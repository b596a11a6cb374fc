"""The licences of what Inlay needs: what each package names, and the texts that go along with it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import List

#: Files in a wheel that say under which terms it and what is built into it are given.
TERMS = re.compile(
    r".*(?:licen[cs]es?/[^/]+|(?:licen[cs]e|copying|notice|authors)[^/]*)(?<!\.py)(?<!\.pyi)", re.IGNORECASE
)
ABOUT = re.compile(r"^[^/]+\.dist-info/METADATA$")
LONGEST = 40
CLASSIFIER = "License :: OSI Approved :: "


def named(about: Message) -> str:
    """The licence that a package's metadata name."""
    expression, field = about.get("License-Expression"), str(about.get("License") or "").strip()
    if expression:
        return expression
    classified = [line[len(CLASSIFIER) :] for line in about.get_all("Classifier") or [] if line.startswith(CLASSIFIER)]
    if field and len(field) <= LONGEST and "\n" not in field:
        return field
    return ", ".join(classified) or "see its own text"


def texts(wheels: Iterable[Path]) -> str:
    """The terms of these wheels: what each names, and every text that it brings."""
    found: List[str] = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = sorted(archive.namelist())
            about = message_from_bytes(archive.read(next(name for name in names if ABOUT.match(name))))
            title = f"{about['Name']} {about['Version']}: {named(about)}"
            found += ["=" * len(title), title, "=" * len(title), ""]
            for name in filter(TERMS.fullmatch, names):
                text = archive.read(name).decode("utf-8", "replace").strip()
                found += [f"--- {name}", "", text.replace("\r\n", "\n"), ""]
    return "\n".join(found)
