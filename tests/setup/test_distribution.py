"""What the package says of itself, and that it says it once."""

import re
import subprocess
import tomllib

import pytest
from tests.clones import REPOSITORY

import inlay
from inlay_setup import repository

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


def test_the_version_is_read_where_it_stands():
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "inlay.__version__"}
    assert repository.clone(REPOSITORY).version == inlay.__version__


def test_no_other_file_repeats_it():
    """But the list of changes, which has a section for it or waits for one."""
    listed = subprocess.run(["git", "-C", REPOSITORY, "ls-files"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    version = re.compile(rf"""(version\W{{1,5}}|["']){re.escape(inlay.__version__)}\b""", re.IGNORECASE)
    texts = [REPOSITORY / name for name in listed.stdout.splitlines() if name.endswith((".py", ".toml", ".cff", ".md"))]
    found = [path for path in texts if path.exists() and version.search(path.read_text("utf-8"))]
    assert found == [REPOSITORY / "core/inlay/__init__.py"]


def test_the_changes_name_every_version():
    text = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(.+?)\](?: - \d{4}-\d{2}-\d{2})?$", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert inlay.__version__ in versions


def test_what_is_cited_is_what_is_installed():
    """Without a version, which a release's own date and tag give."""
    cited = dict(
        re.findall(r"^([a-z-]+): \"?(.+?)\"?$", (REPOSITORY / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    )
    described = PROJECT["project"]["description"]
    assert cited["title"] == f"Inlay: {described[0].lower()}{described[1:]}"
    assert cited["license"] == PROJECT["project"]["license"]


@pytest.mark.parametrize("package", ["inlay", "inlay_setup"])
def test_the_packages_that_are_installed_are_typed(package):
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"][package]
    assert (REPOSITORY / "core" / package / "py.typed").exists()


def test_what_lies_in_core_is_what_is_installed():
    packages = {path.parent.name for path in (REPOSITORY / "core").glob("*/__init__.py")}
    assert packages == {"inlay", "inlay_setup"}
    assert PROJECT["tool"]["setuptools"]["packages"]["find"] == {"where": ["core"]}
