"""The pages that help opens: complete, well-formed, and without anything from a network."""

import json
import re
from html.parser import HTMLParser

import pytest
from tests.clones import REPOSITORY

from inlay_setup import help_pages

TABLE = json.loads((REPOSITORY / "manifests/operations.json").read_text("utf-8"))
PAGES = help_pages.pages(TABLE)
VOID = {"meta", "link", "img"}


class Reader(HTMLParser):
    """Collects a page's text and addresses, and refuses tags that do not close each other."""

    def __init__(self, page):
        super().__init__()
        self.open, self.text, self.addresses = [], "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_needs_no_network(name):
    page = Reader(PAGES[name])
    assert page.open == []
    beside = {*PAGES, help_pages.STYLE, "../inlay.svg"}
    assert set(page.addresses) <= beside


@pytest.mark.parametrize("operation", TABLE["operations"], ids=lambda operation: operation["id"])
def test_a_page_tells_all_of_its_operation(operation):
    text = Reader(PAGES[f"{operation['id']}.html"]).text
    entries = [*operation["inputs"], *operation["parameters"]]
    told = [operation["name"], operation["summary"], *operation["references"], *operation["help"].split("\n\n")]
    for entry in entries:
        told += [entry["label"], entry["help"], *(option["label"] for option in entry.get("options", ()))]
    for words in told:
        assert words in text, words


def test_the_index_leads_to_every_page_in_the_menus_order():
    links = re.findall(r'<a href="([\w-]+\.html)">', PAGES["index.html"])
    assert links == ["index.html", *(f"{operation['id']}.html" for operation in TABLE["operations"])]


def test_the_keys_of_the_picture_are_told():
    page = PAGES["seamless-clone.html"]
    for key in ("F", "X", "S", "[", "]", "Ctrl"):
        assert f"<kbd>{key}</kbd>" in page


def test_what_is_done_on_the_picture_is_told():
    text = {name: Reader(page).text for name, page in PAGES.items()}
    assert "Paint on the picture: what" in text["cut-out.html"]
    assert "Drag the piece" in text["seamless-clone.html"]
    assert "A corner makes it larger" in text["seamless-clone.html"]
    assert "Click on the picture" in text["select-clusters.html"]
    assert not any(word in text["merge-layers.html"] for word in ("Paint on", "Drag", "Click"))


def test_when_a_setting_matters_is_told_in_labels():
    text = Reader(PAGES["heal-selection.html"]).text
    assert "Counts only if Fill from is All around, continued or The best place nearby." in text
    assert "Counts only if Result is not Channel or Selection." in Reader(PAGES["cut-out.html"]).text
    assert "Counts only if there is a Prior." in Reader(PAGES["cut-out.html"]).text


def test_what_belongs_to_others_is_escaped():
    operation = {**TABLE["operations"][0], "id": "odd", "name": "A < B", "menu": "C & D", "summary": "<b>No</b>."}
    page = help_pages.pages({"operations": [operation]})["odd.html"]
    assert Reader(page).open == []
    assert "A &lt; B" in page
    assert "<b>No</b>" not in page


def test_pages_take_the_place_of_earlier_ones(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / help_pages.STYLE).write_text("body {}")
    (folder / "gone.html").write_text("an operation that is gone")
    help_pages.write(folder, TABLE)
    assert {path.name for path in folder.iterdir()} == {*PAGES, help_pages.STYLE}
    assert (folder / help_pages.STYLE).read_text() == "body {}"


def test_a_setting_may_depend_on_a_number():
    assert "Counts only if Outer radius in pixels is 0." in Reader(PAGES["cut-out-selection.html"]).text
