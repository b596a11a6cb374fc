"""The pages of operations on the site: the content of help, in Markdown."""

import json
import re

import pytest
from tests.clones import REPOSITORY

from inlay_setup.help_pages.blocks import Code, Paragraph, Row, Steps
from inlay_setup.help_pages.content import Book
from inlay_setup.help_pages.html import Frame
from inlay_setup.help_pages.pictures import Pictures
from tools.site import operations

HELP = REPOSITORY / "manifests/help"
TABLE = json.loads((REPOSITORY / "manifests/operations.json").read_text("utf-8"))
BOOK = Book(TABLE["operations"], Pictures.found(HELP / "pictures"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "operations"
    operations.write(path)
    return path


def texts(sections):
    """Every line that a page tells, its spans beside each other; titles too."""
    for section in sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines = [block.line]
            elif isinstance(block, Steps):
                lines = block.lines
            elif isinstance(block, Row):
                lines = [picture.caption for picture in block.pictures]
            elif isinstance(block, Code):
                lines = []
                yield block.text
            else:
                lines = [line for row in block.rows for line in row]
            yield from (span.text for line in lines for span in line if span.look != "key")
        yield from texts(section.sections)


def plain(markdown):
    return re.sub(r"\\(.)", r"\1", markdown)


def test_there_is_a_page_for_every_operation_and_one_that_leads_to_them(folder):
    names = [operation["id"] for operation in TABLE["operations"]]
    assert {path.name for path in folder.glob("*.md")} == {"index.md", *(f"{name}.md" for name in names)}
    index = (folder / "index.md").read_text("utf-8")
    assert all(f"]({name}.md)" in index for name in names)
    assert index.rstrip().endswith("\n".join([*names, "```"]))


@pytest.mark.parametrize("name", BOOK.names)
def test_both_frames_tell_and_show_the_same(folder, name):
    told, markdown = BOOK.page(name), plain((folder / f"{name}.md").read_text("utf-8"))
    page = re.sub(r"<[^>]+>", "", Frame(BOOK, "en", "").page(name))
    for text in [told.title, told.summary, *texts(told.sections)]:
        assert text.strip() in markdown, text
        assert (
            text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split('"')[0].split("'")[0]
            in page
        )
    shown = {file.name for file in (HELP / "pictures" / name).glob("*.webp")} - {"default.webp"}
    files = set(re.findall(rf"{{figure}} pictures/{name}/(\S+)", markdown))
    assert files >= {re.sub(r"[^\w=./+-]+", "_", file) for file in shown}
    assert all((folder / "pictures" / name / file).is_file() for file in files)


@pytest.mark.parametrize("name", BOOK.names)
def test_every_picture_has_a_text_and_every_fence_ends(folder, name):
    markdown = (folder / f"{name}.md").read_text("utf-8")
    assert markdown.count("{figure}") == len(re.findall(r"^:alt: \S", markdown, re.MULTILINE))
    fences = re.findall(r"^(`{3,4})", markdown, re.MULTILINE)
    assert fences.count("```") % 2 == 0 and fences.count("````") % 2 == 0


def test_links_between_pages_lead_somewhere(folder):
    for path in folder.glob("*.md"):
        for target in re.findall(r"\]\(([\w-]+\.md)", path.read_text("utf-8")):
            assert (folder / target).is_file(), target


def test_marks_of_markdown_are_words_in_a_text():
    assert operations._escaped("a *b* [c] <d> #e `f` g_h") == r"a \*b\* \[c\] \<d\> \#e \`f\` g\_h"
