"""What Inlay writes as OpenRaster opens in GIMP with the same layers and pixels."""

from __future__ import annotations

import pytest
from tests.hosts import layered

from .conftest import Editor

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def found(gimp: Editor) -> dict[str, str]:
    layered.write(gimp.folder / "layered")
    return gimp.checks("opening")


@pytest.mark.parametrize("scene", layered.SCENES)
def test_it_opens(found: dict[str, str], scene: str) -> None:
    assert not found[f"check_{scene}"], found[f"check_{scene}"]
