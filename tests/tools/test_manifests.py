import json

import pytest
from tests.setup.machine import REPOSITORY

from inlay_setup import actions
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from tools import manifests

ADVICE = "run `python3 install.py manifest`"


def test_the_manifests_are_up_to_date():
    written = json.loads((REPOSITORY / "manifests/operations.json").read_text("utf-8"))
    assert written == manifests.own(), ADVICE
    assert (REPOSITORY / "manifests/inlay.action").read_text("utf-8") == actions.document(written), ADVICE


def test_only_inlays_own_operations_are_in_the_manifest():
    names = {operation["id"] for operation in manifests.own()["operations"]}
    assert "seamless-clone" in names
    assert not any(name.startswith("sample-") for name in names)


def test_without_an_environment(artist, clone, machine):
    with pytest.raises(InstallationError) as caught:
        manifests.manifest(clone, Environment(artist.environment), machine.run)
    assert "install.py demo" in caught.value.hint
