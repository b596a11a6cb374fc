"""Command lines tell their help in the artist's language."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from inlay.contract import language
from inlay.contract.help_texts import Parser
from inlay.contract.language import _

GERMAN = {
    "usage: ": "Aufruf: ",
    "options": "Optionen",
    "show this help message and exit": "zeigt diese Hilfe",
    "the masks": "die Masken",
    "Cut out.": "Freistellen.",
    "the following arguments are required: %s": "es fehlt: %s",
}


@pytest.fixture
def parser(tmp_path, monkeypatch):
    place = tmp_path / "de" / "LC_MESSAGES" / "inlay.mo"
    place.parent.mkdir(parents=True)
    catalogue = Catalog(locale="de")
    for text, translation in GERMAN.items():
        catalogue.add(text, translation)
    with open(place, "wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(language, "FOLDER", str(tmp_path))
    monkeypatch.setattr(language, "_catalogue", None)
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    language.speak()
    made = Parser(prog="inlay", description=_("Cut out."))
    made.add_argument("--masks", metavar="FILE", required=True, help=_("the masks"))
    return made


def test_help(parser):
    words = parser.format_help()
    assert words.startswith("Aufruf: inlay") and "Freistellen." in words
    assert "Optionen:" in words and "zeigt diese Hilfe" in words and "die Masken" in words


def test_errors(parser, capsys):
    with pytest.raises(SystemExit):
        parser.parse_args([])
    assert "es fehlt: --masks" in capsys.readouterr().err


def test_english():
    words = Parser(prog="inlay", description=_("Cut out.")).format_help()
    assert words.startswith("usage: inlay") and "Cut out." in words and "options:" in words
