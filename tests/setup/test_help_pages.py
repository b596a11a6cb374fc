"""The pages that help opens: complete, well-formed, with their pictures, and without anything from a network."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from babel.numbers import format_decimal
from tests.clones import REPOSITORY

from inlay.contract import language
from inlay_setup import help_pages
from inlay_setup.help_pages import words
from inlay_setup.help_pages.pictures import Photograph, Pictures, Shown
from inlay_setup.help_pages.voice import Voice

HELP = REPOSITORY / "manifests/help"
TABLE = json.loads((REPOSITORY / "manifests/operations.json").read_text("utf-8"))
PICTURES = Pictures.found(HELP / "pictures")
PAGES = help_pages.pages(TABLE, PICTURES)
BARE = Pictures({}, {})
VOID = {"meta", "link", "img"}


class Reader(HTMLParser):
    """Collects a page's text, addresses and pictures, and refuses tags that do not close each other."""

    def __init__(self, page):
        super().__init__()
        self.open, self.text, self.addresses, self.anchors, self.pictures, self.levels = [], "", [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.addresses += [found[name] for name in ("href", "src") if name in found]
        self.anchors += [found["id"]] if "id" in found else []
        if tag == "img":
            self.pictures.append(found)
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))
        assert tag != "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


READ = {name: Reader(page) for name, page in PAGES.items()}


