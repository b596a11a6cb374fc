"""Command lines that tell their help in the artist's language, argparse's own words included."""

from __future__ import annotations

import argparse
import gettext
from typing import Any

from . import language
from .language import _, told

#: What argparse says by itself.
_HEADINGS = (_("positional arguments"), _("options"))
_HELP = (_("show this help message and exit"), _("show program's version number and exit"))
_ERRORS = (
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("argument %(argument_name)s: %(message)s"),
    _("invalid %(type)s value: %(value)r"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("not allowed with argument %s"),
    _("one of the arguments %s is required"),
    _("expected one argument"),
    _("expected at most one argument"),
    _("expected at least one argument"),
)
_KNOWN = {str(text): text for text in (*_HEADINGS, *_HELP)}


class HelpFormatter(argparse.HelpFormatter):
    """Translates what it is given."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(None if heading is None else _told(heading))

    def add_text(self, text: str | None) -> None:
        super().add_text(None if text is None else told(text))

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        given = None if usage is None else told(usage)
        super().add_usage(given, actions, groups, told(_("usage: ")) if prefix is None else prefix)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return None if action.help is None else _told(action.help)


class Parser(argparse.ArgumentParser):
    """A parser whose texts are messages."""

    def __init__(self, *arguments: Any, **further: Any) -> None:
        # What argparse says of wrong use is found in the domain of the program.
        gettext.bindtextdomain(language.DOMAIN, language.FOLDER)
        gettext.textdomain(language.DOMAIN)
        super().__init__(*arguments, **{"formatter_class": HelpFormatter, **further})


def _told(text: str) -> str:
    return told(_KNOWN.get(text, text))
