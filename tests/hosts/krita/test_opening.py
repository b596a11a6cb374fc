"""What Inlay writes as OpenRaster opens in Krita with the same layers and pixels."""

from __future__ import annotations

import pytest
from tests.hosts import layered

from .conftest import Editor

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def found(krita: Editor) -> dict[str, str]:
    layered.write(krita.folder / "layered")
    return krita.checks("opening")


@pytest.mark.parametrize("scene", layered.SCENES)
def test_it_opens(found: dict[str, str], scene: str) -> None:
    assert found.get(f"check_{scene}", found["end"]) == ""
