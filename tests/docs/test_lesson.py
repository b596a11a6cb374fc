"""The lesson: its cells run, both languages say the same, and no number of the text is out of the air."""

import ast
import json
import re
from base64 import b64decode
from functools import cache

import pytest

from tools.notebooks import running, writing
from tools.notebooks.__main__ import main
from tools.notebooks.chapters import LANGUAGES, LESSON, NAMES, Code, Text, read

CHAPTERS = [(language, name) for language in LANGUAGES for name in NAMES]
in_both = pytest.mark.parametrize("name", NAMES)
everywhere = pytest.mark.parametrize(("language", "name"), CHAPTERS)

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)")
#: Numbers that follow from nothing: years, and those of equations in papers.
GIVEN = {"1950", "1971", "1977", "2000", "2003", "2006", "2008", "13"}


@cache
def shown(language, name):
    return running.run(read(language, name))


def numbers(text):
    return {str(float(number)) for number in NUMBER.findall(text)}


def told(chapter):
    """The prose but for links and what is written as code."""
    return re.sub(r"\]\([^)]*\)|`[^`]*`", " ", chapter.prose)


def without_words(source):
    """A cell's program, with every text and comment taken out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def blocks(chapter):
    return [block for part in chapter.parts if isinstance(part, Text) for block in part.source.split("\n\n")]


@everywhere
def test_every_cell_runs(language, name):
    assert len(shown(language, name)) == len(read(language, name).cells) > 10


@everywhere
def test_every_figure_has_a_text_in_its_place(language, name):
    for cell, output in zip(read(language, name).cells, shown(language, name), strict=True):
        assert len(output.figures) == bool(cell.alt), cell.source
        assert not cell.alt or len(cell.alt) > 60
        assert all(b64decode(figure).startswith(b"\x89PNG") for figure in output.figures)


@everywhere
def test_every_number_of_the_text_is_computed_or_written_in_a_cell(language, name):
    """Numbers below 10 in the prose are counts and formulas; larger ones and fractions are results."""
    chapter = read(language, name)
    known = set[str]()
    for cell, output in zip(chapter.cells, shown(language, name), strict=True):
        known |= numbers(cell.source) | numbers(output.printed) | numbers(output.value)
    found = {number for number in numbers(told(chapter)) if float(number) >= 10 or float(number) % 1}
    assert found - known <= {str(float(year)) for year in GIVEN}


@everywhere
def test_every_number_of_a_picture_s_text_is_in_its_cells(language, name):
    chapter = read(language, name)
    source = numbers("\n".join(cell.source for cell in chapter.cells))
    for cell in chapter.cells:
        found = {number for number in numbers(cell.alt) if float(number) >= 10 or float(number) % 1}
        assert found <= source


@everywhere
def test_no_cell_asks_the_network_or_a_file(language, name):
    for cell in read(language, name).cells:
        assert not re.search(r"https?:|open\(|imread|urllib", cell.source)


@everywhere
def test_lines_of_code_fit_on_the_page(language, name):
    for cell, output in zip(read(language, name).cells, shown(language, name), strict=True):
        assert max(map(len, f"{cell.source}\n{output.printed}".splitlines())) <= 88


@in_both
def test_the_code_is_the_same_but_for_words(name):
    english, spanish = (read(language, name).cells for language in LANGUAGES)
    assert [cell.tags for cell in english] == [cell.tags for cell in spanish]
    assert [without_words(cell.source) for cell in english] == [without_words(cell.source) for cell in spanish]


@in_both
def test_both_languages_find_the_same_numbers(name):
    english, spanish = (shown(language, name) for language in LANGUAGES)
    for one, two in zip(english, spanish, strict=True):
        assert NUMBER.findall(one.printed) == NUMBER.findall(two.printed)
        assert one.value == two.value


@in_both
def test_the_text_is_built_the_same(name):
    """Headings, exercises, answers, lists, formulas and links follow each other in the same order."""

    def kind(block):
        first = re.match(r"#+ |\*\*\d\.\*\*|</?details>|\$\$|> |- |1\. |\(", block)
        return first[0] if first else "paragraph"

    english, spanish = (read(language, name) for language in LANGUAGES)
    assert [type(part) for part in english.parts] == [type(part) for part in spanish.parts]
    assert [kind(block) for block in blocks(english)] == [kind(block) for block in blocks(spanish)]
    assert re.findall(r"\]\((.*?)\)", english.prose) == re.findall(r"\]\((.*?)\)", spanish.prose)
    one, two = (re.sub(r"\\text\{\w+\}", "", chapter.prose) for chapter in (english, spanish))
    assert sorted(re.findall(r"\$\$?[^$]+\$\$?", one)) == sorted(re.findall(r"\$\$?[^$]+\$\$?", two))
    assert sorted(numbers(told(english))) == sorted(numbers(told(spanish)))


@in_both
def test_nothing_is_left_untranslated(name):
    english, spanish = (read(language, name) for language in LANGUAGES)
    for one, two in zip(blocks(english), blocks(spanish), strict=True):
        assert one != two or not re.search(r"[A-Za-z]{4}", re.sub(r"\$+[^$]*\$+|</?\w+>", "", one)), one
    for one, two in zip(english.cells, spanish.cells, strict=True):
        assert one.alt != two.alt or not one.alt


@everywhere
def test_no_line_of_a_paragraph_begins_like_a_list(language, name):
    for block in blocks(read(language, name)):
        lines = block.splitlines()
        if not re.match(r"- |1\. ", lines[0]):
            assert not [line for line in lines[1:] if re.match(r"\d+[.)] |[-+*#] ", line)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_name_all_chapters_in_their_order(language):
    text = (LESSON / language / "index.md").read_text(encoding="utf-8")
    assert re.search(r"```\{toctree\}.*?\n\n(.*?)```", text, re.DOTALL)[1].split() == list(NAMES)
    assert re.findall(r"\]\((\w+)\.md\)", text) == list(NAMES)
    assert {path.stem for path in (LESSON / language).glob("*.md")} == {"index", *NAMES}


@everywhere
def test_a_link_leads_to_a_chapter_or_to_a_paper(language, name):
    links = re.findall(r"\]\((.*?)\)", read(language, name).prose)
    assert links
    for link in links:
        assert link.startswith("https://doi.org/") or (LESSON / language / link).exists()


@everywhere
def test_a_notebook_holds_the_chapter_and_what_it_shows(language, name, tmp_path):
    chapter = read(language, name)
    path = writing.write(chapter, shown(language, name), tmp_path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], path.parent.name, path.suffix) == (4, language, ".ipynb")
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell, part in zip(notebook["cells"], chapter.parts, strict=True):
        assert cell["cell_type"] == ("code" if isinstance(part, Code) else "markdown")
        assert ".md)" not in cell["source"]
        assert "```" not in cell["source"]
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    figures = [output for output in outputs if output["output_type"] == "display_data"]
    assert len(figures) == sum(len(output.figures) for output in shown(language, name))


def test_the_command_writes_notebooks_of_a_language(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(running, "run", lambda chapter: shown(chapter.language, chapter.name))
    assert main([str(tmp_path), "--language", "es"]) == 0
    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ipynb"))
    assert written == sorted(f"es/{name}.ipynb" for name in NAMES)
    assert len(capsys.readouterr().out.splitlines()) == len(NAMES)


def test_a_cell_is_read_with_its_options(tmp_path, monkeypatch):
    page = (
        "---\nkernelspec: {}\n---\n\n# One\n\n```{code-cell} ipython3\n---\ntags: [hide-input, wide]\nmystnb:\n"
        "  image:\n    alt: >-\n      A line\n      that rises.\n---\nx = 1\n\nx\n```\n\nTwo\n\n```\nno cell\n```\n"
    )
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "page.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr("tools.notebooks.chapters.LESSON", tmp_path)
    heading, cell, rest = read("en", "page").parts
    assert heading == Text("# One")
    assert cell == Code("x = 1\n\nx", ("hide-input", "wide"), "A line that rises.")
    assert rest.source == "Two\n\n```\nno cell\n```"


def test_a_cell_that_fails_says_so(monkeypatch):
    chapter = read("en", "membrane")
    broken = type(chapter)("en", "broken", (Code("1 / 0"),))
    with pytest.raises(ZeroDivisionError):
        running.run(broken)
