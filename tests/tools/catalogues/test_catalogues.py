"""The catalogues hold what the code and the declarations say, translated whole, and compiled."""

import gettext
import io
import re
from pathlib import Path

import pytest

from tools.catalogues import LANGUAGES, TEMPLATE, catalogue_of, code, compiled_of, files

COMMAND = re.compile(r"`[^`]+`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
FORMAT = re.compile(r"%(?:\(\w+\))?[rs]")
MNEMONIC = re.compile(r"(?:^|\s|\()_\w")


@pytest.fixture(scope="module")
def source():
    return files.template()


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def catalogue(language):
    return files.read(catalogue_of(language), language)


def said(catalogue):
    """Every text that a catalogue knows, as it stands in it."""
    return {(message.context, message.id) for message in catalogue if message.id}


def comments(catalogue):
    return {(message.context, message.id): sorted(message.auto_comments) for message in catalogue if message.id}


def translated(catalogue):
    """Pairs of a text and one form of its translation."""
    for message in catalogue:
        if message.id and files.is_translated(message):
            originals = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            yield from ((originals, form) for form in forms)


def test_the_template_is_up_to_date(source):
    written = files.read(TEMPLATE)
    assert said(written) == said(source), "run python -m tools.catalogues"
    assert comments(written) == comments(source)


def test_a_catalogue_has_what_the_template_has(source, catalogue):
    assert said(catalogue) - said(source) == set(), "nothing says these any more"
    assert said(source) - said(catalogue) == set()


def test_everything_is_translated(catalogue):
    assert not [message.id for message in catalogue if message.id and not files.is_translated(message)]


def test_nothing_is_fuzzy(catalogue):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_what_is_compiled_is_what_was_translated(catalogue, language):
    with open(compiled_of(language), "rb") as file:
        present = gettext.GNUTranslations(file)
    expected = gettext.GNUTranslations(io.BytesIO(files.compiled(catalogue)))
    assert {**present._catalog, "": ""} == {**expected._catalog, "": ""}


def test_placeholders_are_the_same(catalogue):
    for originals, form in translated(catalogue):
        wanted = set().union(*map(files.placeholders_of, originals))
        assert files.placeholders_of(form) <= wanted, form
        # A form for one thing may do without its number.
        if len(originals) == 1:
            assert files.placeholders_of(form) == wanted, form
        assert form.count("{") == form.count("}"), form


@pytest.mark.parametrize("pattern", [COMMAND, OPTION, FORMAT], ids=["command", "option", "format"])
def test_what_is_typed_is_the_same(catalogue, pattern):
    for originals, form in translated(catalogue):
        assert sorted(pattern.findall(form)) in [sorted(pattern.findall(text)) for text in originals], form


def test_edges_are_the_same(catalogue):
    """Spaces and lines at the ends, ellipses, and the letter that is pressed with Alt."""
    for (original, *_plural), form in translated(catalogue):
        for part in (str.lstrip, str.rstrip):
            assert len(original) - len(part(original)) == len(form) - len(part(form)), form
        assert original.endswith("…") == form.endswith("…"), form
        assert bool(MNEMONIC.search(original)) == bool(MNEMONIC.search(form)), form


def test_comments_say_what_a_text_is():
    found = {
        text.singular: text.comments[0]
        for text in code.texts_of(
            'raise InputError(_("There is none."), _("Give one."))\n'
            'button = QtWidgets.QPushButton(told(_("Remove")))\n'
            'ngettext("{count} layer", "{count} layers", 1, count=1)\n'
            'memory.demand(1, None, _("Reading it"), _("Close programs."))\n'
            'programs.demand(done, _("It failed."), _("Run it again."))\n'
            'operation(name="Cut Out", doing=_("Cutting"))\n',
            files.TEMPLATE.relative_to(files.TEMPLATE.parents[1]),
        )
    }
    assert found == {
        "There is none.": "Error: what is wrong",
        "Give one.": "Error: what the reader can do about it",
        "Remove": "Button",
        "{count} layer": "Part of a message",
        "Reading it": "Begins a sentence that goes on: takes 3 GB of memory, and 1 GB are free",
        "Close programs.": "What to do about it",
        "It failed.": "Error: what is wrong",
        "Run it again.": "Error: what the reader can do about it",
        "Cutting": "Progress: what is being done",
    }


@pytest.mark.parametrize(
    ("module", "comment"),
    [
        ("core/inlay_setup/help_pages/words.py", "On the pages of help"),
        ("core/inlay_setup/doctor.py", "On the command line"),
        ("plugins/krita/dialog.py", "In Krita"),
        ("core/inlay/files/words.py", "Part of a message"),
    ],
)
def test_comments_say_where_a_text_is_shown(module, comment):
    (found,) = code.texts_of('_("It is there.")', Path(module))
    assert found.comments == [comment]


def test_a_word_of_two_meanings_has_two_translations(language):
    """How large a piece becomes, and what numbers are multiplied by."""
    with open(compiled_of(language), "rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Scale") != catalogue.pgettext("Convolve", "Scale") != "Scale"
    assert catalogue.pgettext("Seamless Clone", "Scale") == "Scale", "it needs no context"


def test_a_language_gains_and_loses_texts_without_losing_its_own(source, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "catalogue_of", lambda language: tmp_path / f"{language}.po")
    begun = files.translation("de", source)
    begun["Cut Out"].string = "Freistellen"
    begun.add("Nobody says this.", "Niemand sagt das.")
    (tmp_path / "de.po").write_bytes(files.as_text(begun))
    again = files.translation("de", source)
    assert again["Cut Out"].string == "Freistellen" and said(again) == said(source)
    assert files.as_text(again) == files.as_text(files.translation("de", source))


def test_what_is_not_translated_is_told_in_english(source):
    catalogue = files.translation("nl", source)
    present = gettext.GNUTranslations(io.BytesIO(files.compiled(catalogue)))
    assert present.gettext("Cut Out") == "Cut Out" and set(present._catalog) == {""}
