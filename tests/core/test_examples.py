"""Every example in a docstring or a page is run and gives what it says."""

import ast
import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "core" / "inlay"
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]
#: What stands in the cells of a notebook is run by ``tests/docs``, as one program.
PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if "file_format: mystnb" not in path.read_text(encoding="utf-8")
]


def run(text, names, place):
    """Run the examples of one text; return how many there were."""
    examples = doctest.DocTestParser().get_doctest(text, names, place.name, str(place), 0)
    assert not any(example.options.get(doctest.SKIP) for example in examples.examples), "an example is never left out"
    report = []
    outcome = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert not outcome.failed, "".join(report)
    return outcome.attempted


def docstrings(path):
    holders = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [ast.get_docstring(node) or "" for node in nodes if isinstance(node, holders)]


def prompts(path):
    return sum(line.lstrip().startswith(">>> ") for line in path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_of_a_module(path):
    """The text is read, not the module: what a decorator hides from doctest is run as well."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    module = import_module(".".join(parts).removesuffix(".__init__"))
    assert sum(run(text, dict(vars(module)), path) for text in docstrings(path)) == prompts(path)


def test_of_the_pages():
    for path in PAGES:
        assert run(path.read_text(encoding="utf-8"), {}, path) == prompts(path)
