"""The catalogues call things as GIMP and Krita do."""

import re
import tomllib
from pathlib import Path

import pytest

from tools.catalogues import LANGUAGES, catalogue_of, files

TERMS = tomllib.loads(Path(__file__).with_name("glossary.toml").read_text("utf-8"))
#: What is typed, and what is put in, is in no language.
TYPED = re.compile(r"`[^`]*`|--[\w-]+|\{\w+\}")


def other_words(language):
    """Texts that hold a term in English, and another word than the editors' in a language, by the term."""
    found = []
    for message in files.read(catalogue_of(language), language):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        form = message.string[-1] if isinstance(message.string, tuple) else message.string
        for name, term in TERMS.items():
            english = re.compile(rf"(?<![\w-])(?:{term['english']})(?![\w-])", re.IGNORECASE)
            if any(english.search(TYPED.sub("", text)) for text in originals) and not re.search(term[language], form):
                found.append((name, originals[0], form))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_those_of_the_editors(language):
    assert not other_words(language)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_there_in_every_language(term):
    assert set(TERMS[term]) == {"english", *LANGUAGES}


def test_another_word_is_found(tmp_path, monkeypatch):
    catalogue = files.read(catalogue_of("fr"), "fr")
    catalogue["Layer"].string = "Couche"
    (tmp_path / "fr.po").write_bytes(files.as_text(catalogue))
    monkeypatch.setitem(globals(), "catalogue_of", lambda language: tmp_path / f"{language}.po")
    assert other_words("fr") == [("layer", "Layer", "Couche")]
