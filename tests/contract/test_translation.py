"""Declarations in the artist's language: what an editor shows of an operation."""

from dataclasses import replace

import pytest

from inlay.contract import language, translation
from inlay.operations import registry

OPERATIONS = {operation.id: operation for operation in registry.operations()}


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", None)
    monkeypatch.setattr(language, "_language", "en")
    language.speak(["de"])


def test_in_english_nothing_changes(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", None)
    for operation in OPERATIONS.values():
        assert translation.told(operation) == replace(operation, related=operation.related)


@pytest.mark.usefixtures("german")
def test_it_is_found_by_the_words_of_both_languages():
    told = translation.told(OPERATIONS["seamless-clone"])
    assert told.name == "Nahtlos klonen"
    assert {"Seamless Clone", "healing", "content aware"} <= set(told.keywords)
    assert set(told.keywords) - {"Seamless Clone", *OPERATIONS["seamless-clone"].keywords}, "none is German"
    # Where only the first few are shown, both languages are among them.
    assert told.further_keywords(told.name)[:2] == ["Seamless Clone", language.translated("content aware")]


@pytest.mark.usefixtures("german")
def test_no_word_is_said_twice():
    for operation in OPERATIONS.values():
        told = translation.told(operation)
        assert told.name not in told.keywords and len(set(told.keywords)) == len(told.keywords)


@pytest.mark.usefixtures("german")
def test_a_label_means_what_its_operation_means_by_it():
    labels = {
        name: next(p.label for p in translation.told(OPERATIONS[name]).parameters if p.id == "scale")
        for name in ("seamless-clone", "convolve")
    }
    assert labels == {"seamless-clone": "Skalieren", "convolve": "Faktor"}
