"""The site is made without a warning, and nothing is wrong with its pages; and what is wrong is seen."""

import subprocess
import sys

import pytest
from tests.clones import REPOSITORY

from inlay_setup.errors import InstallationError
from tools.site import building, checking, descriptions, documents, pages, repairs, spelling

#: What looks at pages, and the packages that nothing else needs.
CHECKS = {"browser", "checking", "form", "links", "pages", "spelling"}
FOR_CHECKS = ("axe_playwright_python", "codespell_lib", "playwright", "simplemma", "spylls")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages; notebooks run in a test of their own."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    # In a process of its own, as always: what other tests have loaded and replaced is none of its business.
    command = [sys.executable, "-B", "-m", "tools.site", "build", "--no-notebooks", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_pages_are_made_without_what_only_checks_them():
    modules = {path.stem for path in (REPOSITORY / "tools/site").glob("*.py")} - CHECKS
    lines = [f"import importlib, sys; sys.modules.update(dict.fromkeys({FOR_CHECKS}))"]
    lines += [f"importlib.import_module('tools.site.{name}')" for name in sorted(modules)]
    command = [sys.executable, "-B", "-c", "\n".join(lines)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_is_wrong_with_the_pages(site):
    found = list(checking.faults(checking.site_in(site), site, with_browser=False))
    assert not found, "\n".join(found)


def test_every_operation_is_in_the_reference(site):
    from inlay.operations import registry

    page = pages.Page(site / "developers/reference/operations.html", "operations.html")
    assert {f"inlay.{each.array_function.__name__}" for each in registry.own()} <= set(page.anchors)


def test_the_reference_has_types_that_lead_on(site):
    page = pages.Page(site / "developers/reference/inlay.poisson.html", "inlay.poisson.html")
    signature = page.tree.find(id="inlay.poisson.solve")
    assert "threads: int | None = None" in " ".join(signature.get_text().split())
    assert signature.find("a", href="#inlay.poisson.Solution")


def test_names_of_operations_lead_to_their_pages(site):
    page = pages.Page(site / "tutorials/day-to-dusk.html", "tutorials/day-to-dusk.html")
    led = {tag.get_text(): tag["href"] for tag in page.article.select("em a")}
    assert led["Filter > Inlay > Blend > Harmonise"] == "../operations/harmonise.html"
    assert led["Relight"] == "../operations/relight.html"
    assert not page.article.select("em a a, a em a")


PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta name="description" content="What it tells of."></head><body><article>{}</article></body></html>"""
FAULTS = {
    '<h1>One</h1><a href="none.html">x</a>': "leads nowhere",
    '<h1>One</h1><a href="#none">x</a>': "a place that page.html does not have",
    '<h1>One</h1><a href="http://example.org">x</a>': "no well-formed https address",
    '<h1>One</h1><a href="https://example">x</a>': "no well-formed https address",
    '<h1>One</h1><a href="file:///home">x</a>': "odd scheme",
    '<h1>One</h1><script src="https://example.org/a.js"></script>': "loaded from elsewhere",
    '<h1>One</h1><img src="a.webp" width="1" height="1">': "has no text in its place",
    '<h1>One</h1><img src="a.webp" alt="A cat">': "has no size",
    '<h1>One</h1><img src="a.png" alt="A cat" width="1" height="1">': "is no WebP",
    '<h1>One</h1><a href="#one">A <a href="#one">link</a></a>': "a link stands within a link",
    "<h1>One</h1><h1>Two</h1>": "not one first heading",
    "<h1>One</h1><h3>Two</h3>": "leave out a level",
    '<h1 id="one">One</h1><p id="one"></p>': "two elements have the id one",
    "<h1>One</h1><p>A speling mistake.</p>": "speling",
    "<h1>One</h1><p>An American color.</p>": "color: not in British English",
}


@pytest.mark.parametrize(("content", "fault"), FAULTS.items(), ids=FAULTS.values())
def test_what_is_wrong_is_seen(tmp_path, content, fault):
    (tmp_path / "page.html").write_text(PAGE.format(content))
    found = list(checking.faults(checking.site_in(tmp_path), tmp_path, with_browser=False))
    assert any(fault in each for each in found), found


def test_what_a_page_lacks(tmp_path):
    (tmp_path / "page.html").write_text("<html><body><article><h1>One</h1></article></body></html>")
    found = " ".join(checking.faults(checking.site_in(tmp_path), tmp_path, with_browser=False))
    assert "no language" in found and "no title" in found and "no description" in found


def test_a_good_page(tmp_path):
    (tmp_path / "a.webp").touch()
    content = """<h1 id="one">One colour</h1><a href="page.html#one">here</a><a href="https://example.org/a?b=c">there</a>
    <img src="a.webp" alt="A cat" width="1" height="1"><pre>mispeled</pre><code>numpy_array</code>"""
    (tmp_path / "page.html").write_text(PAGE.format(content))
    assert not list(checking.faults(checking.site_in(tmp_path), tmp_path, with_browser=False))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("colour", True),
        ("color", False),
        ("Colours", True),
        ("Inlay's", True),
        ("neighbourhood’s", True),
        ("xqz", False),
    ],
)
def test_words(word, known):
    assert spelling.is_known(word, frozenset({"neighbourhood"})) == known


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("píxeles", True),
        ("Pruébalo", True),
        ("distinguirlos", True),
        ("démosle", True),
        ("Poisson", True),
        ("multimalla", True),
        ("ecuacón", False),
        ("imajen", False),
        ("colour", False),
    ],
)
def test_spanish_words(word, known):
    assert spelling.is_spanish(word, frozenset({"multimalla"})) == known


def test_a_spanish_page_is_read_in_spanish(tmp_path):
    page = PAGE.format("<h1>Uno</h1><p>Una imajen de Poisson.</p>").replace('lang="en"', 'lang="es"')
    (tmp_path / "page.html").write_text(page)
    found = list(checking.faults(checking.site_in(tmp_path), tmp_path, with_browser=False))
    assert [fault for fault in found if "Spanish" in fault] == [
        "page.html: imajen: not in Spanish, nor in docs/words.txt"
    ]


@pytest.mark.parametrize(
    ("link", "document", "page", "wanted"),
    [
        ("README.md", "ARCHITECTURE.md", "developers/architecture.md", "../index.md"),
        ("docs/batch.md#x", "ARCHITECTURE.md", "developers/architecture.md", "../batch.md#x"),
        ("CONTRIBUTING.md", "ARCHITECTURE.md", "developers/architecture.md", "contributing.md"),
        ("https://example.org", "SECURITY.md", "security.md", "https://example.org"),
        ("tests/fuzz", "SECURITY.md", "security.md", "tests/fuzz"),
        ("../../LICENSE", "docs/install/licences.md", "install/licences.md", "../licence.md"),
        ("pictures/a.webp", "docs/edit.md", "edit.md", "pictures/a.webp"),
        ("../edit.md#blend", "docs/install/index.md", "install/index.md", "../edit.md#blend"),
    ],
)
def test_links_of_a_document_become_those_of_a_page(link, document, page, wanted):
    assert documents.linked(f"See [it]({link}).", document, page) == f"See [it]({wanted})."


def test_scrolled_parts_are_reached_by_the_keyboard():
    assert repairs.repaired("<pre>a</pre>") == '<pre tabindex="0">a</pre>'


def test_a_description_is_the_first_paragraph_in_whole_words():
    from docutils.core import publish_doctree

    tree = publish_doctree(f"Title\n=====\n\n{'word ' * 60}\n\nMore.\n\nEnd\n---\n\nx\n")
    (title, *_) = tree.findall(lambda node: node.tagname == "title")
    assert title.astext() == "Title"
    text = descriptions.description(tree)
    assert text.endswith("word …") and len(text) <= descriptions.LENGTH


def test_formulas_are_mathml(site):
    page = pages.Page(site / "developers/add-an-estimator.html", "developers/add-an-estimator.html")
    assert page.tree.select("math[display=block] mfrac")
    assert not [script for script in page.tree.find_all("script", src=True) if "mathjax" in script["src"].lower()]


def test_what_is_no_site_is_not_replaced(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(InstallationError, match="something else"):
        building.build(tmp_path)
    (tmp_path / building.INDEX).touch()
    building.demand_pages(tmp_path)
    building.demand_pages(tmp_path / "new")
