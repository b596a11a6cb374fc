"""The recipe for conda has the ranges of pyproject.toml."""

import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from tests.clones import REPOSITORY

from inlay_setup import repository
from tools.packages import conda, reproducible

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


def test_the_recipe(tmp_path):
    made = conda.build(repository.clone(REPOSITORY), tmp_path)
    content = yaml.safe_load((tmp_path / conda.NAME).read_text("utf-8"))
    assert made[1].name == content["source"]["path"]
    assert content["source"]["sha256"] == reproducible.digest(made[1])
    assert content["package"] == {"name": "inlay", "version": repository.clone(REPOSITORY).version}
    run = dict(line.split(" ", 1) for line in content["requirements"]["run"])
    assert SpecifierSet(run.pop("python")) == SpecifierSet(PROJECT["project"]["requires-python"])
    needs = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    assert {name: SpecifierSet(ranges) for name, ranges in run.items()} == {each.name: each.specifier for each in needs}
    host = dict(line.split(" ", 1) for line in content["requirements"]["host"] if " " in line)
    (setuptools,) = map(Requirement, PROJECT["build-system"]["requires"])
    assert SpecifierSet(host["setuptools"]) == setuptools.specifier
    assert content["build"]["python"]["entry_points"] == ["inlay = inlay.__main__:main"]
