"""Blender as a package in the Debian root: each check of ``inside/checks.py``, on the extension's file."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clones import REPOSITORY
from tests.hosts import python_hosts
from tests.sizes import demand_as_told

from inlay_setup import repository
from tools.packages import blender


@pytest.fixture(scope="module")
def outcomes(editor_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    host = python_hosts.Host(editor_root, "blender", tmp_path_factory.mktemp("blender"))
    host.install(uses_inlay=False)
    (extension,) = blender.build(repository.clone(REPOSITORY), host.folder)
    demand_as_told(extension, "hosts/blender.md", "has everything in it, about {} MB")
    return host.outcomes()


@pytest.mark.parametrize("name", python_hosts.names("blender"))
def test_blender(outcomes: Mapping[str, str], name: str) -> None:
    assert not outcomes[name], outcomes[name]
