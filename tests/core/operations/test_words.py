"""What an artist reads: a sentence on top of a dialog, few rows on its first page, an artist's words, menus by use."""

import re
from dataclasses import replace

import pytest

from inlay.operations import menus, registry

OPERATIONS = {operation.id: operation for operation in registry.own()}
#: As much as a dialog shows in a line.
LONGEST_SUMMARY, MOST_ROWS = 90, 6
#: What artists type into their editor's search, and what they are to find.
SEARCHED = {
    "remove background": {"cut-out-selection", "cut-out-scribbles", "cut-out"},
    "select and mask": {"cut-out-selection", "refine-edge"},
    "content aware": {"heal-selection", "seamless-clone"},
    "matting": {"cut-out-selection", "cut-out", "make-trimap", "refine-edge", "background-plate"},
    "hair": {"cut-out-selection", "cut-out-scribbles", "cut-out", "refine-edge"},
    "defringe": {"clean-edge-colours"},
    "clean plate": {"background-plate"},
    "match color": {"harmonise"},
    "face swap": {"swap-features"},
    "inpaint": {"heal-selection", "background-plate"},
    "surface blur": {"flatten-texture"},
    "pattern": {"make-tileable"},
    "hdr": {"tone-gradients"},
    "replace color": {"recolour"},
    "color splash": {"isolate-colour"},
    "panorama": {"merge-layers"},
    "quick selection": {"select-scribbles"},
    "posterize": {"select-clusters"},
    "vectorize": {"trace"},
    "auto levels": {"normalise"},
}
ENGINEERS = ("alpha", "beta", "class", "classes", "seed", "by", "slopes over", "object", "region", "fidelity", "gain")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_first_page_is_short(operation):
    rows = [parameter for parameter in operation.parameters if parameter.rank == "everyday"]
    assert len(rows) <= MOST_ROWS, [parameter.label for parameter in rows]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_summary_is_a_sentence(operation):
    assert len(operation.summary) <= LONGEST_SUMMARY
    assert re.fullmatch(r"[A-Z][^.]*\.", operation.summary)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_first_page_has_an_artists_words(operation):
    labels = [entry.label for entry in operation.inputs]
    for parameter in operation.parameters:
        if parameter.rank == "everyday":
            labels += [parameter.label, *(option.label for option in parameter.options)]
    for label in labels:
        assert label.lower() not in ENGINEERS
        assert not re.search(r"\b(alpha|beta|seed|otsu|canny|sobel)\b", label.lower()), label


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_no_row_is_called_as_another(operation):
    labels = [entry.label for entry in (*operation.inputs, *operation.parameters)]
    assert len(set(labels)) == len(labels)
    for parameter in operation.parameters:
        options = [option.label for option in parameter.options]
        assert len(set(options)) == len(options)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_row_has_a_sentence_of_help(operation):
    for entry in (*operation.inputs, *operation.parameters):
        assert entry.help.endswith("."), entry.label


@pytest.mark.parametrize("typed", SEARCHED)
def test_words_of_other_programs_find_it(typed):
    """Each word typed begins a word of the name, the summary or a keyword: GIMP's search looks for that."""
    found = set()
    for name, operation in OPERATIONS.items():
        told = re.findall(r"\w+", f"{operation.name} {operation.summary} {' '.join(operation.keywords)}".lower())
        if all(any(word.startswith(part) for word in told) for part in typed.split()):
            found.add(name)
    assert SEARCHED[typed] <= found


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_keywords_say_something_new(operation):
    """A colon would hide what follows it from Krita's search."""
    assert operation.keywords
    assert operation.further_keywords(operation.name) == list(operation.keywords)
    assert len(set(operation.keywords)) == len(operation.keywords)
    assert not any(":" in word for word in operation.keywords)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_it_is_said_when_which_is_the_right_one(operation):
    """Of every operation, and of others that somebody may have meant; each in a sentence."""
    assert re.fullmatch(r"[A-Z].*\.", operation.suits) and len(operation.suits) <= 100, operation.suits
    others = [each.operation for each in operation.related]
    assert others and set(others) <= set(OPERATIONS) - {operation.id}
    assert len(set(others)) == len(others)
    for each in operation.related:
        assert re.fullmatch(r"[A-Z].*\.", each.when) and len(each.when) <= 110, each.when


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_names_what_its_method_is_taken_from(operation):
    """A paper, a section of a book or a standard: who wrote it, what it is called, and when it appeared."""
    assert operation.references
    for reference in operation.references:
        assert re.match(r".+: .+ (18|19|20)\d\d\b", reference), reference


def test_every_operation_is_in_a_menu_and_every_entry_is_an_operation():
    assert [entry for entries in menus.MENUS.values() for entry in entries] == list(OPERATIONS)
    for menu, entries in menus.MENUS.items():
        assert {OPERATIONS[entry].menu for entry in entries} == {menu}


def test_what_belongs_to_no_menu_comes_last():
    foreign, first = OPERATIONS["trace"], OPERATIONS["seamless-clone"]
    foreign = replace(foreign, id="foreign", menu="Foreign")
    assert menus.by_use([foreign, OPERATIONS["gaussian-blur"], first]) == [first, OPERATIONS["gaussian-blur"], foreign]