def operation_named(name):
    return next(each for each in TABLE["operations"] if each["id"] == name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_needs_no_network(name):
    page = READ[name]
    assert page.open == []
    assert len(set(page.anchors)) == len(page.anchors)
    assert page.levels[0] == 1 and page.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', PAGES[name])
    assert not any("//" in address for address in loaded)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    for address in READ[name].addresses:
        file, _, anchor = address.partition("#")
        if file.startswith("https://"):
            continue
        if file in PAGES:
            assert not anchor or anchor in READ[file].anchors
        else:
            assert (HELP / unquote(file)).is_file(), address


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_has_a_text_and_a_size(name):
    for picture in READ[name].pictures:
        assert {"alt", "width", "height"} <= picture.keys()
        # In a link the name beside it is the text; the emblem says nothing.
        assert picture["alt"] or name == "index.html" or picture["src"].endswith(".svg")


@pytest.mark.parametrize("operation", TABLE["operations"], ids=lambda operation: operation["id"])
def test_a_page_tells_all_of_its_operation(operation):
    text = READ[f"{operation['id']}.html"].text
    entries = [*operation["inputs"], *operation["parameters"]]
    told = [operation["name"], operation["summary"], *operation["references"], *operation["help"].split("\n\n")]
    told += [operation["suits"], *(each["when"] for each in operation["related"])]
    for entry in entries:
        told += [entry["label"], entry["help"]]
        for option in entry.get("options", ()):
            told += [option["label"], option["help"]]
    for each in told:
        assert each in text, each


@pytest.mark.parametrize("operation", TABLE["operations"], ids=lambda operation: operation["id"])
def test_a_page_shows_before_and_after_and_what_settings_do(operation):
    name = operation["id"]
    shown = [unquote(picture["src"]) for picture in READ[f"{name}.html"].pictures]
    there = {f"pictures/{name}/{file}" for file in PICTURES.shown[name].files}
    default = f"pictures/{name}/default.webp"
    assert {f"pictures/{name}/before.webp", f"pictures/{name}/after.webp"} <= set(shown)
    assert there - {default} <= set(shown), "a picture that no page shows"
    assert PICTURES.shown[name].told in READ[f"{name}.html"].text


def test_the_default_stands_among_the_values_of_a_number():
    page = PAGES["gaussian-blur.html"]
    captions = re.findall(r"<figcaption>([^<]*pixels[^<]*)</figcaption>", page)
    assert captions == ["2 pixels", "5 pixels, as at first", "15 pixels"]


def test_one_of_a_unit_and_what_lies_below_zero():
    assert "At first: 1 pixel." in READ["trace.html"].text
    assert "From −4 to 4 stops." in READ["relight.html"].text
    assert "−1 stop" in READ["relight.html"].text


@pytest.mark.parametrize("spoken", language.languages())
def test_numbers_are_written_as_in_the_language(spoken):
    voice = Voice(language.translator(spoken))
    for value in (0.0722, 0.5, 7, -3600, 10000, 262144.25):
        assert voice.number(value).replace("−", "-") == format_decimal(value, "#,##0.####", spoken)


@pytest.mark.parametrize(
    ("spoken", "told"),
    [("de", "Von 0,1 bis 500 Pixel."), ("fr", "De 0,1 à 500 pixels."), ("ja", "0.1 から 500 ピクセル")],
)
def test_ranges_are_told_in_the_languages_numbers(spoken, told):
    pages = help_pages.pages(TABLE, PICTURES, language.translator(spoken), spoken)
    assert told in Reader(pages["gaussian-blur.html"]).text


def test_a_language_without_numbers_of_its_own_has_those_of_english():
    assert Voice(str).number(-1000.5) == "−1,000.5"
    assert language.separators("thousands") == (",", ".")


def test_with_which_other_settings_a_picture_was_made_is_told():
    assert "Shown with Feather at 8 pixels." in READ["refine-edge.html"].text


def test_the_index_leads_to_every_page_in_the_menus_order():
    links = re.findall(r'<a href="([\w-]+\.html)">', PAGES["index.html"])
    assert links == ["index.html", *(f"{operation['id']}.html" for operation in TABLE["operations"])]


def test_every_photograph_is_credited():
    told = READ["index.html"].text
    for photograph in PICTURES.photographs.values():
        assert f"{photograph.title} by {photograph.author}, {photograph.licence}." in told
    for name, shown in PICTURES.shown.items():
        assert shown.photographs and set(shown.photographs) <= set(PICTURES.photographs)
        assert f"The pictures are made from {', '.join(shown.photographs)}." in READ[f"{name}.html"].text


def test_the_keys_of_the_picture_are_told():
    page = PAGES["seamless-clone.html"]
    for key in ("F", "X", "S", "[", "]", "Ctrl"):
        assert f"<kbd>{key}</kbd>" in page


def test_what_is_done_on_the_picture_is_told():
    text = {name: page.text for name, page in READ.items()}
    assert "Paint on the picture: what" in text["cut-out.html"]
    assert "Drag the piece" in text["seamless-clone.html"]
    assert "A corner makes it larger" in text["seamless-clone.html"]
    assert "Click on the picture" in text["select-clusters.html"]
    assert not any(word in text["merge-layers.html"] for word in ("Paint on", "Drag", "Click"))


def test_when_a_setting_matters_is_told_in_labels():
    text = READ["heal-selection.html"].text
    assert "Counts only if Fill from is All around, continued or The best place nearby." in text
    assert "Counts only if Result is not Channel or Selection." in READ["cut-out.html"].text
    assert "Counts only if there is a Prior." in READ["cut-out.html"].text
    assert "Counts only if Outer radius in pixels is 0." in READ["cut-out-selection.html"].text


def test_papers_are_links():
    assert '<a href="https://doi.org/10.1145/882262.882269">' in PAGES["seamless-clone.html"]


def test_what_belongs_to_others_is_escaped():
    operation = {**TABLE["operations"][0], "id": "odd", "name": "A < B", "menu": "C & D", "summary": "<b>No</b>."}
    shown = Shown("<i>Told</i>", ("<u>",), frozenset({"before.webp", "after.webp", "default.webp"}))
    pictures = Pictures({"odd": shown}, {"<u>": Photograph("<u>", "A & B", "<free>", "")})
    for page in help_pages.pages({"operations": [operation]}, pictures).values():
        assert Reader(page).open == []
        assert "A &lt; B" in page
        assert not any(tag in page for tag in ("<b>No</b>", "<i>Told</i>", "<u>", "<free>"))


def test_an_operation_without_pictures_has_a_page():
    page = Reader(help_pages.pages(TABLE, BARE)["seamless-clone.html"])
    assert page.text.count("Keep detail") >= 1
    assert [picture["src"] for picture in page.pictures] == ["../inlay.svg"]


def test_a_value_that_a_choice_no_longer_has_is_not_shown():
    shown = Shown("Told.", (), frozenset({"default.webp", "gradients=gone.webp", "gradients=stronger.webp"}))
    page = help_pages.pages(TABLE, Pictures({"seamless-clone": shown}, {}))["seamless-clone.html"]
    assert "stronger.webp" in page and "gone.webp" not in page


def test_every_word_of_a_page_can_be_another_languages():
    """What is not translated has not been marked: a frame's or a declaration's words all go through one function."""
    texts = help_pages.pages(TABLE, PICTURES, lambda text: re.sub(r"(?<![{\w])[A-Za-z](?![^{]*})", "ß", text), "xx")
    page = texts["seamless-clone.html"]
    assert '<html lang="xx">' in page
    assert 'href="../style.css"' in page and 'src="../pictures/seamless-clone/before.webp"' in page
    for message in (words.BEFORE, words.WHICH, words.SETTINGS, words.HOW_TO_USE, "Seamless Clone", "Keep detail"):
        assert message not in Reader(page).text


def test_every_paragraph_of_the_help_is_in_the_catalogues_words():
    """The catalogues know paragraphs, and not the help as a whole."""
    operation = next(each for each in TABLE["operations"] if each["help"].count("\n\n") > 1)
    paragraphs = operation["help"].split("\n\n")
    told = {text: f"[{number}]" for number, text in enumerate(paragraphs)}
    pages = help_pages.pages(TABLE, BARE, lambda text: told.get(str(text), str(text)), "de")
    page = pages[f"{operation['id']}.html"]
    assert all(f"<p>{text}</p>" in page for text in told.values())


def test_pages_take_the_place_of_earlier_ones(tmp_path):
    folder = tmp_path / "help"
    (folder / "pictures/gaussian-blur").mkdir(parents=True)
    (folder / help_pages.STYLE).write_text("body {}")
    (folder / "gone.html").write_text("an operation that is gone")
    (folder / "pictures/gaussian-blur/before.webp").write_bytes(b"a picture")
    help_pages.write(folder, TABLE)
    assert {path.name for path in folder.iterdir()} == {*PAGES, help_pages.STYLE, "pictures", *language.languages()}
    for spoken in language.languages():
        assert {path.name for path in (folder / spoken).iterdir()} == set(PAGES)
    assert (folder / help_pages.STYLE).read_text() == "body {}"
    assert (folder / "pictures/gaussian-blur/before.webp").read_bytes() == b"a picture"
