"""Whether what an editor was given and what computes belong to the same Inlay, in words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from inlay.contract.language import _
from inlay_setup import adapters
from inlay_setup.editors import NAMES, Editor
from inlay_setup.record import NAME, Record

#: What both a plug-in and what it was copied from have in one place.
SAME = ("bridge", "contract")


def of_plugin(editor: Editor, done: Record, data: Path) -> Optional[tuple[str, str]]:
    """What is wrong with the plug-in of an editor, and what to do; None if nothing is.

    Parameters
    ----------
    editor : Editor
        One with a plug-in of Inlay's.
    done : Record
    data : Path
        Inlay's own folder.
    """
    assert editor.plugin is not None
    hint = _("Run `inlay refresh`, then start {editor} again.", editor=NAMES[editor.kind])
    if not (editor.plugin / NAME).is_file() and (editor.plugin / adapters.CARRIED).is_dir():
        return _("The plug-in of {editor} has not been set up.", editor=editor.name), hint
    facts = _facts(editor.plugin)
    version = facts.get("version")
    if version != done.version:
        if not version:
            return _("The plug-in of {editor} is damaged.", editor=editor.name), hint
        words = _(
            "The plug-in of {editor} is of Inlay {version}, and what computes is of Inlay {other}.",
            editor=editor.name,
            version=version,
            other=done.version,
        )
        return words, hint
    if facts.get("python") != done.python:
        python = facts.get("python")
        return _(
            "The plug-in of {editor} uses another installation: {python}.", editor=editor.name, python=python
        ), hint
    changed = next(_differing(editor, data / "plugins"), None)
    if changed is None:
        return None
    return _("The plug-in of {editor} is not as it was installed: {file}.", editor=editor.name, file=changed), hint


def of_environment(version: Optional[str], done: Record, data: Path) -> Optional[tuple[str, str]]:
    """The same for the environment, which holds Inlay in this version."""
    if version in (None, done.version):
        return None
    is_own = data in Path(done.command).parents
    hint = _("Run python3 install.py again.") if is_own else _("Run `inlay install`, then start the editors again.")
    words = _(
        "What computes is Inlay {version}, and the editors were given that of Inlay {other}.",
        version=version,
        other=done.version,
    )
    return words, hint


def _facts(plugin: Path) -> dict[str, Any]:
    try:
        found = json.loads((plugin / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _differing(editor: Editor, source: Path) -> Iterator[Path]:
    """Files of an editor's plug-in that are others than those it was made of, or missing."""
    assert editor.plugin is not None
    entry = adapters.ENTRIES[editor.kind]
    for part in (editor.kind, *SAME):
        for file in sorted((source / part).rglob("*.py")):
            place = editor.plugin / file.relative_to(source)
            if part == editor.kind and file.name == "inlay.py":
                place = editor.plugin / entry
            if not place.is_file() or place.read_bytes() != file.read_bytes():
                yield place
